"""The element of a paragraph."""

from docx.oxml.xmlchemy import BaseOxmlElement

class CT_P(BaseOxmlElement): ...
