"""Texts that people type: how long they may be, and which characters can be kept."""

from __future__ import annotations

import re

from engine.errors import BadInput

LONGEST_TEXT = 20_000
"""Characters, a line break counted as one, whatever it travelled as."""
_BROKEN = re.compile("[\0\ud800-\udfff]")


def check_text(text: str) -> str:
    """Give the answer to a question as it is. Raises BadInput where it is too long or could not be kept."""
    if len(text) > LONGEST_TEXT:
        raise BadInput(f"The text has {len(text):,} characters; at most {LONGEST_TEXT:,} can be kept.")
    return check_whole(text)


def check_whole(text: str) -> str:
    """Give a text as it is. Raises BadInput where it holds what no database can."""
    broken = _BROKEN.search(text)
    if broken:
        raise BadInput(
            f"Character {broken.start() + 1} of the text is not a whole character and cannot be kept. Write it again."
        )
    return text
