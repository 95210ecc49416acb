"""What of an installation wants, or wanted, an administrator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.identity import OrganisationId
from engine.ports.watch.troubles import StandingTrouble, TroubleCode
from store.connection.cursor import Row, inserting
from store.connection.session import Session
from store.mapping import maybe, maybe_when, moment, when

# The order of columns is that of the engine's value.
COLUMNS = ("organisation_id", "code", "since", "detail", "told_at", "ended_at", "ended")
TROUBLES = f"SELECT {', '.join(COLUMNS)} FROM troubles WHERE organisation_id = ?"
KEEP = (
    f"{inserting('troubles', COLUMNS)} ON CONFLICT (organisation_id, code, since) DO UPDATE SET "
    "detail = excluded.detail, told_at = excluded.told_at, ended_at = excluded.ended_at, ended = excluded.ended"
)
ALONE = "SELECT id FROM organisations WHERE id = ? FOR NO KEY UPDATE"


class SqlTroublesReading(Session):
    """Reads of troubles."""

    def troubles(self, organisation: OrganisationId, ended_after: datetime | None = None) -> Sequence[StandingTrouble]:
        """List what stands, the oldest first; with a moment, what ended after it as well."""
        more, values = (" OR ended_at > ?", (moment(ended_after),)) if ended_after else ("", ())
        statement = f"{TROUBLES} AND (ended_at IS NULL{more}) ORDER BY since, code"
        return [_trouble(row) for row in self.cursor.fetch(statement, (organisation, *values))]


class SqlTroublesWriting(SqlTroublesReading):
    """Writes of troubles."""

    def watch_alone(self, organisation: OrganisationId) -> None:
        """Keep other processes from looking until the transaction ends; SQLite has one writer anyhow."""
        if not self.cursor.is_sqlite:
            self.cursor.fetch(ALONE, (organisation,))

    def keep_trouble(self, trouble: StandingTrouble) -> None:
        """Write a trouble, in place of the same one of the same beginning."""
        known = (trouble.organisation, trouble.code.value, moment(trouble.since), trouble.detail)
        self.cursor.run(KEEP, (*known, maybe(trouble.told_at), maybe(trouble.ended_at), trouble.ended))

    def purge_troubles(self, organisation: OrganisationId, before: datetime) -> int:
        """Forget those that ended before a moment. Gives how many those were."""
        statement = "DELETE FROM troubles WHERE organisation_id = ? AND ended_at < ?"
        return self.cursor.run(statement, (organisation, moment(before)))


def _trouble(row: Row) -> StandingTrouble:
    organisation, code, since, detail, told_at, ended_at, ended = row
    return StandingTrouble(
        organisation=organisation,
        code=TroubleCode(code),
        since=when(since),
        detail=detail,
        told_at=maybe_when(told_at),
        ended_at=maybe_when(ended_at),
        ended=ended,
    )
