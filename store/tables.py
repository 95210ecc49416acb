"""Every table. `organisation_id` leads every key, so that a trust can move to a cell or a shard of its own.

Moments are ISO text in UTC of one fixed width (`store.mapping.moment`): it sorts as time on both databases.
"""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from store.schema import Base, of_case, table

IS_OPEN = text("state = 'open'")
SCHEMA = Base.metadata
__all__ = ["SCHEMA", "table"]


class OrganisationRow(Base, table=True):
    """A trust."""

    __tablename__ = "organisations"
    id: str = Field(primary_key=True)
    key: str = Field(unique=True)
    name: str
    zone: str
    demo: bool
    settings: str


class SchoolRow(Base, table=True):
    """A school, with its own calendar rows as JSON."""

    __tablename__ = "schools"
    __table_args__ = (UniqueConstraint("organisation_id", "key"),)
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    id: str = Field(primary_key=True)
    key: str
    name: str
    address: str
    calendar: str


class PersonRow(Base, table=True):
    """Somebody known to the trust."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("organisation_id", "key"),)
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    id: str = Field(primary_key=True)
    key: str
    name: str
    email: str
    active: bool


class PostRow(Base, table=True):
    """A post that somebody holds; `school_id` is "" for the whole trust."""

    __tablename__ = "posts"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "person_id"], ["people.organisation_id", "people.id"]),)
    organisation_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    post: str = Field(primary_key=True)
    school_id: str = Field(primary_key=True)


class PolicyRow(Base, table=True):
    """The files of a policy version, by content hash: a case can always find the policy it is pinned to."""

    __tablename__ = "policy_versions"
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    hash: str = Field(primary_key=True)
    policy: str
    sources: str


class CounterRow(Base, table=True):
    """The last number given out for references of one prefix and year."""

    __tablename__ = "reference_counters"
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    prefix: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    last: int


class CaseRow(Base, table=True):
    """A case: what lists need in columns, everything else in one snapshot without words or names."""

    __tablename__ = "cases"
    __table_args__ = (UniqueConstraint("organisation_id", "reference"),)
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


class DraftRow(Base, table=True):
    """A letter as it was last rendered, before issue."""

    __tablename__ = "letter_drafts"
    __table_args__ = (of_case(),)
    organisation_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    template: str
    template_hash: str
    blocks: str
    facts: str
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


class OutboxRow(Base, table=True):
    """What leaves after commit; unique by recipient and dedupe key."""

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("organisation_id", "recipient", "dedupe"),)
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    id: str = Field(primary_key=True)
    case_id: str
    reference: str
    recipient: str
    kind: str
    dedupe: str
    body: str
    created_at: str
    state: str = Field(index=True)
    attempts: int
    error: str


class AccessRow(Base, table=True):
    """One line of the access log, in its chain."""

    __tablename__ = "access_log"
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    sequence: int = Field(primary_key=True)
    at: str
    person_id: str
    case_reference: str
    what: str
    detail: str
    previous: str
    hash: str


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
