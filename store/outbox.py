"""What leaves after commit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from engine.identity import CaseId, OrganisationId
from engine.ports.records import OF_NO_EVENT, TOLD, Notice
from engine.record.values import SCHEDULER
from store import mapping
from store.connection.cursor import Values, inserting, updating
from store.connection.session import Session
from store.mapping import dump, moment, when
from store.sight.few import one_of

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
MOVED_COLUMNS = ("state", "attempts", "error", "message_id", "next_at", "settled_at")
"""What changes of a notice on its way."""

UNMOVED = {"state": "queued", "attempts": 0, "error": "", "message_id": "", "next_at": "", "settled_at": ""}
"""What stands there when it is queued."""

NOTICES = f"SELECT {', '.join((*NOTICE_COLUMNS, *MOVED_COLUMNS[3:]))} FROM outbox WHERE organisation_id = ?"
WATCHED = "SELECT case_id FROM watched_dangers WHERE organisation_id = ? AND at <= ? ORDER BY at LIMIT ?"
WATCH = (
    "INSERT INTO watched_dangers (organisation_id, case_id, at) VALUES (?, ?, ?) "
    "ON CONFLICT (organisation_id, case_id) DO UPDATE SET at = excluded.at"
)
UNWATCH = "DELETE FROM watched_dangers WHERE organisation_id = ? AND case_id = ?"
OLDEST_FIRST = "ORDER BY created_at, id"
SETTLE = updating("outbox", ("state", "attempts", "error"), ("organisation_id", "id"))
# The state is a literal: what has left leaves the index, and a parameter could not be matched to its condition.
OLDEST_WAITING = (
    "SELECT created_at FROM outbox WHERE organisation_id = ? AND state = 'queued' AND kind = ? "
    "ORDER BY created_at LIMIT 1"
)
QUEUED = f"{NOTICES} AND state = 'queued' AND kind = ? ORDER BY created_at LIMIT ?"
COUNT_QUEUED = "SELECT kind, count(*) FROM outbox WHERE organisation_id = ? AND state = 'queued' GROUP BY kind"
# A danger whose notice was dropped before it left, as its recipient was not to know then, can be told to them later.
INSERT_NOTICE = (
    f"{inserting('outbox', NOTICE_COLUMNS)} ON CONFLICT (organisation_id, recipient, dedupe) DO UPDATE "
    "SET state = excluded.state, settled_at = '' "
    "WHERE outbox.state = 'dropped' AND outbox.kind = 'told' AND excluded.kind = 'told'"
)


SEALED_COLUMNS = ("organisation_id", "case_id", "recipient", "dedupe", "reference", "kind", "body", "created_at")
"""What never changes of a notice, those first that make it one and the same."""


class OutboxReading(Session):
    """Reads of the outbox."""

    def waiting_since(self, organisation: OrganisationId, kind: str) -> datetime | None:
        """Say since when the oldest notice of a kind waits; None where none does."""
        row = self.cursor.fetch_one(OLDEST_WAITING, (organisation, kind))
        return when(row[0]) if row else None

    def queued(self, organisation: OrganisationId, kind: str, limit: int) -> Sequence[Notice]:
        """List the oldest notices of a kind that wait in the outbox."""
        return [mapping.notice(row) for row in self.cursor.fetch_named(QUEUED, (organisation, kind, limit))]

    def count_queued(self, organisation: OrganisationId) -> Mapping[str, int]:
        """Say how many notices of each kind wait in the outbox."""
        return dict(self.cursor.fetch(COUNT_QUEUED, (organisation,)))

    def notices(self, organisation: OrganisationId, state: str = "") -> Sequence[Notice]:
        """List what waits in the outbox, oldest first; with a state, only those in it."""
        only, values = (" AND state = ?", (state,)) if state else ("", ())
        return self._notices(only, (organisation, *values))

    def told_in(self, organisation: OrganisationId, cases: Collection[CaseId]) -> Sequence[Notice]:
        """List what anybody must know at once of some cases, sent or not, oldest first."""
        named = tuple(cases)
        return self._notices(f" AND {one_of('case_id', named)} AND kind = 'told'", (organisation, *named))

    def dangers_watched(self, organisation: OrganisationId, now: datetime, limit: int) -> Sequence[CaseId]:
        """List identifiers of cases in which somebody must know at once, and that are to be looked at by now."""
        return [case for (case,) in self.cursor.fetch(WATCHED, (organisation, moment(now), limit))]

    def _notices(self, only: str, values: Values) -> Sequence[Notice]:
        return [mapping.notice(row) for row in self.cursor.fetch_named(f"{NOTICES}{only} {OLDEST_FIRST}", values)]


class OutboxWriting(OutboxReading):
    """Writes of the outbox."""

    def queue(self, notices: Iterable[Notice]) -> int:
        """Put notices in the outbox; one with a known recipient and dedupe key is dropped. Gives how many stayed.

        A danger that was dropped before it was told waits again.
        """
        queued = list(notices)
        for notice in queued:
            if notice.kind == TOLD:
                self.watch_danger(notice.organisation, notice.case, notice.created_at)
            if notice.kind in OF_NO_EVENT:
                self.journal.touch(notice.organisation, "outbox", notice.recipient, notice.dedupe)
                self.journal.tell(SCHEDULER, notice.kind)
        return self.cursor.run_each(INSERT_NOTICE, [_values(notice) for notice in queued])

    def watch_danger(self, organisation: OrganisationId, case: CaseId, at: datetime | None) -> None:
        """Say when to look next whether the dangers of a case were opened; None where that need not be."""
        if at is None:
            self.cursor.run(UNWATCH, (organisation, case))
        else:
            self.cursor.run(WATCH, (organisation, case, moment(at)))

    def settle_notice(self, notice: Notice) -> None:
        """Write back state, attempts and error of a notice."""
        changed = (notice.state, notice.attempts, notice.error)
        self.cursor.run(SETTLE, (*changed, notice.organisation, notice.id))


def sealed_values(notice: Notice) -> Values:
    """Write what never changes of a notice in the order of SEALED_COLUMNS."""
    known = dict(zip(NOTICE_COLUMNS, _values(notice), strict=True))
    return tuple(known[name] for name in SEALED_COLUMNS)


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
