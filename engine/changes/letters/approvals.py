"""A second person reads a letter before it is issued: asked for, given, or sent back with a reason.

Whether a letter needs it is asked elsewhere. An approval holds for what the letter said and enclosed, by its digest.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.changes.change import Change, begin, unexplained
from engine.identity import InstanceId, PersonId
from engine.language.compiled import CompiledPolicy
from engine.people.staffing import BY_NAME, CONFLICTED
from engine.people.visibility import viewers
from engine.record.case import Case
from engine.record.effects import LetterChanged
from engine.record.kinds import EventKind
from engine.record.outbox_marks import APPROVE, NEWS
from engine.record.papers.letter_parts import Approval
from engine.record.replacement import replace
from engine.record.values import SCHEDULER, Letter
from engine.steps.take import conclude
from engine.steps.transition import Recording, Refusal, Step, World


def possible_approvers(policy: CompiledPolicy, case: Case, on: InstanceId) -> tuple[PersonId, ...]:
    """Name those who work on a procedure now, and so may read and approve its letters; authors are among them."""
    roles = sorted(role for role in viewers(policy, on.track) if role not in BY_NAME)
    people = dict.fromkeys(person for role in roles for person in case.team.get(role, ()))
    return tuple(each for each in people if each != SCHEDULER and not case.is_part(each, *CONFLICTED))


def ask_approval(
    policy: CompiledPolicy,
    case: Case,
    letter: Letter,
    content: str,
    change: Change,
    world: World,
    *,
    tell: Iterable[PersonId],
) -> Step | Refusal:
    """Record that a second person is asked to approve a draft as it is now, and tell those who may."""
    recording = begin(policy, case, EventKind.APPROVAL_ASKED, change, world, on=letter.on, action=letter.template)
    asked = Approval(state="asked", content=content, asked_by=change.by.person)
    recording.do(LetterChanged(replace(letter, approval=asked)))
    recording.tell(APPROVE, (), letter.on, "", _named(APPROVE, letter, recording), people=tell)
    return conclude(recording, [])


def approve(
    policy: CompiledPolicy, case: Case, letter: Letter, asked: Approval, change: Change, world: World
) -> Step | Refusal:
    """Record that a second person approved a draft as it was when they were asked; who asked is told."""
    return _decided(policy, case, letter, replace(asked, state="approved", by=change.by.person), change, world)


def send_back(
    policy: CompiledPolicy, case: Case, letter: Letter, asked: Approval, change: Change, world: World
) -> Step | Refusal:
    """Record that a second person sent a draft back, with a reason; who asked is told."""
    reasons = unexplained(change, "A letter is sent back with a reason.", "Say what has to be mended.")
    if reasons:
        return Refusal(tuple(reasons))
    return _decided(policy, case, letter, replace(asked, state="sent back", by=change.by.person), change, world)


def _decided(
    policy: CompiledPolicy, case: Case, letter: Letter, decided: Approval, change: Change, world: World
) -> Step | Refusal:
    kind = EventKind.LETTER_APPROVED if decided.state == "approved" else EventKind.LETTER_SENT_BACK
    recording = begin(policy, case, kind, change, world, on=letter.on, action=letter.template)
    recording.do(LetterChanged(replace(letter, approval=decided)))
    recording.tell(NEWS, (), letter.on, "", _named("approval", letter, recording), people=(decided.asked_by,))
    return conclude(recording, [])


def _named(what: str, letter: Letter, recording: Recording) -> str:
    return f"{what} {letter.number} {recording.event.sequence}"
