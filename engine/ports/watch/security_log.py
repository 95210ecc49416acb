"""The security log: who came in, who was refused, what was done to accounts, and from where; by identifiers alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from engine.identity import NO_PERSON, OrganisationId, PersonId


class SecurityEvent(StrEnum):
    """What a line tells."""

    SIGNED_IN = "signed-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    SIGN_IN_LOCKED = "sign-in-locked"
    PASSWORD_RIGHT = "password-right"
    NEW_DEVICE = "new-device"
    LET_IN = "let-in"
    SIGNED_OUT = "signed-out"
    PASSWORD_SET = "password-set"
    PASSKEY_MADE = "passkey-made"
    PASSKEY_REMOVED = "passkey-removed"
    IDENTITY_BOUND = "identity-bound"
    IDENTITY_UNBOUND = "identity-unbound"
    IDENTITY_REFUSED = "identity-refused"
    RESET_ASKED = "reset-asked"
    SESSIONS_ENDED = "sessions-ended"
    CODE_REFUSED = "code-refused"
    CONFIRMED = "confirmed"
    CONFIRM_REFUSED = "confirm-refused"
    FACTOR_SET = "second-factor-set"
    FACTOR_REMOVED = "second-factor-removed"
    RECOVERY_MADE = "recovery-codes-made"
    RECOVERY_USED = "recovery-code-used"
    NOT_PERMITTED = "not-permitted"
    FOREIGN_FORM = "foreign-form"
    FOREIGN_NAME = "foreign-name"
    TOKEN_MADE = "token-made"
    TOKEN_USED = "token-used"
    TOKEN_REVOKED = "token-revoked"
    TOKEN_REFUSED = "token-refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityLine:
    """One line. `id` sorts by time.

    `person` is whom it is about, NO_PERSON where nobody is known; `by` who did it, where that is another. `address` is
    where it came from over the network, "" for this machine. `detail` is the template of a route, or a kind of token.
    """

    id: str
    organisation: OrganisationId
    at: datetime
    what: SecurityEvent
    person: PersonId = NO_PERSON
    by: PersonId = NO_PERSON
    address: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityWanted:
    """Which lines are asked for: of one kind, about or by one person, from one address, of a stretch of time.

    `kinds` are several kinds, none for all; with `is_about` the person did not merely do it to another.
    """

    what: SecurityEvent | None = None
    kinds: tuple[SecurityEvent, ...] = ()
    person: PersonId = NO_PERSON
    is_about: bool = False
    address: str = ""
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 50
    passed: int = 0


class SecurityReading(Protocol):
    """Reads of the security log."""

    def security_lines(self, organisation: OrganisationId, wanted: SecurityWanted) -> Sequence[SecurityLine]:
        """List the lines that are asked for, the newest first."""
        ...


class SecurityWriting(Protocol):
    """Writes of the security log."""

    def note_security(self, line: SecurityLine) -> None:
        """Write a line."""
        ...

    def purge_security(self, organisation: OrganisationId, before: datetime) -> int:
        """Forget the lines before a moment. Gives how many those were."""
        ...
