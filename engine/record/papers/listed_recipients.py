"""The people to whom one letter each goes: entered as a list with its draft, each as words beside an event."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from engine.plain import is_group

RECIPIENT = "listed"


@dataclass(frozen=True, slots=True)
class ListedRecipient:
    """One of the people on the list of a letter: the number of their row, and the event beside which they stand."""

    number: int
    event: int

    @property
    def key(self) -> str:
        """Name the words beside that event: they have no place of their own; who works on the letter reads them."""
        return f"{RECIPIENT} {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientWords:
    """Who a letter goes to, as they were entered; `salutation` follows “Dear”. The address has its lines.

    `about` is whom it concerns, such as their child, and `kinds` what it tells of that person, parted by commas.
    """

    name: str
    salutation: str = ""
    address: str = ""
    email: str = ""
    about: str = ""
    kinds: str = ""

    @property
    def text(self) -> str:
        """Write them as they are kept."""
        known = {"name": self.name, "salutation": self.salutation, "address": self.address, "email": self.email}
        known |= {"about": self.about, "kinds": self.kinds}
        return json.dumps({part: text for part, text in known.items() if text}, ensure_ascii=False)

    @property
    def same(self) -> tuple[str, ...]:
        """Give what tells one from another: two rows that agree in it are the same entry twice."""
        return tuple(" ".join(each.split()).casefold() for each in (self.name, self.address, self.email, self.about))


def recipient_words(text: str) -> RecipientWords:
    """Read somebody as they are kept."""
    found: object = json.loads(text)
    known = {key: str(value) for key, value in found.items()} if is_group(found) else {}
    return RecipientWords(
        name=known.get("name", ""),
        salutation=known.get("salutation", ""),
        address=known.get("address", ""),
        email=known.get("email", ""),
        about=known.get("about", ""),
        kinds=known.get("kinds", ""),
    )


def is_listed(key: str) -> bool:
    """Say whether words beside an event are those of somebody on a list."""
    return key.startswith(f"{RECIPIENT} ")


def last_row(keys: Iterable[tuple[int, str]]) -> int:
    """Give the highest number that a row of a list of a case ever had, by the words that were kept; 0 for none.

    A number that was given once is given to nobody else, also where the first was taken off the list.
    """
    rows = (key.removeprefix(f"{RECIPIENT} ") for _, key in keys if is_listed(key))
    return max((int(row) for row in rows if row.isdecimal()), default=0)
