"""Long lists, 25 lines at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Query

from duecourse.web.forms.typed import whole

Line = TypeVar("Line")
PageNumber = Annotated[str, Query(alias="page")]
LINES = 25


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
