"""What turns facts into letters, seals them and shows them, as casework knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from engine.identity import PersonId
from engine.ports.fact_sources import Gathering
from engine.ports.records import DraftLetter, LetterKind, SealedLetter
from engine.wordings import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A letter as words. `blocks` and `facts` are JSON texts; `problems` stop its issue and are sentences.

    `body` is what a person may edit of it, as the facts say it now. `parts` are the lines in it that stand for what
    stays, each with what it says; `keeps` are words in it that have to stay, each with why. `faults` are what is wrong
    with the wording that was given, and are among the problems.
    """

    template_hash: str
    blocks: str
    facts: str
    problems: tuple[str, ...]
    body: str
    parts: tuple[tuple[str, str], ...] = ()
    keeps: tuple[tuple[str, str], ...] = ()
    faults: tuple[str, ...] = ()


class LetterWriter(Protocol):
    """What turns facts into letters, seals them, and shows them."""

    def kinds(self) -> Mapping[str, LetterKind]:
        """Give every letter that can be written, by id."""
        ...

    def rules(self, template: str) -> tuple[tuple[str, bool], ...]:
        """Give what a letter must never do, each with whether its words are held against it, or a person has to."""
        ...

    def gathers(self, template: str) -> Mapping[str, Gathering]:
        """Say where each fact of a letter comes from; nothing where all are answers of its own instance."""
        ...

    def draft(
        self, template: str, facts: Mapping[str, object], zone: tzinfo, wording: Wording | None = None
    ) -> Rendered:
        """Write a draft, in somebody's own wording where there is one; what is missing is marked in it and listed."""
        ...

    def show(self, blocks: str, format_: str, title: str) -> str:
        """Give a draft or an issued letter as `text` or `html`."""
        ...

    def print_draft(self, blocks: str, title: str, reference: str, at: datetime) -> bytes:
        """Give a draft as PDF, marked as a draft on every sheet; an issued letter's PDF is among its renditions."""
        ...

    def notes(self, blocks: str) -> tuple[str, ...]:
        """Say what of a letter the PDF writes otherwise, such as a character that no font can draw."""
        ...

    def seal(
        self,
        draft: DraftLetter,
        issued_by: PersonId,
        issued_at: datetime,
        reference: str,
        *,
        approved_by: PersonId | None = None,
        enclosures: tuple[str, ...] = (),
    ) -> SealedLetter:
        """Seal a draft with every rendition of it, who approved it where a second person did, and the SHA-256 of what
        goes with it."""
        ...

    def verify(self, letter: SealedLetter) -> tuple[str, ...]:
        """Hash the stored bytes again; sentences say what no longer fits."""
        ...
