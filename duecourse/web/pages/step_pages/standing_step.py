"""A step of a case as a visitor stands before it: its questions, what it would change, and what is wrong."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from duecourse.casework.commands.consents.link_state import link_standing
from duecourse.casework.commands.letter_drafts.asked_letter import asked_letter
from duecourse.casework.commands.letter_drafts.foreseen_letter import ForeseenLetter, foreseen_letter
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.lookup import Consulted
from duecourse.casework.context.look.preview import OnwardStep
from duecourse.casework.policies.grounds import basis_said
from duecourse.casework.queries import task_list
from duecourse.web.forms import fields
from duecourse.web.forms.fields import Answers, Field, field_of, happened_field
from duecourse.web.forms.own_consent import own_fields, read_own
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import look, shared
from duecourse.web.pages.letters import inner
from duecourse.web.pages.search.known_beside import known_beside
from duecourse.web.submission import TOP, at_fields
from duecourse.web.visitor import Visitor
from engine.errors import BadAnswers, BadInput, NotFound, Refused
from engine.identity import NOWHERE, ActionName, CaseReference, InstanceId, TrackName
from engine.language.vocabulary import ActionKind, Consent
from engine.reasons import Reason
from engine.steps.options import Option


@dataclass(frozen=True, kw_only=True)
class Here:
    """A step of a case as the visitor stands before it, inside the one look of its page."""

    visitor: Visitor
    case: CaseReader
    option: Option

    @property
    def place(self) -> str:
        """Give the address of the step's page."""
        view = self.case.view
        there = task_list.step_place(view, view.case.tracks[self.option.on])
        return f"/cases/{view.case.reference}/{there}/{self.option.action}"

    @cached_property
    def people(self) -> Mapping[str, str]:
        """Give who may be named in an answer: everybody at the school, by short name."""
        return self.case.colleagues() if any(ask.type == "person" for ask in self.option.asks) else {}

    def read(self, typed: Typed) -> Answers:
        """Read what was typed."""
        if self.option.page:
            return read_own(self.option, typed, self.visitor.zone)
        return fields.read(self.option.asks, typed, self.visitor.zone)

    def fields(self, typed: Typed) -> list[Field]:
        """Give the questions with what was typed; to the person whose own consent it is, in words for them."""
        if self.option.page:
            return own_fields(self.option, typed)
        return [field_of(ask, typed, self.people) for ask in self.option.asks]

    def asked_letter(self, answers: Answers) -> dict[str, Any]:
        """Give the letter that the visitor is asked about themselves, as it would leave, where there is one."""
        option, said = self.option, answers.facts
        refused = any(
            said.get(ask.name, Consent.GIVEN) != Consent.GIVEN for ask in option.asks if ask.type == "consent"
        )
        own = option.page and not refused
        found = asked_letter(self.case, option.on, option.action, said) if own else ""
        return {"asked_letter": inner(found) if found else ""}

    @property
    def template(self) -> str:
        """Name the template of the page of questions."""
        return "case/own_consent.html" if self.option.page else "case/step.html"

    def follows(self, answers: Answers) -> tuple[str, ...]:
        """Tell what the step would change. Raises Refused or BadInput, as the step itself would."""
        return self.case.foresee(self.option.on, self.option.action, answers.facts, answers.happened_at)

    def foreseen(self, answers: Answers) -> ForeseenLetter | None:
        """Give the letter that the step would have drafted, where it can be read and sealed with it."""
        if self.option.page or answers.faults:
            return None
        return foreseen_letter(self.case, self.option.on, self.option.action, answers.facts, answers.happened_at)

    def onward(self, answers: Answers) -> OnwardStep | None:
        """Give the step that may be confirmed with this one; None where there is none, or a letter is to be read."""
        if self.option.page or answers.faults or not self.option.allowed:
            return None
        return self.case.onward(self.option.on, self.option.action, answers.facts, answers.happened_at)

    def consulted(self) -> Consulted | None:
        """Give what the page shows of the registers: of the step that looks at them, while it may be taken."""
        track = self.case.view.policy.track(self.option.on.track).definition
        looks_up = track.actions[self.option.action].kind is ActionKind.LOOKUP
        return self.case.consulted(self.option.on) if looks_up and self.option.allowed else None

    def context(self, typed: Typed) -> dict[str, Any]:
        """Give what the page of questions shows."""
        policy, on, action = self.case.view.policy, self.option.on, self.option.action
        return {
            **shared(self.visitor, self.case.view),
            "option": self.option,
            "place": self.place,
            "fields": self.fields(typed),
            "typed": typed,
            "happened": happened_field(typed),
            "reasons": self.option.reasons,
            "stale": None,
            "consequences": task_list.consequences(policy, on, action),
            # clauses that prescribe it or leave it to discretion, or the source of a default
            "basis": basis_said(policy, on.track, action),
            "known": known_beside(self.visitor, self.case.view, on),
            "link": link_standing(self.case, on, action) if self.option.allowed else None,
            "link_once": self.visitor.services.ids.identifier(),
        }

    def whole_context(self, typed: Typed) -> dict[str, Any]:
        """Give what the page of questions shows, with what is looked up or written for it alone."""
        return {
            **self.context(typed),
            "consulted": self.consulted(),
            "ahead": self.ahead(typed),
            "more": 0,
            **self.asked_letter(Answers({}, {})),
        }

    def ahead(self, typed: Typed) -> tuple[str, ...]:
        """Tell what really follows already, where nothing has to be answered; () where an answer decides."""
        if self.option.page or not self.option.allowed or any(not ask.optional for ask in self.option.asks):
            return ()
        try:
            return self.follows(self.read(typed))
        except (BadInput, Refused):
            return ()


@contextmanager
def stand(
    visitor: Visitor, reference: CaseReference, track: TrackName, number: str, action: ActionName
) -> Generator[Here]:
    """Look at a step of a case. Raises NotFound, also for one on what the visitor may not see."""
    with look(visitor, reference, f"the step {InstanceId.of(track, number)} {action}") as case:
        found = case.view.case.procedure(InstanceId.of(track, number))
        on = found.on if found else NOWHERE
        option = next((each for each in case.steps() if (each.on, each.action) == (on, action)), None)
        if option is None:
            raise NotFound(f"Case {reference} has no such step, or none that you may see.")
        yield Here(visitor=visitor, case=case, option=option)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenStep:
    """What some answers would come to: what follows, or what is wrong with them and stands in the way."""

    follows: tuple[str, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()


def foreseen(here: Here, answers: Answers) -> ForeseenStep:
    """Find what is wrong with the answers, all at once; a refusal is shown where the answers are checked."""
    faults, reasons = dict(answers.faults), here.option.reasons
    try:
        return ForeseenStep(follows=here.follows(answers), faults=faults, reasons=reasons)
    except BadAnswers as bad:
        faults = {**fields.named(bad.reasons, here.option.asks), **faults}
    except Refused as refused:
        others = [reason.says for reason in refused.reasons if not reason.field]
        faults |= at_fields(refused.reasons)
        faults |= {TOP: " ".join(others)} if others and not here.option.reasons else {}
        reasons = refused.reasons
    except BadInput as bad:
        faults |= {TOP: str(bad)}
    return ForeseenStep(faults=faults, reasons=reasons)
