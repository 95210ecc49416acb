"""What leaves after commit, who looked, and what the scheduler knows of itself."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from store.tables.base import Base

IS_WAITING = text("state = 'queued'")
IS_TOLD = text("kind = 'told'")
IS_GIVEN = text("kind = 'given'")
IS_LETTER = text("kind = 'letter'")
IS_LEFT = text("state IN ('sending', 'failed', 'unknown')")


class OutboxRow(Base, table=True):
    """What leaves after commit; unique by recipient and dedupe key."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("organisation_id", "recipient", "dedupe"),
        Index(
            "ix_outbox_waiting",
            "organisation_id",
            "kind",
            "created_at",
            sqlite_where=IS_WAITING,
            postgresql_where=IS_WAITING,
        ),
        Index("ix_outbox_given", "organisation_id", "recipient", sqlite_where=IS_GIVEN, postgresql_where=IS_GIVEN),
        Index("ix_outbox_letters", "organisation_id", "case_id", sqlite_where=IS_LETTER, postgresql_where=IS_LETTER),
        Index("ix_outbox_told", "organisation_id", "case_id", sqlite_where=IS_TOLD, postgresql_where=IS_TOLD),
        Index("ix_outbox_left", "organisation_id", "created_at", sqlite_where=IS_LEFT, postgresql_where=IS_LEFT),
    )
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    id: str = Field(primary_key=True)
    case_id: str
    reference: str
    recipient: str
    kind: str
    dedupe: str
    body: str
    created_at: str
    state: str
    attempts: int
    error: str
    message_id: str = Field(default="", sa_column_kwargs={"server_default": ""})
    next_at: str = Field(default="", sa_column_kwargs={"server_default": ""})
    settled_at: str = Field(default="", sa_column_kwargs={"server_default": ""})


class WatchedDangerRow(Base, table=True):
    """A case in which somebody must know at once, and when to look next whether they have opened it."""

    __tablename__ = "watched_dangers"
    __table_args__ = (Index("ix_watched_dangers_at", "organisation_id", "at"),)
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    case_id: str = Field(primary_key=True)
    at: str


class MailDeskRow(Base, table=True):
    """Who alone may send mail at the moment, and since when the relay takes nothing."""

    __tablename__ = "mail_desks"
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    holder: str
    until: str
    refused: str
    refused_since: str
    again_at: str
    tries: int
    released: str


class AccessRow(Base, table=True):
    """One line of the access log, in its chain."""

    __tablename__ = "access_log"
    __table_args__ = (Index("ix_access_log_case", "organisation_id", "case_reference", "person_id", "at"),)
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    sequence: int = Field(primary_key=True)
    at: str
    person_id: str
    case_reference: str
    what: str
    detail: str
    previous: str
    hash: str


class SpoolRow(Base, table=True):
    """How many bytes of a spool of the access log its chain has taken."""

    __tablename__ = "access_spools"
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    spool: str = Field(primary_key=True)
    taken: int


class SweepRow(Base, table=True):
    """When the last sweep ended."""

    __tablename__ = "sweeps"
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    last_at: str


class FailureRow(Base, table=True):
    """A case whose sweep failed: how often, and whether it was set aside."""

    __tablename__ = "sweep_failures"
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    case_id: str = Field(primary_key=True)
    tries: int
    reference: str
    set_aside: bool
