"""Kinds of styles."""

from enum import IntEnum

class WD_STYLE_TYPE(IntEnum):
    PARAGRAPH = 1
