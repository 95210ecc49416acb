"""The one look of a page, a check page or a command: one reading transaction, one load, and every answer from it."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, tzinfo

from duecourse.casework.context.access_log import commit_read, log_reads
from duecourse.casework.context.look.contacts import Alarm, safeguarding
from duecourse.casework.context.look.danger import Alarms, alarms_of, reported_of
from duecourse.casework.context.look.event_history import (
    HandOnHold,
    Since,
    hands_on_holds,
    history_of,
    moves_of,
    since_of,
)
from duecourse.casework.context.look.lookup import Consulted, consult_of
from duecourse.casework.context.look.narrative import Sentence
from duecourse.casework.context.look.preview import (
    OnwardStep,
    foresee_clock,
    foresee_correction,
    foresee_onward,
    foresee_step,
)
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.look.whole_case import Keeper, WholeCase, load_whole
from duecourse.casework.context.report_form import dealt_by
from duecourse.casework.context.services import Caller, Services, pages_of
from engine.changes.clock_costs import ClockCost
from engine.errors import NotFound
from engine.identity import CASE, NO_SCHOOL, ActionName, CaseReference, ClockId, InstanceId
from engine.language.vocabulary import StateKind
from engine.people.visibility import works_in
from engine.ports.records import EvidenceFile
from engine.record.codes import typed_code
from engine.record.values import Part
from engine.steps.image_gate import is_shut_away
from engine.steps.options import Option, options
from engine.time.duration import Duration


class CaseReader(Keeper):
    """Answers about one case for one person, each of them redacted; what it is asked from stays inside."""

    @property
    def view(self) -> CaseView:
        """Give the case as they see it."""
        return self._whole.view

    @property
    def zone(self) -> tzinfo:
        """Give the time zone in which its times are said."""
        return self._whole.calendar.zone

    def letter_number(self, typed: str) -> int | None:
        """Find a letter by its code or number, also one that went with a step taken back; None where they read none."""
        whole, code = self._whole, typed_code(typed)
        found = whole.redaction.case.letter(typed)
        if found is not None:
            return found.number
        gone = (each for each in whole.record.letters.values() if each.on not in whole.case.tracks)
        theirs = (each for each in gone if works_in(whole.policy, whole.case, each.on.track, whole.person))
        called = ((each.number, whole.redaction.case.code(each)) for each in theirs)
        return next((number for number, each in called if (code and each == code) or typed == str(number)), None)

    def letter_named(self, typed: str) -> int:
        """Give the number of a letter, by its code or number. Raises NotFound, also for one that they may not read."""
        found = self.letter_number(typed)
        if found is None:
            raise NotFound(f"Case {self._whole.case.reference} has no such letter, or none that you may read.")
        return found

    def steps(self) -> list[Option]:
        """List what they may do now, and what is locked and why, on what they may see."""
        whole = self._whole
        found = options(whole.policy, whole.case, whole.caller.actor, whole.world)
        return [_told(whole, option) for option in found if option.on in whole.redaction.case.tracks]

    def history(self) -> list[Sentence]:
        """Tell the case in plain sentences, oldest first."""
        return history_of(self._whole)

    def moves(self, clock: ClockId) -> list[Sentence]:
        """Tell what moved the due time of a clock: by whom, why, from what to what."""
        return moves_of(self._whole, clock)

    def clock_cost(self, clock: ClockId, what: str, reason: str, more: Duration | None) -> ClockCost:
        """Say what a pause, its end, or more time would do to a clock. Raises as the change itself would."""
        return foresee_clock(self._whole, clock, what, reason, more)

    def correction(self, on: InstanceId, facts: Mapping[str, str], reason: str) -> tuple[str, ...]:
        """Tell what would follow from other answers on a procedure. Raises as the correction itself would."""
        return foresee_correction(self._whole, on, facts, reason)

    def hands_on_holds(self) -> Mapping[tuple[InstanceId, str], HandOnHold]:
        """Say of each hold that was set by hand and stands who set it, when and why."""
        return hands_on_holds(self._whole)

    def since(self, revision: int) -> Since:
        """Tell what happened after a revision."""
        return since_of(self._whole, revision)

    def alarms(self) -> Alarms:
        """List the dangers that wait for somebody to open them, and those that somebody has opened."""
        return alarms_of(self._whole)

    def heard(self) -> tuple[Alarm, ...]:
        """Say to the reporter of a case that runs which dangers were opened, and when; () to anybody else."""
        whole = self._whole
        if whole.record.tracks[CASE].ended:
            return ()
        return tuple(each for each in reported_of(whole) if each.is_opened)

    def told_of_report(self) -> tuple[Alarm, ...]:
        """Name who was to know when it was reported, for its reporter; () for anybody else."""
        return reported_of(self._whole)

    def dealt_by(self) -> tuple[str, ...]:
        """Name the posts that deal with it now: nobody's name, so that the person who reported it may be told."""
        return dealt_by(self._whole.policy, self._whole.case, self._whole.world.staffing)

    def safeguarding(self) -> tuple[str, ...]:
        """Say how those are reached who look after children: by post, so that the person who reported may be told."""
        whole = self._whole
        return safeguarding(whole.policy, whole.case, whole.world.staffing, whole.staff)

    def colleagues(self) -> Mapping[str, str]:
        """Give those at the school, who may be named in an answer or take a role: short name → name."""
        here = self._whole.world.staffing.posts
        return {person.key: person.name for person in self._whole.staff if person.id in here}

    def nameable(self) -> Mapping[str, str]:
        """Give those of whom a case at this school may be, by short name: who is there, who was or will be and holds
        no post anywhere, and who is known in the case.

        Who never held a post belongs to no school: they are offered nowhere, and named by those whom somebody who keeps
        people told their short name.
        """
        whole = self._whole
        here, places = whole.world.staffing.posts, (NO_SCHOOL, whole.case.school)
        everybody = whole.reading.people(whole.organisation.id, whole.case.id)
        return {
            person.key: person.name
            for person in everybody
            if person.active
            and (
                person.id in here
                or person.id in whole.case.people
                or person.case == whole.case.id
                or (not person.held(whole.now) and any(each.school in places for each in person.posts))
            )
        }

    def may_share_with(self) -> Mapping[str, str]:
        """Give the other schools that are open and do not deal with it yet: short name → name."""
        whole = self._whole
        if whole.case.status in whole.policy.shell.states_of(StateKind.REQUEST):
            return {}
        there = (whole.case.school, *whole.record.shared)
        schools = whole.services.schools(whole.reading)
        return {each.key: each.name for each in schools if each.active and each.id not in there}

    def elsewhere(self) -> tuple[str, ...]:
        """Name the other schools to which somebody whom it is about belongs, and with which it is not shared."""
        whole = self._whole
        parts = (Part.SUBJECT, Part.AFFECTED, Part.CHILD)
        named = (person for person in whole.case.people if whole.redaction.case.is_part(person, *parts))
        people = (whole.view.people[person] for person in named if person in whole.view.people)
        posts = [{each.school for each in person.held(whole.now)} for person in people]
        away = {school for schools in posts if whole.case.school not in schools for school in schools}
        if not away - {NO_SCHOOL}:
            return ()
        open_to = self.may_share_with()
        return tuple(
            each.name for each in whole.services.schools(whole.reading) if each.id in away and each.key in open_to
        )

    def consulted(self, on: InstanceId, at: datetime | None = None) -> Consulted:
        """Give what the registers said about the subject of a procedure. Raises BadInput or Refused."""
        return consult_of(self._whole, on, at)

    def evidence(self) -> Sequence[EvidenceFile]:
        """List the evidence, as far as they work on what it belongs to, and what of it is shut away."""
        whole = self._whole
        rows = whole.reading.evidence(whole.caller.viewer, whole.case.id)
        seen = [row for row in rows if str(row.number) in whole.redaction.case.evidence]
        pages = pages_of(whole.reading, whole.case) if seen else None
        kept = whole.case.evidence.values()
        shut = {each.sha256 for each in kept if pages and is_shut_away(whole.policy, whole.case, each, pages)}
        return [replace(row, quarantined=row.sha256 in shut) for row in seen]

    def foresee(
        self, on: InstanceId, action: ActionName, facts: Mapping[str, str], happened_at: datetime | None = None
    ) -> tuple[str, ...]:
        """Tell in sentences what a step would change. Raises Refused or BadInput, as the step itself would."""
        return foresee_step(self._whole, on, action, facts, happened_at)

    def onward(
        self, on: InstanceId, action: ActionName, facts: Mapping[str, str], happened_at: datetime | None = None
    ) -> OnwardStep | None:
        """Find the step that may be confirmed together with one that may be taken; None where there is none."""
        return foresee_onward(self._whole, on, action, facts, happened_at)


def _told(whole: WholeCase, option: Option) -> Option:
    """Give a step with the reasons that somebody may know."""
    told = whole.redaction.reasons(option.reasons, acts=option.is_theirs)
    return option if told == option.reasons else replace(option, reasons=told)


@contextmanager
def looking(
    services: Services, caller: Caller, reference: CaseReference, what: str = "the case", *, given: bool = False
) -> Generator[CaseReader]:
    """Open the one look at a case; that somebody looked is logged when they have. Raises NotFound.

    `what` says for the log what they looked at; "" where the answers say it themselves. With `given`
    they are given it as a file or a letter, and that is committed to the access chain first.
    """
    with services.store.reading() as reading:
        whole = load_whole(services, caller, reading, reference)
        yield CaseReader(whole)
    if given:
        commit_read(services, caller, reference, what)
    lines = [(reference, what), *whole.reads] if what and not given else whole.reads
    if lines:
        log_reads(services, caller, lines)
