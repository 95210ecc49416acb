"""What a letter holds besides its own state: its approval, what goes with it, what colleagues said of its draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.identity import NO_PERSON, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """How a draft stands with a second person; `content` is the SHA-256 of what it says and encloses.

    `asked_by` asked for it. `by` approved it or sent it back, and is "" while it waits.
    """

    state: Literal["asked", "approved", "sent back"]
    content: str
    asked_by: PersonId
    by: PersonId = NO_PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """Something that goes with a letter: a file or another letter of the case, or a document of the trust, by number.

    Its name stands as words with event `event`. `pages` is 0 where not known; `sha256` and `size` are of what leaves.
    """

    what: Literal["file", "letter", "document"]
    number: int
    sha256: str
    media_type: str
    size: int
    pages: int = 0
    event: int = 0


@dataclass(frozen=True, slots=True)
class Comment:
    """What a colleague said of the draft of a letter: its words stand with event number `event`.

    `settled` is the event by which it was settled, or 0.
    """

    event: int
    settled: int = 0
