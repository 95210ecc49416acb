"""What turns facts into letters, seals them and shows them, as casework knows it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from engine.errors import Finding
from engine.identity import PersonId
from engine.plain import is_group
from engine.ports.fact_sources import Gathering
from engine.ports.letters.bound_packs import BoundPack
from engine.ports.letters.house_blocks import HouseRows
from engine.ports.letters.letterheads import NO_PICTURES, Picture, Pictures
from engine.ports.letters.own_texts import TextPart
from engine.ports.letters.sign_in_letters import SignInLetter
from engine.ports.letters.web_forms import FormField
from engine.ports.letters.word_texts import WordPaper, WordText
from engine.ports.records import DraftLetter, LetterKind, SealedLetter
from engine.ports.rules.rule_hits import RuleHit
from engine.wordings import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A letter as words. `blocks` and `facts` are JSON texts; `problems` stop its issue and are sentences.

    `template_hash` covers the letter as it comes with Duecourse and, behind a `+`, what the trust words of it itself.
    `body` is what a person may edit of it, as the facts say it now. `parts` are the lines in it that stand for what
    stays, each with what it says; `keeps` are words in it that have to stay, each with why. `faults` are what is wrong
    with the wording that was given, and are among the problems; so are the `hits` of rules by words of the letter.
    """

    template_hash: str
    blocks: str
    facts: str
    problems: tuple[str, ...]
    body: str
    parts: tuple[tuple[str, str], ...] = ()
    keeps: tuple[tuple[str, str], ...] = ()
    faults: tuple[str, ...] = ()
    hits: tuple[RuleHit, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterSheet:
    """What stands around a letter on paper: its title, the reference on every sheet, and whether it is a draft.

    In `large` print nothing is smaller than 16 points.
    """

    title: str
    reference: str
    draft: bool = True
    large: bool = False


def reads_large_print(facts: str) -> bool:
    """Say whether the facts of a letter, as JSON, tell that its reader wants large print."""
    known: object = json.loads(facts)
    addressee = known.get("addressee") if is_group(known) else None
    return is_group(addressee) and addressee.get("large_print") is True


def for_large_print(facts: str) -> str:
    """Say it in the facts of a letter, where it is sealed with them."""
    known: object = json.loads(facts)
    if not is_group(known):
        return facts
    addressee = known.get("addressee")
    told = {**(addressee if is_group(addressee) else {}), "large_print": True}
    return json.dumps({**known, "addressee": told}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class LetterWriter(Protocol):
    """What turns facts into letters, seals them, and shows them."""

    @property
    def house(self) -> HouseRows:
        """Give what tells of the trust's own words for blocks of letters."""
        ...

    def kinds(self) -> Mapping[str, LetterKind]:
        """Give every letter that can be written, by id."""
        ...

    def rules(self, template: str) -> tuple[tuple[str, bool], ...]:
        """Give what a letter must never do, each with whether its words are held against it, or a person has to."""
        ...

    def gathers(self, template: str) -> Mapping[str, Gathering]:
        """Say where each fact of a letter comes from; nothing where all are answers of its own instance."""
        ...

    def judge_house(self, texts: Mapping[str, str]) -> tuple[Finding, ...]:
        """Check a trust's own words for its letters, by file name; every fault of every file at once."""
        ...

    def use_house(self, texts: Mapping[str, str]) -> None:
        """Write letters in these words from now on."""
        ...

    def house_files(self, template: str) -> tuple[str, ...]:
        """Name the files of the trust whose words stand in a letter."""
        ...

    def draft(
        self, template: str, facts: Mapping[str, object], zone: tzinfo, wording: Wording | None = None
    ) -> Rendered:
        """Write a draft, in somebody's own wording where there is one; what is missing is marked in it and listed."""
        ...

    def show(
        self, blocks: str, format_: str, title: str, pictures: Pictures = NO_PICTURES, *, draft: bool = False
    ) -> str:
        """Give a letter as `text` or `html`, marked as a draft where it is one; `pictures` are PNGs by their digest."""
        ...

    def form_fields(self, blocks: str) -> tuple[FormField, ...]:
        """Give a letter as the fields of a web form, in plain words."""
        ...

    def print_sheets(self, blocks: str, sheet: LetterSheet, at: datetime, pictures: Pictures = NO_PICTURES) -> bytes:
        """Give a letter as PDF; that of an issued letter is among its renditions, and this is a copy of it."""
        ...

    def page_images(
        self, blocks: str, sheet: LetterSheet, at: datetime, pictures: Pictures = NO_PICTURES
    ) -> tuple[bytes, ...]:
        """Give the sheets of a letter as PNG pictures, made by the same compiler as its PDF."""
        ...

    def word_file(self, blocks: str, sheet: LetterSheet, at: datetime, paper: bytes = b"") -> bytes:
        """Give a draft as a Word file, to be edited, on a Word letterhead where there is one.

        Its author and where it was made stand nowhere in it.
        """
        ...

    def clean_word_letterhead(self, content: bytes, at: datetime) -> WordPaper:
        """Give a Word letterhead with page, headers, footers and styles alone. Raises BadInput, in a sentence."""
        ...

    def word_letterhead_says(self, content: bytes) -> tuple[tuple[str, str], ...]:
        """Say what a letterhead that was cleaned brings: its page, margins and font, and the words on it."""
        ...

    def read_word(self, content: bytes, blocks: str) -> WordText:
        """Read a Word file on top of the draft that it is of. Raises BadInput, in a sentence."""
        ...

    def specimen(self, facts: Mapping[str, object], zone: tzinfo) -> Rendered:
        """Write a letter that says nothing of anybody, to show what paper looks like."""
        ...

    def sign_in_letter(self, said: SignInLetter) -> str:
        """Write the letter with a code by which somebody chooses a password, as blocks; it tells of no case."""
        ...

    def clean_picture(self, content: bytes) -> Picture:
        """Give a picture as a PNG that holds nothing but its pixels. Raises BadInput, in a sentence."""
        ...

    def bind(self, pack: BoundPack, at: datetime) -> bytes:
        """Bind letters and words as one PDF with an index, numbered sheets and bookmarks."""
        ...

    def print_run(self, letters: Sequence[bytes], at: datetime) -> bytes:
        """Give letters as one PDF to print, each as it is and beginning on a sheet of its own."""
        ...

    def paper_blocks(self, markdown: str) -> str:
        """Give a paper that is no letter as blocks, as JSON; `print_sheets` sets it as PDF."""
        ...

    def paper_file(self, markdown: str, title: str, at: datetime) -> bytes:
        """Give a paper that is no letter as a Word file, to be completed."""
        ...

    def text_parts(self, markdown: str) -> tuple[TextPart, ...]:
        """Read a text of the trust's own as parts of a page. Raises BadInput, in a sentence, for what is not shown."""
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
        pictures: Pictures = NO_PICTURES,
    ) -> SealedLetter:
        """Seal a draft with every rendition of it, who approved it where a second person did, and the SHA-256 of what
        goes with it.

        Its PDF is in large print where its reader wants that.
        """
        ...

    def verify(self, letter: SealedLetter) -> tuple[str, ...]:
        """Hash the stored bytes again; sentences say what no longer fits."""
        ...
