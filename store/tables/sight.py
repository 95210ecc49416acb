"""How a case stands before everybody who sees it: rows that steps write and lists read."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field

from store.tables.base import BY_KEY, Base, of_case

IS_DANGEROUS = text("danger_at <> ''")
IS_WORKED_ON = text("works <> ''")
HAS_GRACE = text("overdue_at > due_at")
WHOSE = ("organisation_id", "person_id")
NARROWED = ("state", "school_id", "relied", "case_id")
"""What lists are narrowed by, so that an index says which rows they have without a look at each."""
TURNED = NARROWED[1:]
OF_TURN = (*WHOSE, "turn", "act_at", "reference", "ended")
OF_KIND, OF_REFERENCE = (*WHOSE, "kind"), ("reference", "ended", "due_at", *NARROWED)
LISTED = ("due_at", "reference", "instance", "name")


class CaseSightRow(Base, table=True):
    """One case before one person, and the table that the visibility filter joins.

    Several names stand in one column as `<a><b>`. `due_at` is "9" where nothing runs and "" where the case cannot be
    read, so that it sorts; `danger_at` is "" where there is no danger. `turn` says whose turn it is, `act_at` is when
    the act that is next is due, "9" for no moment, and `since` how long its procedure has stood so.
    """

    __tablename__ = "case_sights"
    __table_args__ = (
        of_case(),
        Index("ix_case_sights_listed", *OF_KIND, "ended", "due_at", "reference", *NARROWED),
        Index("ix_case_sights_reference", *OF_KIND, *OF_REFERENCE),
        Index("ix_case_sights_works", *WHOSE, "case_id", sqlite_where=IS_WORKED_ON, postgresql_where=IS_WORKED_ON),
        Index("ix_case_sights_person", *WHOSE, "case_id"),
        Index("ix_case_sights_turn", *OF_TURN, *TURNED),
        Index("ix_case_sights_since", *WHOSE, "since", "reference", "turn", *TURNED),
        Index(
            "ix_case_sights_danger",
            *WHOSE,
            sqlite_where=IS_DANGEROUS,
            postgresql_where=IS_DANGEROUS,
        ),
        BY_KEY,
    )
    organisation_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    reference: str
    school_id: str
    kind: str
    ended: int
    due_at: str
    clock: str
    state: str
    everything: int
    danger_at: str
    works: str
    sees: str = Field(default="", sa_column_kwargs={"server_default": ""})
    unseen: str
    posts: str
    relied: str
    turn: int
    act_at: str
    since: str
    act: str
    heading: str


class ClockSightRow(Base, table=True):
    """One running clock before one person who may know of it.

    "9" stands for no moment; `overdue_at` is "" where it is the same as `due_at`.
    """

    __tablename__ = "clock_sights"
    __table_args__ = (
        of_case(),
        Index("ix_clock_sights_waiting", *WHOSE, "waits", *LISTED),
        Index("ix_clock_sights_track", *WHOSE, text("rtrim(instance, '0123456789')")),
        Index(
            "ix_clock_sights_grace",
            *WHOSE,
            *LISTED,
            sqlite_where=HAS_GRACE,
            postgresql_where=HAS_GRACE,
        ),
        BY_KEY,
    )
    organisation_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    instance: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    reference: str
    school_id: str
    state: str
    due_at: str
    overdue_at: str
    waits: int
    relied: str


class WaitingLetterRow(Base, table=True):
    """A letter that waits for somebody, for those who work on what it belongs to; `at` is what it is listed by.

    One that goes to each of a list of people is one row: to how many of them it goes, and how many letters are out.
    """

    __tablename__ = "waiting_letters"
    __table_args__ = (
        of_case(),
        Index("ix_waiting_letters_listed", "organisation_id", "awaits", "at", "reference", "code"),
        BY_KEY,
    )
    organisation_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    code: str
    instance: str
    template: str
    awaits: str
    since: str
    at: str
    reference: str
    school_id: str
    people: int = 0
    sent: int = 0


class RefreshRow(Base, table=True):
    """When the lists of somebody have to follow their posts, and up to which case they do already.

    `due_at` is "" for at once, or the moment at which a post of theirs begins or ends.
    """

    __tablename__ = "sight_refreshes"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "person_id"], ["people.organisation_id", "people.id"]),
        Index("ix_sight_refreshes_due", "organisation_id", "due_at"),
    )
    organisation_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    due_at: str = Field(primary_key=True)
    reached: str
