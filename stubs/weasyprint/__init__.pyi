"""What `bench.peer_programs.weasyprint_pdf` uses of WeasyPrint, which ships no types."""

from pathlib import Path

class HTML:
    def __init__(self, *, string: str) -> None: ...
    def write_pdf(self, target: Path, *, pdf_variant: str) -> None: ...
