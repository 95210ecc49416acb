"""Erasing in a case: what is to go, what that reaches, and what a second person decides about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.services import done_before
from duecourse.casework.erasures import erasure
from duecourse.casework.erasures.erasable_things import Erasable, erasable_of
from duecourse.casework.erasures.erased_places import Wanted
from duecourse.casework.erasures.erasure_lines import ErasureLine, lines_of
from duecourse.casework.erasures.erasure_reach import reach_of, reach_of_asked
from duecourse.casework.erasures.unseen_second import seconds_of
from duecourse.web import case_texts
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import look, shared
from duecourse.web.render import capital, page
from duecourse.web.submission import TOP, UNPROCESSABLE, demand_agreed, go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, BadInput, NotFound
from engine.identity import CaseReference
from engine.record.erasures import Ground
from engine.steps.options import Ask
from engine.time.moments import say_moment

router = APIRouter()
HOW = "via"
"""Under this key stands how something was recorded: our own words, which are erased at the command line alone."""
GROUPS = {
    "words": ("words", "Words", "What somebody wrote, or what a file is called."),
    "file": ("files", "Files", "A file goes with its name and all of its bytes."),
    "letter": ("letters", "Issued letters", "The text goes; that it was sent, to whom and when stays."),
    "person": (
        "people",
        "People from outside",
        "Their name and addresses go, in this case and everywhere in its record.",
    ),
}
"""What can be erased: the name of its question, and how the page calls it."""
GROUND = Ask(
    name="ground",
    type="choice",
    ask="Why may it, or must it, be erased?",
    optional=False,
    options={},
)
REASON = Ask(
    name="reason",
    type="text",
    ask="Who asked for it, and where is that written down?",
    optional=False,
    options={},
    help="For example: letter of 2 November. Do not repeat what is to go: your reason is kept.",
)
WHY = Ask(
    name="why",
    type="text",
    ask="Your reason",
    optional=True,
    options={},
    help="It is needed where this is not to be erased. It is kept, so do not repeat what is to go.",
)
DECISION = "decision"
WHOLE, NOTHING = Ground.DISPOSAL, "Choose at least one thing that is to be erased."
NO_REASON = "Write why this is not to be erased."
SENT_IN = "Your choice is no longer here: it was sent in already, or is older than a week."


@router.get("/cases/{reference}/erasures")
@InOneLook
def listed(request: Request, visitor: SignedIn, reference: CaseReference, done: str = "") -> Response:
    """List what was erased in a case, what is to be, and what was given up."""
    with look(visitor, reference, "erasures") as case:
        lines, view = lines_of(case), case.view
        said = case_texts.done_sentence(case, visitor.person.name, done)
    waiting = [line for line in lines if line.erasure.status == "asked"]
    ended = [line for line in reversed(lines) if line.erasure.status != "asked"]
    context: dict[str, Any] = shared(visitor, view)
    return page(request, "case/erasures.html", tab="history", waiting=waiting, ended=ended, said=said, **context)


@router.get("/cases/{reference}/erase")
@InOneLook
def ask(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask what is to go, on what ground, and who wants it."""
    kept = visitor.kept(visitor.place)
    with look(visitor, reference, "what can be erased") as case:
        context = {**_asking(visitor, case, kept or Typed()), "kept": kept is not None}
    return page(request, "case/erase.html", **context)


def _asking(visitor: Visitor, case: CaseReader, typed: Typed) -> dict[str, Any]:
    things = [each for each in erasable_of(case) if not each.is_erased and each.text and each.key != HOW]
    context = shared(visitor, case.view)
    grounds = replace(GROUND, options={each.value: capital(each.says) for each in Ground if each is not WHOLE})
    asks = [*_choices(visitor, things, context["showing"]), grounds, REASON]
    # of several kinds of things one is needed: no single one of them is optional
    shown = [replace(fields.field_of(each, typed, {}), label=each.ask) for each in asks]
    return {**context, "fields": shown, "is_empty": not things}


def _choices(visitor: Visitor, things: Sequence[Erasable], showing: case_texts.Showing) -> list[Ask]:
    """Make a question of each kind of thing that the case has."""
    found = []
    for what, (name, title, says) in GROUPS.items():
        options = {each.named: _label(visitor, each, showing) for each in things if each.what == what}
        if options:
            found.append(Ask(name=name, type="choices", ask=title, optional=True, options=options, help=says))
    return found


def _label(visitor: Visitor, thing: Erasable, showing: case_texts.Showing) -> str:
    when = f", {say_moment(thing.at, visitor.zone)}" if thing.at is not None else ""
    match thing.what:
        case "words":
            return f"“{thing.text}” ({thing.thing}{when}, {thing.code})"
        case "letter":
            kind = showing.kinds.get(thing.text)
            return f"{kind.title if kind else thing.text}{when} ({thing.code})"
        case "file":
            return f"{capital(thing.text)}{when} ({thing.code})"
        case _:
            return thing.text


@router.post("/cases/{reference}/erase")
def choose(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Take the choice, keep it, and go on to where it is checked."""
    visitor.keep(visitor.place, visitor.typed.kept())
    with look(visitor, reference, "what an erasure would reach") as case:
        context = _asking(visitor, case, visitor.typed)
        faults = _faults(visitor, visitor.typed) or _lost(case, visitor.typed)
    if faults:
        faults = {context["fields"][0].name if name == TOP else name: says for name, says in faults.items()}
        return page(request, "case/erase.html", status=UNPROCESSABLE, **{**context, "errors": faults, "kept": False})
    return go(f"{visitor.place}/check")


def _faults(visitor: Visitor, typed: Typed) -> dict[str, str]:
    """Say what is missing, or is nothing that can be kept; what belongs to no one question stands under TOP."""
    answers = fields.read((GROUND, REASON), typed, visitor.zone)
    faults = {**fields.missing((GROUND, REASON), answers.facts), **answers.faults}
    if answers.facts.get(GROUND.name, Ground.RIGHT) not in tuple(Ground):
        faults[GROUND.name] = fields.asked_for(GROUND)
    return faults if any(typed.all(name) for name, *_ in GROUPS.values()) else {TOP: NOTHING, **faults}


def _lost(case: CaseReader, typed: Typed) -> dict[str, str]:
    """Say that something that was chosen is not there: an old page, or an address that was put together by hand."""
    try:
        reach_of(case, _wanted(typed))
    except (NotFound, BadInput) as lost:
        return {TOP: str(lost)}
    return {}


def _wanted(typed: Typed) -> Wanted:
    words, files, letters, people = (typed.all(name) for name, *_ in GROUPS.values())
    ground, reason = Ground(typed.get(GROUND.name)), typed.get(REASON.name)
    return Wanted(ground=ground, reason=reason, words=words, files=files, letters=letters, people=people)


@router.get("/cases/{reference}/erase/check")
@InOneLook
def read_again(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Show what would go, what stays, and what has left the house."""
    kept = visitor.kept(_form_of(visitor))
    with look(visitor, reference, "what an erasure would reach") as case:
        ready = kept is not None and not (_faults(visitor, kept) or _lost(case, kept))
        context = _checked(visitor, case, kept) if kept is not None and ready else None
    return page(request, "case/erase_check.html", **context) if context else go(_form_of(visitor))


def _form_of(visitor: Visitor) -> str:
    return visitor.place.removesuffix("/check")


def _checked(visitor: Visitor, case: CaseReader, typed: Typed) -> dict[str, Any]:
    wanted = _wanted(typed)
    return {
        **shared(visitor, case.view),
        "seconds": seconds_of(case),
        "wanted": wanted,
        "reach": reach_of(case, wanted),
        "seen": case.view.seen,
        "once": visitor.services.ids.identifier(),
        "agreed": typed.digest(),
        "reasons": (),
        "stale": None,
    }


@router.post("/cases/{reference}/erase/check")
def confirm(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask for the erasure, once, after they said again who they are; what was typed stays until it is asked for."""
    demand_confirmed(visitor, back=visitor.place)
    place, list_page = _form_of(visitor), f"/cases/{reference}/erasures"
    kept = visitor.kept(place)

    def do() -> str:
        if kept is None or _faults(visitor, kept):
            done_before(visitor.services, visitor.caller)
            raise BadInput(SENT_IN)
        demand_agreed(visitor, kept.digest())
        written = erasure.ask(visitor.services, replace(visitor.caller, form=place), reference, _wanted(kept))
        return f"{list_page}?done={written.code}"

    def again() -> Mapping[str, Any]:
        with look(visitor, reference, "what an erasure would reach") as case:
            return _checked(visitor, case, kept if kept is not None else Typed())

    if kept is None or _faults(visitor, kept):
        return go(place)
    return submit(request, visitor, "case/erase_check.html", again, do, after=list_page, reference=reference)


@router.get("/cases/{reference}/erasures/{number}")
@InOneLook
def decide(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Show what somebody asked to have erased, and what may be done about it."""
    kept = visitor.kept(visitor.place)
    shown = _deciding(visitor, reference, number, kept or Typed())
    return page(request, "case/erasure.html", kept=kept is not None, **shown)


def _deciding(visitor: Visitor, reference: CaseReference, number: str, typed: Typed) -> dict[str, Any]:
    with look(visitor, reference, "an erasure to decide on") as case:
        line = _line(case, number)
        is_own = line.erasure.asked_by == visitor.person.id
        return {
            **shared(visitor, case.view),
            "line": line,
            "seconds": seconds_of(case, line.erasure.asked_by),
            "reach": reach_of_asked(case, line.erasure.number),
            "is_own": is_own,
            "fields": [fields.field_of(each, typed, {}) for each in _decision(line, is_own=is_own)],
            "seen": case.view.seen,
            "once": visitor.services.ids.identifier(),
            "reasons": (),
            "stale": None,
        }


def _line(case: CaseReader, number: str) -> ErasureLine:
    """Find an erasure of a case. Raises NotPermitted or NotFound."""
    for line in lines_of(case):
        if str(line.erasure.number) == number:
            return line
    raise NotFound(f"Case {case.view.case.reference} has no such erasure.")


def _decision(line: ErasureLine, *, is_own: bool) -> tuple[Ask, ...]:
    """Ask what is to be done; who asked for it can only give it up."""
    if is_own:
        return (replace(WHY, optional=False, ask="Why is it not to be erased after all?", help=""),)
    options = {"erase": "Erase it now, for good", "keep": "Do not erase it"}
    ask = f"{line.asked_by} asks for this. What do you decide?"
    return (Ask(name=DECISION, type="choice", ask=ask, optional=False, options=options), WHY)


def decided(asks: Sequence[Ask], visitor: Visitor) -> tuple[str, str]:
    """Read what somebody decided, and why. Raises BadAnswers."""
    answers = fields.read(asks, visitor.typed, visitor.zone)
    faults = {**fields.missing(asks, answers.facts), **answers.faults}
    decision = answers.facts.get(DECISION, "" if asks[0].name == DECISION else "keep")
    if decision not in ("erase", "keep"):
        faults[DECISION] = fields.asked_for(asks[0])
    if decision == "keep" and not answers.facts.get(WHY.name):
        faults.setdefault(WHY.name, NO_REASON)
    if faults:
        raise BadAnswers.of(faults)
    return decision, answers.facts.get(WHY.name, "")


@router.post("/cases/{reference}/erasures/{number}")
def end(request: Request, visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Erase it, once they said again who they are, or give it up with a reason."""
    if visitor.typed.get(DECISION) == "erase":
        demand_confirmed(visitor)
    list_page = f"/cases/{reference}/erasures"

    def do() -> str:
        with look(visitor, reference, "") as case:
            line = _line(case, number)
        decision, why = decided(_decision(line, is_own=line.erasure.asked_by == visitor.person.id), visitor)
        act = erasure.erase if decision == "erase" else erasure.drop
        written = act(visitor.services, visitor.caller, reference, line.erasure.number, why)
        return f"{list_page}?done={written.code}"

    def again() -> Mapping[str, Any]:
        return _deciding(visitor, reference, number, visitor.typed)

    return submit(request, visitor, "case/erasure.html", again, do, after=list_page, reference=reference)
