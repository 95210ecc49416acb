"""The hot path: fixed statements that write one step, straight to the driver.

Objects would cost five times the disk here, so nothing is mapped: the columns below are written as they stand, and
a test compares them with the tables. The revision check is the row count of one UPDATE.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.case import Case
from engine.chain import Entry, encode_case
from engine.effects import Alerted, Clocked
from engine.errors import StaleRevision
from store.mapping import deadline_values, moment
from store.pen import Pen, inserting

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


def upsert(table: str, columns: Sequence[str], key: Sequence[str]) -> str:
    """Write an INSERT that takes the place of a row with the same key."""
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key)
    return f"{inserting(table, columns)} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}"


INSERT_CASE = inserting("cases", CASE_COLUMNS)
UPDATE_CASE = (
    "UPDATE cases SET status = ?, reported_at = ?, revision = ?, head = ?, snapshot = ? "
    "WHERE organisation_id = ? AND id = ? AND revision = ?"
)
INSERT_EVENT = inserting("events", EVENT_COLUMNS)
INSERT_WORDS = inserting("words", WORDS_COLUMNS)
UPSERT_DEADLINE = upsert("deadlines", DEADLINE_COLUMNS, DEADLINE_KEY)
UPSERT_ALERT = upsert("alerts", ALERT_COLUMNS, ALERT_KEY)
SELECT_MEMBERS = "SELECT person_id FROM case_members WHERE organisation_id = ? AND case_id = ?"
INSERT_MEMBER = inserting("case_members", ("organisation_id", "case_id", "person_id"))
DELETE_MEMBER = "DELETE FROM case_members WHERE organisation_id = ? AND case_id = ? AND person_id = ?"


def create(pen: Pen, case: Case, entries: Sequence[Entry], members: Iterable[str]) -> None:
    """Write a new case."""
    values = (
        case.organisation, case.id, case.reference, case.policy, case.policy_hash, case.school, case.status,
        moment(case.reported_at), case.revision, case.head, encode_case(case),
    )  # fmt: skip
    pen.run(INSERT_CASE, values)
    _write_entries(pen, case, entries)
    _write_rows(pen, case, entries)
    pen.run_each(INSERT_MEMBER, [(case.organisation, case.id, person) for person in members])


def save(pen: Pen, before: Case, after: Case, entries: Sequence[Entry], members: Iterable[str]) -> None:
    """Write what a step changed. Raises StaleRevision where the stored case is not at `before`."""
    values = (
        after.status, moment(after.reported_at), after.revision, after.head, encode_case(after),
        after.organisation, after.id, before.revision,
    )  # fmt: skip
    if pen.run(UPDATE_CASE, values) != 1:
        found = pen.fetch_one("SELECT revision FROM cases WHERE organisation_id = ? AND id = ?", values[5:7])
        raise StaleRevision(after.reference, before.revision, found[0] if found else 0)
    _write_entries(pen, after, entries)
    _write_rows(pen, after, entries)
    if before.team is not after.team or before.people is not after.people:
        _write_members(pen, after, set(members))


def _write_entries(pen: Pen, case: Case, entries: Sequence[Entry]) -> None:
    key = (case.organisation, case.id)
    for entry in entries:
        number = entry.event.sequence
        pen.run(INSERT_EVENT, (*key, number, entry.body, entry.previous, entry.hash))
        pen.run_each(INSERT_WORDS, [(*key, number, name, word.text, word.salt) for name, word in entry.words.items()])


def _write_rows(pen: Pen, case: Case, entries: Sequence[Entry]) -> None:
    """Write the rounds of clocks and the alerts that the events carry; of several values of one, the last."""
    effects = [effect for entry in entries for effect in entry.event.effects]
    clocks = {(each.deadline.key, each.deadline.round): each.deadline for each in effects if isinstance(each, Clocked)}
    alerts = {each.alert.number: each.alert for each in effects if isinstance(each, Alerted)}
    pen.run_each(UPSERT_DEADLINE, [deadline_values(case, deadline) for deadline in clocks.values()])
    pen.run_each(
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
    pen.run_each(DELETE_MEMBER, [(*key, person) for person in sorted(present - wanted)])
    pen.run_each(INSERT_MEMBER, [(*key, person) for person in sorted(wanted - present)])
