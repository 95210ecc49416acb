"""What the columns of a list of people hold: by the heads of a table, or guessed where a row has none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from engine.errors import BadInput
from engine.record.papers.listed_recipients import RecipientWords

PARTS = ("name", "title", "first", "last", "salutation", "address", "email", "about", "kinds")
HEADS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "full name", "addressee", "parent", "parents", "contact", "to", "envelope name"),
    "title": ("title",),
    "first": ("first name", "forename", "given name", "first"),
    "last": ("last name", "surname", "family name", "last"),
    "salutation": ("salutation", "dear", "greeting", "letter salutation"),
    "address": ("address", "street", "town", "city", "county", "postcode", "post code", "house", "village", "country"),
    "about": ("about", "about whom", "concerns", "child"),
    "kinds": ("information", "kinds of information", "which information"),
    "email": ("email", "e-mail", "email address", "e-mail address", "mail"),
}
"""What the columns of a table may be headed."""
_ADDRESS = re.compile(r"(?:postal |home )?(?:address|line)(?: line)? ?[0-9]?")


def columns(cells: Sequence[str]) -> Mapping[int, str] | None:
    """Say which column holds what, where a line names them; None where it is a row already."""
    found = {place: part for place, cell in enumerate(cells) if (part := _part(cell))}
    return found if {"name", "last"} & set(found.values()) and len(found) > 1 else None


def _part(head: str) -> str:
    """Say what a column holds that is headed so; "" where that is not known."""
    said = " ".join(head.replace("_", " ").split()).casefold()
    if _ADDRESS.fullmatch(said):
        return "address"
    return next((part for part, heads in HEADS.items() if said in heads), "")


def headed(cells: Sequence[str], places: Mapping[int, str]) -> RecipientWords:
    """Read a row by what its columns hold."""
    by: dict[str, list[str]] = {part: [] for part in PARTS}
    for place, part in places.items():
        if place < len(cells) and cells[place].strip():
            by[part].append(cells[place].strip())
    return RecipientWords(
        name=_name(by),
        salutation=" ".join(by["salutation"]),
        address="\n".join(_lines(by["address"])),
        email=" ".join(by["email"]),
        about=" ".join(by["about"]),
        kinds=", ".join(by["kinds"]),
    )


def _name(by: Mapping[str, Sequence[str]]) -> str:
    """Put a name together of its columns: one headed “Name” is the whole of it, or a first name beside a surname."""
    whole, last = " ".join(by["name"]), " ".join(by["last"])
    if not whole:
        return " ".join((*by["title"], *by["first"], last)).strip()
    if last and last.casefold() not in whole.casefold() and not by["first"]:
        return " ".join((*by["title"], whole, last))
    return whole


def guessed(cells: Sequence[str]) -> RecipientWords:
    """Read a row without heads: a name, then what is an e-mail address, what begins with “Dear”, and the address."""
    name, rest = cells[0], [cell.strip() for cell in cells[1:] if cell.strip()]
    dear = [cell for cell in rest if cell.casefold().startswith("dear ")]
    emails = [cell for cell in rest if "@" in cell]
    lines = [cell for cell in rest if cell not in dear and cell not in emails]
    return RecipientWords(
        name=name, salutation=" ".join(dear), address="\n".join(_lines(lines)), email=" ".join(emails)
    )


def _lines(cells: Sequence[str]) -> Iterator[str]:
    """Give the lines of an address: one that stands in one cell is parted at its commas."""
    for cell in cells:
        if "\n" in cell or len(cells) > 1:
            yield from cell.splitlines()
        else:
            yield from (part.strip() for part in cell.split(","))


def demand_one_name(heads: Sequence[str]) -> None:
    """Refuse a table of which two columns could say whom the letter goes to: nobody is written to by a guess."""
    if len(heads) > 1:
        named = " and ".join(f"“{head}”" for head in heads)
        raise BadInput(
            f"The columns {named} could each hold whom the letter goes to. Take the other out, or head it otherwise."
        )
