"""What stands in a cell as a person or Excel wrote it, and the one form in which it is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from difflib import SequenceMatcher

from duecourse.casework.administration.value_checks import refuse_all, wrong_email, wrong_telephone
from duecourse.casework.calendars.term_files import day_of
from engine.errors import BadInput
from engine.nearest_name import nearest

NOTHING = "-"
"""What stands in a cell to take a value away; an empty cell leaves it as it is."""
FEW = 12
ALIKE = 0.8
"""How much of two words must agree: “nme” and “name” do, “phase” and “phone” do not."""
YES, NO = ("yes", "y", "true", "1", "x"), ("no", "n", "false", "0")
_LESS_ZERO = re.compile(r"[1-9][0-9]{8,9}")
_NUMBERED = re.compile(r"[0-9]+(?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_KEPT_AS_TEXT = re.compile(r"^'(?=[0-9+=@-])")
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_COUNTED = re.compile(r"[34567][0-9]{4}")
_MIDNIGHT = re.compile(r"[ T]00:00(?::00)?(?:\.0+)?Z?$")
EXCEL_BEGINS = date(1899, 12, 30)
"""The day from which Excel counts days."""
_QUOTED = re.compile(r"“([^“”]*)”")
_UNSEEN = {0x200B: "", 0x200C: "", 0x200D: "", 0x2060: "", 0xFEFF: "", 0x00AD: "", 0x00A0: " ", 0x202F: " "}
_STRAIGHT = {0x2018: "'", 0x2019: "'", 0x02BC: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-"}
"""Curly quotes and long dashes, as Word makes them of what is typed, and what was typed."""


def tidy(text: str, *, lines: bool = False) -> str:
    """Give the text of a cell without what cannot be seen: odd blanks, blanks at its ends, line ends unless `lines`.

    What Excel writes around a number that it was told to keep as text goes too, and curly quotes around the whole.
    """
    plain = unicodedata.normalize("NFC", text.translate(_UNSEEN))
    quoted = _QUOTED.fullmatch(plain.strip())
    plain = quoted[1] if quoted else plain
    found = _AS_TEXT.fullmatch(plain.strip())
    said = (found[1].replace('""', '"') if found else plain).strip()
    rows = [" ".join(row.split()) for row in _KEPT_AS_TEXT.sub("", said).splitlines()]
    return ("\n" if lines else " ").join(row for row in rows if row)


def telephone_in(text: str) -> str:
    """Give a telephone number with the zero that Excel took off its front. Raises BadInput where figures are lost."""
    if _NUMBERED.fullmatch(text):
        raise BadInput(
            f"'{text}' is what Excel makes of a telephone number: make the column one of text, and type it again."
        )
    number = f"0{text}" if _LESS_ZERO.fullmatch(text) else text
    refuse_all((wrong_telephone(number),))
    return number


def email_in(text: str) -> str:
    """Give an e-mail address. Raises BadInput for what is none."""
    refuse_all((wrong_email(text),))
    return text


def day_in(text: str) -> str:
    """Give a day as 2026-09-03; 3/9/2026 is the third of September, as it is here. Raises BadInput.

    A bare number of five figures is a day as Excel counts it, in a cell that was never told to show it as one.
    """
    if _COUNTED.fullmatch(text):
        return (EXCEL_BEGINS + timedelta(days=int(text))).isoformat()
    return day_of(_MIDNIGHT.sub("", text)).isoformat()


def answer_in(text: str) -> str:
    """Give yes or no. Raises BadInput for what is neither."""
    plain = text.casefold()
    if plain not in (*YES, *NO):
        raise BadInput(f"'{text}' is neither yes nor no.")
    return "yes" if plain in YES else "no"


def alike(text: str) -> str:
    """Give a name as it is compared: whatever its capital letters, and whether its quotes and dashes are curly."""
    return " ".join(text.translate(_STRAIGHT).casefold().split())


def one_of(text: str, known: Iterable[str], what: str) -> str:
    """Give a word in the spelling of a list, whatever its capital letters. Raises BadInput with the nearest one."""
    spelled: Mapping[str, str] = {alike(each): each for each in known}
    found = spelled.get(alike(text))
    if found is not None:
        return found
    raise BadInput(f"'{text}' is no {what} here.{meant(text, spelled.values())}")


def slip_for(text: str, known: Iterable[str]) -> str:
    """Give the known word of which another is most likely a slip of the hand; "" for a word of its own."""
    close = nearest(text, known)
    return close if SequenceMatcher(None, text.casefold(), close.casefold()).ratio() >= ALIKE else ""


def meant(text: str, known: Iterable[str]) -> str:
    """Ask whether the nearest word was meant, or name all where none is near and they are few; "" else."""
    names = tuple(known)
    close = nearest(text, names)
    if close:
        return f" Did you mean '{close}'?"
    return f" Write one of: {', '.join(names)}." if 0 < len(names) <= FEW else ""
