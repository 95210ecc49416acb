"""The work list by time, and what the scheduler asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, literal_column, select, update

from engine.records import DueRow, Viewer
from store.mapping import maybe_when, moment, when
from store.session import Session
from store.tables import table
from store.visibility import cases, visible

deadlines, sweeps, failures = table("deadlines"), table("sweeps"), table("sweep_failures")
# A literal, not a parameter: the planner matches the partial index only to the text of its condition.
IS_OPEN: ColumnElement[bool] = literal_column("deadlines.state = 'open'")


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
                row.case_id, row.reference, row.school_id, row.instance, row.name, row.round, maybe_when(row.due_at),
                maybe_when(row.overdue_at), row.binding, tuple(json.loads(row.roles)),
            )
            for row in self.connection.execute(query)
        ]  # fmt: skip

    def due_cases(self, organisation: str, now: datetime, limit: int) -> Sequence[str]:
        """List identifiers of cases with an alert to raise by now, in order, those set aside left out."""
        aside = select(failures.c.case_id).where(
            failures.c.organisation_id == organisation, failures.c.set_aside.is_(True)
        )
        ripe = (
            select(deadlines.c.case_id)
            .where(
                deadlines.c.organisation_id == organisation,
                IS_OPEN,
                deadlines.c.next_alert_at <= moment(now),
                deadlines.c.case_id.not_in(aside),
            )
            .distinct()
            .order_by(deadlines.c.case_id)
            .limit(limit)
        )
        found = [str(case) for case in self.connection.execute(ripe).scalars()]
        if self.is_sqlite or not self.write or not found:
            return found
        free = select(cases.c.id).where(cases.c.organisation_id == organisation, cases.c.id.in_(found))
        free = free.order_by(cases.c.id).with_for_update(skip_locked=True)
        return [str(case) for case in self.connection.execute(free).scalars()]

    def last_sweep(self, organisation: str) -> datetime | None:
        """Say when the last sweep ended."""
        query = select(sweeps.c.last_at).where(sweeps.c.organisation_id == organisation)
        found = self.connection.execute(query).scalar_one_or_none()
        return when(found) if found else None

    def set_aside(self, organisation: str) -> Mapping[str, tuple[int, str]]:
        """Give the cases whose sweep failed: identifier → (tries, last error's reference)."""
        query = select(failures).where(failures.c.organisation_id == organisation)
        return {row.case_id: (row.tries, row.reference) for row in self.connection.execute(query)}


class DeadlinesWriting(DeadlinesReading):
    """What the scheduler writes down about itself."""

    def note_sweep(self, organisation: str, at: datetime) -> None:
        """Note when a sweep ended."""
        same = sweeps.c.organisation_id == organisation
        if self.connection.execute(update(sweeps).where(same).values(last_at=moment(at))).rowcount == 0:
            self.connection.execute(insert(sweeps).values(organisation_id=organisation, last_at=moment(at)))

    def note_failure(self, organisation: str, case: str, reference: str, limit: int) -> int:
        """Count a failed sweep of a case; at `limit` tries it is set aside. Gives the tries."""
        tries = self.set_aside(organisation).get(case, (0, ""))[0] + 1
        self.forget_failures(organisation, case)
        values = {
            "organisation_id": organisation, "case_id": case, "tries": tries, "reference": reference,
            "set_aside": tries >= limit,
        }  # fmt: skip
        self.connection.execute(insert(failures).values(values))
        return tries

    def forget_failures(self, organisation: str, case: str) -> None:
        """Put a case that was set aside, or nearly, back among the others."""
        same = (failures.c.organisation_id == organisation, failures.c.case_id == case)
        self.connection.execute(delete(failures).where(*same))
