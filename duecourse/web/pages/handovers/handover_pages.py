"""Handing over: whose cases, which of them, to whom, until when and why; and then what came of each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.case_handovers.bulk_handovers import HandedOver, Handing, hand_over
from duecourse.casework.case_handovers.handover_choices import MOST, HandoverChoices, handover_choices
from duecourse.casework.context.services import done_before
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.forms import fields
from duecourse.web.forms.dates import read_last_day
from duecourse.web.forms.typed import LISTED, Typed
from duecourse.web.render import page
from duecourse.web.submission import go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, BadInput
from engine.identity import CaseReference, PersonId
from engine.steps.options import Ask

router = APIRouter()
PLACE = "/hand-over"
DONE, OF = f"{PLACE}/done", f"{PLACE}/of/{{person}}"
LIST, FORM, OUTCOME = "handovers/list.html", "handovers/form.html", "handovers/done.html"
CASES, TO = "cases", "to"
SEARCHED = 8
"""From so many people on, a page offers to look for one."""

UNTIL = Ask(
    name="until",
    type="date",
    ask="What is their last day?",
    optional=True,
    options={},
    help="On the day after, what was handed over goes back by itself. Leave this empty to hand over for good.",
)
WHY = Ask(
    name="reason",
    type="text",
    ask="Why?",
    optional=False,
    options={},
    help="It is kept with each case, and those who work on the case can read it.",
)


@router.get(PLACE)
@InOneLook
def whose(request: Request, visitor: SignedIn) -> Response:
    """Ask whose cases are handed over: everybody who holds something in cases that the visitor manages."""
    chosen = _chosen(request)
    found = handover_choices(visitor.services, visitor.caller, chosen=chosen)
    narrowed = f"?{request.url.query}" if chosen else ""
    if chosen and len(found.holders) == 1:
        return go(f"{_place(found.holders[0].id)}{narrowed}")
    return page(request, LIST, found=found, chosen=chosen, narrowed=narrowed, most=MOST, me=visitor.person.id)


@router.get(DONE)
@InOneLook
def done(request: Request, visitor: SignedIn) -> Response:
    """Say what came of the last handing over: each case that stays is named with why."""
    kept = visitor.kept(DONE)
    if kept is None:
        return go(PLACE)
    refused = zip(kept.all("refused"), kept.all("why"), strict=False)
    given = [each for each in kept.all("given") if each]
    until = date.fromisoformat(kept.get("until")) if kept.get("until") else None
    return page(request, OUTCOME, said=kept, given=given, until=until, refused=[each for each in refused if each[0]])


@router.get(OF)
@InOneLook
def ask(request: Request, visitor: SignedIn, person: str) -> Response:
    """Ask which cases of somebody go to whom, until when and why."""
    found = handover_choices(visitor.services, visitor.caller, person, _chosen(request))
    kept = visitor.kept(request.url.path)
    typed = kept or Typed({CASES: tuple(each.reference for each in found.cases)})
    return page(request, FORM, **{**_context(visitor, found, typed), "kept": kept is not None})


@router.post(OF)
def send(request: Request, visitor: SignedIn, person: str) -> Response:
    """Hand the chosen cases over, once they said again who they are; a second press finds it done."""
    demand_confirmed(visitor)
    typed = visitor.typed

    def do() -> str:
        done_before(visitor.services, visitor.caller)
        found = handover_choices(visitor.services, visitor.caller, person, _chosen(request))
        faults = _faults(visitor, found)
        if faults:
            raise BadAnswers.of(faults)
        facts = fields.read((UNTIL, WHY), typed, visitor.zone).facts
        heir = next(each for each in found.heirs if each.key == typed.get(TO))
        chosen = [each.reference for each in found.cases if each.reference in typed.all(CASES)]
        until = _end_of(facts.get(UNTIL.name, ""), visitor)
        handing = Handing(who=PersonId(person), to=heir.id, until=until, reason=facts[WHY.name])
        outcome = hand_over(visitor.services, visitor.caller, chosen, handing)
        visitor.keep(DONE, _told(outcome, until, visitor))
        visitor.forget(request.url.path)
        return DONE

    def context() -> dict[str, Any]:
        found = handover_choices(visitor.services, visitor.caller, person, _chosen(request))
        return _context(visitor, found, typed)

    return submit(request, visitor, FORM, context, do, after=DONE)


def _faults(visitor: Visitor, found: HandoverChoices) -> dict[str, str]:
    typed = visitor.typed
    answers = fields.read((UNTIL, WHY), typed, visitor.zone)
    faults = {**fields.missing((UNTIL, WHY), answers.facts), **answers.faults}
    known = {each.reference for each in found.cases}
    if not known.intersection(typed.all(CASES)):
        faults[CASES] = "Choose at least one case."
    if typed.get(TO) not in {each.key for each in found.heirs}:
        faults[TO] = "Choose to whom they go."
    try:
        ends = _end_of(answers.facts.get(UNTIL.name, ""), visitor)
        if ends is not None and ends <= visitor.services.clock.now():
            faults[UNTIL.name] = "That day is over already. Give a last day that is still to come."
    except BadInput as bad:
        faults[UNTIL.name] = str(bad)
    return dict(sorted(faults.items(), key=lambda each: (CASES, TO, UNTIL.name, WHY.name).index(each[0])))


def _end_of(day: str, visitor: Visitor) -> datetime | None:
    """Give the end of a day, as it is typed; None where none is. Raises BadInput."""
    return read_last_day(day, visitor.zone) if day else None


def _told(outcome: HandedOver, until: datetime | None, visitor: Visitor) -> dict[str, str]:
    """Write down what came of it, for the page that says so."""
    last = (until.astimezone(visitor.zone).date() - timedelta(days=1)).isoformat() if until else ""
    return {
        "who": outcome.who.name,
        "to": outcome.to.name,
        "until": last,
        "given": LISTED.join(outcome.done),
        "refused": LISTED.join(reference for reference, _ in outcome.refused),
        "why": LISTED.join(why for _, why in outcome.refused),
    }


def _context(visitor: Visitor, found: HandoverChoices, typed: Typed) -> dict[str, Any]:
    return {
        "found": found,
        "typed": typed,
        "chosen": typed.all(CASES),
        "to": typed.get(TO),
        "until": fields.field_of(UNTIL, typed, {}),
        "why": fields.field_of(WHY, typed, {}),
        "searched": SEARCHED,
        "mine": found.of is not None and found.of.id == visitor.person.id,
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
        "kept": False,
    }


def _chosen(request: Request) -> tuple[CaseReference, ...]:
    """Read which cases were chosen on a list; their references stand in the address."""
    named = [each for each in request.query_params.getlist("case") if each]
    if len(named) > MOST:
        raise BadInput(f"At most {MOST} cases are handed over at once.")
    return tuple(CaseReference(each) for each in dict.fromkeys(named))


def _place(person: PersonId) -> str:
    return OF.format(person=person)
