"""What a step would do, told before it is taken: the engine decides, and nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from duecourse.casework.context.answers.other_witness import demand_other_witness
from duecourse.casework.context.look.event_history import named_in
from duecourse.casework.context.look.narrative import narrator_of
from duecourse.casework.context.look.redaction import redacted, refused, told
from duecourse.casework.context.look.whole_case import WholeCase
from duecourse.casework.context.management import NOT_THEIRS
from duecourse.casework.context.services import demand_sight, pages_of
from engine.changes.change import Change
from engine.changes.clock_costs import ClockCost, foresee
from engine.changes.contents import correct, may_manage
from engine.errors import NotPermitted, Refused
from engine.identity import NO_ACTION, ActionName, CaseReference, ClockId, InstanceId, PersonId, TrackName
from engine.language.compiled import CompiledPolicy
from engine.onward.onward_step import act_onward, onward
from engine.people.presence import in_force
from engine.record.case import Case
from engine.record.chain import Entry
from engine.record.effects import (
    AddressFlagged,
    Clocked,
    Consented,
    Effect,
    EvidenceChanged,
    Held,
    LetterChanged,
    Moved,
    Opened,
    RoleChanged,
)
from engine.steps.permissions import Request
from engine.steps.proposals.proposed_procedures import begins_because, proposed
from engine.steps.take import act
from engine.steps.transition import Refusal, Step
from engine.time.duration import Duration

IT_FOLLOWS = "it follows from the answers"
UNSAID = CaseReference("?")
FOLLOWS = (Moved, Opened, Clocked, Held, LetterChanged, RoleChanged, Consented, AddressFlagged, EvidenceChanged)
"""What a person is told beforehand; their own answers stand above it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnwardStep:
    """A step that may be confirmed with the one before it: what follows of both, and what has begun already, with why.

    `begun` are titles of procedures, each with its reason.
    """

    action: ActionName
    title: str
    follows: tuple[str, ...]
    begun: tuple[tuple[str, str], ...]


def foresee_step(
    whole: WholeCase, on: InstanceId, action: ActionName, facts: Mapping[str, str], happened_at: datetime | None = None
) -> tuple[str, ...]:
    """Tell in sentences what a step would change.

    Raises:
        Refused, BadInput: as the step itself would.
    """
    demand_sight(whole.policy, whole.case, whole.person, on)
    request = _asked(whole, on, action, facts, happened_at)
    demand_other_witness(whole.reading, whole.policy, whole.record, on, facts, whole.person)
    result = act(whole.policy, whole.record, request, whole.world)
    if isinstance(result, Refusal):
        raise Refused(refused(whole.policy, whole.case, request, result).reasons)
    definition = whole.policy.track(on.track).definition
    why = begins_because(whole.policy, whole.record, on, definition.actions[action], request.happened_at)
    return _told_of(whole, result, why)


def foresee_onward(
    whole: WholeCase, on: InstanceId, action: ActionName, facts: Mapping[str, str], happened_at: datetime | None = None
) -> OnwardStep | None:
    """Find the step that may be confirmed together with one that may be taken; None where there is none."""
    request = _asked(whole, on, action, facts, happened_at)
    first = act(whole.policy, whole.record, request, whole.world)
    further = NO_ACTION if isinstance(first, Refusal) else onward(whole.policy, whole.record, first.case, on)
    if isinstance(first, Refusal) or not further:
        return None
    both = act_onward(whole.policy, whole.record, request, further, whole.world)
    if isinstance(both, Refusal):
        return None
    step = whole.policy.track(on.track).definition.actions[further]
    why = begins_because(whole.policy, first.case, on, step, whole.now)
    after = redacted(whole.policy, in_force(whole.policy, both.case, whole.world.staffing), whole.person).case
    rows = proposed(whole.policy, first.case, on, step, whole.now)
    known = ((there, row.because) for row in rows for there in row.runs_as if there in after.tracks)
    return OnwardStep(
        action=further,
        title=step.title,
        follows=_told_of(whole, replace(both, entries=_lasting(whole.record, both.entries)), why),
        begun=tuple((whole.policy.track(there.track).definition.title, because) for there, because in known),
    )


def _lasting(before: Case, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Leave out of events that are told together what a later one undoes: a state on the way, a clock met at once."""
    effects = [effect for entry in entries for effect in entry.event.effects]
    last = {_told_once(effect): effect for effect in effects}

    def lasts(effect: Effect) -> bool:
        passing = isinstance(effect, Clocked) and effect.deadline.state != "open"
        known = isinstance(effect, Clocked) and effect.deadline.key in before.deadlines
        return last[_told_once(effect)] is effect and (known or not passing)

    return tuple(
        replace(entry, event=replace(entry.event, effects=tuple(filter(lasts, entry.event.effects))))
        for entry in entries
    )


def _told_once(effect: Effect) -> object:
    """Give what of several changes only the last is told: of a state, and of a clock."""
    if isinstance(effect, Moved):
        return effect.on
    return effect.deadline.key if isinstance(effect, Clocked) else id(effect)


def _asked(
    whole: WholeCase, on: InstanceId, action: ActionName, facts: Mapping[str, str], happened_at: datetime | None
) -> Request:
    return Request(
        on=on,
        action=action,
        by=whole.caller.actor,
        happened_at=happened_at or whole.now,
        facts=facts,
        proof=UNSAID,
        via=whole.caller.via,
    )


def _told_of(whole: WholeCase, step: Step, why: Mapping[TrackName, str] | None = None) -> tuple[str, ...]:
    """Tell what follows from an event that is not written yet, as far as the person may know of it.

    With `why`, what begins comes first, each with its reason.
    """
    after = in_force(whole.policy, step.case, whole.world.staffing)
    shares = tuple(share_of(whole.policy, after, whole.person, entry) for entry in step.entries)
    people = whole.people(named_in(shares))
    narrator = narrator_of(
        whole.policy, people.values(), whole.services.letters, whole.calendar.zone, whole.redaction.case.codes
    )
    narrator = replace(narrator, alone=redacted(whole.policy, after, whole.person).case.alone)
    if not why:
        return tuple(line for entry in shares for line in narrator.follows(entry, FOLLOWS))
    begun = {each.on.track for entry in shares for each in entry.event.effects if isinstance(each, Opened)}
    titles = ((whole.policy.track(name).definition.title, why.get(name, IT_FOLLOWS)) for name in sorted(begun))
    begin = [f"“{title}” begins, because {because}." for title, because in titles]
    others = tuple(kind for kind in FOLLOWS if kind is not Opened)
    return (*begin, *(line for entry in shares for line in narrator.follows(entry, others)))


def foresee_correction(whole: WholeCase, on: InstanceId, facts: Mapping[str, str], reason: str) -> tuple[str, ...]:
    """Tell in sentences what would follow from other answers on a procedure.

    Raises:
        Refused, BadInput, NotPermitted: as the correction itself would.
    """
    demand_sight(whole.policy, whole.case, whole.person, on)
    if not may_manage(whole.policy, whole.case, whole.person, on):
        raise NotPermitted(NOT_THEIRS)
    demand_other_witness(whole.reading, whole.policy, whole.record, on, facts, whole.person)
    change = Change(whole.caller.actor, whole.now, reason, whole.caller.via)
    world = replace(whole.world, pages=pages_of(whole.reading, whole.record))
    result = correct(whole.policy, whole.record, on, facts, change, world)
    if isinstance(result, Refusal):
        raise Refused(told(whole.policy, whole.case, whole.person, result).reasons)
    return _told_of(whole, result)


def foresee_clock(whole: WholeCase, clock: ClockId, what: str, reason: str, more: Duration | None) -> ClockCost:
    """Work out what a pause, its end, or more time would do to a clock.

    Raises:
        Refused, BadInput, NotPermitted: as the change itself would.
    """
    demand_sight(whole.policy, whole.case, whole.person, clock.on)
    if not may_manage(whole.policy, whole.case, whole.person, clock.on):
        raise NotPermitted(NOT_THEIRS)
    change = Change(whole.caller.actor, whole.now, reason, whole.caller.via)
    result = foresee(whole.policy, whole.record, clock, change, whole.world, what=what, more=more)
    if isinstance(result, Refusal):
        raise Refused(result.reasons)
    return result


def share_of(policy: CompiledPolicy, case: Case, person: PersonId, entry: Entry) -> Entry:
    """Leave out of an event what somebody may not know of."""
    effects = redacted(policy, case, person).effects(entry.event.effects)
    return replace(entry, event=replace(entry.event, effects=effects))
