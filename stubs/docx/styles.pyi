"""The styles of a file of Word."""

from collections.abc import Iterator
from typing import Any

from docx.text.run import Font

class Style:
    name: str
    element: Any
    base_style: Style | None
    font: Font

class Styles:
    element: Any
    def __getitem__(self, key: str) -> Style: ...
    def __contains__(self, name: str) -> bool: ...
    def __iter__(self) -> Iterator[Style]: ...
    def add_style(self, name: str, style_type: int) -> Style: ...
