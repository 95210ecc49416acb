"""The names that files come with: kept as people gave them, but for what would move, hide or lead astray."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 160
"""Characters of a name that are kept; what says of which kind it is stays at its end."""
NAMELESS = "file"
MARK = "\ufffd"
_FOLDERS = re.compile(r"[/\\]")
_BLANKS = re.compile(r"\s+")
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_JOINERS = frozenset("\u200c\u200d")
_LONGEST_ENDING = 12


def kept_name(name: str) -> str:
    """Give a name without folders, on one line, of a length that can be read, and with nothing in it unseen.

    Marks that turn the direction of writing, by which `fdp.exe` is made to read as `exe.pdf`, become a plain mark.
    """
    last = _BLANKS.sub(" ", _FOLDERS.split(name)[-1]).strip()
    seen = "".join(MARK if _is_unseen(each) else each for each in last)
    if not seen.strip(f"{MARK}. "):
        return NAMELESS
    if len(seen) <= LONGEST:
        return seen
    ending = PurePosixPath(seen).suffix
    ending = ending if len(ending) <= _LONGEST_ENDING else ""
    return f"{seen[: LONGEST - len(ending) - 1]}…{ending}"


def seen_text(text: str) -> str:
    """Give words of a file so that nothing in them moves or hides other words: such marks become a plain mark."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(MARK if each not in "\n\t" and _is_unseen(each) else each for each in lines)


def _is_unseen(character: str) -> bool:
    return character not in _JOINERS and unicodedata.category(character) in _UNSEEN
