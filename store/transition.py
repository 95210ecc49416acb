"""The hot path: fixed statements that write one step, straight to the driver.

Objects would cost five times the disk here, so nothing is mapped: the columns below are written as they stand, and
a test compares them with the tables. The revision check is the row count of one UPDATE.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from engine.errors import StaleRevision
from engine.ports.sights import NOBODY_SEES, Sights
from engine.record.case import Case
from engine.record.chain import Entry
from engine.record.effects import Alerted, Clocked
from store.connection.compression import packed
from store.connection.cursor import Cursor, Values, inserting
from store.mapping import deadline_values, moment
from store.sight.rows import write as write_sights

Children: TypeAlias = tuple[Sequence[Values], ...]

CASE_COLUMNS = (
    "organisation_id",
    "id",
    "reference",
    "policy",
    "policy_hash",
    "school_id",
    "status",
    "reported_at",
    "revision",
    "head",
    "snapshot",
    "flagged",
    "erasing",
    "approving",
    "lent_until",
    "sighted",
)
WORKED_OUT = 1
"""Says that rows of sight tell who sees what of a case; 0 where that is to come, 2 where it cannot be."""
EVENT_COLUMNS = ("organisation_id", "case_id", "sequence", "body", "previous", "hash")
WORDS_COLUMNS = ("organisation_id", "case_id", "sequence", "key", "text", "salt")
DEADLINE_COLUMNS = (
    "organisation_id",
    "case_id",
    "instance",
    "name",
    "round",
    "state",
    "binding",
    "due_at",
    "overdue_at",
    "next_alert_at",
    "roles",
)
DEADLINE_KEY = DEADLINE_COLUMNS[:5]
ALERT_COLUMNS = (
    "organisation_id",
    "case_id",
    "instance",
    "deadline",
    "alert",
    "round",
    "number",
    "status",
    "breached_at",
    "raised_at",
)
ALERT_KEY = ALERT_COLUMNS[:6]
SHARE_COLUMNS = ("organisation_id", "case_id", "school_id")
WHOLE_NUMBERS = {"sequence", "round", "number"}


@dataclass(frozen=True)
class Child:
    """A table whose rows a step adds to; with a key, a row takes the place of one with the same key."""

    table: str
    columns: Sequence[str]
    key: Sequence[str] = ()
    packed: str = ""
    """The column that is packed."""

    @property
    def conflict(self) -> str:
        """Give what happens to a row that is there already."""
        changes = ", ".join(f"{column} = excluded.{column}" for column in self.columns if column not in self.key)
        return f" ON CONFLICT ({', '.join(self.key)}) DO UPDATE SET {changes}" if self.key else ""

    @cached_property
    def statement(self) -> str:
        """Write the statement for one row."""
        return inserting(self.table, self.columns) + self.conflict

    @property
    def part(self) -> str:
        """Write the part of SAVE_AT_ONCE that takes any number of rows, one list to a column."""
        lists = ", ".join(f"?::{self._type_of(place)}[]" for place in range(len(self.columns)))
        return (
            f"written_{self.table} AS (INSERT INTO {self.table} ({', '.join(self.columns)}) "
            f"SELECT given.* FROM unnest({lists}) AS given WHERE EXISTS (SELECT FROM moved){self.conflict})"
        )

    def _type_of(self, place: int) -> str:
        if self.columns[place] == self.packed:
            return "bytea"
        return "integer" if self.columns[place] in WHOLE_NUMBERS else "text"

    def stored(self, rows: Sequence[Values]) -> Sequence[Values]:
        """Give rows as they are stored."""
        if not self.packed:
            return rows
        at = self.columns.index(self.packed)
        return [(*row[:at], packed(str(row[at])), *row[at + 1 :]) for row in rows]

    def columns_of(self, rows: Sequence[Values]) -> Iterable[Values]:
        """Turn rows into columns; no rows are still as many columns."""
        return zip(*rows, strict=True) if rows else [()] * len(self.columns)


INSERT_CASE = inserting("cases", CASE_COLUMNS)
UPDATE_CASE = (
    "UPDATE cases SET policy_hash = ?, status = ?, reported_at = ?, revision = ?, head = ?, snapshot = ?, "
    "flagged = ?, erasing = ?, approving = ?, lent_until = ? "
    "WHERE organisation_id = ? AND id = ? AND revision = ?"
)
CHILDREN = (
    Child("events", EVENT_COLUMNS, packed="body"),
    Child("words", WORDS_COLUMNS),
    Child("deadlines", DEADLINE_COLUMNS, DEADLINE_KEY),
    Child("alerts", ALERT_COLUMNS, ALERT_KEY),
)
SHARE = inserting("case_shares", SHARE_COLUMNS)
END_SHARE = "DELETE FROM case_shares WHERE organisation_id = ? AND case_id = ? AND school_id = ?"
FORGET_FAILURES = "DELETE FROM sweep_failures WHERE organisation_id = ? AND case_id = ?"
SAVE_AT_ONCE = (
    f"WITH moved AS ({UPDATE_CASE} RETURNING id), {', '.join(child.part for child in CHILDREN)}, "
    f"forgotten AS ({FORGET_FAILURES}) SELECT count(*) FROM moved"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStep:
    """A step of a case: before it, after it, how that is to be stored, and the events that it is."""

    before: Case
    after: Case
    snapshot: bytes
    entries: Sequence[Entry]


def case_values(case: Case, snapshot: bytes | str) -> Values:
    """Write a case in the order of CASE_COLUMNS, with its snapshot as it is stored, or as a text to be compared."""
    return (
        case.organisation,
        case.id,
        case.reference,
        case.policy,
        case.policy_hash,
        case.school,
        case.status,
        moment(case.reported_at),
        case.revision,
        case.head,
        snapshot,
        *_marks(case),
        WORKED_OUT,
    )


def create(cursor: Cursor, case: Case, snapshot: bytes, entries: Sequence[Entry], sights: Sights) -> None:
    """Write a new case."""
    cursor.run(INSERT_CASE, case_values(case, snapshot))
    _write_children(cursor, children_of(case, entries))
    write_sights(cursor, _about(case), NOBODY_SEES, sights)


def save(cursor: Cursor, step: CaseStep, sights: tuple[Sights, Sights]) -> None:
    """Write what a step changed, also of how the case stood and now stands before everybody.

    What can be worked on can be swept, so failed sweeps of the case are forgotten.

    Raises:
        StaleRevision: the stored case is not at `before`.
    """
    before, after = step.before, step.after
    values = (
        after.policy_hash,
        after.status,
        moment(after.reported_at),
        after.revision,
        after.head,
        step.snapshot,
        *_marks(after),
        after.organisation,
        after.id,
        before.revision,
    )
    children = children_of(after, step.entries)
    if _save_by_statements(cursor, values, children) if cursor.is_sqlite else _save_at_once(cursor, values, children):
        _write_shares(cursor, before, after)
        write_sights(cursor, _about(after), *sights)
        return
    raise StaleRevision(after.reference, before.revision)


def _write_shares(cursor: Cursor, before: Case, after: Case) -> None:
    if before.shared is not after.shared:
        was, now = set(shares_of(before)), set(shares_of(after))
        cursor.run_each(END_SHARE, sorted(was - now))
        cursor.run_each(SHARE, sorted(now - was))


def shares_of(case: Case) -> Sequence[tuple[str, str, str]]:
    """Give the rows of the schools with which a case is shared now, in the order of SHARE_COLUMNS."""
    return [(case.organisation, case.id, school) for school in case.shared]


def _marks(case: Case) -> Values:
    """Say what lists and the scheduler look for: flags, erasures and letters that wait, and roles that go back."""
    return (
        int(any(address.flagged for address in case.addresses.values())),
        int(any(erasure.status == "asked" for erasure in case.erasures.values())),
        int(any(letter.waits_for_approval for letter in case.letters.values())),
        min((moment(loan.until) for mine in case.lent.values() for loan in mine.values()), default=""),
    )


def _about(case: Case) -> Values:
    return (case.organisation, case.id, case.reference, case.school)


def _save_by_statements(cursor: Cursor, values: Values, children: Children) -> bool:
    if cursor.run(UPDATE_CASE, values) != 1:
        return False
    _write_children(cursor, children)
    cursor.run(FORGET_FAILURES, _key_in(values))
    return True


def _save_at_once(cursor: Cursor, values: Values, children: Children) -> bool:
    """Write everything in one statement: PostgreSQL answers once instead of four times."""
    lists = [
        list(column)
        for child, rows in zip(CHILDREN, children, strict=True)
        for column in child.columns_of(child.stored(rows))
    ]
    moved: int = cursor.fetch(SAVE_AT_ONCE, (*values, *lists, *_key_in(values)))[0][0]
    return moved == 1


def _key_in(values: Values) -> Values:
    """Find organisation and case among the values of UPDATE_CASE."""
    return values[-3:-1]


def _write_children(cursor: Cursor, children: Children) -> None:
    for child, rows in zip(CHILDREN, children, strict=True):
        cursor.run_each(child.statement, child.stored(rows))


def children_of(case: Case, entries: Sequence[Entry]) -> Children:
    """Give the rows of CHILDREN that events carry, not packed; of several values of one clock or alert, the last."""
    key = (case.organisation, case.id)
    effects = [effect for entry in entries for effect in entry.event.effects]
    clocks = {(each.deadline.key, each.deadline.round): each.deadline for each in effects if isinstance(each, Clocked)}
    alerts = {each.alert.number: each.alert for each in effects if isinstance(each, Alerted)}
    return (
        [(*key, entry.event.sequence, entry.body, entry.previous, entry.hash) for entry in entries],
        [
            (*key, entry.event.sequence, name, word.text, word.salt)
            for entry in entries
            for name, word in entry.words.items()
        ],
        [deadline_values(case, deadline) for deadline in clocks.values()],
        [
            (
                *key,
                alert.on,
                alert.deadline,
                alert.alert,
                alert.round,
                alert.number,
                alert.status,
                moment(alert.breached_at),
                moment(alert.raised_at),
            )
            for alert in alerts.values()
        ],
    )
