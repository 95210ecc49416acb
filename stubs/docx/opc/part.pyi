"""A part of a package. `_blob` are its bytes, which python-docx lets nobody replace by another way."""

from typing import Any

class Relationship:
    reltype: str
    is_external: bool
    target_ref: str
    target_part: Part

class Part:
    partname: str
    blob: bytes
    _blob: bytes
    rels: dict[str, Relationship]
    related_parts: dict[str, Part]

class XmlPart(Part):
    element: Any
