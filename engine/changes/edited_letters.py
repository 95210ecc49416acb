"""The wording of a draft, edited by hand: one event, with the difference to the draft kept beside it as words."""

from __future__ import annotations

from engine.changes.change import Change, begin
from engine.language.compiled import CompiledPolicy
from engine.record.case import Case
from engine.record.effects import LetterChanged
from engine.record.kinds import EventKind
from engine.record.replacement import replace
from engine.record.values import Letter
from engine.steps.take import conclude
from engine.steps.transition import Refusal, Step, World
from engine.wordings import Wording

WORDING = "wording"
"""Under which word the difference stands beside its event."""


def edit_wording(
    policy: CompiledPolicy, case: Case, letter: Letter, wording: Wording, change: Change, world: World
) -> Step | Refusal:
    """Record how somebody put a draft; where that is the draft as it was, nobody's wording stands any more."""
    recording = begin(policy, case, EventKind.LETTER_EDITED, change, world, on=letter.on, action=letter.template)
    differs = wording.after != wording.before
    if differs:
        recording.keep(WORDING, wording.difference)
    recording.do(LetterChanged(replace(letter, edited=recording.event.sequence if differs else 0)))
    return conclude(recording, [])
