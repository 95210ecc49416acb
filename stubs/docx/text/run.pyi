"""A run of a paragraph, with its looks."""

from typing import IO, Any

from docx.shared import Length, RGBColor
from docx.styles import Style

class Colour:
    rgb: RGBColor | None

class Font:
    name: str | None
    size: Length | None
    italic: bool | None
    bold: bool | None
    hidden: bool | None
    color: Colour

class Run:
    text: str
    bold: bool | None
    italic: bool | None
    font: Font
    style: Style
    def add_picture(self, image_path_or_stream: IO[bytes] | str) -> object: ...
    def __init__(self, r: Any, parent: object) -> None: ...
