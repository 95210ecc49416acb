"""docxtpl: the words of a letter in a Word file, a template filled each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from docx import Document
from docxtpl import DocxTemplate


def make(folder: Path) -> Callable[[int], None]:
    """Give the step: a template with a place for each paragraph of the letter beside this folder, filled and saved."""
    text = (folder.parent / "letter.txt").read_text(encoding="utf-8")
    paragraphs = [" ".join(each.split()) for each in text.split("\n\n") if each.strip()]
    blank = Document()
    for number in range(len(paragraphs)):
        blank.add_paragraph(f"{{{{ part{number} }}}}")
    template = folder / "template.docx"
    blank.save(str(template))

    def step(number: int) -> None:
        written = DocxTemplate(template)
        facts = {f"part{at}": each.replace(" the ", f" the {number} ") for at, each in enumerate(paragraphs)}
        written.render(facts, autoescape=True)
        written.save(folder / "letter.docx")

    return step
