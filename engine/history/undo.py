"""Taking a mistaken step back: a new event that puts every instance, clock and draft back as they were before it.

Nothing is erased. What has gone out cannot be called back, only corrected; and where something was built on
the step since, that has to be taken back first. A clock keeps its round, so that no alert can be raised twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from engine.changes.change import Change, unexplained
from engine.errors import BadInput
from engine.history.clocks_back import is_of_a_clock, put_clock_back, why_not_clock_back
from engine.history.restore import put_back
from engine.identity import NOWHERE, InstanceId
from engine.language.compiled import CompiledPolicy
from engine.people.presence import in_force
from engine.people.staffing import may_act
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.chain import GENESIS, Entry, Event
from engine.record.effects import (
    AddressFlagged,
    Answered,
    Attached,
    Consented,
    LetterChanged,
    Moved,
    Opened,
    PolicyChanged,
)
from engine.record.kinds import OF_TWO_CASES, EventKind
from engine.record.replay import apply
from engine.record.values import Actor, Instance, Letter
from engine.steps.consents import ONLY_THEY, REFUSED, THEIR_ANSWER, is_theirs
from engine.steps.take import conclude
from engine.steps.transition import Recording, Refusal, Step, World

LEFT_THE_HOUSE = Reason(
    code=ReasonCode.LEFT_THE_HOUSE,
    source=ReasonSource(SourceKind.LETTER),
    says="It has gone out, and what has been sent cannot be called back.",
    unlocks="Correct it: record what is right now, and tell those who received it.",
)


@dataclass(frozen=True, slots=True)
class TakenStep:
    """The event that is to be taken back: the case before it, and what came after it."""

    event: Event
    before: Case
    later: tuple[Event, ...]

    @property
    def touched(self) -> frozenset[InstanceId]:
        """Name the instances that the event changed."""
        return _touched(self.event)


def find_mistake(
    blank: Case, entries: Sequence[Entry], sequence: int = 0, known: Collection[int] | None = None
) -> TakenStep:
    """Find the event to take back: the one of that number, or the last step that still stands.

    `known` numbers the events that the person who asks may know of: the others are not there for them.

    Raises:
        BadInput: there is no such event, or none that is left to take back.
    """
    standing = tuple(_standing(entries))
    told = [event for event in standing if known is None or event.sequence in known]
    if not sequence:
        sequence = next((event.sequence for event in reversed(told) if event.kind.means.undoable), 0)
    event = next((event for event in told if event.sequence == sequence), None)
    if event is None:
        raise BadInput(
            "There is no such step, or it has been taken back already. The history says what each is called."
        )
    before = apply(blank, [entry for entry in entries if entry.event.sequence < sequence])
    pinned = (effect.before for effect in event.effects if isinstance(effect, PolicyChanged))
    before = replace(before, policy_hash=next(pinned, before.policy_hash))
    return TakenStep(event, before, tuple(each for each in standing if each.sequence > sequence))


def blank_of(case: Case) -> Case:
    """Give a case as it was before its first event."""
    return Case(
        id=case.id,
        organisation=case.organisation,
        reference=case.reference,
        policy=case.policy,
        policy_hash=case.policy_hash,
        school=case.school,
        reported_at=case.reported_at,
        head=GENESIS,
    )


def _standing(entries: Sequence[Entry]) -> Iterator[Event]:
    """List the events that still stand: neither taken back, nor the taking back of another."""
    gone = {int(entry.event.outcome) for entry in entries if entry.event.kind == EventKind.UNDONE}
    for entry in entries:
        if entry.event.sequence not in gone and entry.event.kind != EventKind.UNDONE:
            yield entry.event


def standing_events(entries: Sequence[Entry]) -> tuple[Event, ...]:
    """Give the events that have not been taken back, in their order."""
    return tuple(_standing(entries))


def standing_steps(entries: Sequence[Entry]) -> frozenset[int]:
    """Give the numbers of the steps, moves and changes of clocks that have not been taken back."""
    return frozenset(event.sequence for event in _standing(entries) if event.kind.means.undoable)


def is_final(policy: CompiledPolicy, event: Event) -> bool:
    """Say whether what an event did has gone out."""
    sent = any(isinstance(each, LetterChanged) and each.letter.status == "dispatched" for each in event.effects)
    if event.kind != EventKind.ACTED:
        return sent
    action = policy.track(event.on.track).definition.actions.get(event.taken)
    return sent or (action is not None and action.final)


def why_not_undo(policy: CompiledPolicy, case: Case, mistake: TakenStep, change: Change) -> tuple[Reason, ...]:
    """List every reason why an event cannot be taken back; () where it can."""
    return tuple(_hindrances(policy, case, mistake, change))


def _hindrances(policy: CompiledPolicy, case: Case, mistake: TakenStep, change: Change) -> Iterator[Reason]:
    event = mistake.event
    if not event.kind.means.undoable:
        yield Reason(
            code=ReasonCode.NO_STEP,
            source=ReasonSource(SourceKind.RECORD),
            says="Only a step, or what somebody did to a clock, can be taken back.",
            unlocks="Correct it again, or change people and roles again.",
        )
        return
    yield from unexplained(change, "Taking a step back needs a reason.", "Say what went wrong.")
    if any(later.kind == EventKind.MIGRATED for later in mistake.later):
        yield Reason(
            code=ReasonCode.MOVED_SINCE,
            source=ReasonSource(SourceKind.VERSION),
            says="The case has moved to another version of its policy since.",
            unlocks="Take the move back first, or correct what was wrong.",
        )
        return
    if is_of_a_clock(event):
        yield from why_not_clock_back(policy, case, event, mistake.later)
        return
    if event.kind == EventKind.ACTED:
        yield from _of_a_step(policy, case, mistake, change)
    for letter in _sent_since(mistake):
        yield Reason(
            code=ReasonCode.LEFT_THE_HOUSE,
            source=ReasonSource(SourceKind.LETTER, (letter.template,)),
            says="A letter that belongs to it has gone out since, and cannot be called back.",
            unlocks="Correct it: record what is right now, and tell those who received it.",
        )
    followed = [later for later in mistake.later if _builds_on(mistake, later)]
    if followed:
        yield Reason(
            code=ReasonCode.BUILT_ON,
            source=ReasonSource(SourceKind.RECORD, tuple(str(later.sequence) for later in followed)),
            says="Something was built on it since.",
            unlocks="Take that back first, the newest first, or correct what was wrong.",
        )


def _of_a_step(policy: CompiledPolicy, case: Case, mistake: TakenStep, change: Change) -> Iterator[Reason]:
    event = mistake.event
    instance = case.tracks[event.on]
    action = policy.track(instance.track).definition.actions[event.taken]
    if not may_act(policy, case, instance, action.by, change.by):
        names = ", ".join(policy.title(role) for role in action.by)
        source = ReasonSource(SourceKind.ROLE, tuple(action.by))
        says = f"Taking this step back is for: {names}."
        yield Reason(code=ReasonCode.NOT_YOUR_STEP, source=source, says=says, unlocks="Ask one of them.")
    if is_final(policy, event):
        yield LEFT_THE_HOUSE
    refused = any(isinstance(each, Consented) and each.value in REFUSED for each in event.effects)
    if refused and not is_theirs(case, instance, change.by):
        yield ONLY_THEY
    elif _is_own_answer(case, instance, event) and not is_theirs(case, instance, change.by):
        yield THEIR_ANSWER
    if any(isinstance(each, AddressFlagged) for each in event.effects):
        yield Reason(
            code=ReasonCode.WARNING_STANDS,
            source=ReasonSource(SourceKind.IMAGE),
            says="A warning about a possible indecent image of a child is never simply taken back.",
            unlocks="The safeguarding lead records that it is no such image.",
        )


def _is_own_answer(case: Case, instance: Instance, event: Event) -> bool:
    """Say whether somebody answered for themselves whether they consent."""
    return any(isinstance(each, Consented) for each in event.effects) and is_theirs(case, instance, Actor(event.by))


def _sent_since(mistake: TakenStep) -> Iterator[Letter]:
    """List the letters of the instances that the event changed which went out afterwards, each as it went."""
    for later in mistake.later:
        for effect in later.effects:
            letter = effect.letter if isinstance(effect, LetterChanged) else None
            if letter is not None and letter.status == "dispatched" and letter.on in mistake.touched:
                yield letter


def _builds_on(mistake: TakenStep, later: Event) -> bool:
    if later.kind.means.by_itself or later.kind in (EventKind.NOTED, EventKind.KEPT_ON, *OF_TWO_CASES):
        return False
    if mistake.event.kind == EventKind.MIGRATED:
        return True
    return not later.kind.means.on_paper and not mistake.touched.isdisjoint(_touched(later))


def _touched(event: Event) -> frozenset[InstanceId]:
    """Name the instances that an event changed; clocks and holds follow from them and do not count."""
    changed = (Opened, Moved, Attached, Answered, Consented)
    found = {effect.on for effect in event.effects if isinstance(effect, changed)}
    found |= {effect.letter.on for effect in event.effects if isinstance(effect, LetterChanged)}
    return frozenset(found | {event.on}) - {NOWHERE}


def take_back(policy: CompiledPolicy, case: Case, mistake: TakenStep, change: Change, world: World) -> Step | Refusal:
    """Take an event back, with a reason; `policy` is the version that the case was pinned to before it."""
    reasons = why_not_undo(policy, in_force(policy, case, world.staffing), mistake, change)
    if reasons:
        return Refusal(reasons)
    event = mistake.event
    record = Event(
        sequence=0,
        kind=EventKind.UNDONE,
        at=world.at,
        happened_at=change.happened_at,
        by=change.by.person,
        on=event.on,
        action=event.action,
        outcome=str(event.sequence),
    )
    recording = Recording.begin(policy, world, case, record)
    recording.keep("via", change.via)
    recording.keep("reason", change.reason)
    if mistake.before.policy_hash != case.policy_hash:
        recording.do(PolicyChanged(mistake.before.policy_hash, case.policy_hash))
    if is_of_a_clock(event):
        put_clock_back(recording, event)
        return conclude(recording, [])
    touched = mistake.touched if event.kind == EventKind.ACTED else frozenset(case.tracks)
    put_back(recording, mistake.before, event, touched)
    return conclude(recording, [])
