"""Parts bound as one PDF: the data of the program that sets a pack, and the files that it reads."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from engine.ports.letters.bound_packs import BoundPack, BoundPart

_SHEET = re.compile(rb"/Type\s*/Page\b")
"""Begins a page in a PDF of ours: Typst writes the objects of its pages as they are."""


def files_of(pack: BoundPack) -> Mapping[str, bytes]:
    """Give the files from which a pack is set, by name."""
    parts = list(enumerate(pack.parts, 1))
    data = {
        "title": pack.title,
        "reference": pack.reference,
        "says": pack.says,
        "left_out": pack.left_out,
        "parts": [_part(number, part) for number, part in parts],
    }
    pdfs = {f"{number}.pdf": part.content for number, part in parts if part.kind == "pdf"}
    return {"pack.json": json.dumps(data, ensure_ascii=False).encode(), **pdfs}


def files_of_run(letters: Sequence[bytes]) -> Mapping[str, bytes]:
    """Give the files from which letters are set one behind the other, by name."""
    named = {f"{number}.pdf": content for number, content in enumerate(letters, 1)}
    data = [{"file": name, "sheets": sheets_in(content)} for name, content in named.items()]
    return {"run.json": json.dumps(data).encode(), **named}


def _part(number: int, part: BoundPart) -> Mapping[str, object]:
    if part.kind == "pdf":
        return {"title": part.title, "kind": "pdf", "file": f"{number}.pdf", "sheets": sheets_in(part.content)}
    return {"title": part.title, "kind": "text", "lines": part.content.decode(errors="replace").splitlines()}


def sheets_in(content: bytes) -> int:
    """Count the sheets of a PDF of ours."""
    return len(_SHEET.findall(content))
