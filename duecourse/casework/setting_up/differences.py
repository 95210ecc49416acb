"""What lists change of a trust, told line by line, and what of them cannot be done, told by file, line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from duecourse.casework.context.services import Caller, Services
from duecourse.casework.setting_up.lists.cells import NOTHING, one_of
from duecourse.casework.setting_up.lists.sheets import ListRow
from engine.errors import BadFiles, BadInput, Finding, Mistake


class ListChange(StrEnum):
    """What becomes of something by a row, or by its being in no list."""

    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"
    SAME = "left alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDifference:
    """One thing of a list and what becomes of it; `says` tells what is different, or why it is left alone."""

    list: str
    which: str
    change: ListChange
    says: tuple[str, ...] = ()

    @property
    def tells(self) -> bool:
        """Say whether there is anything to tell: that something changes, or why it does not."""
        return self.change is not ListChange.SAME or bool(self.says)


@dataclass(slots=True, kw_only=True)
class Comparison:
    """Lists held against a trust, inside the one transaction of `services`: differences and faults so far.

    `spoilt` are the names of schools and people, in small letters, of whose own row something is wrong: what names them
    elsewhere is passed over, so that one mistake is told once.
    """

    services: Services
    caller: Caller
    now: datetime
    zone: ZoneInfo
    differences: list[ListDifference] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)
    spoilt: set[str] = field(default_factory=set)

    def tell(self, row_or_list: ListRow | str, which: str, change: ListChange, says: Iterable[str] = ()) -> None:
        """Tell what becomes of something."""
        name = row_or_list if isinstance(row_or_list, str) else row_or_list.kind.name
        self.differences.append(
            ListDifference(list=name, which=which, change=change, says=tuple(each for each in says if each))
        )

    def fault(self, row: ListRow, column: str, wrong: str) -> None:
        """Tell what is wrong with a cell, or with its row where the column is ""."""
        self.faults.append(row.fault(column, wrong))

    def does(self, row: ListRow, work: Callable[[], object], column: str = "") -> bool:
        """Let a use case do what a row asks for, or a cell of it. Says whether it did.

        What it refuses is told, sentence by sentence.
        """
        try:
            work()
        except BadFiles as bad:
            self.faults += bad.findings
        except Mistake as refused:
            for sentence in str(refused).splitlines():
                self.fault(row, column, sentence)
        else:
            return True
        return False

    def chosen(self, row: ListRow, column: str, known: Iterable[str], what: str) -> str:
        """Give a cell in the spelling of a list; "" where it is in none, which is told with the nearest."""
        try:
            return one_of(row.cell(column), known, what)
        except BadInput as bad:
            self.fault(row, column, str(bad))
            return ""

    def single(self, rows: Iterable[ListRow], column: str) -> Iterator[ListRow]:
        """Give each row whose name in a column no earlier row has, and tell of the others; nothing spoilt is given."""
        lines = dict[str, int]()
        for row in rows:
            name = row.cell(column).casefold()
            if name and name in lines:
                self.fault(row, column, f"'{row.cell(column)}' stands in line {lines[name]} already")
                self.spoilt.add(name)
            elif row.is_whole:
                lines[name] = row.line
                yield row
            else:
                lines[name] = row.line
                self.spoilt.add(name)


def value_in(row: ListRow, column: str) -> str | None:
    """Give what a cell asks for: None to leave it as it is, "" to take it away."""
    text = row.cell(column)
    return None if not text else "" if text == NOTHING else text


def told_change(heading: str, before: str, after: str) -> str:
    """Tell what becomes of a value: “E-mail: a@b.example → c@d.example”."""
    first, second = (" / ".join(text.splitlines()) or "nothing" for text in (before, after))
    return f"{heading}: {first} → {second}"
