"""Who signs a letter, as its front matter declares it under `signs`: sources in order, and the first that gives one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.identity import NO_ROLE, NO_TRACK, ActionName, RoleName, TrackName


class SignatureKind(StrEnum):
    """What a source of a signatory asks."""

    TAKER = "taker"
    HOLDER = "holder"
    MANAGER = "manager"
    AFFECTED = "affected person"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureSource:
    """One source: who took one of these `steps` last, who holds a `role` now, who manages the case, or a person of it.

    A `track` of "" is that of the letter's own instance.
    """

    kind: SignatureKind
    steps: tuple[ActionName, ...] = ()
    track: TrackName = NO_TRACK
    role: RoleName = NO_ROLE

    @property
    def written(self) -> str:
        """Give the source as it stands in the front matter."""
        said = " ".join((self.kind, *self.steps, *((self.role,) if self.role else ())))
        return f"{said} of {self.track}" if self.track else said
