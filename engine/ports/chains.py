"""Where the chains of a trust end: what an anchor is taken of, and is held against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from engine.identity import CaseId, OrganisationId
from engine.ports.kept_cases import KeptReading
from engine.record.anchor import ChainEnd, Link
from engine.record.organisation_events import OrganisationRecord


class ChainsReading(KeptReading, Protocol):
    """What is asked about whole chains. It shows nothing of what stands in them, and so takes no viewer."""

    def heads(self, organisation: OrganisationId) -> Mapping[CaseId, ChainEnd]:
        """Give where the chain of each case ends, by identifier."""
        ...

    def access_end(self, organisation: OrganisationId) -> Link:
        """Give where the access log ends; a log without any line has the length 0 and the beginning of every chain."""
        ...

    def organisation_end(self, organisation: OrganisationId) -> Link:
        """Give where the chain of the organisation ends."""
        ...

    def organisation_record(self, organisation: OrganisationId) -> OrganisationRecord:
        """Read the chain of the organisation, and the rows that it speaks for as they are now."""
        ...
