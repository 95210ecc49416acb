"""Which clocks of a case a step moved, and which of them somebody may know."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.context.attendance import present
from duecourse.casework.context.services import Caller, Services
from engine.identity import CaseReference, InstanceId
from engine.language.compiled import CompiledPolicy
from engine.people.visibility import seen_case
from engine.ports.store import Reading
from engine.record.case import Case
from engine.steps.transition import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedClock:
    """A clock that a changed calendar moves, of a case that the person who asks may see; None: it stands still.

    With `not_before` it is a time that has to pass before a step: nothing is due by it.
    """

    reference: CaseReference
    procedure: str
    title: str
    before: datetime | None
    after: datetime | None
    not_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """In how many cases clocks move, how many clocks, and those that the person who asks may see.

    Who has a part in a case is counted nothing of it but what they see: a number would tell that there is a case.
    """

    cases: int
    clocks: int
    seen: tuple[MovedClock, ...]


def moves_of(
    services: Services, reading: Reading, policy: CompiledPolicy, change: tuple[Case, Step], caller: Caller | None
) -> Moves:
    """Give the clocks of a case that a step moved; without a caller, how many they are."""
    before, step = change
    keys = [key for key, clock in step.case.deadlines.items() if clock != before.deadlines[key]]
    tracks: Collection[InstanceId] = ()
    if caller is not None:
        tracks = seen_case(policy, present(services, reading, policy, before), caller.viewer.person).tracks
    seen = tuple(
        MovedClock(
            reference=before.reference,
            procedure=policy.track(key.on.track).definition.title,
            title=policy.clock_title(key.on.track, key.name),
            before=before.deadlines[key].due_at,
            after=step.case.deadlines[key].due_at,
            not_before=step.case.deadlines[key].not_before,
        )
        for key in keys
        if key.on in tracks
    )
    has_part = caller is not None and caller.viewer.person in before.people
    return Moves(cases=1, clocks=len(seen) if has_part else len(keys), seen=seen)


def only_seen(moved: Moves) -> Moves:
    """Count what the person who asks sees, and nothing else."""
    return Moves(cases=len({each.reference for each in moved.seen}), clocks=len(moved.seen), seen=moved.seen)


def together(moved: Iterable[Moves]) -> Moves:
    """Give what moved in several cases."""
    each_case = tuple(each for each in moved if each.clocks)
    seen = tuple(clock for each in each_case for clock in each.seen)
    return Moves(cases=len(each_case), clocks=sum(each.clocks for each in each_case), seen=seen)
