"""Where chains end."""

from __future__ import annotations

from collections.abc import Mapping

from engine.identity import CaseId, OrganisationId
from engine.record.anchor import ChainEnd, Link
from engine.record.chain import GENESIS
from store.audit import LAST_LINE
from store.connection.session import Session

HEADS = "SELECT id, reference, revision, head FROM cases WHERE organisation_id = ? ORDER BY id"


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
