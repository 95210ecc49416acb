"""PDF by Typst: tagged and archival (PDF/UA-1 and PDF/A-2a), the same bytes for the same letter and time.

The letterhead is one static program; a letter goes in as data, so its words are never read as markup. Fonts are
those of the folder beside it and no others; nothing is fetched.
"""

from __future__ import annotations

import json
import threading
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from engine.errors import BrokenRecord
from engine.plain import is_group, is_list
from engine.ports.letters.bound_packs import BoundPack
from letters.blocks import AddressBlock, Block, passages, to_json, words
from letters.printed.pictures import png_size, wrapped
from letters.writers import DRAFT
from letters.writers.bound_files import files_of, files_of_run
from letters.writers.glyphs import Glyphs, spelt

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
PREVIEW_PPI = 96
_REDRAWING = """
#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: none)
#image("{name}", width: 100%, height: 100%, fit: "stretch")
"""
IN_LATIN = "Enter it in Latin letters where it is entered, or write it on the sheet and the envelope by hand."
NOWHERE = "/nonexistent"
"""Where packages would be looked for: no letterhead uses any, and none is ever fetched."""


def _shipped() -> Path:
    # Typst reads program and fonts from a folder; a package is always installed as one.
    return Path(str(files("letters").joinpath("letterhead")))


@dataclass(frozen=True, slots=True)
class Head:
    """What stands around a letter: the title of the document, the reference on every sheet, whether it is a draft.

    In `large` print nothing is smaller than 16 points.
    """

    title: str
    reference: str
    draft: bool
    large: bool = False


@dataclass
class Printer:
    """Makes PDFs; it keeps one compiler for each thread, because a warm one is twice as fast."""

    folder: Path = field(default_factory=_shipped)
    _local: threading.local = field(default_factory=threading.local, init=False)

    def write(
        self, blocks: tuple[Block, ...], head: Head, at: datetime, pictures: Mapping[str, bytes] | None = None
    ) -> bytes:
        """Write a letter as PDF, with `at`, to the second, as the time it says it was made.

        A picture that is not among `pictures`, PNGs by their digest, is left out.

        Raises BrokenRecord where Typst refuses or warns: that is a slip of the letterhead, never of the person.
        """
        inputs = self._inputs(blocks, head, pictures or {})
        try:
            made, warned = self._compiler().compile_with_warnings(
                format="pdf",
                pdf_standards=STANDARDS,
                timestamp=at.astimezone(UTC).replace(microsecond=0),
                sys_inputs=inputs,
            )
        except typst.TypstError as error:
            raise BrokenRecord(f"The letter could not be set as PDF: {error}") from error
        if warned or not isinstance(made, bytes):
            raise BrokenRecord(f"The letter could not be set as PDF: {'; '.join(map(str, warned)) or 'nothing came'}")
        return made

    def images(
        self, blocks: tuple[Block, ...], head: Head, at: datetime, pictures: Mapping[str, bytes] | None = None
    ) -> tuple[bytes, ...]:
        """Draw the sheets of a letter as PNG pictures, as `write` sets them. Raises BrokenRecord."""
        try:
            made = self._compiler().compile(
                format="png",
                ppi=PREVIEW_PPI,
                timestamp=at.astimezone(UTC).replace(microsecond=0),
                sys_inputs=self._inputs(blocks, head, pictures or {}),
            )
        except typst.TypstError as error:
            raise BrokenRecord(f"The letter could not be drawn: {error}") from error
        sheets = made if is_list(made) else [made]
        return tuple(sheet for sheet in sheets if isinstance(sheet, bytes))

    def _inputs(self, blocks: tuple[Block, ...], head: Head, pictures: Mapping[str, bytes]) -> dict[str, str]:
        letter = self._drawable(json.loads(to_json(blocks)))
        data = {**_around(head), "blocks": letter, "pictures": _drawn(pictures)}
        return {"letter": json.dumps(data, ensure_ascii=False)}

    def redrawn(self, content: bytes, name: str, size: tuple[int, int]) -> bytes | None:
        """Draw a picture again as a PNG of a size in pixels: what it shows and nothing else; None for a broken one."""
        program = _REDRAWING.format(width=size[0], height=size[1], name=name).encode()
        with TemporaryDirectory() as folder:
            (Path(folder) / name).write_bytes(content)
            compiler = typst.Compiler(program, root=folder, font_paths=self.fonts, ignore_system_fonts=True)
            try:
                made, warned = compiler.compile_with_warnings(format="png", ppi=72)
            except typst.TypstError:
                return None
        return made if isinstance(made, bytes) and not warned else None

    def bind(self, pack: BoundPack, at: datetime) -> bytes:
        """Bind parts as one PDF with an index, numbered sheets and bookmarks, `at` a time.

        It is no PDF/UA: the sheets of others stand in it as pictures that can be read and copied. Raises BrokenRecord.
        """
        return self._set("pack.typ", files_of(pack), at)

    def run(self, letters: Sequence[bytes], at: datetime) -> bytes:
        """Set letters one behind the other, each as it is; an empty page follows one of an odd number of pages, so that
        nothing of the next stands on its back. Raises BrokenRecord."""
        return self._set("run.typ", files_of_run(letters), at)

    def _set(self, program: str, files: Mapping[str, bytes], at: datetime) -> bytes:
        with TemporaryDirectory() as folder:
            place = Path(folder)
            for name, content in {program: (self.folder / program).read_bytes(), **files}.items():
                (place / name).write_bytes(content)
            try:
                made = typst.compile(
                    str(place / program),
                    root=folder,
                    font_paths=[str(self.folder / "fonts")],
                    ignore_system_fonts=True,
                    format="pdf",
                    timestamp=at.astimezone(UTC).replace(microsecond=0),
                    package_path=NOWHERE,
                )
            except typst.TypstError as error:
                raise BrokenRecord(f"They could not be set as one PDF: {error}") from error
        if not isinstance(made, bytes):
            raise BrokenRecord("They could not be set as one PDF: nothing came.")
        return made

    def notes(self, blocks: tuple[Block, ...]) -> tuple[str, ...]:
        """Say which characters no bundled font can draw, and how the PDF writes them instead."""
        found = dict.fromkeys(
            character
            for passage in passages(blocks)
            if not passage.text.isascii()
            for character in self._glyphs.missing(passage.text)
        )
        addressed = dict.fromkeys(line for line in _address_lines(blocks) if any(self._glyphs.missing(line)))
        return (
            *(f"The PDF cannot write “{line}” of the address as it is. {IN_LATIN}" for line in addressed),
            *(
                f"The PDF writes {_alone(character)} as {spelt(character)}, because its fonts cannot draw it."
                for character in found
            ),
        )

    @cached_property
    def version(self) -> str:
        """Name the setting program, its version, and a digest over letterhead and fonts."""
        digest = sha256()
        for path in sorted(each for each in self.folder.rglob("*") if each.is_file()):
            digest.update(path.relative_to(self.folder).as_posix().encode() + path.read_bytes())
        return f"typst {version('typst')}, letterhead {digest.hexdigest()[:16]}"

    def _drawable(self, value: object) -> object:
        match value:
            case str():
                # Reading the fonts costs as much as a letter, and most words need none of it.
                return value if value.isascii() else self._glyphs.written(value)
            case value if is_list(value):
                return [self._drawable(each) for each in value]
            case value if is_group(value):
                return {key: self._drawable(each) for key, each in value.items()}
            case _:
                return value

    @cached_property
    def _glyphs(self) -> Glyphs:
        return Glyphs.of(sorted(self.folder.glob("fonts/*.ttf")))

    @cached_property
    def fonts(self) -> typst.Fonts:
        """Give the fonts beside the letterhead program, and no others."""
        return typst.Fonts(False, False, [str(self.folder / "fonts")])

    def _compiler(self) -> typst.Compiler:
        if not hasattr(self._local, "compiler"):
            self._local.compiler = typst.Compiler(
                str(self.folder / "letter.typ"),
                root=str(self.folder),
                font_paths=self.fonts,
                ignore_system_fonts=True,
                package_path=NOWHERE,
                package_cache_path=NOWHERE,
            )
        compiler: typst.Compiler = self._local.compiler
        return compiler


def _around(head: Head) -> Mapping[str, object]:
    return {
        "title": head.title,
        "reference": head.reference,
        "draft": head.draft,
        "draft-says": DRAFT,
        "large": head.large,
    }


def _drawn(pictures: Mapping[str, bytes]) -> Mapping[str, object]:
    sizes = {digest: png_size(content) for digest, content in pictures.items()}
    return {
        digest: {"svg": wrapped(content), "width": sizes[digest][0], "height": sizes[digest][1]}
        for digest, content in pictures.items()
    }


def _address_lines(blocks: tuple[Block, ...]) -> Iterator[str]:
    yield from (words(line) for block in blocks if isinstance(block, AddressBlock) for line in block.lines)


def _alone(character: str) -> str:
    """Put a mark on a dotted circle, as it would otherwise sit on the blank before it."""
    return f"◌{character}" if unicodedata.category(character).startswith("M") else character
