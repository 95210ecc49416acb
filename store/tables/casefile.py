"""A case and what stands beside it: its events, words, clocks and alerts."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from store.tables.base import BY_KEY, Base, of_case

IS_OPEN = text("state = 'open'")
IS_RAISED = text("status = 'raised'")
IS_UNSIGHTED = text("sighted = 0")
IS_FLAGGED = text("flagged = 1")
IS_ERASING = text("erasing = 1")
IS_APPROVING = text("approving = 1")
IS_LENT = text("lent_until <> ''")


class CaseRow(Base, table=True):
    """A case: what lists need in columns, everything else in one packed snapshot without words or names.

    `sighted` is 1 where rows of sight say who sees what of it, 0 where that is still to come, 2 where it cannot be;
    `flagged` is 1 where one of its addresses may be an indecent image of a child, `erasing` where something was asked
    to be erased that nobody has decided on, `approving` where a draft waits for a second person; `lent_until` is when a
    role goes back to the person who lent it, "" for none.
    """

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("organisation_id", "reference"),
        ForeignKeyConstraint(["organisation_id", "school_id"], ["schools.organisation_id", "schools.id"]),
        ForeignKeyConstraint(
            ["organisation_id", "policy_hash"], ["policy_versions.organisation_id", "policy_versions.hash"]
        ),
        Index("ix_cases_unsighted", "organisation_id", "id", sqlite_where=IS_UNSIGHTED, postgresql_where=IS_UNSIGHTED),
        Index("ix_cases_flagged", "organisation_id", "id", sqlite_where=IS_FLAGGED, postgresql_where=IS_FLAGGED),
        Index("ix_cases_erasing", "organisation_id", "id", sqlite_where=IS_ERASING, postgresql_where=IS_ERASING),
        Index("ix_cases_approving", "organisation_id", "id", sqlite_where=IS_APPROVING, postgresql_where=IS_APPROVING),
        Index("ix_cases_lent", "organisation_id", "lent_until", sqlite_where=IS_LENT, postgresql_where=IS_LENT),
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
    snapshot: bytes = Field(sa_type=LargeBinary)
    sighted: int = 0
    flagged: int = 0
    erasing: int = 0
    approving: int = 0
    lent_until: str = ""


class ShareRow(Base, table=True):
    """Another school with which a case is shared now; from its side cases are found by the index."""

    __tablename__ = "case_shares"
    __table_args__ = (
        of_case(),
        ForeignKeyConstraint(["organisation_id", "school_id"], ["schools.organisation_id", "schools.id"]),
        Index("ix_case_shares_school", "organisation_id", "school_id", "case_id"),
    )
    organisation_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    school_id: str = Field(primary_key=True)


class EventRow(Base, table=True):
    """An event; its packed body is what was hashed, letter by letter."""

    __tablename__ = "events"
    __table_args__ = (of_case(),)
    organisation_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    body: bytes = Field(sa_type=LargeBinary)
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
        BY_KEY,
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
    __table_args__ = (
        of_case(),
        Index(
            "ix_alerts_raised",
            "organisation_id",
            "raised_at",
            "case_id",
            "number",
            sqlite_where=IS_RAISED,
            postgresql_where=IS_RAISED,
        ),
    )
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
