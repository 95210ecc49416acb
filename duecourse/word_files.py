"""Drafts as Word files, as casework asks for them: the package `letters.word` behind the protocol of `engine.ports`."""

from __future__ import annotations

from datetime import datetime

from engine.ports.letters.rendered_letters import LetterSheet
from engine.ports.letters.word_texts import WordText


class WordFiles:
    """Writes a draft as a Word file and reads such a file; what reads them is imported when one is asked for."""

    def word_file(self, blocks: str, sheet: LetterSheet, at: datetime) -> bytes:
        """Give a draft as a Word file, to be edited; its author and where it was made stand nowhere in it."""
        from letters.blocks import from_json
        from letters.word import written_file

        return written_file.write(from_json(blocks), sheet.title, sheet.reference, at)

    def read_word(self, content: bytes, blocks: str) -> WordText:
        """Read a Word file on top of the draft that it is of. Raises BadInput, in a sentence."""
        from letters.blocks import from_json
        from letters.word import read_file

        return read_file.read(content, from_json(blocks))
