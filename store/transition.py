"""The hot path: fixed statements that write one step, straight to the driver.

Objects would cost five times the disk here, so nothing is mapped: the columns below are written as they stand, and
a test compares them with the tables. The revision check is the row count of one UPDATE.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from engine.case import Case
from engine.chain import Entry, encode_case
from engine.effects import Alerted, Clocked
from engine.errors import StaleRevision
from store.mapping import deadline_values, moment

Values = tuple[object, ...]

CASE_COLUMNS = (
    "organisation_id", "id", "reference", "policy", "policy_hash", "school_id", "status", "reported_at", "revision",
    "head", "snapshot",
)  # fmt: skip
EVENT_COLUMNS = ("organisation_id", "case_id", "sequence", "body", "previous", "hash")
WORDS_COLUMNS = ("organisation_id", "case_id", "sequence", "key", "text", "salt")
DEADLINE_COLUMNS = (
    "organisation_id", "case_id", "instance", "name", "round", "state", "binding", "due_at", "overdue_at",
    "next_alert_at", "roles",
)  # fmt: skip
DEADLINE_KEY = DEADLINE_COLUMNS[:5]
ALERT_COLUMNS = (
    "organisation_id", "case_id", "instance", "deadline", "alert", "round", "number", "status", "breached_at",
    "raised_at",
)  # fmt: skip
ALERT_KEY = ALERT_COLUMNS[:6]


def insert(table: str, columns: Sequence[str]) -> str:
    """Write an INSERT over fixed columns."""
    places = ", ".join("?" for _ in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"


def upsert(table: str, columns: Sequence[str], key: Sequence[str]) -> str:
    """Write an INSERT that takes the place of a row with the same key."""
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key)
    return f"{insert(table, columns)} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}"


INSERT_CASE = insert("cases", CASE_COLUMNS)
UPDATE_CASE = (
    "UPDATE cases SET status = ?, reported_at = ?, revision = ?, head = ?, snapshot = ? "
    "WHERE organisation_id = ? AND id = ? AND revision = ?"
)
INSERT_EVENT = insert("events", EVENT_COLUMNS)
INSERT_WORDS = insert("words", WORDS_COLUMNS)
UPSERT_DEADLINE = upsert("deadlines", DEADLINE_COLUMNS, DEADLINE_KEY)
UPSERT_ALERT = upsert("alerts", ALERT_COLUMNS, ALERT_KEY)
SELECT_MEMBERS = "SELECT person_id FROM case_members WHERE organisation_id = ? AND case_id = ?"
INSERT_MEMBER = insert("case_members", ("organisation_id", "case_id", "person_id"))
DELETE_MEMBER = "DELETE FROM case_members WHERE organisation_id = ? AND case_id = ? AND person_id = ?"


class Pen:
    """A cursor of one transaction, and the way its driver marks a parameter."""

    def __init__(self, connection: Connection) -> None:
        self.cursor = connection.connection.cursor()
        self._marks = connection.dialect.paramstyle

    def run(self, statement: str, values: Values) -> int:
        """Run a statement. Gives the number of rows it touched."""
        self.cursor.execute(self._spelt(statement), values)
        return int(self.cursor.rowcount)

    def run_many(self, statement: str, rows: Sequence[Values]) -> None:
        """Run a statement for each of several rows."""
        if rows:
            self.cursor.executemany(self._spelt(statement), rows)

    def fetch(self, statement: str, values: Values) -> list[Values]:
        """Run a query."""
        self.cursor.execute(self._spelt(statement), values)
        return [tuple(row) for row in self.cursor.fetchall()]

    def _spelt(self, statement: str) -> str:
        return statement if self._marks == "qmark" else statement.replace("?", "%s")


def create(pen: Pen, case: Case, entries: Sequence[Entry], members: Iterable[str]) -> None:
    """Write a new case."""
    values = (
        case.organisation, case.id, case.reference, case.policy, case.policy_hash, case.school, case.status,
        moment(case.reported_at), case.revision, case.head, encode_case(case),
    )  # fmt: skip
    pen.run(INSERT_CASE, values)
    _write_entries(pen, case, entries)
    _write_rows(pen, case, entries)
    pen.run_many(INSERT_MEMBER, [(case.organisation, case.id, person) for person in members])


def save(pen: Pen, before: Case, after: Case, entries: Sequence[Entry], members: Iterable[str]) -> None:
    """Write what a step changed. Raises StaleRevision where the stored case is not at `before`."""
    values = (
        after.status, moment(after.reported_at), after.revision, after.head, encode_case(after),
        after.organisation, after.id, before.revision,
    )  # fmt: skip
    if pen.run(UPDATE_CASE, values) != 1:
        found = pen.fetch("SELECT revision FROM cases WHERE organisation_id = ? AND id = ?", values[5:7])
        raise StaleRevision(after.reference, before.revision, int(str(found[0][0])) if found else 0)
    _write_entries(pen, after, entries)
    _write_rows(pen, after, entries)
    if before.team is not after.team or before.people is not after.people:
        _write_members(pen, after, set(members))


def _write_entries(pen: Pen, case: Case, entries: Sequence[Entry]) -> None:
    key = (case.organisation, case.id)
    for entry in entries:
        number = entry.event.sequence
        pen.run(INSERT_EVENT, (*key, number, entry.body, entry.previous, entry.hash))
        pen.run_many(INSERT_WORDS, [(*key, number, name, word.text, word.salt) for name, word in entry.words.items()])


def _write_rows(pen: Pen, case: Case, entries: Sequence[Entry]) -> None:
    """Write the rounds of clocks and the alerts that the events carry; of several values of one, the last."""
    effects = [effect for entry in entries for effect in entry.event.effects]
    clocks = {(each.deadline.key, each.deadline.round): each.deadline for each in effects if isinstance(each, Clocked)}
    alerts = {each.alert.number: each.alert for each in effects if isinstance(each, Alerted)}
    pen.run_many(UPSERT_DEADLINE, [deadline_values(case, deadline) for deadline in clocks.values()])
    pen.run_many(
        UPSERT_ALERT,
        [
            (
                case.organisation, case.id, alert.on, alert.deadline, alert.alert, alert.round, alert.number,
                alert.status, moment(alert.breached_at), moment(alert.raised_at),
            )
            for alert in alerts.values()
        ],
    )  # fmt: skip


def _write_members(pen: Pen, case: Case, wanted: set[str]) -> None:
    key = (case.organisation, case.id)
    present = {str(row[0]) for row in pen.fetch(SELECT_MEMBERS, key)}
    pen.run_many(DELETE_MEMBER, [(*key, person) for person in sorted(present - wanted)])
    pen.run_many(INSERT_MEMBER, [(*key, person) for person in sorted(wanted - present)])
