"""What leaves after commit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import insert, select, update

from engine.records import Notice
from store import mapping
from store.mapping import dump, moment
from store.session import Session
from store.tables import table

outbox = table("outbox")


class OutboxReading(Session):
    """Reads of the outbox."""

    def notices(self, organisation: str, state: str = "") -> Sequence[Notice]:
        """List what waits in the outbox, oldest first; with a state, only those in it."""
        query = select(outbox).where(outbox.c.organisation_id == organisation)
        query = query.where(outbox.c.state == state) if state else query
        rows = self.connection.execute(query.order_by(outbox.c.created_at, outbox.c.id))
        return [mapping.notice(row) for row in rows]


class OutboxWriting(OutboxReading):
    """Writes of the outbox."""

    def queue(self, notices: Iterable[Notice]) -> int:
        """Put notices in the outbox; one with a known recipient and dedupe key is dropped. Gives how many stayed."""
        stayed = 0
        for notice in notices:
            key = (
                outbox.c.organisation_id == notice.organisation, outbox.c.recipient == notice.recipient,
                outbox.c.dedupe == notice.dedupe,
            )  # fmt: skip
            if self.connection.execute(select(outbox.c.id).where(*key)).first() is None:
                self.connection.execute(insert(outbox).values(_values(notice)))
                stayed += 1
        return stayed

    def settle_notice(self, notice: Notice) -> None:
        """Write back state, attempts and error of a notice."""
        same = (outbox.c.organisation_id == notice.organisation, outbox.c.id == notice.id)
        values = {"state": notice.state, "attempts": notice.attempts, "error": notice.error}
        self.connection.execute(update(outbox).where(*same).values(values))


def _values(notice: Notice) -> dict[str, object]:
    return {
        "organisation_id": notice.organisation, "id": notice.id, "case_id": notice.case,
        "reference": notice.reference, "recipient": notice.recipient, "kind": notice.kind, "dedupe": notice.dedupe,
        "body": dump(dict(notice.body)), "created_at": moment(notice.created_at), "state": notice.state,
        "attempts": notice.attempts, "error": notice.error,
    }  # fmt: skip
