"""What `letters.word` and its tests use of python-docx, which types its own objects and not the XML below them."""

from pathlib import Path
from typing import IO

from docx.document import Document as _Document

def Document(docx: IO[bytes] | Path | str | None = None) -> _Document: ...
