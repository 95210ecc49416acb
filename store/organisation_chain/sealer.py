"""The event that seals what one transaction changed of the organisation, written before it is committed.

Every statement that writes an audited table is seen here; a change that nobody told of is refused as a mistake of this
package, so that none can be forgotten.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from engine.identity import OrganisationId
from engine.ports.time_and_chance import Clock, Identifiers
from engine.record.anchor import Link
from engine.record.chain import Words, commitment
from engine.record.organisation_events import NOTHING, OrganisationEvent, seal_change
from store.connection.cursor import Cursor, inserting
from store.connection.journal import Journal, Key
from store.organisation_chain.audited_rows import BY_TABLE, everything, read_one, table_written

ACCESS, ORGANISATION = "access", "organisation"
"""The chains of an organisation whose ends are kept beside them."""
HEADS = "SELECT chain, length, hash FROM chain_heads WHERE organisation_id = ?"
MOVE_HEAD = (
    "INSERT INTO chain_heads (organisation_id, chain, length, hash) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (organisation_id, chain) DO UPDATE SET length = excluded.length, hash = excluded.hash"
)
INSERT_EVENT = inserting("organisation_events", ("organisation_id", "sequence", "body", "previous", "hash"))
INSERT_ROW = inserting("organisation_rows", ("organisation_id", "sequence", "name", "body", "salt"))
LAST_EVENT = "SELECT sequence, hash FROM organisation_events WHERE organisation_id = ? ORDER BY sequence DESC LIMIT 1"
# One writer of a chain at a time. Not FOR UPDATE: that would wait for everybody who writes a row of the same trust.
LOCK_CHAIN = "SELECT id FROM organisations WHERE id = ? FOR NO KEY UPDATE"
AS_IT_STOOD = "as it stood"


class UnsealedError(Exception):
    """A change of the organisation was about to be committed that no event tells of: a mistake in this package."""


@dataclass(frozen=True)
class Seals:
    """What an event is sealed with: the time, and salts that nobody can guess."""

    clock: Clock
    ids: Identifiers


def seal_all(cursor: Cursor, journal: Journal, seals: Seals | None) -> None:
    """Seal what a transaction changed, as one event of each organisation. Raises UnsealedError."""
    told = {table for rows in journal.touched.values() for table, _ in rows}
    written = {table for statement in cursor.written if (table := table_written(statement))}
    if written - told:
        raise UnsealedError(f"Nobody told what was changed of {', '.join(sorted(written - told))}.")
    if not journal.touched:
        return
    if seals is None:
        raise UnsealedError("This store was opened without the means to seal what is changed of an organisation.")
    for organisation, rows in journal.touched.items():
        _seal(cursor, organisation, rows, journal, seals)


def seal_as_it_stood(cursor: Cursor, seals: Seals | None) -> None:
    """Seal everything of every organisation as it is now: the first event of a store that exists."""
    journal = Journal(what=AS_IT_STOOD)
    for (organisation,) in cursor.fetch("SELECT id FROM organisations ORDER BY id"):
        for audited, key, _ in everything(cursor, organisation):
            journal.touch(organisation, audited.table, *key)
    cursor.written.clear()
    seal_all(cursor, journal, seals)


def lock_chain(cursor: Cursor, organisation: OrganisationId) -> None:
    """Keep others from writing a chain of an organisation until the transaction ends; SQLite has one writer anyhow."""
    if not cursor.is_sqlite:
        cursor.fetch(LOCK_CHAIN, (organisation,))


def heads(cursor: Cursor, organisation: OrganisationId) -> dict[str, Link]:
    """Give where each chain ended when it was last written, by its name."""
    return {chain: Link(length, hash_) for chain, length, hash_ in cursor.fetch(HEADS, (organisation,))}


def move_head(cursor: Cursor, organisation: OrganisationId, chain: str, to: Link) -> None:
    """Note where a chain ends now."""
    cursor.run(MOVE_HEAD, (organisation, chain, to.length, to.hash))


def _seal(
    cursor: Cursor, organisation: OrganisationId, rows: Collection[tuple[str, Key]], journal: Journal, seals: Seals
) -> None:
    lock_chain(cursor, organisation)
    ends = heads(cursor, organisation)
    last = None if ORGANISATION in ends else cursor.fetch_one(LAST_EVENT, (organisation,))
    end = ends.get(ORGANISATION) or (Link(*last) if last else NOTHING)
    plain, kept = dict[str, str](), dict[str, Words]()
    for table, key in rows:
        audited = BY_TABLE[table]
        text = read_one(cursor, organisation, audited, key)
        if audited.plain:
            plain[audited.name(key)] = text
        else:
            kept[audited.name(key)] = Words(text, seals.ids.salt())
    change = OrganisationEvent(
        sequence=end.length + 1,
        at=seals.clock.now(),
        by=journal.by,
        what=journal.what,
        rows={name: commitment(name, words) for name, words in kept.items()},
        plain=plain,
        erased=tuple(journal.erased.get(organisation, ())),
        accesses=ends.get(ACCESS, NOTHING),
    )
    sealed = seal_change(end.hash, change)
    cursor.run(INSERT_EVENT, (organisation, sealed.sequence, sealed.body, sealed.previous, sealed.hash))
    beside = [(organisation, sealed.sequence, name, words.text, words.salt) for name, words in kept.items()]
    cursor.run_each(INSERT_ROW, beside)
    move_head(cursor, organisation, ORGANISATION, Link(sealed.sequence, sealed.hash))
