"""Registers: what was permitted and declared, making an entry, and asking a question about the policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from duecourse.casework.context.look.entries import STATUSES, RegisterEntry, kinds
from duecourse.casework.context.report_form import ReportForm, ReportPlaces, report_form, schools_held
from duecourse.casework.registers import filing
from duecourse.casework.registers.filing import NewEntry, request_track
from duecourse.casework.registers.register_page import registers
from duecourse.casework.registers.unread import unread as unread_at
from duecourse.web.forms import fields
from duecourse.web.forms.dates import read_date
from duecourse.web.forms.entry_asks import TAKER, WHOSE, entry_asks, own_answers, question_asks
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import look, shared
from duecourse.web.pagination import PageNumber, sheet
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, BadInput
from engine.identity import NOWHERE, CaseReference, InstanceId, TrackName
from engine.language.vocabulary import FactKind, TrackKind
from engine.steps.options import Ask

router = APIRouter()
PLACE = "/registers"
OURS = ("page", "done")
ENTRY, QUESTION = f"{PLACE}/entry", f"{PLACE}/question"
DAY = Ask(name="day", type="date", ask="How it stood at the end of a day", optional=True, options={})
CONDUCT = Ask(
    name="day",
    type="date",
    ask="Which day?",
    optional=False,
    options={},
    help="For example the day on which something was posted.",
)


@router.get(PLACE)
@InOneLook
def listing(request: Request, visitor: SignedIn, number: PageNumber = "1", done: str = "") -> Response:
    """List the entries that the visitor may see, narrowed as they wish, and the questions they have a part in."""
    chosen = Typed({name: (text,) for name, text in request.query_params.items()})
    at, faults = _moment(DAY, chosen, _zone(visitor))
    shown = registers(visitor.services, visitor.caller, at)
    found = [each for each in shown.entries if _is_meant(each, chosen)]
    known = {each.reference for each in shown.entries} | {each.reference for each in shown.questions}
    kept = urlencode([(key, text) for key, text in request.query_params.items() if text and key not in OURS])
    return page(
        request,
        "registers/list.html",
        status=UNPROCESSABLE if faults else 200,
        errors=faults,
        sheet=sheet(found, number, f"{PLACE}?{kept}"),
        filters=_filters(shown.places, shown.entries, chosen),
        questions=shown.questions,
        narrowed=bool(kept),
        done=done if done in known else "",
        at=at,
        oversees=shown.oversees,
        known=shown.known if shown.opened else None,
    )


def _is_meant(entry: RegisterEntry, chosen: Typed) -> bool:
    asked = {"kind": entry.kind, "standing": str(entry.standing), "person": entry.person}
    return all(chosen.get(name) in ("", is_) for name, is_ in asked.items())


def _filters(places: ReportPlaces, every: Sequence[RegisterEntry], chosen: Typed) -> list[fields.Field]:
    """Give the fields that narrow the list; those who see only their own entries choose nobody."""
    people: dict[str, str] = {each.person: each.name for each in every}
    asks = [
        Ask(name="kind", type="person", ask="Which register", optional=True, options={}),
        Ask(name="standing", type="person", ask="How it stands", optional=True, options={}),
        *([Ask(name="person", type="person", ask="Whose entry", optional=True, options={})] if len(people) > 1 else ()),
        DAY,
    ]
    offered = {"kind": kinds(places.policy), "standing": {str(key): says for key, says in STATUSES.items()}}
    return [fields.field_of(ask, chosen, offered.get(ask.name, people)) for ask in asks]


def _moment(ask: Ask, typed: Typed, zone: ZoneInfo) -> tuple[datetime | None, dict[str, str]]:
    """Read a day as its last moment."""
    parts = [typed.get(f"{ask.name}-{part}") for part in ("day", "month", "year")]
    if not any(parts):
        return None, {}
    try:
        day = read_date(parts[0], parts[1], parts[2])
    except BadInput as bad:
        return None, {ask.name: str(bad)}
    return datetime.combine(day, time.max, zone), {}


@router.get(ENTRY)
@InOneLook
def ask_entry(request: Request, visitor: SignedIn) -> Response:
    """Ask what is to be entered."""
    return _show(request, _entry_form(visitor), visitor)


@router.post(ENTRY)
def make_entry(request: Request, visitor: SignedIn) -> Response:
    """Make the entry, once."""
    form = report_form(visitor.services, visitor.caller)

    def do(said: dict[str, str]) -> str:
        facts = request_track(form.policy, TrackKind.REGISTER)
        kind, words = said[facts.fact(FactKind.REGISTER)], said[facts.fact(FactKind.ENTRY)]
        new = NewEntry(
            kind=kind,
            words=words,
            meant_for=said.get(facts.fact(FactKind.ENTRY_PURPOSE), ""),
            school=said.get("school", ""),
            person=said.get(WHOSE, ""),
            own=own_answers(form, TrackKind.REGISTER, said),
            given_to=said.get(TAKER, ""),
        )
        return filing.enter(visitor.services, visitor.caller, new).case.reference

    return _send(request, visitor, _entry_asks(visitor, form), _entry_form(visitor), do)


def _entry_asks(visitor: Visitor, form: ReportForm) -> tuple[Ask, ...]:
    return entry_asks(form, _others(visitor, form), visitor.person.key)


def _others(visitor: Visitor, form: ReportForm) -> dict[str, str]:
    """Name the colleagues for whom the visitor may make an entry: those of schools that they manage."""
    managed = schools_held(visitor.services, visitor.caller, form, form.policy.role(form.policy.manager).held_by)
    return {
        key: name for school in managed for key, name in form.staff[school.key].items() if key != visitor.person.key
    }


def _entry_form(visitor: Visitor) -> Callable[[Typed], dict[str, Any]]:
    form = report_form(visitor.services, visitor.caller)
    says = (
        "Where the policy asks for somebody else's approval, the entry counts only once it is given. "
        "Anything else is noted by somebody who keeps the registers."
    )
    return _form(visitor, "Make an entry", says, _entry_asks(visitor, form), "Make the entry")


@router.get(QUESTION)
@InOneLook
def ask_question(request: Request, visitor: SignedIn) -> Response:
    """Ask for a question."""
    return _show(request, _question_form(visitor), visitor)


@router.post(QUESTION)
def put_question(request: Request, visitor: SignedIn) -> Response:
    """Pass the question to the person who answers, once."""
    form = report_form(visitor.services, visitor.caller)

    def do(said: dict[str, str]) -> str:
        words = said[request_track(form.policy, TrackKind.QUESTION).fact(FactKind.QUESTION)]
        own = own_answers(form, TrackKind.QUESTION, said)
        step = filing.ask(visitor.services, visitor.caller, words, said.get("school", ""), own=own)
        return step.case.reference

    return _send(request, visitor, question_asks(form), _question_form(visitor), do)


def _question_form(visitor: Visitor) -> Callable[[Typed], dict[str, Any]]:
    form = report_form(visitor.services, visitor.caller)
    says = (
        "Ask before you post or act. The answer appears under Registers, and only those who answer read your question."
    )
    return _form(visitor, "Ask a question about the policy", says, question_asks(form), "Ask the question")


def _form(
    visitor: Visitor, title: str, says: str, asks: tuple[Ask, ...], button: str
) -> Callable[[Typed], dict[str, Any]]:
    """Make what a form shows, given what was typed."""

    def context(typed: Typed) -> dict[str, Any]:
        return {
            "title": title,
            "says": says,
            "button_text": button,
            "once": visitor.services.ids.identifier(),
            "fields": [fields.field_of(ask, typed, ask.options) for ask in asks],
            "reasons": (),
            "stale": None,
            "kept": False,
        }

    return context


def _show(request: Request, context: Callable[[Typed], dict[str, Any]], visitor: Visitor) -> Response:
    kept = visitor.kept(visitor.place)
    return page(request, "registers/form.html", **{**context(kept or Typed()), "kept": kept is not None})


def _send(
    request: Request,
    visitor: Visitor,
    asks: tuple[Ask, ...],
    context: Callable[[Typed], dict[str, Any]],
    do: Callable[[dict[str, str]], str],
) -> Response:
    def done() -> str:
        answers = fields.read(asks, visitor.typed, _zone(visitor))
        faults = {**fields.missing(asks, answers.facts), **answers.faults}
        if faults:
            raise BadAnswers.of(faults)
        return f"{PLACE}?done={do(dict(answers.facts))}"

    return submit(
        request, visitor, "registers/form.html", lambda: context(visitor.typed), done, after=f"{PLACE}?done={{}}"
    )


@router.get(f"{PLACE}/unread")
@InOneLook
def unread(request: Request, visitor: SignedIn, school: str = "") -> Response:
    """List who has not recorded that they read the present policy, school by school."""
    found = unread_at(visitor.services, visitor.caller, school, or_first=True)
    return page(request, "registers/unread.html", found=found, schools=found.schools)


@router.get("/cases/{reference}/registers/{track}/{number}")
@InOneLook
def consult(request: Request, visitor: SignedIn, reference: CaseReference, track: TrackName, number: str) -> Response:
    """Show what the registers said on another day about the one whom a procedure is about."""
    chosen = Typed({name: (text,) for name, text in request.query_params.items()})
    at, faults = _moment(CONDUCT, chosen, _zone(visitor))
    with look(visitor, reference, "the registers") as case:
        view, instance = case.view, case.view.case.procedure(InstanceId.of(track, number))
        found = case.consulted(instance.on if instance else NOWHERE, at)
    return page(
        request,
        "registers/consult.html",
        status=UNPROCESSABLE if faults else 200,
        errors=faults,
        consulted=found,
        day=fields.field_of(CONDUCT, chosen, {}),
        **shared(visitor, view),
    )


def _zone(visitor: Visitor) -> ZoneInfo:
    return ZoneInfo(visitor.organisation.zone)
