"""Documents of the trust that go with letters: versions are only ever added."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence

from engine.identity import OrganisationId
from engine.ports.letters.trust_documents import TrustDocument
from store.connection.cursor import Row, inserting
from store.connection.session import Session
from store.mapping import moment, when

# The order of columns is that of the engine's values.
COLUMNS = ("organisation_id", "number", "key", "title", "digest", "size", "pages", "since", "by_id")
KNOWN = f"SELECT {', '.join(COLUMNS)}"
ALL = f"{KNOWN} FROM trust_documents WHERE organisation_id = ? ORDER BY number"
ONE = f"{KNOWN}, content FROM trust_documents WHERE organisation_id = ? AND number = ?"
ADD = inserting("trust_documents", (*COLUMNS, "content"))


class SqlTrustDocumentsReading(Session):
    """Reads of documents."""

    def trust_documents(self, organisation: OrganisationId) -> Sequence[TrustDocument]:
        """List every version of every document, oldest first, without their bytes."""
        return [_document(row) for row in self.cursor.fetch(ALL, (organisation,))]

    def trust_document(self, organisation: OrganisationId, number: int) -> tuple[TrustDocument, bytes] | None:
        """Give one version with its bytes; None where there is no such version."""
        row = self.cursor.fetch_one(ONE, (organisation, number))
        return (_document(row[:-1]), b64decode(row[-1])) if row else None


class SqlTrustDocumentsWriting(SqlTrustDocumentsReading):
    """Writes of documents."""

    def add_trust_document(self, document: TrustDocument, content: bytes) -> None:
        """Keep another version; those before it stay."""
        known = (document.organisation, document.number, document.key, document.title, document.digest)
        told = (document.size, document.pages, moment(document.since), document.by, b64encode(content).decode())
        self.cursor.run(ADD, (*known, *told))
        self.journal.touch(document.organisation, "trust_documents", document.number)


def _document(row: Row) -> TrustDocument:
    organisation, number, key, title, digest, size, pages, since, by = row
    return TrustDocument(
        organisation=organisation,
        number=number,
        key=key,
        title=title,
        digest=digest,
        size=size,
        pages=pages,
        since=when(since),
        by=by,
    )
