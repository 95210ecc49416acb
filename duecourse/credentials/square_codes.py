"""segno: the only module that draws a square code, which a telephone reads from the screen."""

from __future__ import annotations

import segno

SCALE = 4


def drawn(text: str) -> str:
    """Draw a text as SVG for a page: dark on light whatever the colours of the page are, without any style."""
    code = segno.make(text, error="m", micro=False)
    return code.svg_inline(scale=SCALE, dark="#000", light="#fff")
