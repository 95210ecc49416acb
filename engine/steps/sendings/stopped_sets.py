"""What waits in a set goes no further than the letter with its list: stopped or withdrawn, it takes them with it."""

from __future__ import annotations

from engine.record.effects import LetterChanged
from engine.record.replacement import replace
from engine.steps.sets.letter_sets import set_of
from engine.steps.transition import Recording


def settle_sets(recording: Recording) -> None:
    """Stop or withdraw every letter that waits in a set whose letter with the list was."""
    for letter in tuple(recording.case.letters.values()):
        first = set_of(recording.case, letter) if letter.status == "issued" else None
        if first is not None and first.status in ("stopped", "withdrawn"):
            recording.do(LetterChanged(replace(letter, status=first.status)))
