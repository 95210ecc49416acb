"""Taking a mistaken step back: a new event that puts every instance, clock and draft back as they were before it.

Nothing is erased. What has left the house cannot be called back, only corrected; and where something was built on
the step since, that has to be taken back first. A clock keeps its round, so that no alert can be raised twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from engine.apply import ACTED, apply
from engine.case import Case, Deadline
from engine.chain import GENESIS, Entry, Event
from engine.compiled import CompiledPolicy
from engine.effects import (
    AddressFlagged,
    Answered,
    Attached,
    Clocked,
    Consented,
    LetterChanged,
    Moved,
    Opened,
    PolicyChanged,
    Removed,
    Restored,
    RoleChanged,
)
from engine.errors import BadInput, Reason
from engine.housekeeping import Change
from engine.policy import conclude
from engine.recording import Recording, Refusal, Step, World
from engine.staffing import may_act

UNDONE, MIGRATED = "undone", "migrated"
BY_ITSELF = ("swept", "calendar changed", "roles passed on")
"""Kinds of events that time brings about; nothing is built on them."""
LEFT_THE_HOUSE = "It has left the house, and what has been sent cannot be called back."


@dataclass(frozen=True, slots=True)
class Mistake:
    """The event that is to be taken back: the case before it, and what came after it."""

    event: Event
    before: Case
    later: tuple[Event, ...]

    @property
    def touched(self) -> frozenset[str]:
        """Name the instances that the event changed."""
        return _touched(self.event)


def find_mistake(blank: Case, entries: Sequence[Entry], sequence: int = 0) -> Mistake:
    """Find the event to take back: the one of that number, or the last step that still stands.

    Raises:
        BadInput: there is no such event, or none that is left to take back.
    """
    standing = tuple(_standing(entries))
    if not sequence:
        sequence = next((event.sequence for event in reversed(standing) if event.kind in (ACTED, MIGRATED)), 0)
    event = next((event for event in standing if event.sequence == sequence), None)
    if event is None:
        raise BadInput("There is no such step, or it has been taken back already. The history has the numbers.")
    before = apply(blank, [entry for entry in entries if entry.event.sequence < sequence])
    pinned = (effect.before for effect in event.effects if isinstance(effect, PolicyChanged))
    before = replace(before, policy_hash=next(pinned, before.policy_hash))
    return Mistake(event, before, tuple(each for each in standing if each.sequence > sequence))


def blank_of(case: Case) -> Case:
    """Give a case as it was before its first event."""
    named = (case.id, case.organisation, case.reference, case.policy, case.policy_hash, case.school, case.reported_at)
    return Case(*named, head=GENESIS)


def _standing(entries: Sequence[Entry]) -> Iterator[Event]:
    """List the events that still stand: neither taken back, nor the taking back of another."""
    gone = {int(entry.event.outcome) for entry in entries if entry.event.kind == UNDONE}
    for entry in entries:
        if entry.event.sequence not in gone and entry.event.kind != UNDONE:
            yield entry.event


def why_not_undo(policy: CompiledPolicy, case: Case, mistake: Mistake, change: Change) -> tuple[Reason, ...]:
    """List every reason why an event cannot be taken back; () where it can."""
    return tuple(_hindrances(policy, case, mistake, change))


def _hindrances(policy: CompiledPolicy, case: Case, mistake: Mistake, change: Change) -> Iterator[Reason]:
    event = mistake.event
    if event.kind not in (ACTED, MIGRATED):
        yield Reason("Only a step can be taken back.", unlocks="Correct an answer, or change people and roles, anew.")
        return
    if not change.reason.strip():
        yield Reason("Taking a step back needs a reason.", unlocks="Say what went wrong.")
    if event.kind == ACTED:
        yield from _of_a_step(policy, case, mistake, change)
    followed = [later for later in mistake.later if later.kind not in BY_ITSELF and _builds_on(mistake, later)]
    if followed:
        numbers = ", ".join(str(later.sequence) for later in followed)
        yield Reason(
            f"Something was built on it since (number {numbers} of the history).",
            unlocks="Take that back first, the newest first, or correct what was wrong.",
        )


def _of_a_step(policy: CompiledPolicy, case: Case, mistake: Mistake, change: Change) -> Iterator[Reason]:
    event = mistake.event
    track = case.tracks[event.on]
    action = policy.track(track.track).definition.actions[event.action]
    if not may_act(policy, case, track, action.by, change.by):
        names = ", ".join(policy.title(role) for role in action.by)
        yield Reason(f"Taking this step back is for: {names}.", unlocks="Ask one of them.")
    sent = any(isinstance(each, LetterChanged) and each.letter.status == "dispatched" for each in event.effects)
    if action.final or sent:
        yield Reason(LEFT_THE_HOUSE, unlocks="Correct it: record what is right now, and tell whoever received it.")
    if any(isinstance(each, AddressFlagged) for each in event.effects):
        yield Reason(
            "A warning about a possible indecent image of a child is never simply taken back.",
            unlocks="The safeguarding lead records that it is no such image.",
        )


def _builds_on(mistake: Mistake, later: Event) -> bool:
    return mistake.event.kind == MIGRATED or not mistake.touched.isdisjoint(_touched(later))


def _touched(event: Event) -> frozenset[str]:
    """Name the instances that an event changed; clocks and holds follow from them and do not count."""
    changed = (Opened, Moved, Attached, Answered, Consented)
    found = {effect.on for effect in event.effects if isinstance(effect, changed)}
    found |= {effect.letter.on for effect in event.effects if isinstance(effect, LetterChanged)}
    return frozenset(found | {event.on}) - {""}


def undo(policy: CompiledPolicy, case: Case, mistake: Mistake, change: Change, world: World) -> Step | Refusal:
    """Take an event back, with a reason; `policy` is the version that the case was pinned to before it."""
    reasons = why_not_undo(policy, case, mistake, change)
    if reasons:
        return Refusal(reasons)
    event = mistake.event
    record = Event(
        0, UNDONE, world.at, change.happened_at, change.by.person, event.on, event.action, str(event.sequence)
    )
    recording = Recording.begin(policy, world, case, record)
    recording.keep("via", change.via)
    recording.keep("reason", change.reason)
    if mistake.before.policy_hash != case.policy_hash:
        recording.do(PolicyChanged(mistake.before.policy_hash, case.policy_hash))
    touched = mistake.touched if event.kind == ACTED else frozenset(case.tracks)
    _put_back_instances(recording, mistake.before, touched)
    _put_back_letters(recording, mistake.before, touched)
    for effect in event.effects:
        if isinstance(effect, RoleChanged) and effect.active:
            recording.do(RoleChanged(effect.role, effect.person, active=False))
    return conclude(recording, [])


def _put_back_instances(recording: Recording, before: Case, touched: frozenset[str]) -> None:
    for key, clock in tuple(recording.case.deadlines.items()):
        if clock.on in touched:
            put_back = _clock_before(before.deadlines.get(key), clock, recording.happened_at)
            if put_back != clock:
                recording.do(Clocked(put_back))
    for on in touched:
        earlier, now = before.tracks.get(on), recording.case.tracks[on]
        if earlier is None:
            recording.do(Removed(on))
        elif earlier != now:
            recording.do(Restored(replace(earlier, held=now.held, held_by_hand=now.held_by_hand)))


def _clock_before(earlier: Deadline | None, clock: Deadline, at: datetime) -> Deadline:
    """Give a clock as it was, in its present round and with the alerts that have been raised since."""
    if earlier is None:
        return replace(clock, state="not_needed", ended_at=at) if clock.state == "open" else clock
    raised = tuple(dict.fromkeys((*earlier.raised, *clock.raised)))
    as_it_was = replace(earlier, round=clock.round, raised=raised, revision=clock.revision)
    return as_it_was if as_it_was == clock else replace(as_it_was, revision=clock.revision + 1)


def _put_back_letters(recording: Recording, before: Case, touched: frozenset[str]) -> None:
    for number, letter in tuple(recording.case.letters.items()):
        earlier = before.letters.get(number)
        if letter.on not in touched or letter == earlier:
            continue
        if earlier is not None:
            recording.do(LetterChanged(earlier))
        elif letter.status in ("requested", "draft", "issued"):
            recording.do(LetterChanged(replace(letter, status="withdrawn")))
