"""How people sign in, who is signed in, what they typed and have not sent in yet; and what a store does for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from engine.identity import OrganisationId, PersonId
from engine.ports.feeds.calendar_feeds import FeedsReading, FeedsWriting
from engine.ports.ways_in.bound_identities import IdentitiesReading, IdentitiesWriting
from engine.ports.ways_in.known_devices import DevicesReading, DevicesWriting
from engine.ports.ways_in.one_time_links import LinksReading, LinksWriting
from engine.ports.ways_in.passkeys import PasskeysReading, PasskeysWriting
from engine.ports.ways_in.second_factors import FactorsReading, FactorsWriting
from engine.ports.ways_in.wrong_tries import TriesWriting


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How a person signs in. `name` is compared without regard to capitals and stored in lower case."""

    organisation: OrganisationId
    person: PersonId
    name: str
    password_hash: str = field(repr=False)
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSession:
    """Somebody's time at the site. `token_hash` is the SHA-256 of the cookie's token; `ended_at` is None while it
    lives, and also where it ran out by itself. One that came by a private link goes to `one_page` and no other; a
    link that nobody has opened yet `is_link`, and signs nobody in. `address` and `device` are where it began, for the
    eyes of its person. Its `stage` is what it waits for, `confirmed_at` when it was last asked again who they are."""

    token_hash: str
    organisation: OrganisationId
    person: PersonId
    started_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None
    one_page: str = ""
    is_link: bool = False
    address: str = ""
    device: str = ""
    stage: str = ""
    confirmed_at: datetime | None = None

    @property
    def signs_in(self) -> bool:
        """Say whether somebody is signed in by it, once it began: no link that is still to be opened, no half way."""
        return not self.is_link and self.stage != CODE


CODE, SET_UP = "code", "set up"
"""Stages of a session: the password was right and a code is wanted, so that it signs nobody in; and everything stands
still until a second factor is set up. One that waits for nothing has none."""


WAITING_FILES = "/report/files/kept"
"""The place at which is kept which files wait with somebody's report, and under what."""
SEARCHES = "/search"
"""The place at which is kept what somebody looked for: it goes with anything that is erased."""

SAVED_VIEWS = "/views/kept"
"""The place at which are kept the lists that somebody saved under a name: they stay until they delete them.

No form has this address: what is typed into one whose session has ended is kept at the address of that form.
"""


LASTING = (SAVED_VIEWS, WAITING_FILES)
"""What is kept at these places does not make way for other forms of the same person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForm:
    """What somebody typed into a form at a place (an address of ours) and has not sent in yet."""

    organisation: OrganisationId
    person: PersonId
    place: str
    fields: Mapping[str, str] = field(repr=False)
    saved_at: datetime


class AccountsReading(
    FeedsReading, DevicesReading, FactorsReading, LinksReading, IdentitiesReading, PasskeysReading, Protocol
):
    """What a look at the store gives of accounts, and of the feeds that are a way in beside them."""

    def account(self, name: str) -> Account | None:
        """Find an account by the name that somebody signs in with, whatever its capitals."""
        ...

    def account_of(self, person: PersonId) -> Account | None:
        """Give the account of a person; None where they cannot sign in."""
        ...

    def all_accounts(self, organisation: OrganisationId) -> Sequence[Account]:
        """List who can sign in by a name and a password, by name, those who have left included."""
        ...

    def session(self, token_hash: str) -> WebSession | None:
        """Find a session by the hash of its token, also one that has ended."""
        ...

    def sessions_of(self, person: PersonId, since: datetime) -> Sequence[WebSession]:
        """List the sessions of a person that have not ended and were seen since a moment, the newest first."""
        ...

    def kept_form(self, person: PersonId, place: str) -> KeptForm | None:
        """Give what a person typed at a place and has not sent in."""
        ...

    def kept_forms(self, person: PersonId) -> Sequence[KeptForm]:
        """List everything that a person typed and has not sent in, newest first."""
        ...

    def forms_at(self, place: str, before: datetime) -> Sequence[KeptForm]:
        """List what anybody typed at a place before a moment and has not sent in."""
        ...


class AccountsWriting(
    FeedsWriting,
    DevicesWriting,
    TriesWriting,
    FactorsWriting,
    LinksWriting,
    IdentitiesWriting,
    PasskeysWriting,
    Protocol,
):
    """What a transaction writes of them."""

    def hold_account(self, person: PersonId) -> Account | None:
        """Give the account of a person as it is until the transaction ends: nobody else changes it meanwhile."""
        ...

    def save_account(self, account: Account) -> None:
        """Add an account, or replace that of the same person. A name that somebody else has is a BrokenRecord."""
        ...

    def save_session(self, session: WebSession) -> None:
        """Add a session, or write when it was last seen and when it ended. One that has ended stays ended."""
        ...

    def stage_session(self, token_hash: str, stage: str) -> None:
        """Write what a session waits for now, and nothing else of it."""
        ...

    def confirm_session(self, token_hash: str, at: datetime) -> None:
        """Write when somebody was last asked again who they are, and nothing else of the session."""
        ...

    def end_sessions(self, person: PersonId, at: datetime) -> int:
        """End every session of a person that has not ended. Gives how many those were."""
        ...

    def end_session(self, token_hash: str, at: datetime) -> bool:
        """End a session. Says whether it had not ended before: of several who do it at once, to one alone."""
        ...

    def end_links(self, person: PersonId, at: datetime, page: str = "") -> int:
        """End the private links of a person to one page, or to any, opened or not. Gives how many those were."""
        ...

    def purge_sessions(self, before: datetime) -> int:
        """Remove the sessions last seen before a moment. Gives how many those were."""
        ...

    def keep_form(self, form: KeptForm) -> None:
        """Keep what a person typed, in place of what they typed there before."""
        ...

    def drop_form(self, person: PersonId, place: str) -> None:
        """Let go of what a person typed at a place; does nothing where nothing is kept."""
        ...

    def purge_forms(self, before: datetime) -> int:
        """Remove what was kept before a moment, but for saved views. Gives how many forms those were."""
        ...

    def spend(self, token: str, person: PersonId, outcome: str, at: datetime) -> None:
        """Use up a person's once-only token; undone with the transaction. Of two at the same time the second waits.

        Raises:
            AlreadyDone: this person spent it before; it carries what came of that.
        """
        ...

    def purge_spent(self, before: datetime) -> int:
        """Forget the tokens spent before a moment. Gives how many those were."""
        ...


class Passwords(Protocol):
    """What makes a password into a hash that is slow to guess from."""

    def hash(self, password: str) -> str:
        """Hash a password with a salt of its own."""
        ...

    def matches(self, hash_: str, password: str) -> bool:
        """Say whether a hash was made from this password."""
        ...

    def is_outdated(self, hash_: str) -> bool:
        """Say whether a hash was made more cheaply than would be done today."""
        ...
