"""One page for each step: the clause, what will happen, the questions; then check, and confirm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands import steps
from duecourse.casework.context.services import done_before
from duecourse.casework.policies.grounds import basis_said
from duecourse.casework.queries import case_view, task_list
from duecourse.casework.queries.case_view import CaseView
from duecourse.casework.queries.preview import foresee
from duecourse.web import case_texts
from duecourse.web.forms import fields
from duecourse.web.forms.fields import Answers, Field, field_of, happened_field
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import seen
from duecourse.web.pages.registers import consulted
from duecourse.web.render import page
from duecourse.web.submission import TOP, UNPROCESSABLE, at_fields, go, submit
from duecourse.web.visitor import SignedIn, Visitor
from engine.errors import BadAnswers, BadInput, NotFound, Refused
from engine.identity import ActionName, CaseReference, FactName, InstanceId, TrackName
from engine.steps.options import Ask, Option

router = APIRouter()
STEP = "/cases/{reference}/{track}/{number}/{action}"


@dataclass(frozen=True, kw_only=True)
class Here:
    """A step of a case as the visitor stands before it."""

    visitor: Visitor
    reference: CaseReference
    view: CaseView
    option: Option
    shared: dict[str, Any]

    @property
    def place(self) -> str:
        """Give the address of the step's page."""
        return f"/cases/{self.reference}/{self.option.on}/{self.option.action}"

    @property
    def people(self) -> dict[str, str]:
        """Give who may be named in an answer: everybody at the school, by short name."""
        view = self.view
        with self.visitor.services.store.reading() as reading:
            here = self.visitor.services.staffing(reading, view.case.school, view.now).posts
        return {person.key: person.name for person in view.people.values() if person.id in here}

    def fields(self, typed: Typed) -> list[Field]:
        """Give the questions as fields."""
        people = self.people if any(ask.type == "person" for ask in self.option.asks) else {}
        return [field_of(ask, typed, people) for ask in self.option.asks]

    def read(self, typed: Typed) -> Answers:
        """Read what was typed."""
        return fields.read(self.option.asks, typed, self.view.calendar.zone)

    def context(self, typed: Typed) -> dict[str, Any]:
        """Give what the page of questions shows."""
        return {
            **self.shared,
            "option": self.option,
            "place": self.place,
            "fields": self.fields(typed),
            "typed": typed,
            "happened": happened_field(typed),
            "reasons": self.option.reasons,
            "stale": None,
            "consequences": task_list.consequences(self.view.policy, self.option.on, self.option.action),
            "basis": basis(self.view, self.option),
        }


def basis(view: CaseView, option: Option) -> str:
    """Say what a step stands on: clauses that prescribe it or leave it to discretion, or the source of a default."""
    return basis_said(view.policy, option.on.track, option.action)


def stand(visitor: Visitor, reference: CaseReference, track: TrackName, number: str, action: ActionName) -> Here:
    """Find a step of a case. Raises NotFound, also for one on what the visitor may not see."""
    on = InstanceId.of(track, number)
    view, shared = seen(visitor, reference, f"the step {on} {action}")
    for option in case_view.possible(visitor.services, visitor.caller, reference):
        if (option.on, option.action) == (on, action):
            return Here(visitor=visitor, reference=reference, view=view, option=option, shared=shared)
    raise NotFound(f"Case {reference} has no such step, or none that you may see.")


@router.get(STEP)
def ask(
    request: Request, visitor: SignedIn, reference: CaseReference, track: TrackName, number: str, action: ActionName
) -> Response:
    """Show the questions of a step, or why it is locked and what unlocks it."""
    here = stand(visitor, reference, track, number, action)
    if here.option.letter:
        return go(f"/cases/{reference}/letters/{here.option.letter}")
    kept = visitor.kept(here.place)
    typed = kept or Typed(_answered(here))
    status = UNPROCESSABLE if kept and "refused" in request.query_params else 200
    found = consulted(visitor, here.view, here.option)
    return page(request, "case/step.html", status=status, kept=kept is not None, consulted=found, **here.context(typed))


def _answered(here: Here) -> dict[str, tuple[str, ...]]:
    """Give the answers that stand already, so that nobody has to type them twice."""
    instance = here.view.case.tracks[here.option.on]
    texts = {
        name: case_texts.answer_text(here.view, instance, name, answer)
        for name, answer in instance.answers.items()
        if _is_said_again(here.option.asks, name)
    }
    return {name: tuple(text.split("\x1f")) for name, text in texts.items() if text}


def _is_said_again(asks: Sequence[Ask], name: FactName) -> bool:
    """Only what stays true is offered again: a new decision is made without it."""
    return any(ask.name == name and ask.optional and ask.type in ("text", "choice") for ask in asks)


@router.post(STEP)
def check(
    request: Request, visitor: SignedIn, reference: CaseReference, track: TrackName, number: str, action: ActionName
) -> Response:
    """Take the answers, keep them, and go on to where they are checked."""
    here = stand(visitor, reference, track, number, action)
    visitor.keep(here.place, visitor.typed.kept())
    answers = here.read(visitor.typed)
    faults = _faults(here, answers)
    if faults:
        context = {**here.context(visitor.typed), "errors": faults, "kept": False}
        context["consulted"] = consulted(visitor, here.view, here.option)
        return page(request, "case/step.html", status=UNPROCESSABLE, **context)
    return go(f"{here.place}/check")


def _faults(here: Here, answers: Answers) -> dict[str, str]:
    """Find what is wrong with the answers, all at once; a refusal is shown where the answers are checked."""
    faults = dict(answers.faults)
    try:
        _foresee(here, answers)
    except BadAnswers as bad:
        faults = {**fields.named(bad.reasons, here.option.asks), **faults}
    except Refused as refused:
        others = [reason.says for reason in refused.reasons if not reason.field]
        faults |= at_fields(refused.reasons)
        faults |= {TOP: " ".join(others)} if others and not here.option.reasons else {}
    except BadInput as bad:
        faults |= {TOP: str(bad)}
    return faults


def _foresee(here: Here, answers: Answers) -> tuple[str, ...]:
    return foresee(
        here.visitor.services,
        here.visitor.caller,
        here.reference,
        here.option.on,
        here.option.action,
        facts=answers.facts,
        happened_at=answers.happened_at,
    )


@router.get(f"{STEP}/check")
def read_again(
    request: Request, visitor: SignedIn, reference: CaseReference, track: TrackName, number: str, action: ActionName
) -> Response:
    """Show the answers and what confirming them will do."""
    here = stand(visitor, reference, track, number, action)
    kept = visitor.kept(here.place)
    if kept is None or _faults(here, here.read(kept)):
        return go(here.place)
    return page(request, "case/check.html", **_checked(here, kept))


def _checked(here: Here, typed: Typed) -> dict[str, Any]:
    answers = here.read(typed)
    people = here.people if any(ask.type == "person" for ask in here.option.asks) else {}
    zone = here.view.calendar.zone
    rows = [
        (ask.ask, fields.say(ask, answers.facts.get(ask.name, ""), people, zone), ask.name) for ask in here.option.asks
    ]
    try:
        follows, reasons = _foresee(here, answers), here.option.reasons
    except (Refused, BadInput) as error:
        follows, reasons = (), error.reasons if isinstance(error, Refused) else here.option.reasons
    return {
        **here.context(typed),
        "rows": rows,
        "happened_at": answers.happened_at,
        "follows": follows,
        "reasons": reasons,
        "revision": here.view.case.revision,
        "once": here.visitor.services.ids.identifier(),
    }


@router.post(f"{STEP}/check")
def confirm(
    request: Request, visitor: SignedIn, reference: CaseReference, track: TrackName, number: str, action: ActionName
) -> Response:
    """Take the step, once; a page that has become stale shows what changed and changes nothing."""
    here = stand(visitor, reference, track, number, action)
    kept = visitor.kept(here.place)
    case_page = f"/cases/{reference}"

    def do() -> str:
        if kept is None:
            done_before(visitor.services, visitor.caller)
            raise BadInput("Your answers are no longer here: they were sent in already, or are older than a week.")
        answers = here.read(kept)
        step = steps.take_step(
            visitor.services,
            visitor.caller,
            reference,
            here.option.on,
            action,
            facts=answers.facts,
            happened_at=answers.happened_at,
            revision=visitor.revision,
        )
        visitor.forget(here.place)
        return f"{case_page}?done={step.case.revision}"

    return submit(
        request,
        visitor,
        "case/check.html",
        lambda: _checked(here, kept or Typed()),
        do,
        after=case_page,
        reference=reference,
    )
