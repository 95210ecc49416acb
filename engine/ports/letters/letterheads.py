"""The house's own paper: what a store keeps of letterheads, their pictures, and signatures given by their owners."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias

from engine.identity import NO_PERSON, NO_SCHOOL, OrganisationId, PersonId, SchoolId

MOST_BYTES = 5 * 1024 * 1024
"""Bytes of a picture as it is handed in."""
MOST_PIXELS = 25_000_000
Pictures: TypeAlias = Mapping[str, bytes]
"""PNG pictures by their digest."""
NO_PICTURES: Pictures = {}
_PICTURED = re.compile(r'"picture":"([0-9a-f]{64})"')
OWN, EVERY = "own", "every"
"""On which letters a signature may stand: those that its owner issues, or every one that goes out in their name."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: a PNG, known by the SHA-256 of its bytes."""

    digest: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What stands on the paper of a school, or of the trust where `school` is ""; each change is another `number`.

    `logo` is the digest of a picture, `logo_says` what it shows in words. What is "" falls back on the trust's.
    """

    organisation: OrganisationId
    school: SchoolId = NO_SCHOOL
    number: int = 0
    since: datetime
    by: PersonId = NO_PERSON
    logo: str = ""
    logo_says: str = ""
    telephone: str = ""
    email: str = ""
    web: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureImage:
    """The image of somebody's signature, with their own consent; `used` is OWN or EVERY."""

    organisation: OrganisationId
    person: PersonId
    picture: Picture
    used: str
    given_at: datetime


def pictured(blocks: str) -> frozenset[str]:
    """Name the pictures that stand in the stored blocks of a letter; no words of a fact can name one."""
    return frozenset(_PICTURED.findall(blocks))


class LetterheadsReading(Protocol):
    """Reads of paper."""

    def letterheads(self, organisation: OrganisationId) -> Sequence[Letterhead]:
        """List what every letterhead has ever been, each school's own in order; the last of a school is in use."""
        ...

    def paper_of(self, organisation: OrganisationId, school: SchoolId) -> tuple[Letterhead | None, Letterhead | None]:
        """Give the letterhead in use of a school and that of the trust; None where there is none."""
        ...

    def signature_of(self, organisation: OrganisationId, person: PersonId) -> SignatureImage | None:
        """Give the signature that somebody has given; None where they gave none or took it back."""
        ...

    def pictures(self, organisation: OrganisationId, digests: Collection[str]) -> Mapping[str, bytes]:
        """Give the pictures of some digests, logos and signatures; one that is not kept is left out."""
        ...


class LetterheadsWriting(LetterheadsReading, Protocol):
    """Writes of paper."""

    def add_letterhead(self, letterhead: Letterhead) -> None:
        """Put a letterhead in use, under the next number of its school; those before it stay."""
        ...

    def keep_logo(self, organisation: OrganisationId, picture: Picture) -> None:
        """Keep a logo; does nothing where it is kept already."""
        ...

    def save_signature(self, signature: SignatureImage) -> None:
        """Keep somebody's signature in the place of the one they gave before."""
        ...

    def drop_signature(self, organisation: OrganisationId, person: PersonId) -> bool:
        """Let go of somebody's signature and of its bytes. Says whether there was one."""
        ...
