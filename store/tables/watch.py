"""What is written down so that somebody can watch over an installation."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from store.tables.base import Base


class SecurityRow(Base, table=True):
    """One line of the security log; it goes when it is too old."""

    __tablename__ = "security_log"
    __table_args__ = (Index("ix_security_log_at", "organisation_id", "at", "id"),)
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    id: str = Field(primary_key=True)
    at: str
    what: str
    person_id: str
    by_id: str
    address: str
    detail: str


class TroubleRow(Base, table=True):
    """One thing of the installation that wants, or wanted, an administrator."""

    __tablename__ = "troubles"
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    code: str = Field(primary_key=True)
    since: str = Field(primary_key=True)
    detail: str
    told_at: str | None
    ended_at: str | None
    ended: str
