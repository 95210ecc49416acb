"""Which cases a list comes down to, where these are few: then they are looked at, and not the whole list for them.

An index has a list in its order. Where only few of its lines are wanted, nearly all of it would be gone through until
a page is full; so what narrows a list most is asked first, up to a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.identity import CaseId
from engine.ports.records import Viewer
from engine.ports.sights import CasesWanted, ClocksWanted, SightKind
from store.connection.cursor import Cursor
from store.sight.asked import AT_SCHOOL, OF_KIND, OF_TRACK, WAITS, at_school, begins, whose
from store.visibility import Condition

FEW = 1000
"""So many cases are looked at one by one; where more are wanted, a page of them is found in order soon enough."""
KINDS = f"'{SightKind.CASE}', '{SightKind.REQUEST}', '{SightKind.NONE}'"
OF_PROCEDURE = (
    "SELECT DISTINCT case_id FROM clock_sights {by_track} WHERE organisation_id = ? AND person_id = ? "
    f"AND {OF_TRACK} LIMIT ?"
)
WORKED_ON = (
    "SELECT case_id FROM case_sights {by_works} WHERE organisation_id = ? AND person_id = ? AND works <> '' "
    "ORDER BY case_id LIMIT ?"
)
SEEN_AT = (
    "SELECT case_id FROM case_sights {by_list} WHERE organisation_id = ? AND person_id = ? "
    f"AND kind IN ({KINDS}) AND {AT_SCHOOL} LIMIT ?"
)
HINTS = {
    "by_given": "INDEXED BY ix_outbox_given",
    "by_danger": "INDEXED BY ix_case_sights_danger",
    "by_track": "INDEXED BY ix_clock_sights_track",
    "by_works": "INDEXED BY ix_case_sights_works",
    "by_list": "INDEXED BY ix_case_sights_listed",
    "by_reference": "INDEXED BY ix_case_sights_reference",
    "by_erasing": "INDEXED BY ix_cases_erasing",
    "by_approving": "INDEXED BY ix_cases_approving",
}
"""SQLite knows nothing of how many rows there are, and would rather go through the table."""


def hinted(cursor: Cursor, statement: str) -> str:
    """Name the index by which SQLite is to go, at the place that a statement has for it; PostgreSQL finds it itself."""
    return statement.format(**(HINTS if cursor.is_sqlite else dict.fromkeys(HINTS, "")))


def few_cases(cursor: Cursor, viewer: Viewer, wanted: CasesWanted | ClocksWanted) -> Sequence[CaseId] | None:
    """Name the cases among which all lines of a list are, where these are few; None where they may be many."""
    for statement, values in _ways(viewer, wanted):
        asked = (*whose(viewer), *values, FEW + 1)
        found = [case for (case,) in cursor.fetch(hinted(cursor, statement), asked)]
        if len(found) <= FEW:
            return found
    return None


def _ways(viewer: Viewer, wanted: CasesWanted | ClocksWanted) -> Iterator[Condition]:
    if wanted.track:
        yield OF_PROCEDURE, (begins(wanted.track),)
    if isinstance(wanted, ClocksWanted) and wanted.school is not None:
        yield SEEN_AT, at_school(viewer, wanted.school) or ()
    if wanted.mine:
        yield WORKED_ON, ()


def worked_on(cursor: Cursor, viewer: Viewer) -> Sequence[CaseId] | None:
    """Name the cases that somebody works on, where these are few; None where they are many."""
    return few_cases(cursor, viewer, CasesWanted(mine=True))


def among(asked: Condition, cases: Sequence[CaseId] | None) -> Condition:
    """Ask for what is of some cases alone; None for no limit.

    SQLite would go through the index of the whole list all the same, where it may.
    """
    if cases is None:
        return asked
    condition, values = asked
    condition = condition.replace(OF_KIND, "kind || '' = ?").replace(WAITS, "waits + 0 = ?")
    return f"{condition} AND {one_of('case_id', cases)}", (*values, *cases)


def one_of(column: str, names: Sequence[str]) -> str:
    """Ask that a column has one of some values; no value has none of them."""
    return f"{column} IN ({', '.join('?' for _ in names)})" if names else "1 = 0"
