"""The security log: lines that are written, read by those who may, and forgotten in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.identity import OrganisationId, PersonId
from engine.ports.watch.security_log import SecurityEvent, SecurityLine, SecurityWanted
from store.connection.cursor import Row, inserting
from store.connection.session import Session
from store.mapping import moment, when

# The order of columns is that of the engine's value.
COLUMNS = ("id", "organisation_id", "at", "what", "person_id", "by_id", "address", "detail")
LINES = f"SELECT {', '.join(COLUMNS)} FROM security_log WHERE organisation_id = ?"
PURGE = "DELETE FROM security_log WHERE organisation_id = ? AND at < ?"


class SqlSecurityReading(Session):
    """Reads of the security log."""

    def security_lines(self, organisation: OrganisationId, wanted: SecurityWanted) -> Sequence[SecurityLine]:
        """List the lines that are asked for, the newest first."""
        asked: list[tuple[str, tuple[object, ...]]] = []
        if wanted.what is not None:
            asked.append(("what = ?", (wanted.what.value,)))
        if wanted.kinds:
            asked.append((f"what IN ({', '.join('?' for _ in wanted.kinds)})", wanted.kinds))
        if wanted.person and wanted.is_about:
            asked.append(("person_id = ?", (wanted.person,)))
        elif wanted.person:
            asked.append(("(person_id = ? OR by_id = ?)", (wanted.person, wanted.person)))
        if wanted.address:
            asked.append(("address = ?", (wanted.address,)))
        if wanted.since is not None:
            asked.append(("at >= ?", (moment(wanted.since),)))
        if wanted.until is not None:
            asked.append(("at < ?", (moment(wanted.until),)))
        only = "".join(f" AND {condition}" for condition, _ in asked)
        values = [value for _, given in asked for value in given]
        statement = f"{LINES}{only} ORDER BY at DESC, id DESC LIMIT ? OFFSET ?"
        return [
            _line(row) for row in self.cursor.fetch(statement, (organisation, *values, wanted.limit, wanted.passed))
        ]


class SqlSecurityWriting(SqlSecurityReading):
    """Writes of the security log."""

    def note_security(self, line: SecurityLine) -> None:
        """Write a line."""
        who = (line.person, line.by, line.address, line.detail)
        values = (line.id, line.organisation, moment(line.at), line.what.value, *who)
        self.cursor.run(inserting("security_log", COLUMNS), values)

    def purge_security(self, organisation: OrganisationId, before: datetime) -> int:
        """Forget the lines before a moment. Gives how many those were."""
        return self.cursor.run(PURGE, (organisation, moment(before)))


def _line(row: Row) -> SecurityLine:
    id_, organisation, at, what, person, by, address, detail = row
    return SecurityLine(
        id=id_,
        organisation=organisation,
        at=when(at),
        what=SecurityEvent(what),
        person=PersonId(person),
        by=PersonId(by),
        address=address,
        detail=detail,
    )
