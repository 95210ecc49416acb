"""Where chains end."""

from __future__ import annotations

from collections.abc import Mapping

from engine.identity import CaseId, OrganisationId
from engine.record.anchor import ChainEnd, Link
from engine.record.chain import GENESIS, Words
from engine.record.organisation_events import OrganisationRecord, SealedOrganisationEvent
from store.audit import LAST_LINE
from store.connection.session import Session
from store.organisation_chain.audited_rows import BY_TABLE, read_all
from store.organisation_chain.sealer import heads

HEADS = "SELECT id, reference, revision, head FROM cases WHERE organisation_id = ? ORDER BY id"

CHANGES = "SELECT sequence, body, previous, hash FROM organisation_events WHERE organisation_id = ? ORDER BY sequence"
LAST_CHANGE = "SELECT sequence, hash FROM organisation_events WHERE organisation_id = ? ORDER BY sequence DESC LIMIT 1"
ASTRAY = "SELECT count(*) FROM {} WHERE organisation_id NOT IN (SELECT id FROM organisations)"
LED = ("organisation_events", "organisation_rows", "chain_heads", "access_log")
"""Tables beside those that are sealed whose rows belong to an organisation that is there."""
BESIDE = "SELECT sequence, name, body, salt FROM organisation_rows WHERE organisation_id = ?"


class SqlChainsReading(Session):
    """Reads of the ends of chains."""

    def heads(self, organisation: OrganisationId) -> Mapping[CaseId, ChainEnd]:
        """Give where the chain of each case ends, by identifier."""
        found = self.cursor.fetch(HEADS, (organisation,))
        return {case: ChainEnd(reference, Link(length, head)) for case, reference, length, head in found}

    def access_end(self, organisation: OrganisationId) -> Link:
        """Give where the access log ends."""
        length, hash_ = self.cursor.fetch_one(LAST_LINE, (organisation,)) or (0, GENESIS)
        return Link(length, hash_)

    def organisation_end(self, organisation: OrganisationId) -> Link:
        """Give where the chain of the organisation ends."""
        length, hash_ = self.cursor.fetch_one(LAST_CHANGE, (organisation,)) or (0, GENESIS)
        return Link(length, hash_)

    def organisation_record(self, organisation: OrganisationId) -> OrganisationRecord:
        """Read the chain of the organisation, and the rows that it speaks for as they are now."""
        beside = self.cursor.fetch(BESIDE, (organisation,))
        return OrganisationRecord(
            changes=[SealedOrganisationEvent(*row) for row in self.cursor.fetch(CHANGES, (organisation,))],
            kept={(sequence, name): Words(text, salt) for sequence, name, text, salt in beside},
            present=read_all(self.cursor, organisation),
            heads=heads(self.cursor, organisation),
            astray=self._astray(),
        )

    def _astray(self) -> Mapping[str, int]:
        tables = (*(name for name, each in BY_TABLE.items() if each.key and not each.plain), *LED)
        counts = {name: self.cursor.fetch(ASTRAY.format(name))[0][0] for name in tables}
        return {name: count for name, count in counts.items() if count}
