"""Long lists, 25 lines at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Query

from duecourse.web.forms.typed import whole
from engine.ports.sights import Key, Page

Line = TypeVar("Line")
PageNumber = Annotated[str, Query(alias="page")]
LINES = 25
ENDED_FIRST = 3
PLACES = 3
KEYS = (2, ENDED_FIRST, 4)
"""How many parts a place in a list has: of cases, of cases with those that have ended, of clocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Generic[Line]):
    """One page of a list. `base` is the address of the list, to which the number of a page is added."""

    lines: Sequence[Line]
    number: int
    pages: int
    total: int
    base: str


def sheet(lines: Sequence[Line], number: str, base: str) -> Sheet[Line]:
    """Cut one page out of a list; a number that does not exist gives the nearest one."""
    pages = max(1, -(-len(lines) // LINES))
    wanted = min(max(whole(number) or 1, 1), pages)
    cut = lines[(wanted - 1) * LINES : wanted * LINES]
    return Sheet(lines=cut, number=wanted, pages=pages, total=len(lines), base=base)


JOINT = "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """The links from one page of a list to the next and to the one before; "" where there is none."""

    earlier: str
    later: str


def asked_page(after: str, before: str) -> Page:
    """Read which page of a list a link asks for; a link that makes no sense asks for the first."""
    return Page(limit=LINES, after=_key(before) or _key(after), back=bool(_key(before)))


def asked_part(after: str, before: str) -> Page:
    """Read the same of a list whose places are texts alone, three of them."""
    back = _texts(before)
    return Page(limit=LINES, after=back or _texts(after), back=bool(back))


def _texts(text: str) -> Key:
    parts = tuple(text.split(JOINT))
    return parts if len(parts) == PLACES else ()


def turning(earlier: Key, later: Key, base: str) -> Turning:
    """Write the links to the pages on both sides of one; `base` is the address of the list."""
    start = f"{base}{'&' if '?' in base else '?'}"
    return Turning(earlier=_link(start, "before", earlier), later=_link(start, "after", later))


def address_of(path: str, **asked: str) -> str:
    """Write the address of a list, with what it is narrowed to."""
    narrowed = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{narrowed}" if narrowed else path


def _link(start: str, name: str, key: Key) -> str:
    return f"{start}{urlencode({name: JOINT.join(map(str, key))})}" if key else ""


def _key(text: str) -> Key:
    """Read where a line stands in its list; whether it has ended is a number there."""
    parts = text.split(JOINT)
    if not text or len(parts) not in KEYS or (len(parts) == ENDED_FIRST and parts[0] not in ("0", "1")):
        return ()
    return (int(parts[0]), *parts[1:]) if len(parts) == ENDED_FIRST else tuple(parts)
