"""The numbers that a policy prints, as they are found in its text or in a list of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

SECTION = re.compile(r"(\d{1,2})[.)]?\s+\S")
NUMBER = re.compile(r"(?<![\d.£$€])([1-9]\d?(?:\.[1-9]\d?)+(?:\([a-z]{1,4}\))?)(?![\d%])")
NUMBERED = re.compile(NUMBER.pattern + r"[.:)]?(?:\s+(?!(?:am|pm)\b)(.*)|$)")
GLUED = re.compile(NUMBER.pattern + r"([A-Z].*)")
"""A number whose blank was lost on the way: 1.1Social media."""
OTHERWISE = re.compile(r"([A-Z]\.?[1-9]\d?(?:\.[1-9]\d?)*|[1-9]\d?\([a-z]{1,4}\))[.:)]?\s+(.*)")
"""A1, A.1, B2.3 and 5(a), which are whole numbers of their own."""
COUNTED = re.compile(r"((?:[1-9]\d?)(?=\))|[ivx]{1,5}(?=[.)]))[.)]\s+(.*)")
"""7) and ii., which count on below a number, or by themselves where there is none."""
LETTERED = re.compile(r"\(([a-z]{1,4})\)\s+(.*)")
BULLETS = " \t•·–-*§"


@dataclass(frozen=True, slots=True)
class Printed:
    """A number that a policy prints, and how the text behind it begins."""

    number: str
    begins: str = ""


def listed_numbers(text: str) -> tuple[Printed, ...]:
    """Read a list of numbers, one a line, each with a word or two behind it or none."""
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found = {words[0]: Printed(words[0], words[1] if len(words) > 1 else "") for words in lines}
    return tuple(found.values())


def printed_numbers(text: str) -> tuple[Printed, ...]:
    """Find every number that begins a line; `(h)` under 6.3 is 6.3(h), a 6.3 printed again in section 10 is 10/6.3."""
    found: dict[str, Printed] = {}
    section = current = ""
    for line in (line.strip(BULLETS) for line in text.splitlines()):
        numbered, heading = NUMBERED.match(line) or GLUED.match(line), SECTION.match(line)
        if numbered:
            current, begins = numbered[1], numbered[2] or ""
            if current not in found:
                section = current.split(".")[0]
            elif current.split(".")[0] != section:
                current = f"{section}/{current}"
            found.setdefault(current, Printed(current, begins))
        elif other := _of_another_print(line, current):
            current = other.number if OTHERWISE.match(line) else current
            found.setdefault(other.number, other)
        elif heading and int(heading[1]) == int(section or 0) + 1:
            section = heading[1]
    return tuple(found.values())


def _of_another_print(line: str, current: str) -> Printed | None:
    """Read A1, 5(a), (h), 7) or ii. at the beginning of a line; `current` is the number above it."""
    own, lettered, counted = OTHERWISE.match(line), LETTERED.match(line), COUNTED.match(line)
    above = current.split("(")[0]
    if own:
        return Printed(own[1], own[2])
    if lettered and current:
        return Printed(f"{above}({lettered[1]})", lettered[2])
    if counted:
        return Printed(f"{above}({counted[1]})" if current else line.split()[0], counted[2])
    return None


def mentioned_numbers(text: str) -> tuple[str, ...]:
    """List numbers that stand in the middle of lines only: a clause that lost its line, or a mere reference."""
    known = {printed.number for printed in printed_numbers(text)}
    return tuple(dict.fromkeys(number for number in NUMBER.findall(text) if number not in known))


LAST = 10**6
"""Stands for a part of a number that comes after all others: what is printed in a section that is not its own."""
PARTS = re.compile(r"([^/#]*)(?:/([^#]*))?(?:#(.*))?")
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


def place_of(number: str) -> tuple[object, ...]:
    """Give where a number is printed, to sort by: as a reader counts, with an appendix after the numbers.

    13.6#2 comes right after 13.6 and 10/6.3 at the end of section 10; A1 and A.1 come after all plain numbers, and
    what is only a word, such as an appendix, last. `ii.` counts as 2 where a number begins with it.
    """
    read = PARTS.fullmatch(number)
    section, own, part = (read[1], read[2], read[3]) if read else (number, "", "")
    parts = _counted(section) + (((LAST, ""), *_counted(own)) if own else ())
    begins = next(iter(parts), (LAST, ""))
    kind = 0 if begins[0] and not begins[1] else 1 if len(begins[1]) == 1 and len(parts) > 1 else 2
    return (kind, parts, _amount(part))


def _counted(number: str) -> tuple[tuple[int, str], ...]:
    """Give the figures and letters of a number, figures as themselves; `ii` at its beginning is the figure 2."""
    words: list[str] = re.findall(r"\d+|[A-Za-z]+", number)
    found = [(_amount(word), "") if word.isdigit() else (0, word.lower()) for word in words]
    if words and set(words[0]) <= set(ROMAN):
        found[0] = (_roman(words[0]), "")
    return tuple(found)


def _roman(word: str) -> int:
    values = [ROMAN[letter] for letter in word]
    return sum(-value if value < max(values[at:], default=0) else value for at, value in enumerate(values))


def _amount(digits: str | None) -> int:
    return int(digits) if digits and digits.isdigit() else 0
