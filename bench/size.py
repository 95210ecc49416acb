"""What a store of SQLite grows by for each case, and where: one JSON object for each table, its indexes apart.

Three kinds of cases are told through the real use cases, with identifiers as a real trust has them: one that was only
reported, an ordinary one (one address; reported, acknowledged, triaged, its tracks opened, its letter drafted), and the
mix of `bench.crowd` with two addresses. Forty come first, so that what a trust has once is there. Then the pages of the
file are counted, free space in them included, before and after some hundreds more.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.crowd import APART, of_the_crowd, opened
from bench.transition import SHARED_MEMORY, folder
from duecourse.casework.context.services import Services
from duecourse.identifiers import RandomIdentifiers
from duecourse.outbox import run_outbox
from store.connection.cursor import Cursor
from store.sql_store import SqlStore
from tests.sealing import open_sealed
from tests.services import START, move_clock, report, services_on

FIRST, CASES, QUICK_CASES = 40, 300, 40
GOAL_KB = 20
ORDINARY = "ordinary"
ALL = "everything"
FILE = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
PARTS = (
    "SELECT kept.tbl_name, kept.type, sum(part.pgsize), sum(part.unused) FROM dbstat AS part "
    "JOIN sqlite_master AS kept ON kept.name = part.name GROUP BY 1, 2"
)
HAS_PARTS = "SELECT sqlite_compileoption_used('ENABLE_DBSTAT_VTAB')"
Parts = Counter[tuple[str, str]]
Story = Callable[[Services, int], object]


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one table grows by for each case of a kind, in bytes of whole pages; `unused` of them hold nothing."""

    story: str
    table: str
    rows: int
    indexes: int
    unused: int

    @property
    def both(self) -> int:
        """Give what the table and its indexes take."""
        return self.rows + self.indexes


def _reported(services: Services, number: int) -> object:
    return report(services, f"https://posts.example/{number}")


def _ordinary(services: Services, number: int) -> object:
    return opened(services, f"https://posts.example/{number}")


STORIES: Mapping[str, Story] = {"reported": _reported, ORDINARY: _ordinary, "crowd": of_the_crowd}


def measure(cases: int = CASES, first: int = FIRST, stories: Iterable[str] = STORIES) -> Generator[Row]:
    """Measure each kind in a store of its own: all of the file before each table, the largest first."""
    for name in stories:
        with folder(SHARED_MEMORY if SHARED_MEMORY.is_dir() else None) as place:
            yield from _rows(name, _grown(STORIES[name], place, first, first + cases), cases)


def _rows(name: str, parts: Parts, cases: int) -> Generator[Row]:
    each = {part: round(size / cases) for part, size in parts.items()}
    rows = [
        Row(
            story=name,
            table=table,
            rows=each.get((table, "table"), 0),
            indexes=each.get((table, "index"), 0),
            unused=each.get((table, "unused"), 0),
        )
        for table in {table for table, _ in each}
    ]
    yield from sorted((row for row in rows if row.both), key=lambda row: (row.table != ALL, -row.both, row.table))


def _grown(story: Story, place: Path, first: int, last: int) -> Parts:
    """Tell cases, and give what the file and each part of it grew by after the first so many."""
    with closing(open_sealed(f"sqlite:///{place / 'size.db'}")) as store:
        services = services_on(store, place, START, ids=RandomIdentifiers())
        _tell(services, story, range(1, first + 1))
        before = _sizes(store)
        _tell(services, story, range(first + 1, last + 1))
        grown = _sizes(store)
    grown.subtract(before)
    return grown


def _tell(services: Services, story: Story, numbers: range) -> None:
    for number in numbers:
        move_clock(services, START + number * APART)
        story(services, number)
        if number % FIRST == 0 or number == numbers[-1]:
            run_outbox(services)  # takes some at a time


def _sizes(store: SqlStore) -> Parts:
    with store.database.transaction(write=False) as cursor:
        found = Parts({(ALL, "table"): cursor.fetch(FILE)[0][0]})
        for table, kind, size, unused in _parts(cursor):
            found[table, kind] += size
            found[table, "unused"] += unused
            found[ALL, "unused"] += unused
    return found


def _parts(cursor: Cursor) -> list[tuple[str, str, int, int]]:
    """Ask what each part takes; a SQLite that was built without the table for it tells nothing."""
    return [(str(row[0]), str(row[1]), row[2], row[3]) for row in cursor.fetch(PARTS)] if _tells(cursor) else []


def _tells(cursor: Cursor) -> bool:
    return bool(cursor.fetch(HAS_PARTS)[0][0])


def main() -> None:
    """Measure, and print each row as soon as it is there."""
    asked = argparse.ArgumentParser(prog="python -m bench.size", description=__doc__)
    asked.add_argument("--quick", action="store_true", help=f"{QUICK_CASES} cases of each kind, not {CASES}")
    for row in measure(QUICK_CASES if asked.parse_args().quick else CASES):
        print(json.dumps(asdict(row)), flush=True)


if __name__ == "__main__":
    main()
