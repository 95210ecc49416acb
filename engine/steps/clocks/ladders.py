"""Who is told of a time that the law gives or the policy itself, where its procedure names nobody: ours, in one place.

Before it runs out those who can meet it; at its end those who manage the case as well; and where it is still open after
that, those who look after a case. Each rung holds only where the procedure declares none of its own there, and reaches
only roles that may look into the procedure: need to know stays what it was, and nobody is told who is a part of the
case. What a procedure calls a target keeps the rungs that it has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from engine.identity import RoleName, StepName
from engine.language.compiled import CompiledPolicy
from engine.language.field_types import Roles
from engine.language.machine import CompiledTrack
from engine.language.track_definition import Binding, ClockRule, Escalation
from engine.language.vocabulary import ANYONE, RoleKind
from engine.people.staffing import BY_NAME
from engine.time.duration import Duration, Unit

BOUND: Collection[Binding] = ("law", "duty")
"""How binding a time is that has a ladder of ours: the law, or the policy's own words."""

HOUR_BY_HOUR = (Unit.HOURS, Unit.SPECIAL_HOURS)
IN_HOURS = (*HOUR_BY_HOUR, Unit.SAME_DAYS)
"""What is over within a day or so; there the last rung comes hours after the end, else the day after."""

OF_ONE_DAY = (Unit.WORKING_DAYS, Unit.SCHOOL_DAYS, Unit.DAYS)
"""Of what one is over within a day as well."""

SOON, SOONER = Duration(4, Unit.HOURS), Duration(1, Unit.HOURS)
AHEAD = {
    Unit.WORKING_DAYS: Duration(1, Unit.WORKING_DAYS),
    Unit.SCHOOL_DAYS: Duration(1, Unit.SCHOOL_DAYS),
    Unit.DAYS: Duration(1, Unit.DAYS),
    Unit.WEEKS: Duration(3, Unit.DAYS),
    Unit.MONTHS: Duration(2, Unit.WEEKS),
}
"""How long before the end of more than one day those who can meet it are reminded, by what it is counted in."""

STILL_OPEN = {True: Duration(4, Unit.HOURS), False: Duration(1, Unit.DAYS)}
"""How long after the end of what is over within a day, and of what is longer.

In plain hours and days, which no calendar has to know: a clock of twelve months would else need the bank holidays of
the year after next."""


class Rung(StrEnum):
    """Where on its way a clock tells somebody."""

    BEFORE = "before"
    END = "end"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Whom a clock tells, and when: before it is due, when it is overdue, and so long after that.

    `beside` are told when it is overdue together with those who can meet it, and `ours` names the rungs that the
    procedure does not declare.
    """

    remind: tuple[Duration, ...]
    tell: Roles
    after: tuple[Escalation, ...]
    beside: Roles = ()
    ours: frozenset[Rung] = frozenset()


def ladder_of(
    policy: CompiledPolicy, track: CompiledTrack, clock: ClockRule, binding: Binding, length: Duration
) -> Ladder:
    """Give the ladder of a clock of a length: what its procedure declares, and ours where it declares nothing."""
    able = holders(track, clock)
    if binding not in BOUND or clock.waits is not None:
        return Ladder(remind=clock.remind, tell=clock.tell or able, after=clock.after)
    beside = () if clock.tell else _looking(policy, track, RoleKind.MANAGER)
    remind, after = clock.remind or tuple(_ahead(length)), clock.after or tuple(_above(policy, track, length))
    added = {
        Rung.BEFORE: bool(remind) and not clock.remind,
        Rung.END: not set(beside) <= set(able),
        Rung.AFTER: bool(after) and not clock.after,
    }
    return Ladder(
        remind=remind,
        tell=clock.tell or tuple(dict.fromkeys((*able, *beside))),
        after=after,
        beside=beside,
        ours=frozenset(rung for rung, is_ours in added.items() if is_ours),
    )


def holders(track: CompiledTrack, clock: ClockRule) -> Roles:
    """List the roles that can meet a clock; never those who are waited for (ruling 14)."""
    able = (track.definition.actions.get(StepName(met).action) for met in clock.met_by)
    roles = (role for action in able if action for role in action.by)
    return tuple(dict.fromkeys(role for role in roles if role not in BY_NAME and role != ANYONE))


def _looking(policy: CompiledPolicy, track: CompiledTrack, kind: RoleKind) -> tuple[RoleName, ...]:
    """Name the roles of a kind that may look into a track."""
    return tuple(role for role in policy.roles_of(kind) if role in track.viewers)


def _ahead(length: Duration) -> Iterator[Duration]:
    """Give how long before its end a clock reminds; nothing where it is too short for that."""
    if length.unit in HOUR_BY_HOUR:
        fitting = (ahead for ahead in (SOON, SOONER) if length.amount >= 2 * ahead.amount)
        yield from islice(fitting, 1)
    elif length.unit in OF_ONE_DAY and length.amount == 1:
        yield SOON
    elif length.unit in AHEAD:
        yield AHEAD[length.unit]


def _above(policy: CompiledPolicy, track: CompiledTrack, length: Duration) -> Iterator[Escalation]:
    """Give the rung after the end: those who look after a case."""
    above = _looking(policy, track, RoleKind.OVERSEER)
    if above:
        yield Escalation(wait=STILL_OPEN[length.unit in IN_HOURS], tell=above)
