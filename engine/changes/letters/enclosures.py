"""What goes with a letter: evidence and other letters of the case, each put with it, or taken out, by one event."""

from __future__ import annotations

from engine.changes.change import Change, begin
from engine.language.compiled import CompiledPolicy
from engine.record.case import Case
from engine.record.effects import LetterChanged
from engine.record.kinds import EventKind
from engine.record.papers.letter_parts import Enclosure
from engine.record.replacement import replace
from engine.record.values import Letter
from engine.steps.take import conclude
from engine.steps.transition import Refusal, Step, World

NAMED = "enclosure"
"""Under which word the name of an enclosure stands beside its event."""


def enclose(
    policy: CompiledPolicy, case: Case, letter: Letter, enclosed: Enclosure, change: Change, world: World, *, name: str
) -> Step | Refusal:
    """Put something with a draft, under a name that its reader finds in the letter."""
    recording = begin(policy, case, EventKind.LETTER_ENCLOSES, change, world, on=letter.on, action=letter.template)
    recording.keep(NAMED, name)
    put = replace(enclosed, event=recording.event.sequence)
    recording.do(LetterChanged(_asked_again(replace(letter, enclosures=(*letter.enclosures, put)))))
    return conclude(recording, [])


def take_out(
    policy: CompiledPolicy, case: Case, letter: Letter, event: int, change: Change, world: World
) -> Step | Refusal:
    """Take out of a draft what one event put with it."""
    recording = begin(policy, case, EventKind.LETTER_ENCLOSES, change, world, on=letter.on, action=letter.template)
    left = tuple(each for each in letter.enclosures if each.event != event)
    recording.do(LetterChanged(_asked_again(replace(letter, enclosures=left))))
    return conclude(recording, [])


def _asked_again(letter: Letter) -> Letter:
    """Give a letter about which nobody is asked any more: they were asked about it as it was."""
    return replace(letter, approval=None) if letter.waits_for_approval else letter
