"""A file of Word. What lies below in XML is Any."""

from datetime import datetime
from pathlib import Path
from typing import IO, Any

from docx.shared import Length
from docx.styles import Styles
from docx.table import Table
from docx.text.paragraph import Paragraph

class CoreProperties:
    title: str
    language: str
    author: str
    last_modified_by: str
    comments: str
    keywords: str
    subject: str
    category: str
    created: datetime
    modified: datetime
    revision: int

class Footer:
    paragraphs: list[Paragraph]
    def add_paragraph(self, text: str = "", style: str | None = None) -> Paragraph: ...

class Section:
    header: Footer
    footer: Footer
    top_margin: Length | None
    right_margin: Length | None
    bottom_margin: Length | None
    left_margin: Length | None
    page_width: Length | None
    page_height: Length | None

class Settings:
    element: Any

class Document:
    styles: Styles
    core_properties: CoreProperties
    element: Any
    part: Any
    settings: Settings
    sections: list[Section]
    paragraphs: list[Paragraph]
    tables: list[Table]
    def add_paragraph(self, text: str = "", style: str | None = None) -> Paragraph: ...
    def add_heading(self, text: str = "", level: int = 1) -> Paragraph: ...
    def add_table(self, rows: int, cols: int, style: str | None = None) -> Table: ...
    def add_picture(self, image_path_or_stream: IO[bytes] | str) -> object: ...
    def save(self, path_or_stream: IO[bytes] | Path | str) -> None: ...
