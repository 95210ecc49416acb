"""Letterheads, which are only ever added; their logos; and signatures, which go when their owner takes them back."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Collection, Mapping, Sequence

from engine.identity import NO_SCHOOL, OrganisationId, PersonId, SchoolId
from engine.ports.letters.letterheads import Letterhead, Picture, SignatureImage
from store.connection.cursor import Row, inserting
from store.connection.session import Session
from store.mapping import moment, when

# The order of columns is that of the engine's values.
COLUMNS = (
    "organisation_id",
    "school_id",
    "number",
    "since",
    "by_id",
    "logo",
    "logo_says",
    "telephone",
    "email",
    "web",
    "footer",
)
ALL = f"SELECT {', '.join(COLUMNS)} FROM letterheads WHERE organisation_id = ?"
NEWEST = (
    "AND number = (SELECT MAX(later.number) FROM letterheads AS later WHERE later.organisation_id = "
    "letterheads.organisation_id AND later.school_id = letterheads.school_id)"
)
IN_USE = f"{ALL} AND school_id IN ('', ?) {NEWEST}"
LAST = "SELECT MAX(number) FROM letterheads WHERE organisation_id = ? AND school_id = ?"
ADD = inserting("letterheads", COLUMNS)
ADD_LOGO = (
    f"{inserting('logos', ('organisation_id', 'digest', 'content'))} ON CONFLICT (organisation_id, digest) DO NOTHING"
)
LOGO_THERE = "SELECT 1 FROM logos WHERE organisation_id = ? AND digest = ?"
SIGNATURE_COLUMNS = ("organisation_id", "person_id", "digest", "content", "used", "given_at")
OF_PERSON = "organisation_id = ? AND person_id = ?"
SIGNATURE = f"SELECT {', '.join(SIGNATURE_COLUMNS)} FROM signatures WHERE {OF_PERSON}"
ADD_SIGNATURE = inserting("signatures", SIGNATURE_COLUMNS)
DROP_SIGNATURE = f"DELETE FROM signatures WHERE {OF_PERSON}"


class SqlLetterheadsReading(Session):
    """Reads of paper."""

    def letterheads(self, organisation: OrganisationId) -> Sequence[Letterhead]:
        """List what every letterhead has ever been, each school's own in order; the last of a school is in use."""
        return [_letterhead(row) for row in self.cursor.fetch(f"{ALL} ORDER BY school_id, number", (organisation,))]

    def paper_of(self, organisation: OrganisationId, school: SchoolId) -> tuple[Letterhead | None, Letterhead | None]:
        """Give the letterhead in use of a school and that of the trust; None where there is none."""
        found = {row[1]: _letterhead(row) for row in self.cursor.fetch(IN_USE, (organisation, school))}
        return found.get(school) if school else None, found.get(NO_SCHOOL)

    def signature_of(self, organisation: OrganisationId, person: PersonId) -> SignatureImage | None:
        """Give the signature that somebody has given; None where they gave none or took it back."""
        row = self.cursor.fetch_one(SIGNATURE, (organisation, person))
        return _signature(row) if row else None

    def pictures(self, organisation: OrganisationId, digests: Collection[str]) -> Mapping[str, bytes]:
        """Give the pictures of some digests, logos and signatures; one that is not kept is left out."""
        wanted = sorted(set(digests))
        if not wanted:
            return {}
        places = ", ".join("?" for _ in wanted)
        found = (
            f"SELECT digest, content FROM {table} WHERE organisation_id = ? AND digest IN ({places})"
            for table in ("logos", "signatures")
        )
        values = (organisation, *wanted)
        rows = self.cursor.fetch(" UNION ".join(found), (*values, *values))
        return {digest: b64decode(content) for digest, content in rows}


class SqlLetterheadsWriting(SqlLetterheadsReading):
    """Writes of paper."""

    def add_letterhead(self, letterhead: Letterhead) -> None:
        """Put a letterhead in use, under the next number of its school; those before it stay."""
        owner, school = letterhead.organisation, letterhead.school
        last = self.cursor.fetch_one(LAST, (owner, school))
        number = (last[0] or 0) + 1 if last else 1
        said = (letterhead.logo, letterhead.logo_says, letterhead.telephone, letterhead.email, letterhead.web)
        dated = (number, moment(letterhead.since), letterhead.by)
        self.cursor.run(ADD, (owner, school, *dated, *said, letterhead.footer))
        self.journal.touch(owner, "letterheads", school, number)

    def keep_logo(self, organisation: OrganisationId, picture: Picture) -> None:
        """Keep a logo; does nothing where it is kept already."""
        if self.cursor.fetch_one(LOGO_THERE, (organisation, picture.digest)) is None:
            self.cursor.run(ADD_LOGO, (organisation, picture.digest, b64encode(picture.content).decode()))
            self.journal.touch(organisation, "logos", picture.digest)

    def save_signature(self, signature: SignatureImage) -> None:
        """Keep somebody's signature in the place of the one they gave before."""
        key, picture = (signature.organisation, signature.person), signature.picture
        self.cursor.run(DROP_SIGNATURE, key)
        kept = (picture.digest, b64encode(picture.content).decode(), signature.used, moment(signature.given_at))
        self.cursor.run(ADD_SIGNATURE, (*key, *kept))
        self.journal.touch(signature.organisation, "signatures", signature.person)

    def drop_signature(self, organisation: OrganisationId, person: PersonId) -> bool:
        """Let go of somebody's signature and of its bytes. Says whether there was one."""
        if self.cursor.fetch_one(SIGNATURE, (organisation, person)) is None:
            return False
        self.cursor.run(DROP_SIGNATURE, (organisation, person))
        self.journal.touch(organisation, "signatures", person)
        return True


def _letterhead(row: Row) -> Letterhead:
    organisation, school, number, since, by, logo, says, telephone, email, web, footer = row
    return Letterhead(
        organisation=organisation,
        school=school,
        number=number,
        since=when(since),
        by=by,
        logo=logo,
        logo_says=says,
        telephone=telephone,
        email=email,
        web=web,
        footer=footer,
    )


def _signature(row: Row) -> SignatureImage:
    organisation, person, digest, content, used, given_at = row
    return SignatureImage(
        organisation=organisation,
        person=person,
        picture=Picture(digest, b64decode(content)),
        used=used,
        given_at=when(given_at),
    )
