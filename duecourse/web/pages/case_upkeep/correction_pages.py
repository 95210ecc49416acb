"""Answers put right: which there are, what is right instead and why; then what follows, and done."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands import steps
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.management import NOT_THEIRS
from duecourse.casework.context.services import done_before
from duecourse.casework.queries import task_list
from duecourse.casework.queries.upkeep.answered_questions import AnsweredQuestion, answered_parts, answered_questions
from duecourse.web.forms import fields
from duecourse.web.forms.fields import field_of
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import look, shared
from duecourse.web.pages.case_upkeep.standing_boxes import boxes_of, brought_up, marks_of
from duecourse.web.render import page
from duecourse.web.submission import TOP, UNPROCESSABLE, at_fields, demand_agreed, go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, BadInput, NotFound, NotPermitted, Refused
from engine.identity import CaseReference, InstanceId, TrackName
from engine.reasons import Reason
from engine.steps.options import Ask

router = APIRouter()
ANSWERS = "/cases/{reference}/answers"
CORRECT = "/cases/{reference}/answers/{track}/{number}"
REASON = "why_corrected"
WHY = Ask(
    name=REASON,
    type="text",
    ask="Why was the record wrong?",
    optional=False,
    options={},
    help="Your reason is kept in the history, beside the answer that stood before.",
)
NOTHING = "Nothing is different from what stands already: change at least one answer."


@dataclass(frozen=True, kw_only=True)
class Correcting:
    """The answers of a procedure as the visitor puts them right; `only` names those that the page asks, () for all."""

    visitor: Visitor
    case: CaseReader
    on: InstanceId
    only: tuple[str, ...]

    @property
    def place(self) -> str:
        """Give the address of the page."""
        view = self.case.view
        place = task_list.step_place(view, view.case.tracks[self.on])
        return f"/cases/{view.case.reference}/answers/{place}"

    @cached_property
    def questions(self) -> tuple[AnsweredQuestion, ...]:
        """Give the questions of the page. Raises NotFound where there is none of that name."""
        every = answered_questions(self.case.view, self.on)
        found = tuple(each for each in every if not self.only or each.ask.name in self.only)
        if not found:
            raise NotFound(f"Case {self.case.view.case.reference} has no such answer, or none that you may see.")
        return found

    @cached_property
    def standing(self) -> Typed:
        """Give the answers that stand, as somebody would have typed them."""
        texts: dict[str, tuple[str, ...]] = {}
        for each in self.questions:
            texts |= boxes_of(self.case.view, self.on, each, self.visitor.zone)
        return Typed(texts)

    @cached_property
    def before(self) -> Mapping[str, str]:
        """Give the answers that stand, as a form is read."""
        return fields.read([each.ask for each in self.questions], self.standing, self.visitor.zone).facts

    @cached_property
    def asks(self) -> tuple[Ask, ...]:
        """Give the questions; one that was left open may stay open."""
        asks = (each.ask for each in self.questions)
        return tuple(replace(ask, optional=ask.optional or ask.name not in self.before) for ask in asks)

    @cached_property
    def people(self) -> Mapping[str, str]:
        """Give who may be named in an answer, with those who are named already."""
        view = self.case.view
        if not any(ask.type == "person" for ask in self.asks):
            return {}
        named = {self.standing.get(ask.name) for ask in self.asks if ask.type == "person"}
        return {
            **{each.key: view.name(each.id) for each in view.people.values() if each.key in named},
            **self.case.colleagues(),
        }

    def brought_up(self, typed: Typed) -> Typed:
        """Give what was typed with what a colleague corrected since in the place of what was left as it stood."""
        return brought_up(self.asks, typed, self.standing, self.before, self.visitor.zone)

    def context(self, typed: Typed) -> dict[str, Any]:
        """Give what the page of questions shows."""
        typed = self.brought_up(typed)
        return {
            **shared(self.visitor, self.case.view),
            "on": self.on,
            "place": self.place,
            "only": self.only,
            "said": {each.ask.name: each.said for each in self.questions},
            "fields": [field_of(ask, typed, self.people) for ask in self.asks],
            "stood": {name: typed.get(name) or mark for name, mark in marks_of(self.asks, self.before).items()},
            "why": field_of(WHY, typed, {}),
            "typed": typed,
            "reasons": (),
            "stale": None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What was typed, read: the answers that differ, why, what follows from them, and what stands in the way."""

    facts: Mapping[str, str]
    reason: str
    follows: tuple[str, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()


@router.get(ANSWERS)
@InOneLook
def list_answers(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """List the answers that the visitor may put right, procedure by procedure."""
    with look(visitor, reference, "the answers") as case:
        view = case.view
        parts = answered_parts(view)
    if not view.works:
        raise NotPermitted(NOT_THEIRS)
    places = {part.instance.on: task_list.step_place(view, part.instance) for part in parts}
    return page(request, "case/upkeep/answers.html", parts=parts, places=places, **shared(visitor, view))


@router.get(CORRECT)
@InOneLook
def ask(request: Request, visitor: SignedIn, reference: CaseReference, track: TrackName, number: str) -> Response:
    """Show the answers that stand, to be changed."""
    kept = visitor.kept(visitor.place)
    asked = request.query_params
    only = tuple(asked.getlist("which")) or (kept.all("which") if kept and "all" not in asked else ())
    if kept is not None and kept.all("which") != only:
        kept = None  # what was typed was about other questions
    with stand(visitor, reference, track, number, only) as here:
        context = here.context(kept or here.standing)
    return page(request, "case/upkeep/correct.html", kept=kept is not None, **context)


@router.post(CORRECT)
def check(request: Request, visitor: SignedIn, reference: CaseReference, track: TrackName, number: str) -> Response:
    """Take the answers, keep them, and go on to where they are checked."""
    with stand(visitor, reference, track, number, visitor.typed.all("which")) as here:
        visitor.keep(here.place, visitor.typed.kept())
        found = _read(here, visitor.typed)
        context = here.context(visitor.typed)
    if not (found.faults or found.reasons):
        return go(f"{here.place}/check")
    shown = {**context, "errors": found.faults, "reasons": found.reasons, "kept": False}
    return page(request, "case/upkeep/correct.html", status=UNPROCESSABLE, **shown)


@router.get(f"{CORRECT}/check")
@InOneLook
def read_again(
    request: Request, visitor: SignedIn, reference: CaseReference, track: TrackName, number: str
) -> Response:
    """Show what stood, what will stand, and what follows from it."""
    place = visitor.place.removesuffix("/check")
    kept = visitor.kept(place)
    if kept is None:
        return go(place)
    with stand(visitor, reference, track, number, kept.all("which")) as here:
        found = _read(here, kept)
        context = _checked(here, kept, found)
    return go(place) if found.faults else page(request, "case/upkeep/correct_check.html", **context)


@router.post(f"{CORRECT}/check")
def confirm(request: Request, visitor: SignedIn, reference: CaseReference, track: TrackName, number: str) -> Response:
    """Correct the answers, once; a page that has become stale shows what changed and changes nothing."""
    place = visitor.place.removesuffix("/check")
    kept = visitor.kept(place)
    only = kept.all("which") if kept else ()
    with stand(visitor, reference, track, number, only) as here:
        found, on = _read(here, kept or here.standing), here.on

    def do() -> str:
        if kept is None:
            done_before(visitor.services, visitor.caller)
            raise BadInput("Your answers are no longer here: they were sent in already, or are older than a week.")
        demand_agreed(visitor, kept.digest())
        caller = replace(visitor.caller, form=place)
        written = steps.correct(visitor.services, caller, reference, on, found.facts, found.reason)
        return f"/cases/{reference}?done={written.code}"

    def again() -> dict[str, Any]:
        with stand(visitor, reference, track, number, only) as here:
            typed = kept or here.standing
            return _checked(here, typed, _read(here, typed))

    after = f"/cases/{reference}"
    return submit(request, visitor, "case/upkeep/correct_check.html", again, do, after=after, reference=reference)


@contextmanager
def stand(
    visitor: Visitor, reference: CaseReference, track: TrackName, number: str, only: tuple[str, ...]
) -> Generator[Correcting]:
    """Look at the answers of a procedure. Raises NotFound, or NotPermitted for who sees it and has no role there."""
    with look(visitor, reference, f"the answers of {InstanceId.of(track, number)}") as case:
        found = case.view.case.procedure(InstanceId.of(track, number))
        if found is None:
            raise NotFound(f"Case {reference} has no such procedure, or none that you may see.")
        if found.on not in case.view.works:
            raise NotPermitted(NOT_THEIRS)
        yield Correcting(visitor=visitor, case=case, on=found.on, only=only)


def _read(here: Correcting, typed: Typed) -> Corrected:
    """Read what was typed: what differs from what stands, what is wrong with it, and what would follow."""
    answers = fields.read((*here.asks, WHY), here.brought_up(typed), here.visitor.zone)
    given = {name: text for name, text in answers.facts.items() if name != REASON}
    reason = answers.facts.get(REASON, "")
    changed = {ask.name: given.get(ask.name, "") for ask in here.asks}
    changed = {name: text for name, text in changed.items() if text != here.before.get(name, "")}
    faults = {**fields.missing((*here.asks, WHY), answers.facts), **answers.faults}
    if not changed and not answers.faults:
        faults = {**faults, here.asks[0].name: NOTHING}
    if faults:
        return Corrected(facts=changed, reason=reason, faults=faults)
    try:
        follows = here.case.correction(here.on, changed, reason)
    except BadAnswers as bad:
        return Corrected(facts=changed, reason=reason, faults=fields.named(bad.reasons, here.asks))
    except Refused as refused:
        reasons = tuple(each for each in refused.reasons if not each.field)
        return Corrected(facts=changed, reason=reason, faults=at_fields(refused.reasons), reasons=reasons)
    except BadInput as bad:
        return Corrected(facts=changed, reason=reason, faults={TOP: str(bad)})
    return Corrected(facts=changed, reason=reason, follows=follows)


def _checked(here: Correcting, typed: Typed, found: Corrected) -> dict[str, Any]:
    said = {each.ask.name: each.said for each in here.questions}
    rows = [
        (ask.ask, said[ask.name] or "Not answered", _said(here, ask, found.facts[ask.name]))
        for ask in here.asks
        if ask.name in found.facts
    ]
    return {
        **here.context(typed),
        "rows": rows,
        "reason": found.reason,
        "follows": found.follows,
        "reasons": found.reasons,
        "seen": here.case.view.seen,
        "once": here.visitor.services.ids.identifier(),
        "agreed": typed.digest(),
    }


def _said(here: Correcting, ask: Ask, text: str) -> str:
    return fields.say(ask, text, here.people, here.visitor.zone)
