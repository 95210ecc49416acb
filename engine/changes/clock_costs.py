"""What a change of a clock by hand does to its time, worked out before it is made: which day it costs or saves.

A day counts when its close of business is reached and nothing stops the clock at that moment. So a pause of a minute
over that hour costs a whole day, and one of four hours before it costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from engine.changes.change import Change
from engine.changes.clocks_and_holds import change_clock
from engine.identity import ClockId
from engine.language.compiled import CompiledPolicy
from engine.record.case import Case
from engine.record.replacement import replace
from engine.record.values import Deadline
from engine.steps.clocks.lengths import clock_of, counting, length_of, worked_out
from engine.steps.transition import Refusal, World
from engine.time.calendar import Calendar
from engine.time.duration import Duration, Unit
from engine.time.moments import say_day_and_time

DAY = timedelta(days=1)
BY_THE_HOUR = (Unit.HOURS, Unit.SPECIAL_HOURS)
PAUSE, RESUME = "pause", "resume"
LOOKED_AHEAD = 400
"""So many days are looked at for the next that counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockCost:
    """What a change does: the clock runs out at `before` without it and at `after` with it; None: it stands still.

    `closes` is the next close of business at which a day is lost if the clock still stands still then, `unit` what it
    counts. With `not_before` the time only has to pass.
    """

    what: str
    before: datetime | None
    after: datetime | None
    unit: Unit
    closes: datetime | None = None
    not_before: bool = False

    @property
    def is_felt(self) -> bool:
        """Say whether the change moves the time, or may."""
        return self.before != self.after

    @property
    def goes_by_now(self) -> bool:
        """Say whether the new time moves on with the present: hours run on from the moment at which they may."""
        return self.what == RESUME and self.unit in BY_THE_HOUR

    def sentences(self, zone: tzinfo) -> tuple[str, ...]:
        """Say it in plain English."""
        word = "from" if self.not_before else "due"
        before, after = (say_day_and_time(each, zone) if each else "" for each in (self.before, self.after))
        if self.what == PAUSE:
            stops = f"The clock stands still from now; without that it is {word} {before}."
            return (stops, self._until_then(zone))
        if not self.is_felt:
            return (f"It is {word} {after}, as it would be without the pause: the pause cost nothing.",)
        moved = "later" if self.before is None or self.after is None or self.after > self.before else "earlier"
        because = ", because of the pause" if self.what == RESUME else ""
        return (f"It is then {word} {after} instead of {before}: {moved}{because}.",)

    def _until_then(self, zone: tzinfo) -> str:
        if self.closes is None:
            return "Every hour for which it stands still is added to it."
        closes = say_day_and_time(self.closes, zone)
        return (
            f"If it runs on before {closes}, the pause costs nothing. Each close of business that passes meanwhile, "
            "that one first, costs a whole day, however short the pause is."
        )


def foresee(
    policy: CompiledPolicy,
    case: Case,
    clock: ClockId,
    change: Change,
    world: World,
    *,
    what: str,
    more: Duration | None,
) -> ClockCost | Refusal:
    """Work out what a change of a clock would do; nothing is changed. Gives a refusal where it could not be made."""
    result = change_clock(policy, case, clock, change, world, what=what, more=more)
    if isinstance(result, Refusal):
        return result
    was, then = case.deadlines[clock], result.case.deadlines[clock]
    without = was
    if what == RESUME:
        without = worked_out(policy, replace(was, pauses=was.pauses[:-1]), world.calendar)
    unit = length_of(clock_of(policy, was), was).unit
    return ClockCost(
        what=what,
        before=without.due_at,
        after=then.due_at,
        unit=unit,
        closes=_next_close(was, counting(was, world.calendar), unit, change.happened_at) if what == PAUSE else None,
        not_before=was.not_before,
    )


def _next_close(clock: Deadline, calendar: Calendar, unit: Unit, at: datetime) -> datetime | None:
    """Find the next close of business that counts for a clock, after its first day; None where hours count."""
    if unit in BY_THE_HOUR:
        return None
    first = calendar.local(clock.started_at).date()
    day = calendar.local(at).date()
    for _ in range(LOOKED_AHEAD):
        if day > first and calendar.closes(day) > at and calendar.why_not(unit, day) is None:
            return calendar.closes(day)
        day += DAY
    return None
