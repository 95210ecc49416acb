"""The trust's mail relay as casework knows it: one message at a time, answered in codes.

A relay fails in two ways. It takes no mail at all: that is `RelayAway`, and no message is to blame. Or it answers about
one message, and the `RelayAnswer` says what became of it.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from engine.errors import Unavailable

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
"""RFC 5321, 4.1.2: words with single dots between them, nothing in quotes, and the name of a host."""

LONGEST_BEFORE_AT, LONGEST_IN_ALL = 64, 254
"""RFC 5321, 4.5.3.1: so many characters before the @, and in all."""

ENCODED = "=?"
"""Begins what a mail program would decode, which no address may hold (RFC 2047, 5)."""


class Fate(StrEnum):
    """What became of a message; `UNKNOWN` is one that was handed over whole and never answered."""

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"


class WhyAway(StrEnum):
    """Why a relay takes no mail at all."""

    CONNECTION = "connection"
    TLS = "tls"
    CERTIFICATE = "certificate"
    SECRET = "secret"
    TOKEN = "token"
    SIGNING_IN = "signing in"
    SENDER = "sender"
    BUSY = "busy"


class RelayAway(Unavailable):
    """The relay takes no mail, for a reason of its own; nothing was handed over."""

    def __init__(self, why: WhyAway, says: str) -> None:
        """Keep why, beside the words."""
        super().__init__(says)
        self.why = why


@dataclass(frozen=True, slots=True)
class AttachedPdf:
    """A PDF that goes with a message: its name, which says nothing about anybody, and its bytes."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnclosedFile:
    """A file that goes with a letter: its name, which says nothing about anybody, its media type and its bytes."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """A message to one address. `id` is its Message-ID with its angle brackets, `at` the moment in its head.

    `sender_name` stands before the address that it comes from. A person sent it where it is not `by_machine`. Answers
    go to `reply_to`, or to the address that it comes from.
    """

    id: str
    to: str
    subject: str
    text: str
    at: datetime
    sender_name: str = "Duecourse"
    by_machine: bool = True
    reply_to: str = ""
    attached: AttachedPdf | None = None
    enclosed: tuple[EnclosedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class RelayAnswer:
    """What a relay said of one message: the fate, the number of the reply (0 where none came), and its own words.

    The words may name the address: they are shown to the person who typed it, and never kept or logged. Where the
    answer is `ours`, the relay never heard of the message, and the words are a sentence of our own about nobody.
    """

    fate: Fate
    code: int = 0
    words: str = field(default="", repr=False)
    ours: bool = False


BAD_ADDRESS = RelayAnswer(Fate.NEVER, 553, "This is no address that a message can be sent to.", ours=True)
UNWRITABLE = RelayAnswer(Fate.NEVER, 554, "A sign in it, or in a name, keeps it from being written as mail.", ours=True)
"""What is answered of a message that is not handed over, as it could not be written; the next one goes on."""


def is_address(text: str) -> bool:
    """Say whether something is one address that SMTP can carry, and that can be written in the head of a message."""
    fits = len(text) <= LONGEST_IN_ALL and text.find("@") <= LONGEST_BEFORE_AT and ENCODED not in text
    return fits and ADDRESS.fullmatch(text) is not None


class RelayLine(Protocol):
    """An open connection to a relay, signed in."""

    def submit(self, message: Outbound) -> RelayAnswer:
        """Hand one message over. Raises RelayAway where the relay takes none; this one was not handed over then."""
        ...


class Relay(Protocol):
    """The way out of the house."""

    def connected(self) -> AbstractContextManager[RelayLine]:
        """Open a connection for a few messages. Raises RelayAway."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Postroom:
    """How mail leaves this installation: the relay, and what messages need to be written.

    `site` is the address at which people sign in, `domain` what Message-IDs end with, `sender` the address that mail
    comes from. More than `burst` notices at once wait for an administrator's word.
    """

    relay: Relay
    site: str
    domain: str
    burst: int
    sender: str = ""
