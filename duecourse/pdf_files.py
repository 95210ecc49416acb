"""Letters as PDF, one by one and several as one, as casework asks for them, behind `engine.ports`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from engine.ports.letters.bound_packs import BoundPack
from engine.ports.letters.letterheads import NO_PICTURES, Pictures
from engine.ports.letters.rendered_letters import LetterSheet

if TYPE_CHECKING:
    # a command that prints no letter pays for none of this
    from letters.writers.pdf import Head, Printer


class PdfFiles:
    """Sets letters as PDF; what that needs is imported when it is asked for."""

    @cached_property
    def printer(self) -> Printer:
        """Give what sets letters as PDF."""
        from letters.writers.pdf import Printer

        return Printer()

    def print_sheets(self, blocks: str, sheet: LetterSheet, at: datetime, pictures: Pictures = NO_PICTURES) -> bytes:
        """Give a letter as PDF."""
        from letters.blocks import from_json

        return self.printer.write(from_json(blocks), _head(sheet), at, pictures)

    def page_images(
        self, blocks: str, sheet: LetterSheet, at: datetime, pictures: Pictures = NO_PICTURES
    ) -> tuple[bytes, ...]:
        """Give the sheets of a letter as PNG pictures, made by the same compiler as its PDF."""
        from letters.blocks import from_json

        return self.printer.images(from_json(blocks), _head(sheet), at, pictures)

    def bind(self, pack: BoundPack, at: datetime) -> bytes:
        """Bind letters and words as one PDF with an index, numbered sheets and bookmarks."""
        return self.printer.bind(pack, at)

    def print_run(self, letters: Sequence[bytes], at: datetime) -> bytes:
        """Give letters as one PDF to print, each as it is and beginning on a sheet of its own."""
        return self.printer.run(letters, at)


def _head(sheet: LetterSheet) -> Head:
    from letters.writers.pdf import Head

    return Head(sheet.title, sheet.reference, sheet.draft, sheet.large)
