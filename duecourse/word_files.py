"""Letters as Word files and as the fields of web forms, as casework asks for them, behind `engine.ports`."""

from __future__ import annotations

from datetime import datetime

from engine.ports.letters.rendered_letters import LetterSheet
from engine.ports.letters.web_forms import FormField
from engine.ports.letters.word_texts import WordPaper, WordText


class WordFiles:
    """Writes a letter as a Word file or as fields, and reads such a file; each is imported when it is asked for."""

    def word_file(self, blocks: str, sheet: LetterSheet, at: datetime, paper: bytes = b"") -> bytes:
        """Give a draft as a Word file, to be edited, on a Word letterhead where there is one."""
        from letters.blocks import from_json
        from letters.word import written_file

        return written_file.write(from_json(blocks), sheet.title, sheet.reference, at, paper)

    def clean_word_letterhead(self, content: bytes, at: datetime) -> WordPaper:
        """Give a Word letterhead with page, headers, footers and styles alone. Raises BadInput, in a sentence."""
        from letters.word import word_paper

        return word_paper.cleaned(content, at)

    def word_letterhead_says(self, content: bytes) -> tuple[tuple[str, str], ...]:
        """Say what a letterhead that was cleaned brings: its page, margins and font, and the words on it."""
        from letters.word import word_paper

        return word_paper.described(content)

    def read_word(self, content: bytes, blocks: str) -> WordText:
        """Read a Word file on top of the draft that it is of. Raises BadInput, in a sentence."""
        from letters.blocks import from_json
        from letters.word import read_file

        return read_file.read(content, from_json(blocks))

    def form_fields(self, blocks: str) -> tuple[FormField, ...]:
        """Give a letter as the fields of a web form."""
        from letters.blocks import from_json
        from letters.writers import form

        return form.write(from_json(blocks))
