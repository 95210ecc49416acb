"""Why a clock stands still: what its pause says, and what is read from the words of a pause that is older than that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from engine.time.duration import BY_HAND, Pause, PauseCause, PauseKind

HELD = "held: "
BEFORE_CAUSES = "held: "
"""How the words began of every pause by a hold that was recorded before a pause carried its cause."""


class WordedHold(Protocol):
    """A hold, as far as it is asked here."""

    @property
    def says(self) -> str:
        """Give its words."""


def stopped_by(name: str, hold: WordedHold) -> tuple[PauseCause, str]:
    """Give a hold as what stops a clock: the cause, and the words for people."""
    return PauseCause(PauseKind.HOLD, name), HELD + hold.says


def cause_of(pause: Pause, holds: Mapping[str, WordedHold]) -> PauseCause:
    """Say what stopped a clock of a track with these holds.

    A pause that was recorded before it carried its cause is read here, and nowhere else, by its words; its hold is ""
    where this version of the policy has none of those words.
    """
    if pause.cause is not None:
        return pause.cause
    if not pause.reason.startswith(BEFORE_CAUSES):
        return BY_HAND
    says = pause.reason.removeprefix(BEFORE_CAUSES)
    return PauseCause(PauseKind.HOLD, next((name for name, hold in holds.items() if hold.says == says), ""))
