"""When a step may have been taken: not before what led to it or the day that it waits for, and not in the future.

Asked of what is recorded now, and of nothing that was recorded before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

from engine.identity import ActionName
from engine.language.machine import CompiledStep, CompiledTrack, sources
from engine.language.track_definition import ANY, Action
from engine.questions.bounds import Cause, began, given_last, moment_of, point_of, precedes, say
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.values import Instance, Letter
from engine.time.moments import say_moment

HAPPENED = "happened"
"""The question of every step that asks when it took place."""
OLDER = "What is older is told in words, or at triage, which asks since when somebody here knew of it."


def untimely(
    compiled: CompiledTrack,
    case: Case,
    instance: Instance,
    action: ActionName,
    *,
    letter: Letter | None,
    happened_at: datetime,
    now: datetime,
    zone: tzinfo,
) -> Iterator[Reason]:
    """List why a step cannot have been taken at a moment; `letter` is the one whose sending it is, where issued."""
    step = compiled.definition.actions[action]
    causes = [_origin(compiled, case, instance, step), *sealing(letter)]
    yield from outside(happened_at, causes, now, zone)
    name = given_last(compiled.definition, instance, step.not_before)
    fact = compiled.definition.facts.get(name)
    point = point_of(fact, instance.answers.get(name))
    if fact is not None and point is not None and precedes(happened_at, point, zone):
        yield Reason(
            code=ReasonCode.BEFORE_ITS_DAY,
            source=ReasonSource(SourceKind.TIME, (name,)),
            says=f"This cannot be before {say(point, zone)}, the answer to “{fact.ask}”.",
            unlocks="Record it when it has taken place; where another day was agreed, record that first.",
            field="" if precedes(now, point, zone) else HAPPENED,
        )


def outside(happened_at: datetime, causes: Iterable[Cause], now: datetime, zone: tzinfo) -> Iterator[Reason]:
    """Say why something cannot have happened at a moment: it lies ahead, or before what led to it."""
    known = sorted(causes, key=lambda each: moment_of(each.point, zone))
    cause = known[-1] if known else None
    early = cause is not None and precedes(happened_at, cause.point, zone)
    if happened_at <= now and not early:
        return
    said = say_moment(happened_at, zone)
    since = f"between {say(cause.point, zone)}, {cause.words}, and now" if cause else "at any time up to now"
    allowed = f"It can have been {since}."
    if happened_at > now:
        yield Reason(
            code=ReasonCode.TO_COME,
            source=ReasonSource(SourceKind.TIME),
            says=f"{said} lies in the future; what happened is recorded when it has happened.",
            unlocks=allowed,
            field=HAPPENED,
        )
    elif cause is not None:
        yield Reason(
            code=ReasonCode.TOO_EARLY,
            source=ReasonSource(SourceKind.TIME),
            says=f"{said} is before {say(cause.point, zone)}, {cause.words}.",
            unlocks=f"{allowed} {OLDER}",
            field=HAPPENED,
        )


def sealing(letter: Letter | None) -> tuple[Cause, ...]:
    """Give the sealing of a letter as a cause, where it is known when that was."""
    if letter is None or letter.issued_at is None:
        return ()
    return (Cause(letter.issued_at, "when the letter was issued"),)


def _origin(compiled: CompiledTrack, case: Case, instance: Instance, action: Action) -> Cause:
    """Find what led to a step: the instance began, or it came into the states that the step starts from.

    What leaves a state follows its beginning; what leaves everything where it stands may be recorded after the next
    step, and what may come at any time follows the beginning of the instance alone.
    """
    beginning = Cause(instance.reported_at, began(case, instance))
    if ANY in action.origins:
        return beginning
    ends = [step for step in compiled.steps.values() if step.definition is action]
    since = _entered(compiled, instance, action) if all(end.stays for end in ends) else instance.since
    if since <= instance.reported_at:
        return beginning
    return Cause(since, f"when this came to “{compiled.definition.states[instance.state].title}”")


def _entered(compiled: CompiledTrack, instance: Instance, action: Action) -> datetime:
    group = frozenset(sources(compiled.definition, action))

    def enters(step: CompiledStep) -> bool:
        return not step.stays and step.end.to in group and not compiled.starts[step.action] <= group

    into = [
        done.happened_at
        for step in compiled.steps.values()
        if (done := instance.done.get(step.action)) is not None and done.outcome == step.outcome and enters(step)
    ]
    return min(max(into, default=instance.reported_at), instance.since)
