"""Documents of the trust that go with letters: a policy, a procedure; kept once, in versions that stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.identity import OrganisationId, PersonId, SchoolId

MOST_BYTES = 10 * 1024 * 1024
"""Bytes of one document."""
MEDIA_TYPE = "application/pdf"
_WORD_LETTERHEAD = "~word-letterhead/"
"""How the keys of Word letterheads begin, which are kept among documents: the key of a document has no such signs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustDocument:
    """A version of a document: `number` counts the versions of all documents, and the last of a `key` is in use.

    `digest` is the SHA-256 of its bytes and `size` their number; an ended document has a last version without any.
    `pages` is 0 where not known.
    """

    organisation: OrganisationId
    number: int
    key: str
    title: str
    digest: str
    size: int
    pages: int
    since: datetime
    by: PersonId

    @property
    def is_ended(self) -> bool:
        """Say whether the document goes with no letter any more."""
        return not self.digest


def word_letterhead_key(school: SchoolId) -> str:
    """Give the key under which the Word letterhead of a school is kept, or of the trust where it is ""."""
    return f"{_WORD_LETTERHEAD}{school}"


def for_letters(versions: Sequence[TrustDocument]) -> tuple[TrustDocument, ...]:
    """Leave out what is kept among documents and goes with no letter: Word letterheads."""
    return tuple(each for each in versions if not each.key.startswith(_WORD_LETTERHEAD))


def in_use(versions: Sequence[TrustDocument]) -> tuple[TrustDocument, ...]:
    """Give the version of each document that goes with letters now, by title."""
    last = {each.key: each for each in sorted(for_letters(versions), key=lambda each: each.number)}
    return tuple(sorted((each for each in last.values() if not each.is_ended), key=lambda each: each.title.casefold()))


class TrustDocumentsReading(Protocol):
    """Reads of documents."""

    def trust_documents(self, organisation: OrganisationId) -> Sequence[TrustDocument]:
        """List every version of every document, oldest first, without their bytes."""
        ...

    def trust_document(self, organisation: OrganisationId, number: int) -> tuple[TrustDocument, bytes] | None:
        """Give one version with its bytes; None where there is no such version."""
        ...


class TrustDocumentsWriting(TrustDocumentsReading, Protocol):
    """Writes of documents."""

    def add_trust_document(self, document: TrustDocument, content: bytes) -> None:
        """Keep another version; those before it stay."""
        ...
