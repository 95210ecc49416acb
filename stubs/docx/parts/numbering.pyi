"""The lists of a file of Word."""

from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart

class NumberingPart(XmlPart):
    @classmethod
    def load(cls, partname: PackURI, content_type: str, blob: bytes, package: Any) -> NumberingPart: ...
