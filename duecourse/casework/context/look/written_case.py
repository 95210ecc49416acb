"""What a command wrote, as far as the person who gave it may know: the whole of it stays inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from duecourse.casework.context.attendance import present
from duecourse.casework.context.look.contacts import Alarm, raised
from duecourse.casework.context.look.danger import reported_of
from duecourse.casework.context.look.event_history import shown_of
from duecourse.casework.context.look.redaction import Redaction, redacted
from duecourse.casework.context.look.visible_case import VisibleCase
from duecourse.casework.context.look.whole_case import WholeCase
from duecourse.casework.context.report_form import dealt_by
from duecourse.casework.context.services import Caller, Services, Transaction, change_case
from engine.identity import CaseReference
from engine.record.chain import Entry
from engine.record.values import Part
from engine.steps.transition import Refusal, Step


@dataclass(frozen=True, slots=True)
class AfterReport:
    """What is told right after a report: who must know of its dangers, and the posts that deal with it."""

    alarms: tuple[Alarm, ...]
    dealt_by: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """A change that was made. Most callers need only its reference: the rest is worked out where it is asked for."""

    _services: Services
    _step: Step

    @property
    def reference(self) -> CaseReference:
        """Give the reference of the case."""
        return self._step.case.reference

    @property
    def revision(self) -> int:
        """Give the revision that the case is at now."""
        return self._step.case.revision

    @property
    def everything(self) -> bool:
        """Say whether the person sees all of the case."""
        return self._redaction.everything

    @property
    def case(self) -> VisibleCase:
        """Give the case as they see it now."""
        return self._redaction.case

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Give the events with what they may know of each; numbered for those who see all of the case."""
        shown = (told for entry in self._step.entries if (told := shown_of(self._redaction, entry)))
        if self.everything:
            return tuple(shown)
        return tuple(replace(entry, event=replace(entry.event, sequence=0)) for entry in shown)

    def after_report(self, caller: Caller) -> AfterReport:
        """Tell what follows of a report, also to somebody who named themself in it and does not see the case."""
        services, case = self._services, self._step.case
        with services.store.reading() as reading:
            policy = services.policy_of(reading, case)
            whole = WholeCase(
                services=services, caller=caller, reading=reading, record=case, policy=policy, now=services.clock.now()
            )
            if case.is_part(caller.viewer.person, Part.SUBJECT):
                alarms = raised(policy, case, whole.world.staffing, whole.staff)
            else:
                alarms = reported_of(whole)
            return AfterReport(alarms, dealt_by(policy, case, whole.world.staffing))

    @cached_property
    def _redaction(self) -> Redaction:
        services, case = self._services, self._step.case
        with services.store.reading() as reading:
            policy = services.policy_of(reading, case)
            case = present(services, reading, policy, case)
        return redacted(policy, case, self._step.entries[-1].event.by)


def shared(services: Services, step: Step) -> Written:
    """Hand out what a step wrote."""
    return Written(services, step)


def carry_out(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    what: str,
    decide: Callable[[Transaction], Step | Refusal],
    *,
    revision: int | None = None,
) -> Written:
    """Change a case as `change_case` does, and hand out what its taker may know of it."""
    return shared(services, change_case(services, caller, reference, what, decide, revision=revision))
