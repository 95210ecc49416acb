"""Documents of the trust, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.identity import OrganisationId
from engine.ports.letters.trust_documents import TrustDocument


@dataclass
class FakeDocuments:
    """What `engine.ports.letters.trust_documents` asks of a store."""

    state: Any

    def trust_documents(self, organisation: OrganisationId) -> Sequence[TrustDocument]:
        return [document for document, _ in self.state.documents]

    def trust_document(self, organisation: OrganisationId, number: int) -> tuple[TrustDocument, bytes] | None:
        kept: list[tuple[TrustDocument, bytes]] = self.state.documents
        return next((each for each in kept if each[0].number == number), None)

    def add_trust_document(self, document: TrustDocument, content: bytes) -> None:
        self.state.documents.append((document, content))
