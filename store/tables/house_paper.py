"""The house's own paper: letterheads, their pictures, signatures that their owners gave, and documents.

Pictures are kept as base64, so that every database holds, seals and moves them as the same text.
"""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field

from store.tables.base import Base


class LetterheadRow(Base, table=True):
    """A letterhead as it was from `since` until the next `number`; `school_id` is "" for the trust. Only ever added."""

    __tablename__ = "letterheads"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "by_id"], ["people.organisation_id", "people.id"]),)
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    school_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    since: str
    by_id: str
    logo: str
    logo_says: str
    telephone: str
    email: str
    web: str
    footer: str


class LogoRow(Base, table=True):
    """A logo, by the SHA-256 of its bytes; it stays, as letters that were issued are drawn with it."""

    __tablename__ = "logos"
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    digest: str = Field(primary_key=True)
    content: str


class TrustDocumentRow(Base, table=True):
    """A version of a document of the trust that goes with letters; `content` is base64, "" once it has ended.

    `number` counts the versions of all documents. Only ever added.
    """

    __tablename__ = "trust_documents"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "by_id"], ["people.organisation_id", "people.id"]),)
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str
    title: str
    digest: str
    size: int
    pages: int
    since: str
    by_id: str
    content: str


class SignatureRow(Base, table=True):
    """The image of somebody's signature, which they gave themselves and can take back; then the row is gone."""

    __tablename__ = "signatures"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "person_id"], ["people.organisation_id", "people.id"]),)
    organisation_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    digest: str
    content: str
    used: str
    given_at: str
