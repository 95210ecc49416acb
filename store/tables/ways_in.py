"""What keeps a way in from being used against its owner: wrong tries, known devices, second factors."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from store.tables.accounts import of_person
from store.tables.base import Base


class WrongTriesRow(Base, table=True):
    """How many wrong tries there were of a name, a place or a device, none of which it names."""

    __tablename__ = "wrong_tries"
    organisation_id: str = Field(primary_key=True, foreign_key="organisations.id")
    subject: str = Field(primary_key=True)
    tries: int
    last_at: str
    free_at: str


class KnownDeviceRow(Base, table=True):
    """A browser in which somebody signed in, by the hash of what its cookie holds."""

    __tablename__ = "known_devices"
    __table_args__ = (
        of_person(),
        Index("ix_known_devices_person", "person_id"),
        Index("ix_known_devices_token", "organisation_id", "token_hash"),
    )
    organisation_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    token_hash: str = Field(primary_key=True)
    first_at: str
    last_at: str


class SecondFactorRow(Base, table=True):
    """The second factor of a person: the secret of their app, and hashes of the recovery codes that are left."""

    __tablename__ = "second_factors"
    __table_args__ = (of_person(),)
    organisation_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    secret: str
    since: str
    recovery: str


class OneTimeLinkRow(Base, table=True):
    """The newest link by which a person chooses a password, by the hash of its code."""

    __tablename__ = "one_time_links"
    __table_args__ = (of_person(), Index("ix_one_time_links_token", "token_hash"))
    organisation_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    kind: str
    way: str
    token_hash: str
    sent_to: str
    made_at: str
    made_by: str
    until: str
    sent_at: str | None
    used_at: str | None
    ended_at: str | None


class BoundIdentityRow(Base, table=True):
    """Who a person is at the provider that they sign in with."""

    __tablename__ = "bound_identities"
    __table_args__ = (
        of_person(),
        Index("ix_bound_identities_subject", "organisation_id", "issuer", "subject", unique=True),
    )
    organisation_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    issuer: str
    subject: str
    bound_at: str


class PasskeyRow(Base, table=True):
    """A passkey of a person: its public key, what its device counted, and when it was used."""

    __tablename__ = "passkeys"
    __table_args__ = (of_person(),)
    organisation_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    credential: str = Field(primary_key=True)
    key: str
    count: int
    name: str
    since: str
    used_at: str | None
