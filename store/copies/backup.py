"""Copies of a store for a backup: made while others work in it, then opened and walked through from end to end."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from engine.errors import BrokenRecord, Unavailable
from engine.identity import NO_REFERENCE, CaseReference
from engine.ports.copies import CopyContents, NamedEvidence
from engine.ports.records import Viewer
from engine.record.chain import Entry, verify, verify_accesses
from engine.record.values import SCHEDULER
from store.connection.cursor import Cursor
from store.connection.database import Database, connect
from store.migrations.copy import copy_store
from store.sql_store import SqlReading, SqlStore

NAMED = (
    "SELECT cases.reference, evidence.number, evidence.sha256 FROM evidence JOIN cases"
    " ON cases.organisation_id = evidence.organisation_id AND cases.id = evidence.case_id ORDER BY 1, 2"
)
COPIED = re.compile(r'^COPY (?:\S+\.)?"?(\w+)"? \((.*)\) FROM stdin;$')
COMPLETE, END, LAST = b"-- PostgreSQL database dump complete", "\\.", 4096
"""The last words of a whole dump, the end of the rows of a table, and in how many bytes the last words stand."""


@dataclass(frozen=True)
class StoreCopies:
    """Copies of one store; `pg_dump` is the program for PostgreSQL, looked for where it is ""."""

    database: Database
    pg_dump: str = ""

    @property
    def name(self) -> str:
        """Give the name that a copy has in an archive."""
        return "duecourse.db" if self.database.is_sqlite else "duecourse.sql"

    def copy(self, target: str) -> None:
        """Copy the store as it stands at one moment to a new file. Raises BadInput or Unavailable."""
        copy_store(self.database, Path(target), self.pg_dump)

    def named(self, copy: str) -> Sequence[NamedEvidence]:
        """List the evidence that a copy names."""
        if self.database.is_sqlite:
            with closing(sqlite3.connect(copy)) as there:
                return [NamedEvidence(*row) for row in there.execute(NAMED)]
        references = {row["id"]: CaseReference(row["reference"]) for name, row in _dumped(copy) if name == "cases"}
        return [
            NamedEvidence(references.get(row["case_id"], NO_REFERENCE), int(row["number"]), row["sha256"])
            for name, row in _dumped(copy)
            if name == "evidence"
        ]

    def check(self, copy: str) -> CopyContents:
        """Open a copy and walk through what it holds. Raises BrokenRecord for one that could not be used."""
        return _check_sqlite(copy) if self.database.is_sqlite else _check_dump(copy)


def _check_sqlite(copy: str) -> CopyContents:
    store = SqlStore(connect(f"sqlite:///{copy}"))
    try:
        with store.database.transaction(write=False) as cursor:
            return _walk(cursor)
    except Unavailable as error:
        raise BrokenRecord(f"The copy of the database cannot be read. {error}") from error
    finally:
        store.close()


def _walk(cursor: Cursor) -> CopyContents:
    """Walk every chain of a copy: those of the cases with their words, and that of the access log."""
    if cursor.fetch("PRAGMA integrity_check(1)") != [("ok",)] or cursor.fetch("PRAGMA foreign_key_check"):
        raise BrokenRecord("The copy of the database is damaged.")
    reading, events, accesses = SqlReading(cursor=cursor), 0, 0
    wrong: list[str] = []
    cases = cursor.fetch("SELECT organisation_id, id, reference, head FROM cases ORDER BY 1, 2")
    for organisation, case, reference, head in cases:
        try:
            entries = reading.entries(Viewer(organisation, SCHEDULER), case)
        except BrokenRecord as error:
            wrong.append(f"{reference}: {error}")
            continue
        events += len(entries)
        wrong += _problems(f"{reference}: ", _ends_in, entries, head)
    for (organisation,) in cursor.fetch("SELECT id FROM organisations"):
        lines = reading.accesses(organisation)
        accesses += len(lines)
        wrong += _problems("", verify_accesses, lines)
    schema = cursor.fetch("SELECT version_num FROM alembic_version")[0][0]
    return CopyContents(schema=schema, cases=len(cases), events=events, accesses=accesses, wrong=tuple(wrong))


def _ends_in(chain: Sequence[Entry], head: str) -> None:
    if verify(chain) != head:
        raise BrokenRecord("The case does not end where its chain ends.")


def _problems(where: str, walk: Callable[..., object], *given: object) -> list[str]:
    try:
        walk(*given)
    except BrokenRecord as error:
        return [f"{where}{error}"]
    return []


def _check_dump(copy: str) -> CopyContents:
    """Look whether a dump is whole, and count what it holds; PostgreSQL itself reads it back."""
    with Path(copy).open("rb") as file:
        file.seek(max(0, Path(copy).stat().st_size - LAST))
        whole = COMPLETE in file.read()
    if not whole:
        raise BrokenRecord("The copy of the database breaks off before its end.")
    counts: Counter[str] = Counter()
    schema = ""
    for name, row in _dumped(copy):
        counts[name] += 1
        schema = row["version_num"] if name == "alembic_version" else schema
    return CopyContents(schema=schema, cases=counts["cases"], events=counts["events"], accesses=counts["access_log"])


def _dumped(copy: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Give every row of a dump with the table it is of; values stand as they are written there."""
    table, columns = "", tuple[str, ...]()
    with Path(copy).open(encoding="utf-8", newline="\n") as file:
        for line in file:
            text = line.removesuffix("\n")
            if table and text != END:
                yield table, dict(zip(columns, text.split("\t"), strict=True))
            elif table:
                table = ""
            elif found := COPIED.match(text):
                table, columns = found[1], tuple(name.strip('"') for name in found[2].split(", "))
