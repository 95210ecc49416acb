"""Which clocks nobody changes by hand: those that no longer run, and those that the law or the policy itself gives."""

from __future__ import annotations

from engine.identity import ClockId
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import is_answer
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.values import Deadline
from engine.steps.clocks.lengths import LAW


def source_of(key: ClockId) -> ReasonSource:
    """Give a clock as the source of a reason: its procedure and its name, as a number would tell how many there are."""
    return ReasonSource(SourceKind.CLOCK, (key.on.track, key.name))


def may_change(policy: CompiledPolicy, deadline: Deadline | None, key: ClockId, what: str) -> Reason | None:
    """Say why a clock cannot be changed by hand (`what`: `pause`, `resume` or `extend`); None where it can."""
    if deadline is None:
        return Reason(
            code=ReasonCode.NO_SUCH_CLOCK, source=source_of(key), says=f"There is no clock '{key.name}' there."
        )
    if deadline.state != "open":
        return Reason(
            code=ReasonCode.CLOCK_ENDED, source=source_of(key), says=f"The clock '{key.name}' no longer runs."
        )
    return None if what == "resume" else why_fixed(policy, deadline)


def why_fixed(policy: CompiledPolicy, deadline: Deadline) -> Reason | None:
    """Say why a clock is moved by nobody: the law gives it, or it is a duty and no clause lets it be moved.

    None also where this version of the policy does not have the clock.
    """
    track, name = deadline.on.track, deadline.name
    if is_answer(name):
        return Reason(
            code=ReasonCode.CLOCK_FIXED,
            source=source_of(deadline.key),
            says="This time is that of a letter, whose answer is waited for.",
            unlocks="Say on the page of the letter, or with `duecourse letter wait`, until when you wait.",
        )
    clock = policy.tracks[track].definition.deadlines.get(name) if track in policy.tracks else None
    binding = policy.binding(track, name) if clock else "target"
    if clock is None or binding == "target" or (binding == "duty" and policy.may_move(track, name)):
        return None
    clause = ", ".join(policy.clock_cites(track, name))
    gives = {
        LAW: f"{'This time is kept like one of the law' if clock.as_law else 'The law gives this time'} "
        f"({clock.source}): nobody pauses it or adds to it",
        "duty": "The policy itself gives this time" if clause else f"This time is a duty ({clock.source})",
    }[binding]
    rest = "" if binding == LAW else ", and no clause lets it be paused or given more time by hand"
    return Reason(
        code=ReasonCode.CLOCK_FIXED,
        source=source_of(deadline.key),
        says=f"{gives}{rest}.",
        clause=clause,
        unlocks="It runs on; what is done late is recorded as late, with its reason.",
    )
