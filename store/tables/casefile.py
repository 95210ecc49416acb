"""A case and what stands beside it: who may see it, its events, words, clocks and alerts."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from store.tables.base import Base, of_case

IS_OPEN = text("state = 'open'")


class CaseRow(Base, table=True):
    """A case: what lists need in columns, everything else in one snapshot without words or names."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("organisation_id", "reference"),
        ForeignKeyConstraint(["organisation_id", "school_id"], ["schools.organisation_id", "schools.id"]),
        ForeignKeyConstraint(
            ["organisation_id", "policy_hash"], ["policy_versions.organisation_id", "policy_versions.hash"]
        ),
    )
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    id: str = Field(primary_key=True)
    reference: str
    policy: str
    policy_hash: str
    school_id: str
    status: str
    reported_at: str
    revision: int
    head: str
    snapshot: str


class MemberRow(Base, table=True):
    """Who may see a case: the one table that the visibility filter joins."""

    __tablename__ = "case_members"
    __table_args__ = (of_case(), Index("ix_case_members_person", "organisation_id", "person_id", "case_id"))
    organisation_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)


class EventRow(Base, table=True):
    """An event as it was hashed, letter by letter."""

    __tablename__ = "events"
    __table_args__ = (of_case(),)
    organisation_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    body: str
    previous: str
    hash: str


class WordsRow(Base, table=True):
    """Free text or a name beside an event; `text` is empty once it is erased."""

    __tablename__ = "words"
    __table_args__ = (of_case(),)
    organisation_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    key: str = Field(primary_key=True)
    text: str | None
    salt: str


class DeadlineRow(Base, table=True):
    """One round of one clock; the scheduler looks at the open ones by their next alert."""

    __tablename__ = "deadlines"
    __table_args__ = (
        of_case(),
        Index(
            "ix_deadlines_alerts", "organisation_id", "next_alert_at", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN
        ),
        Index("ix_deadlines_due", "organisation_id", "due_at", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    )
    organisation_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    instance: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    round: int = Field(primary_key=True)
    state: str
    binding: str
    due_at: str | None
    overdue_at: str | None
    next_alert_at: str | None
    roles: str


class AlertRow(Base, table=True):
    """The alert ledger: the key is what makes an alert unique."""

    __tablename__ = "alerts"
    __table_args__ = (of_case(),)
    organisation_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    instance: str = Field(primary_key=True)
    deadline: str = Field(primary_key=True)
    alert: str = Field(primary_key=True)
    round: int = Field(primary_key=True)
    number: int
    status: str
    breached_at: str
    raised_at: str
