"""PDF by Typst: tagged and archival (PDF/UA-1 and PDF/A-2a), the same bytes for the same letter and time.

The letterhead is one static program; a letter goes in as data, so its words are never read as markup. Fonts are
those of the folder beside it and no others; nothing is fetched.
"""

from __future__ import annotations

import json
import threading
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from engine.errors import BrokenRecord
from letters.blocks import Block, passages, to_json

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
NOWHERE = "/nonexistent"
"""Where packages would be looked for: no letterhead uses any, and none is ever fetched."""

_JOINERS = ("Cf", "Mn", "Cc")
"""Characters without a look of their own, such as the joiners inside an emoji; line breaks are among them."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands around a letter: the title of the document, the reference on every sheet, whether it is a draft."""

    title: str
    reference: str
    draft: bool


@dataclass
class Printer:
    """Makes PDFs; it keeps one compiler for each thread, because a warm one is twice as fast."""

    _kept: ExitStack = field(default_factory=ExitStack)
    _local: threading.local = field(default_factory=threading.local)

    def write(self, blocks: tuple[Block, ...], head: Head, at: datetime) -> bytes:
        """Write a letter as PDF, with `at`, to the second, as the time it says it was made.

        Raises BrokenRecord where Typst refuses: that is a slip of the letterhead, never of the person.
        """
        data = {
            "title": head.title, "reference": head.reference, "draft": head.draft,
            "blocks": json.loads(self._printable(to_json(blocks))),
        }  # fmt: skip
        with warnings.catch_warnings():
            warnings.simplefilter("error", typst.TypstWarning)
            try:
                made = self._compiler().compile(
                    format="pdf", pdf_standards=STANDARDS, timestamp=at.astimezone(UTC).replace(microsecond=0),
                    sys_inputs={"letter": json.dumps(data, ensure_ascii=False)},
                )  # fmt: skip
            except (typst.TypstError, typst.TypstWarning) as error:
                raise BrokenRecord(f"The letter could not be set as PDF: {error}") from error
        return made if isinstance(made, bytes) else b""

    def notes(self, blocks: tuple[Block, ...]) -> tuple[str, ...]:
        """Say which characters no bundled font can draw, and how the PDF writes them instead."""
        found = dict.fromkeys(
            character for passage in passages(blocks) for character in passage.text if self._is_missing(character)
        )
        return tuple(
            f"The PDF writes {character} as {_spelt(character)}, because its fonts cannot draw it."
            for character in found
            if _spelt(character)
        )

    @cached_property
    def version(self) -> str:
        """Name the setting program, its version, and a digest over letterhead and fonts."""
        digest = sha256()
        for name in sorted(path.name for path in self._folder.rglob("*") if path.is_file()):
            digest.update(name.encode() + next(self._folder.rglob(name)).read_bytes())
        return f"typst {version('typst')}, letterhead {digest.hexdigest()[:16]}"

    def _printable(self, stored: str) -> str:
        return "".join(_spelt(each) if self._is_missing(each) else each for each in stored)

    def _is_missing(self, character: str) -> bool:
        return not character.isascii() and ord(character) not in self._drawn

    @cached_property
    def _drawn(self) -> frozenset[int]:
        """Every character that some bundled font can draw."""
        found: set[int] = set()
        for path in self._fonts:
            with TTFont(path, lazy=True) as font:
                found.update(font.getBestCmap() or ())
        return frozenset(found)

    @cached_property
    def _folder(self) -> Path:
        return self._kept.enter_context(as_file(files("letters").joinpath("letterhead")))

    @property
    def _fonts(self) -> Iterator[Path]:
        return self._folder.glob("fonts/*.ttf")

    def _compiler(self) -> typst.Compiler:
        if not hasattr(self._local, "compiler"):
            self._local.compiler = typst.Compiler(
                str(self._folder / "letter.typ"), root=str(self._folder),
                font_paths=typst.Fonts(False, False, [str(self._folder / "fonts")]), ignore_system_fonts=True,
                package_path=NOWHERE, package_cache_path=NOWHERE,
            )  # fmt: skip
        compiler: typst.Compiler = self._local.compiler
        return compiler


def _spelt(character: str) -> str:
    """Spell a character that cannot be drawn: by its name, or by its number where it has none."""
    if unicodedata.category(character) in _JOINERS:
        return ""
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    return f"[{name.lower()}]" if not name.startswith("U+") else f"[{name}]"
