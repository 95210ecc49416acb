"""Letters, as drafts and as issued, and what is known of evidence."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, LargeBinary
from sqlmodel import Field

from store.tables.base import Base, of_case


class DraftRow(Base, table=True):
    """A letter as it was last rendered, before issue; its blocks and facts are packed."""

    __tablename__ = "letter_drafts"
    __table_args__ = (of_case(),)
    organisation_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    template: str
    template_hash: str
    blocks: bytes = Field(sa_type=LargeBinary)
    facts: bytes = Field(sa_type=LargeBinary)
    problems: str
    rendered_at: str


class LetterRow(Base, table=True):
    """An issued letter: the record that was hashed; rows are only ever added."""

    __tablename__ = "letters"
    __table_args__ = (of_case(),)
    organisation_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    record: str
    sha256: str
    issued_at: str
    issued_by: str


class RenditionRow(Base, table=True):
    """The bytes of one rendition of an issued letter."""

    __tablename__ = "letter_renditions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "case_id", "number"],
            ["letters.organisation_id", "letters.case_id", "letters.number"],
        ),
    )
    organisation_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    name: str = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)


class EvidenceRow(Base, table=True):
    """What is known of a piece of evidence; its bytes stand in the evidence folder under the digest."""

    __tablename__ = "evidence"
    __table_args__ = (of_case(),)
    organisation_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    instance: str
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    url: str
    captured_at: str | None
    added_at: str
    added_by: str
    quarantined: bool
