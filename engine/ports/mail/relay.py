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

ADDRESS = re.compile(r"[!-~]+@[!-~]+")
NOT_IN_ADDRESS = re.compile(r"[<>,;:\"()\[\]\\]")


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


@dataclass(frozen=True, slots=True)
class RelayAnswer:
    """What a relay said of one message: the fate, the number of the reply (0 where none came), and its own words.

    The words may name the address: they are shown to the person who typed it, and never kept or logged.
    """

    fate: Fate
    code: int = 0
    words: str = field(default="", repr=False)


def is_address(text: str) -> bool:
    """Say whether something is one address that SMTP can carry: visible ASCII with one @, and no mark of a list."""
    return bool(ADDRESS.fullmatch(text)) and text.count("@") == 1 and not NOT_IN_ADDRESS.search(text)


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
