"""What colleagues say to each other about a draft: said, and settled; none of it stands in the letter."""

from __future__ import annotations

from engine.changes.change import Change, begin
from engine.language.compiled import CompiledPolicy
from engine.record.case import Case
from engine.record.effects import LetterChanged
from engine.record.kinds import EventKind
from engine.record.papers.letter_parts import Comment
from engine.record.replacement import replace
from engine.record.values import Letter
from engine.steps.take import conclude
from engine.steps.transition import Refusal, Step, World

COMMENT = "comment"
"""Under which word a comment stands beside its event."""


def comment(
    policy: CompiledPolicy, case: Case, letter: Letter, says: str, change: Change, world: World
) -> Step | Refusal:
    """Record what somebody says about a draft."""
    recording = begin(policy, case, EventKind.LETTER_COMMENTED, change, world, on=letter.on, action=letter.template)
    recording.keep(COMMENT, says)
    said = Comment(recording.event.sequence)
    recording.do(LetterChanged(replace(letter, comments=(*letter.comments, said))))
    return conclude(recording, [])


def settle(
    policy: CompiledPolicy, case: Case, letter: Letter, event: int, change: Change, world: World
) -> Step | Refusal:
    """Record that a comment, known by its event, is settled."""
    recording = begin(policy, case, EventKind.COMMENT_SETTLED, change, world, on=letter.on, action=letter.template)
    number = recording.event.sequence
    now = tuple(replace(each, settled=number) if each.event == event else each for each in letter.comments)
    recording.do(LetterChanged(replace(letter, comments=now)))
    return conclude(recording, [])
