"""How people sign in, who is signed in, what they typed, and which forms were sent in already.

Sessions are found by the hash of a token and the rest by person, before anybody knows the organisation: these have
indexes of their own beside the keys that the organisation leads.
"""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field

from store.tables.base import Base


def of_person() -> ForeignKeyConstraint:
    """Give the key that ties a row to its person, the organisation first."""
    return ForeignKeyConstraint(["organisation_id", "person_id"], ["people.organisation_id", "people.id"])


class AccountRow(Base, table=True):
    """How a person signs in. A name is asked for before the organisation is known, so it is there once."""

    __tablename__ = "accounts"
    __table_args__ = (of_person(), UniqueConstraint("name"), Index("ix_accounts_person", "person_id"))
    organisation_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    name: str
    password_hash: str
    changed_at: str


class SessionRow(Base, table=True):
    """A session, by the hash of its token: who reads this table cannot sign in with it."""

    __tablename__ = "sessions"
    __table_args__ = (of_person(), UniqueConstraint("token_hash"), Index("ix_sessions_person", "person_id"))
    organisation_id: str = Field(primary_key=True)
    token_hash: str = Field(primary_key=True)
    person_id: str
    started_at: str
    seen_at: str
    ended_at: str | None
    one_page: str = Field(default="", sa_column_kwargs={"server_default": ""})
    is_link: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    address: str = Field(default="", sa_column_kwargs={"server_default": ""})
    device: str = Field(default="", sa_column_kwargs={"server_default": ""})
    stage: str = Field(default="", sa_column_kwargs={"server_default": ""})
    confirmed_at: str | None = Field(default=None)


class KeptFormRow(Base, table=True):
    """What somebody typed at a place and has not sent in, as JSON."""

    __tablename__ = "kept_forms"
    __table_args__ = (of_person(), Index("ix_kept_forms_person", "person_id", "place"))
    organisation_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    fields: str
    saved_at: str


class SpentTokenRow(Base, table=True):
    """A form that was sent in and done, by the hash of its token; the key is what makes it happen once."""

    __tablename__ = "spent_tokens"
    __table_args__ = (of_person(),)
    organisation_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    token_hash: str = Field(primary_key=True)
    outcome: str
    spent_at: str


class CalendarFeedRow(Base, table=True):
    """A calendar feed that lives, by the hash of its secret: who reads this table cannot fetch it."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (of_person(), UniqueConstraint("token_hash"))
    organisation_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    token_hash: str
    made_at: str


class FeedUseRow(Base, table=True):
    """When programs fetched a feed, and what it gave last, as JSON; it goes with the feed."""

    __tablename__ = "feed_uses"
    __table_args__ = (of_person(),)
    organisation_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    fetched: str
    given: str
