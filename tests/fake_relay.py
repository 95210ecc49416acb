"""A relay in memory: it answers as the real one does, by the addresses of `tests.mail_relays`."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from duecourse.casework.context.services import Services
from engine.ports.mail.relay import (
    BAD_ADDRESS,
    Fate,
    Outbound,
    Postroom,
    RelayAnswer,
    RelayAway,
    RelayLine,
    WhyAway,
    is_address,
)
from tests.mail_relays import DROPS, FULL, LATER, NEVER

SITE = "https://duecourse.trust.example"
REPLIES = {
    LATER: RelayAnswer(Fate.LATER, 451, "try again later"),
    NEVER: RelayAnswer(Fate.NEVER, 550, "unknown"),
    FULL: RelayAnswer(Fate.NEVER, 552, "too big"),
}


@dataclass
class FakeRelay:
    """Keeps what it takes; `away` makes it take nothing."""

    taken: list[Outbound] = field(default_factory=list)
    away: bool = False
    refuses_sender: bool = False
    opened: int = 0

    @contextmanager
    def connected(self) -> Generator[RelayLine]:
        if self.away:
            raise RelayAway(WhyAway.CONNECTION, "It does not answer.")
        self.opened += 1
        yield FakeLine(self)


@dataclass
class FakeLine:
    """One connection; once it broke off, it takes nothing more."""

    relay: FakeRelay
    broken: bool = False

    def submit(self, message: Outbound) -> RelayAnswer:
        if self.broken:
            raise RelayAway(WhyAway.CONNECTION, "It broke off.")
        if self.relay.refuses_sender:
            raise RelayAway(WhyAway.SENDER, "Not this sender.")
        if not is_address(message.to):
            return BAD_ADDRESS
        if message.to in REPLIES:
            return REPLIES[message.to]
        self.relay.taken.append(message)
        if message.to == DROPS:
            self.broken = True
            return RelayAnswer(Fate.UNKNOWN)
        return RelayAnswer(Fate.TAKEN, 250, "taken")


def with_mail(place: Services, burst: int = 200) -> tuple[Services, FakeRelay]:
    """Give the services with a relay in memory."""
    relay = FakeRelay()
    return replace(place, postroom=Postroom(relay=relay, site=SITE, domain="trust.example", burst=burst)), relay


@dataclass
class Watched:
    """A relay during each message of which something else happens."""

    relay: FakeRelay
    meanwhile: Callable[[], object]

    @contextmanager
    def connected(self) -> Generator[RelayLine]:
        with self.relay.connected() as line:
            yield WatchedLine(line, self.meanwhile)


@dataclass
class WatchedLine:
    """Its connection."""

    line: RelayLine
    meanwhile: Callable[[], object]

    def submit(self, message: Outbound) -> RelayAnswer:
        self.meanwhile()
        return self.line.submit(message)


def watched(place: Services, relay: FakeRelay, meanwhile: Callable[[], object]) -> Services:
    room = Postroom(relay=Watched(relay, meanwhile), site=SITE, domain="trust.example", burst=9)
    return replace(place, postroom=room)
