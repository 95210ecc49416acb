"""What leaves after commit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, update

from engine.ports.records import Notice
from store import mapping
from store.connection.cursor import inserting
from store.connection.session import Session
from store.mapping import dump, moment, when
from store.tables import table

outbox = table("outbox")
NOTICE_COLUMNS = (
    "organisation_id",
    "id",
    "case_id",
    "reference",
    "recipient",
    "kind",
    "dedupe",
    "body",
    "created_at",
    "state",
    "attempts",
    "error",
)
OLDEST_WAITING = (
    "SELECT created_at FROM outbox WHERE organisation_id = ? AND state = 'queued' AND kind = ? "
    "ORDER BY created_at LIMIT 1"
)
INSERT_NOTICE = f"{inserting('outbox', NOTICE_COLUMNS)} ON CONFLICT (organisation_id, recipient, dedupe) DO NOTHING"


class OutboxReading(Session):
    """Reads of the outbox."""

    def waiting_since(self, organisation: str, kind: str) -> datetime | None:
        """Say since when the oldest notice of a kind waits; None where none does."""
        row = self.cursor.fetch_one(OLDEST_WAITING, (organisation, kind))
        return when(row[0]) if row else None

    def notices(self, organisation: str, state: str = "") -> Sequence[Notice]:
        """List what waits in the outbox, oldest first; with a state, only those in it."""
        query = select(outbox).where(outbox.c.organisation_id == organisation)
        query = query.where(outbox.c.state == state) if state else query
        rows = self.connection.execute(query.order_by(outbox.c.created_at, outbox.c.id))
        return [mapping.notice(row) for row in rows]

    def notices_to(self, organisation: str, person: str, case: str) -> Sequence[Notice]:
        """List what somebody must know at once of a case, sent or not, oldest first."""
        mine = (outbox.c.organisation_id == organisation, outbox.c.recipient == person, outbox.c.case_id == case)
        query = select(outbox).where(*mine, outbox.c.kind == "told").order_by(outbox.c.created_at, outbox.c.id)
        return [mapping.notice(row) for row in self.connection.execute(query)]


class OutboxWriting(OutboxReading):
    """Writes of the outbox."""

    def queue(self, notices: Iterable[Notice]) -> int:
        """Put notices in the outbox; one with a known recipient and dedupe key is dropped. Gives how many stayed."""
        return sum(self.cursor.run(INSERT_NOTICE, _values(notice)) for notice in notices)

    def settle_notice(self, notice: Notice) -> None:
        """Write back state, attempts and error of a notice."""
        same = (outbox.c.organisation_id == notice.organisation, outbox.c.id == notice.id)
        values = {"state": notice.state, "attempts": notice.attempts, "error": notice.error}
        self.connection.execute(update(outbox).where(*same).values(values))


def _values(notice: Notice) -> tuple[object, ...]:
    """Write a notice in the order of NOTICE_COLUMNS."""
    return (
        notice.organisation,
        notice.id,
        notice.case,
        notice.reference,
        notice.recipient,
        notice.kind,
        notice.dedupe,
        dump(dict(notice.body)),
        moment(notice.created_at),
        notice.state,
        notice.attempts,
        notice.error,
    )
