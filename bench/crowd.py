"""A trust of any size: forty real cases, copied row by row as often as is wanted, and as many people as are wanted.

The forty are opened and worked on through the real use cases, some days apart, so that they stand at different steps
and are due at different times. All further cases are copies of them in every table that belongs to a case, under a
reference and an identifier of their own. An event names neither, so the chain of every copy holds as well. Not
copied are evidence files (there are none) and the access log, which is one chain of the whole trust.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Boolean, Integer, LargeBinary, Table

from duecourse.casework.commands.sight_upkeep import write_pieces_again
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.services import Caller, Services
from duecourse.demo import make_accounts
from duecourse.outbox import run_outbox
from engine.identity import CaseId, CaseReference, reference_of
from engine.record.codes import letter_code
from store.connection.compression import packed, packed_letter, unpacked
from store.connection.cursor import Cursor, Row
from store.connection.journal import Journal
from store.organisation_chain.sealer import seal_all
from store.sql_store import SqlStore
from store.tables import SCHEMA
from tests.cli import IN_SCOPE
from tests.services import START, act, caller, move_clock, report, services_on
from tests.site import cheap_passwords

PATTERNS = 40
"""So many cases are real; the one numbered n is copied to n + 40, n + 80 and so on."""

APART = timedelta(hours=3)
DAYS = PATTERNS * APART
"""How long it takes until all of these are there."""

SENIOR = "oakfield-senior"
CLONES = "bench_clones"
ADD_PEOPLE = "INSERT INTO people (organisation_id, id, key, name, email, active, telephone)"
ADD_POSTS = "INSERT INTO posts (organisation_id, person_id, post, school_id, since)"
KEYS = {"people": "id", "posts": "person_id"}
AS_IT_IS = ("organisation_id", "head", "hash", "previous")
PACKED = {"cases": ("snapshot",), "letter_drafts": ("blocks", "facts")}
"""Texts that may name their case, and are packed, each after the one before it."""
SCHOOL_LEFT, OTHERS_LEFT = "hilltop-", ("pupil-one", "parent-one", "worker-one")
"""Without these, the demo trust has forty people."""


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """A trust of a size; the senior manager of one school sees every case in it."""

    store: SqlStore
    services: Services
    cases: int
    people: int
    running: tuple[CaseReference, ...]

    @property
    def senior(self) -> Caller:
        """Give the person who sees every case."""
        return caller(self.services, SENIOR)


def build(
    store: SqlStore,
    folder: Path,
    *,
    cases: int,
    people: int,
    patterns: int = PATTERNS,
    begun: datetime = START,
    reviewed: bool = False,
) -> Crowd:
    """Fill an empty store; at least 40 people, and any number of cases, `patterns` of them (a multiple of 4) real.

    The clock of the services stands at `begun` and some days in the end. With `reviewed`, every case that has begun was
    looked at again at that moment: a review that comes after it does the same in each, be it the first or the tenth.
    """
    services = services_on(store, folder, begun)
    with store.database.transaction(write=True) as cursor:
        _forget_some(cursor)
        _seal(cursor, store, "people", "posts")
    real = []
    for number in range(1, min(cases, patterns) + 1):
        move_clock(services, begun + number * APART)
        real.append(of_the_crowd(services, number))
    run_outbox(services)
    sweep(services, services.clock.now())
    for reference in (each for number, each in enumerate(real, 1) if reviewed and _has_begun(number)):
        act(services, "senior", reference, "case/1", "review", review_note="As before.")
    copies = [(real[number % patterns], _reference(begun, number + 1)) for number in range(patterns, cases)]
    _copy(store, copies, cases)
    _begin(store, [new for _, new in copies])
    # the copies are found by their own references
    write_pieces_again(services)
    _hire(store, people)
    make_accounts(services, cheap_passwords())
    references = [*real, *(copy for _, copy in copies)]
    running = tuple(each for number, each in enumerate(references, 1) if _has_begun(number))
    return Crowd(store=store, services=services, cases=cases, people=people, running=running)


def _forget_some(cursor: Cursor) -> None:
    keys = f"substr(key, 1, {len(SCHOOL_LEFT)}) = '{SCHOOL_LEFT}' OR key IN ({', '.join('?' for _ in OTHERS_LEFT)})"
    cursor.run(f"DELETE FROM posts WHERE person_id IN (SELECT id FROM people WHERE {keys})", OTHERS_LEFT)
    cursor.run(f"DELETE FROM people WHERE {keys}", OTHERS_LEFT)


def _has_begun(number: int) -> bool:
    return number % 4 != 0


def of_the_crowd(services: Services, number: int) -> CaseReference:
    """Report a case; three of four are triaged and begin, and half of these are looked into."""
    addresses = (f"https://posts.example/{number}", "https://pages.example/2")
    if not _has_begun(number):
        return report(services, *addresses)
    reference = opened(services, *addresses)
    if number % 2:
        act(services, "senior", reference, "investigation/1", "start")
    return reference


def opened(services: Services, *addresses: str) -> CaseReference:
    """Report a case, which is acknowledged and triaged and begins."""
    reference = report(services, *addresses)
    act(services, "senior", reference, "case/1", "acknowledge")
    act(services, "senior", reference, "case/1", "triage", **IN_SCOPE)
    act(services, "senior", reference, "case/1", "open_tracks")
    return reference


def _reference(begun: datetime, number: int) -> CaseReference:
    return reference_of("LUM", begun.year, number)


def _copy(store: SqlStore, copies: Iterable[tuple[CaseReference, CaseReference]], cases: int) -> None:
    """Copy real cases under other references; the next case that is reported is numbered beyond all of them."""
    with store.database.transaction(write=True) as cursor:
        known: dict[str, str] = dict(cursor.fetch("SELECT reference, id FROM cases"))
        cursor.run(f"CREATE TABLE {CLONES} (old_id TEXT, new_id TEXT, old_reference TEXT, new_reference TEXT)")
        for number, (old, new) in enumerate(copies, 1):
            cursor.run(f"INSERT INTO {CLONES} VALUES (?, ?, ?, ?)", (known[old], f"copy-{number:07d}", old, new))
        for table in SCHEMA.sorted_tables:
            if table.name == "cases" or "case_id" in table.columns:
                cursor.run(_copying(table))
            if table.name == "cases":
                _look_again(cursor, "cases")
        for name, columns in PACKED.items():
            _rename_in(cursor, name, columns)
        _name_letters(cursor)
        cursor.run(f"DROP TABLE {CLONES}")
        cursor.run("UPDATE reference_counters SET last = ?", (cases,))


def _name_letters(cursor: Cursor) -> None:
    """Give the letters that wait in copies the codes that follow from the name of their case."""
    for case, number in list(cursor.fetch("SELECT case_id, number FROM waiting_letters")):
        code = letter_code(CaseId(str(case)), int(number))
        cursor.run("UPDATE waiting_letters SET code = ? WHERE case_id = ? AND number = ?", (code, case, number))


def _copying(table: Table) -> str:
    """Write the statement that copies the rows of a table: in every text, the old name of the case gives way."""
    key = "id" if table.name == "cases" else "case_id"
    names = [column.name for column in table.columns]
    made = ", ".join(_value(table, name, key) for name in names)
    tied = f"SELECT {made} FROM {table.name} AS old JOIN {CLONES} AS clone ON old.{key} = clone.old_id"
    return f"INSERT INTO {table.name} ({', '.join(names)}) {tied}"


def _value(table: Table, name: str, key: str) -> str:
    column = table.columns[name]
    if isinstance(column.type, Integer | Boolean | LargeBinary) or name in AS_IT_IS:
        return f"old.{name}"
    if column.primary_key and name != key and not any(each.name == key for each in table.primary_key):
        return f"old.{name} || clone.new_id"
    named = f"replace(old.{name}, clone.old_id, clone.new_id)"
    return f"replace({named}, clone.old_reference, clone.new_reference)"


def _begin(store: SqlStore, references: Iterable[CaseReference]) -> None:
    """Seal the beginning of each copy, and its drafts, by an event of its own, as if it had been reported."""
    with store.database.transaction(write=True) as cursor:
        cases = {
            name: (trust, case)
            for trust, case, name in cursor.fetch("SELECT organisation_id, id, reference FROM cases")
        }
        drafts: dict[str, list[int]] = {}
        for case, number in cursor.fetch("SELECT case_id, number FROM letter_drafts"):
            drafts.setdefault(case, []).append(number)
        cursor.written.clear()
        for trust, case in (cases[name] for name in references):
            journal = Journal(what="opened")
            journal.touch(trust, "cases", case)
            for number in drafts.get(case, ()):
                journal.touch(trust, "letter_drafts", case, number)
            seal_all(cursor, journal, store.seals)


def _seal(cursor: Cursor, store: SqlStore, *tables: str) -> None:
    """Seal what was changed behind the chain of the organisation: all rows of these tables, also those that went."""
    journal = Journal()
    for trust, name in cursor.fetch("SELECT organisation_id, name FROM organisation_rows"):
        table, *key = name.split("/")
        if table in tables:
            journal.touch(trust, table, *key)
    for table in tables:
        for trust, key in cursor.fetch(f"SELECT DISTINCT organisation_id, {KEYS[table]} FROM {table}"):
            journal.touch(trust, table, key)
    cursor.written.clear()
    seal_all(cursor, journal, store.seals)


def _rename_in(cursor: Cursor, table: str, columns: Sequence[str]) -> None:
    """Let the old name of a case give way in packed texts as well; those of the originals are read once."""
    key, names = "id" if table == "cases" else "case_id", ", ".join(columns)
    of_case = f"SELECT DISTINCT {names} FROM {table} WHERE {key} = ?"
    rows = {case: cursor.fetch(of_case, (case,)) for (case,) in cursor.fetch(f"SELECT DISTINCT old_id FROM {CLONES}")}
    clones = cursor.fetch(f"SELECT old_id, new_id, old_reference, new_reference FROM {CLONES}")
    trust = cursor.fetch("SELECT id FROM organisations")[0][0]
    changes = [
        (*_renamed(table, row, ((old, new), (before, after))), trust, new, row[0])
        for old, new, before, after in clones
        for row in rows[old]
    ]
    changed = ", ".join(f"{column} = ?" for column in columns)
    which = f"organisation_id = ? AND {key} = ? AND {columns[0]} = ?"
    cursor.run_each(f"UPDATE {table} SET {changed} WHERE {which}", changes)


def _renamed(table: str, row: Row, names: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    read, written = "", ""
    for stored in row:
        read = unpacked(stored, read)
        text = read
        for old, new in names:
            text = text.replace(old, new)
        yield packed_letter(text, written) if table == "letter_drafts" else packed(text)
        written = text


def _hire(store: SqlStore, people: int) -> None:
    """Add people until there are enough: nine of ten are teachers, spread over the schools; none has to do with a case.

    Straight into the tables, for to a PostgreSQL each sentence is a journey.
    """
    with store.reading() as reading:
        trust = reading.organisation()
        schools, there = reading.schools(trust.id), len(reading.people(trust.id))
    numbers = f"WITH RECURSIVE numbers (n) AS (SELECT {there} UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)"
    known = "?, 'person-' || n, 'person-' || n, 'Person ' || n || ' Invented', 'person-' || n || '@trust.example'"
    among = (
        f"n / 10 * 10 <> n AND n - n / {len(schools)} * {len(schools)} = ?"  # psycopg reads a percent sign as a place
    )
    with store.database.transaction(write=True) as cursor:
        if people > there:
            cursor.run(f"{numbers} {ADD_PEOPLE} SELECT {known}, TRUE, '' FROM numbers", (people - 1, trust.id))
            for place, school in enumerate(schools):
                hired = f"SELECT ?, 'person-' || n, 'teacher', ?, '' FROM numbers WHERE {among}"
                cursor.run(f"{numbers} {ADD_POSTS} {hired}", (people - 1, trust.id, school.id, place))
            cursor.run("UPDATE organisations SET staffing = staffing + 1")
            _seal(cursor, store, "people", "posts")
        _look_again(cursor)


def _look_again(cursor: Cursor, table: str = "") -> None:
    """Let PostgreSQL know how much there is now, as it would find out by itself some minutes later."""
    if not cursor.is_sqlite:
        cursor.run(f"ANALYZE {table}")
