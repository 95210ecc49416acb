"""What makes previews of files must satisfy: pictures drawn again, words read, and what comes with an e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class WhyNot(StrEnum):
    """Why there is no preview of a file."""

    KIND = "kind"
    BROKEN = "broken"
    LARGE = "large"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class NoPreview:
    """That no preview of a file could be made, and why."""

    why: WhyNot


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """A picture drawn again from the dots of another, with nothing else of it: where and when it was taken, by what."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that came with an e-mail, under the name that the e-mail gives it."""

    number: int
    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """The words of a file: `said` are the lines at the top of an e-mail by their name, `form` says how it was written.

    `is_cut` says that there are more words than are shown.
    """

    text: str
    form: str = ""
    is_cut: bool = False
    said: Sequence[tuple[str, str]] = ()
    attached: Sequence[AttachedFile] = ()


class Previews(Protocol):
    """Looks into files for people, apart from everything else, so that a file can do no harm by it."""

    def draw(self, content: bytes, media_type: str, longest: int) -> DrawnPicture | NoPreview:
        """Draw a picture, or the first page of a document, again, so that no side is longer than `longest` dots."""
        ...

    def read(self, content: bytes, media_type: str) -> ReadFile | NoPreview:
        """Read the words of a text, an e-mail or a document."""
        ...

    def attachment(self, content: bytes, media_type: str, number: int) -> bytes | NoPreview:
        """Take a file out of the e-mail that it came with."""
        ...

    def digests(self, content: bytes, media_type: str) -> Sequence[str] | NoPreview:
        """Give the digests of everything that came with an e-mail, and with the e-mails in it."""
        ...
