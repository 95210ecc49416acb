"""Kinds of parts and of what leads to them."""

class RELATIONSHIP_TYPE:
    STYLES: str
    NUMBERING: str
    SETTINGS: str
    THEME: str
    HEADER: str
    FOOTER: str
    IMAGE: str
    HYPERLINK: str
    OFFICE_DOCUMENT: str

class CONTENT_TYPE:
    WML_NUMBERING: str
