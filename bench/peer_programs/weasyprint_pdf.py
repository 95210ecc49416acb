"""WeasyPrint: the HTML of a letter as a PDF that claims PDF/UA-1."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from weasyprint import HTML


def make(folder: Path) -> Callable[[int], None]:
    """Give the step: the letter beside this folder, with another word in every sentence."""
    page = (folder.parent / "letter.html").read_text(encoding="utf-8")

    def step(number: int) -> None:
        written = page.replace(" the ", f" the {number} ")
        HTML(string=written).write_pdf(folder / "letter.pdf", pdf_variant="pdf/ua-1")

    return step
