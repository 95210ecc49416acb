"""Where the facts of a letter come from, and who signs it, as its front matter declares under `gathers` and `signs`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engine.identity import NO_FACT, NO_ROLE, NO_TRACK, ActionName, FactName, RoleName, TrackName
from engine.language.guards import Guard
from engine.language.vocabulary import LetterSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One place where a fact may come from: a source with its names, or else fixed `words`.

    `of` is the track, or the person, that the source asks about; "" is the letter's own instance. It counts only where
    `when` holds there, where the letter belongs to the track `within`, where the fact `beside` was found and `without`
    was not. `written` is a sentence with `{}` for what was found.
    """

    source: LetterSource | None = None
    names: tuple[str, ...] = ()
    of: str = ""
    words: tuple[str, ...] = ()
    when: Guard | None = None
    within: TrackName = NO_TRACK
    beside: str = ""
    without: str = ""
    written: str = ""

    @property
    def track(self) -> TrackName:
        """Give the track that a source asks about which asks of one."""
        return TrackName(self.of)

    @property
    def fact(self) -> FactName:
        """Give the fact that a source asks about which asks of one; "" where it names none."""
        return FactName(self.names[0]) if self.names else NO_FACT


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """How one fact of a letter is gathered: from the first alternative that gives anything.

    `type` and `options` are those of the letter's contract. `meanings` puts words for a recorded answer; `otherwise`
    stands where nothing was found, or none of the options.
    """

    type: str
    alternatives: tuple[Alternative, ...]
    options: tuple[str, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)
    otherwise: str = ""


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
