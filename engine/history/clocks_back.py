"""Taking back what somebody did to a clock by hand: the clock counts again as if that had never been.

Its present round, its start and the alerts that were raised stay as they are, and the calendar is the present one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine.changes.clock_limits import may_change, source_of
from engine.identity import ClockId
from engine.language.compiled import CompiledPolicy
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.chain import Event
from engine.record.effects import Clocked
from engine.record.kinds import CLOCK_BY_HAND, EventKind
from engine.record.values import Deadline
from engine.steps.clocks.lengths import worked_out
from engine.steps.transition import Recording


def is_of_a_clock(event: Event) -> bool:
    """Say whether an event is what somebody did to a clock by hand."""
    return event.kind in CLOCK_BY_HAND


def why_not_clock_back(policy: CompiledPolicy, case: Case, event: Event, later: Iterable[Event]) -> Iterator[Reason]:
    """Give every reason why what was done to a clock cannot be taken back."""
    key = ClockId.of(event.on, event.action)
    deadline = case.deadlines.get(key)
    ended = may_change(policy, deadline, key, "resume")
    if ended is not None:
        yield ended
        return
    as_left = _as_left(event)
    if deadline is None or deadline.round != as_left.round:
        yield Reason(
            code=ReasonCode.CLOCK_ENDED,
            source=source_of(key),
            says=f"The clock '{key.name}' has begun again since, and what was done to it before no longer counts.",
        )
        return
    since = [each for each in later if is_of_a_clock(each) and (each.on, each.action) == (event.on, event.action)]
    if since:
        yield Reason(
            code=ReasonCode.BUILT_ON,
            source=ReasonSource(SourceKind.RECORD, tuple(str(each.sequence) for each in since)),
            says="The clock was changed by hand again since.",
            unlocks="Take that back first, the newest first.",
        )
    elif event.kind != EventKind.CLOCK_EXTENDED and deadline.pauses[-1:] != as_left.pauses[-1:]:
        yield Reason(
            code=ReasonCode.BUILT_ON,
            source=source_of(key),
            says="A hold has stopped the clock since.",
            unlocks="It can be given more time, or paused again, with a reason.",
        )


def put_clock_back(recording: Recording, event: Event) -> None:
    """Let a clock count as if what was done to it had never been."""
    now = recording.case.deadlines[ClockId.of(event.on, event.action)]
    again = replace(_without(now, event), revision=now.revision + 1)
    recording.do(Clocked(worked_out(recording.policy, again, recording.world.calendar)))


def _as_left(event: Event) -> Deadline:
    """Give the clock as such an event left it."""
    return next(effect.deadline for effect in event.effects if isinstance(effect, Clocked))


def _without(now: Deadline, event: Event) -> Deadline:
    """Give the clock without what an event did to it; what was given or stopped last is the last in its list."""
    if event.kind == EventKind.CLOCK_EXTENDED:
        return replace(now, extensions=now.extensions[:-1])
    *earlier, last = now.pauses
    stands_again = (replace(last, end=None),) if event.kind == EventKind.CLOCK_RESUMED else ()
    return replace(now, pauses=(*earlier, *stands_again))
