"""With which other schools a case of a list is shared, told to those who work on the case itself and to nobody else."""

from __future__ import annotations

from engine.identity import CASE, SchoolId
from store.connection.cursor import Cursor, Named

SHARED = (
    "(SELECT {joined}(case_shares.school_id, ' ') FROM case_shares "
    "WHERE case_shares.organisation_id = chosen.organisation_id AND case_shares.case_id = chosen.case_id "
    "AND EXISTS (SELECT 1 FROM case_sights AS mine WHERE mine.organisation_id = chosen.organisation_id "
    "AND mine.case_id = chosen.case_id AND mine.person_id = chosen.person_id "
    f"AND replace(mine.works, '<{CASE}>', '') <> mine.works)) AS shared"
)


def beside(cursor: Cursor) -> str:
    """Write the column `shared` of a line that was `chosen`; both databases join texts, each by its own name."""
    return SHARED.format(joined="group_concat" if cursor.is_sqlite else "string_agg")


def schools_in(row: Named) -> tuple[SchoolId, ...]:
    """Read that column."""
    return tuple(SchoolId(each) for each in sorted((row["shared"] or "").split()))
