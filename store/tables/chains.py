"""The chain of the organisation, the rows beside it, and where it and the access log ended."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field

from store.tables.base import Base


class OrganisationEventRow(Base, table=True):
    """An event of the organisation as it was hashed, letter by letter."""

    __tablename__ = "organisation_events"
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    sequence: int = Field(primary_key=True)
    body: str
    previous: str
    hash: str


class OrganisationRowRow(Base, table=True):
    """A row as it stood after an event, and the salt of its commitment; `body` is empty once it is erased."""

    __tablename__ = "organisation_rows"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "sequence"], ["organisation_events.organisation_id", "organisation_events.sequence"]
        ),
    )
    organisation_id: str = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    name: str = Field(primary_key=True)
    body: str | None
    salt: str


class ChainHeadRow(Base, table=True):
    """Where a chain of the organisation ended when it was last written: a chain that was cut off ends elsewhere."""

    __tablename__ = "chain_heads"
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    chain: str = Field(primary_key=True)
    length: int
    hash: str
