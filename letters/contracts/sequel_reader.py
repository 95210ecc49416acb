"""What becomes of a letter once it has gone out, as its front matter has it: an answer, a reminder, no withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from letters.contract import FactSpec, FactType
from letters.contracts.matter_reader import FrontMatter

CHASED = ("no", "letter", "telephone")
"""How somebody is reminded of a letter: not at all, by a letter, or at once and by telephone."""


def one_of(reader: FrontMatter, mapping: Mapping[str, object], key: str, allowed: Sequence[str]) -> str:
    """Read one of some words; without it the first of them."""
    found = str(mapping.get(key, allowed[0]))
    if found not in allowed:
        reader.wrong(key, key, f"is {found!r}", f"allowed: {', '.join(filter(None, allowed))}")
    return found


def read_reply_by(reader: FrontMatter, mapping: Mapping[str, object], facts: Mapping[str, FactSpec]) -> str:
    """Read which fact says until when a letter asks for an answer: a day or a moment that it declares."""
    name = reader.text(mapping, "awaits", "") if "awaits" in mapping else ""
    if name and (name not in facts or facts[name].type not in (FactType.DATE, FactType.MOMENT)):
        reader.wrong("awaits", "awaits", f"is {name!r}", "a fact of this letter that is a date or a moment")
    return name


def read_chased(reader: FrontMatter, mapping: Mapping[str, object]) -> str:
    """Read how its reader is reminded: without a word, by a letter where the letter asks for an answer by a day."""
    asks = "awaits" in mapping and "chased" not in mapping
    return CHASED[1] if asks else one_of(reader, mapping, "chased", CHASED)


def read_instead(reader: FrontMatter, mapping: Mapping[str, object]) -> str:
    """Read how what a letter does comes to an end, where it is not withdrawn by a letter."""
    if "instead" in mapping and mapping.get("withdrawn") != "no":
        reader.wrong("instead", "instead", "says what to do in place of a withdrawal, and it may be withdrawn")
    return reader.text(mapping, "instead", "") if "instead" in mapping else ""
