"""The access chain of an organisation: reads, refusals, exports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import insert, select

from engine.chain import GENESIS, link
from engine.records import Access, SealedAccess, access_body
from store.mapping import moment, when
from store.session import Session
from store.tables import table

log, organisations = table("access_log"), table("organisations")


class AuditReading(Session):
    """Reads of the access log."""

    def accesses(self, organisation: str) -> Sequence[SealedAccess]:
        """List the access log in order."""
        query = select(log).where(log.c.organisation_id == organisation).order_by(log.c.sequence)
        return [
            SealedAccess(
                row.sequence, Access(when(row.at), row.person_id, row.case_reference, row.what, row.detail),
                row.previous, row.hash,
            )
            for row in self.connection.execute(query)
        ]  # fmt: skip


class AuditWriting(AuditReading):
    """Writes of the access log."""

    def log_access(self, organisation: str, accesses: Iterable[Access]) -> None:
        """Append to the access chain of an organisation."""
        if not self.is_sqlite:
            # one writer of a chain at a time; SQLite has one writer anyway
            self.connection.execute(
                select(organisations.c.id).where(organisations.c.id == organisation).with_for_update()
            )
        query = select(log.c.sequence, log.c.hash).where(log.c.organisation_id == organisation)
        last = self.connection.execute(query.order_by(log.c.sequence.desc()).limit(1)).first()
        sequence, previous = (last.sequence, last.hash) if last else (0, GENESIS)
        for access in accesses:
            sequence += 1
            hash_ = link(previous, access_body(sequence, access))
            values = {
                "organisation_id": organisation, "sequence": sequence, "at": moment(access.at),
                "person_id": access.person, "case_reference": access.case, "what": access.what,
                "detail": access.detail, "previous": previous, "hash": hash_,
            }  # fmt: skip
            self.connection.execute(insert(log).values(values))
            previous = hash_
