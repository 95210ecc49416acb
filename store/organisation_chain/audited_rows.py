"""Which rows the chain of the organisation speaks for, read as the text that is sealed.

Columns are those that the tables have, so that a new one is sealed by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256

from engine.errors import BrokenRecord
from engine.identity import OrganisationId
from engine.ports.records import OF_NO_EVENT
from store.connection.compression import unpacked
from store.connection.cursor import Cursor, Named
from store.connection.journal import Key

WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM) (\w+)( SET staffing = )?")
ADDED: Mapping[str, object] = {
    "people.telling": "",
    "people.large_print": "",
    "people.colours": "",
    "schools.joins_on": "",
}
"""Columns that a table got once it was sealed, by `table.column`, and what the rows of before have in them.

A row that still has that is sealed as before, so that a migration changes nothing that was sealed.
"""
BEGINNINGS = (
    "SELECT id, reference, policy, school_id, (SELECT hash FROM events WHERE events.organisation_id = "
    "cases.organisation_id AND events.case_id = cases.id AND events.sequence = 1) AS first_event FROM cases"
)

NOTICES_OF_NO_EVENT = (
    "SELECT case_id, reference, recipient, kind, dedupe, body, created_at FROM "
    f"(SELECT * FROM outbox WHERE kind IN {OF_NO_EVENT}) AS notices"
)
"""That a case was set aside stands in no event of it: it could not be read. Nor does a digest, which is of
several cases. All other notices are sealed in events."""


@dataclass(frozen=True, kw_only=True)
class Audited:
    """A table whose changes are sealed: all rows of one `key` together are what an event commits to.

    `outside` are columns that nobody decides by, `digested` those that are sealed as their digest, `packed` those that
    are stored packed, each after the one before it; `plain` rows say nothing of anybody and need no salt.
    """

    table: str
    key: tuple[str, ...]
    owner: str = "organisation_id"
    columns: str = ""
    outside: frozenset[str] = field(default=frozenset())
    digested: frozenset[str] = field(default=frozenset())
    packed: tuple[str, ...] = ()
    plain: bool = False

    @property
    def statement(self) -> str:
        """Write the query for the rows of one organisation."""
        return f"{self.columns or f'SELECT * FROM {self.table}'} WHERE {self.owner} = ?"

    def name(self, key: Key) -> str:
        """Name the rows of one key."""
        return "/".join((self.table, *map(str, key)))

    def body(self, rows: Iterable[Named]) -> str:
        """Write rows as the text that is sealed; the order in which they are read does not matter."""
        texts = sorted(json.dumps(self._known(row), ensure_ascii=False, sort_keys=True) for row in rows)
        return f"[{', '.join(texts)}]"

    def _known(self, row: Named) -> Mapping[str, object]:
        return {
            name: sha256(str(value).encode()).hexdigest()
            if name in self.digested
            else int(value)
            if isinstance(value, bool)
            else value
            for name, value in self._read(row).items()
            if name not in self.outside and name != "organisation_id" and not self._is_as_before(name, value)
        }

    def _read(self, row: Named) -> Named:
        """Give a row with its texts; what cannot be read stays as it is, and is no text that was ever sealed."""
        read, other = dict(row), ""
        for name in self.packed:
            with suppress(BrokenRecord):
                read[name] = other = unpacked(row[name], other)
        return read

    def _is_as_before(self, name: str, value: object) -> bool:
        added = f"{self.table}.{name}"
        return added in ADDED and ADDED[added] == value


ALL = (
    Audited(table="organisations", key=(), owner="id", outside=frozenset({"staffing"})),
    Audited(table="schools", key=("id",)),
    Audited(table="people", key=("id",)),
    Audited(table="posts", key=("person_id",)),
    Audited(table="helplines", key=("key",)),
    Audited(table="platforms", key=("key",)),
    Audited(table="done_by_hand", key=("id",)),
    Audited(table="policy_versions", key=("hash",), digested=frozenset({"sources"})),
    Audited(table="accounts", key=("person_id",), digested=frozenset({"password_hash"})),
    Audited(table="second_factors", key=("person_id",), digested=frozenset({"secret", "recovery"})),
    Audited(table="passkeys", key=("person_id",)),
    Audited(table="bound_identities", key=("person_id",)),
    Audited(table="one_time_links", key=("person_id",), digested=frozenset({"token_hash", "sent_to"})),
    Audited(table="calendar_feeds", key=("person_id",), digested=frozenset({"token_hash"})),
    Audited(table="letterheads", key=("school_id", "number")),
    Audited(table="logos", key=("digest",), digested=frozenset({"content"})),
    Audited(table="trust_documents", key=("number",), digested=frozenset({"content"})),
    Audited(table="signatures", key=("person_id",), digested=frozenset({"content"})),
    Audited(
        table="letter_drafts",
        key=("case_id", "number"),
        digested=frozenset({"template", "blocks", "facts", "problems"}),
        packed=("blocks", "facts"),
    ),
    Audited(table="cases", key=("id",), columns=BEGINNINGS, plain=True),
    Audited(table="outbox", key=("recipient", "dedupe"), columns=NOTICES_OF_NO_EVENT),
)
BY_TABLE: Mapping[str, Audited] = {each.table: each for each in ALL}


@cache
def table_written(statement: str) -> str:
    """Name the audited table that a statement writes; "" where it writes none.

    Of a case only its beginning is sealed here, of notices only those of no event, of which who queues them tells; and
    the count of changes of posts is nothing that anybody decides by.
    """
    found = WRITES.match(statement)
    if found is None or found[2] not in BY_TABLE or found[3] or (found[1], found[2]) == ("UPDATE", "cases"):
        return ""
    if found[2] == "outbox":
        return ""
    return found[2]


def read_one(cursor: Cursor, organisation: OrganisationId, audited: Audited, key: Key) -> str:
    """Read the rows of one key as they stand now."""
    asked = "".join(f" AND {name} = ?" for name in audited.key)
    return audited.body(cursor.fetch_named(f"{audited.statement}{asked}", (organisation, *key)))


def read_all(cursor: Cursor, organisation: OrganisationId) -> Mapping[str, str]:
    """Read every row that the chain speaks for, by name."""
    return {audited.name(key): text for audited, key, text in everything(cursor, organisation)}


def everything(cursor: Cursor, organisation: OrganisationId) -> Iterable[tuple[Audited, Key, str]]:
    """Read every row that the chain speaks for: its table, its key and its text."""
    for audited in ALL:
        found: dict[Key, list[Named]] = {}
        for row in cursor.fetch_named(audited.statement, (organisation,)):
            found.setdefault(tuple(row[name] for name in audited.key), []).append(row)
        for key, rows in found.items():
            yield audited, key, audited.body(rows)
