"""The work list by time, and what the scheduler asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, literal_column, select

from engine.ports.records import DueRow, SetAside, Viewer
from store.connection.session import Session
from store.mapping import maybe_when, moment, when
from store.tables import table
from store.visibility import cases, visible

deadlines, sweeps, failures = table("deadlines"), table("sweeps"), table("sweep_failures")
# A literal, not a parameter: the planner matches the partial index only to the text of its condition.
IS_OPEN: ColumnElement[bool] = literal_column("deadlines.state = 'open'")
# Locked cases are passed over before the limit counts, so that several sweeps at once divide the work; those that this
# pass has handled already lie before `after`, so that however many of them are bad, the next batch is full.
DUE_CASES = (
    "SELECT id FROM cases WHERE organisation_id = ? AND id > ? "
    "AND id IN (SELECT case_id FROM deadlines "
    "WHERE deadlines.organisation_id = ? AND deadlines.state = 'open' AND deadlines.next_alert_at <= ?) "
    "AND (? OR id NOT IN (SELECT case_id FROM sweep_failures WHERE sweep_failures.organisation_id = ? AND set_aside)) "
    "ORDER BY id LIMIT ?"
)
SET_ASIDE = (
    "SELECT sweep_failures.case_id, coalesce(cases.reference, ''), tries, sweep_failures.reference FROM sweep_failures "
    "LEFT JOIN cases ON cases.organisation_id = sweep_failures.organisation_id AND cases.id = sweep_failures.case_id "
    "WHERE sweep_failures.organisation_id = ? AND set_aside ORDER BY 2"
)
UPSERT_SWEEP = (
    "INSERT INTO sweeps (organisation_id, last_at) VALUES (?, ?) "
    "ON CONFLICT (organisation_id) DO UPDATE SET last_at = excluded.last_at"
)
COUNT_FAILURE = (
    "INSERT INTO sweep_failures (organisation_id, case_id, tries, reference, set_aside) VALUES (?, ?, 1, ?, ?) "
    "ON CONFLICT (organisation_id, case_id) DO UPDATE SET tries = sweep_failures.tries + 1, "
    "reference = excluded.reference, set_aside = sweep_failures.tries + 1 >= ? RETURNING tries"
)


class DeadlinesReading(Session):
    """Reads of clocks."""

    def due(self, viewer: Viewer) -> Sequence[DueRow]:
        """List the open deadlines of the cases the viewer may see: soonest first, paused ones last."""
        joined = (deadlines.c.organisation_id == cases.c.organisation_id) & (deadlines.c.case_id == cases.c.id)
        query = (
            select(deadlines, cases.c.reference, cases.c.school_id)
            .select_from(deadlines.join(cases, joined))
            .where(visible(viewer), IS_OPEN)
            .order_by(deadlines.c.due_at.is_(None), deadlines.c.due_at, cases.c.reference)
        )
        return [
            DueRow(
                row.case_id,
                row.reference,
                row.school_id,
                row.instance,
                row.name,
                row.round,
                maybe_when(row.due_at),
                maybe_when(row.overdue_at),
                row.binding,
                tuple(json.loads(row.roles)),
            )
            for row in self.rows(query)
        ]

    def due_cases(
        self, organisation: str, now: datetime, limit: int, after: str = "", *, aside: bool = False
    ) -> Sequence[str]:
        """List identifiers of cases with an alert to raise by now, in order and after one of them.

        Those set aside are left out, unless `aside` asks for them too.
        """
        lock = " FOR NO KEY UPDATE SKIP LOCKED" if self.write and not self.is_sqlite else ""
        values = (organisation, after, organisation, moment(now), aside, organisation, limit)
        return [case for (case,) in self.pen.fetch(DUE_CASES + lock, values)]

    def last_sweep(self, organisation: str) -> datetime | None:
        """Say when the last sweep ended."""
        query = select(sweeps.c.last_at).where(sweeps.c.organisation_id == organisation)
        found = self.connection.execute(query).scalar_one_or_none()
        return when(found) if found else None

    def set_aside(self, organisation: str) -> Mapping[str, SetAside]:
        """Give the cases that no sweep takes any more, by identifier, in the order of their references."""
        return {case: SetAside(*rest) for case, *rest in self.pen.fetch(SET_ASIDE, (organisation,))}


class DeadlinesWriting(DeadlinesReading):
    """What the scheduler writes down about itself."""

    def note_sweep(self, organisation: str, at: datetime) -> None:
        """Note when a sweep ended."""
        self.pen.run(UPSERT_SWEEP, (organisation, moment(at)))

    def note_failure(self, organisation: str, case: str, reference: str, limit: int) -> int:
        """Count a failed sweep of a case; at `limit` tries it is set aside. Gives the tries."""
        tries: int = self.pen.fetch(COUNT_FAILURE, (organisation, case, reference, limit <= 1, limit))[0][0]
        return tries

    def forget_failures(self, organisation: str, case: str) -> None:
        """Put a case that was set aside, or nearly, back among the others."""
        same = (failures.c.organisation_id == organisation, failures.c.case_id == case)
        self.connection.execute(delete(failures).where(*same))
