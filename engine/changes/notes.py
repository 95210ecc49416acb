"""A note that somebody writes about a case or a part of it: one event, on which nothing rests."""

from __future__ import annotations

from engine.changes.change import Change, begin
from engine.errors import BadInput
from engine.identity import InstanceId
from engine.language.compiled import CompiledPolicy
from engine.record.case import Case
from engine.record.effects import NoteWritten
from engine.record.kinds import EventKind
from engine.steps.take import conclude, find_instance
from engine.steps.transition import Refusal, Step, World

NOTE = "note"
"""Under which an event keeps the words of a note."""


def note(
    policy: CompiledPolicy,
    case: Case,
    on: InstanceId,
    text: str,
    change: Change,
    world: World,
    *,
    corrects: int = 0,
) -> Step | Refusal:
    """Write a note about an instance, or one that puts an earlier one right, which stays as it is.

    Raises BadInput for an empty one.
    """
    find_instance(case, on)
    if not text.strip():
        raise BadInput("Write the note: there are no words in it.")
    recording = begin(policy, case, EventKind.NOTED, change, world, on=on)
    recording.do(NoteWritten(on, corrects))
    recording.keep(NOTE, text.strip())
    return conclude(recording, [])
