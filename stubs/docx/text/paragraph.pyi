"""A paragraph of a file of Word. `_p` is its element, Any, to which python-docx gives no other way."""

from typing import Any

from docx.styles import Style
from docx.text.run import Run

class Paragraph:
    text: str
    runs: list[Run]
    _p: Any
    def __init__(self, p: Any, parent: Any) -> None: ...
    @property
    def style(self) -> Style | None: ...
    @style.setter
    def style(self, style: str | Style | None) -> None: ...
    def add_run(self, text: str | None = None, style: str | None = None) -> Run: ...
    def insert_paragraph_before(self, text: str | None = None, style: str | None = None) -> Paragraph: ...
