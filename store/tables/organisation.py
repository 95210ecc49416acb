"""Trusts, schools, people and their posts, and the versions of policies."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field

from store.tables.base import Base


class OrganisationRow(Base, table=True):
    """A trust; `staffing` counts the changes of who is there and where."""

    __tablename__ = "organisations"
    id: str = Field(primary_key=True)
    key: str = Field(unique=True)
    name: str
    zone: str
    demo: bool
    settings: str
    staffing: int = 0


class SchoolRow(Base, table=True):
    """A school, or the place of the trust itself beside its schools, with its own calendar rows as JSON.

    `joins_on` is a day, "" for a school that has always belonged to the trust.
    """

    __tablename__ = "schools"
    __table_args__ = (UniqueConstraint("organisation_id", "key"),)
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    id: str = Field(primary_key=True)
    key: str
    name: str
    address: str
    calendar: str
    active: bool = True
    kind: str = "school"
    joins_on: str = ""


class PersonRow(Base, table=True):
    """Somebody known to the trust, or where `case_id` says so to one case alone; `former_names` is JSON."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("organisation_id", "key"), Index("ix_people_case", "organisation_id", "case_id"))
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    id: str = Field(primary_key=True)
    key: str
    name: str
    email: str
    active: bool
    telephone: str = ""
    title: str = ""
    given: str = ""
    family: str = ""
    address_form: str = ""
    postal_address: str = ""
    case_id: str = ""
    relation: str = ""
    former_names: str = "[]"
    leaves_at: str | None = None
    telling: str = Field(default="", sa_column_kwargs={"server_default": ""})
    large_print: str = Field(default="", sa_column_kwargs={"server_default": ""})
    colours: str = Field(default="", sa_column_kwargs={"server_default": ""})


class PostRow(Base, table=True):
    """A post that somebody holds, or held; `school_id` is "" for the whole trust.

    `since` is "" where nobody noted when it began, `until` empty while no end is known; both are moments. `kind` says
    whether it is held, exercised in place of its holder or covered, and `instead_of` for whom.
    """

    __tablename__ = "posts"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "person_id"], ["people.organisation_id", "people.id"]),)
    organisation_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    post: str = Field(primary_key=True)
    school_id: str = Field(primary_key=True)
    since: str = Field(default="", primary_key=True)
    until: str | None = None
    kind: str = "held"
    instead_of: str = ""


class HelplineRow(Base, table=True):
    """A helpline that the trust has confirmed, added or put aside; `body` is JSON, in the shape of the directory."""

    __tablename__ = "helplines"
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    key: str = Field(primary_key=True)
    body: str


class PlatformRow(Base, table=True):
    """A platform that the trust has confirmed, added or put aside; `body` is JSON, texts in the directory's shape."""

    __tablename__ = "platforms"
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    key: str = Field(primary_key=True)
    body: str


class DoneByHandRow(Base, table=True):
    """That something a policy asks for was done outside Duecourse; `school_id` is "" for the trust. Only ever added.

    `done_on` is a day, `noted_at` the moment at which somebody ticked it off.
    """

    __tablename__ = "done_by_hand"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "person_id"], ["people.organisation_id", "people.id"]),)
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    id: str = Field(primary_key=True)
    policy: str
    number: str
    school_id: str
    done_on: str
    person_id: str
    noted_at: str
    note: str


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
