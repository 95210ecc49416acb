"""A relay in memory: it answers as the real one does, by the addresses of `tests.mail_relays`."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from engine.ports.mail.relay import Fate, Outbound, RelayAnswer, RelayAway, RelayLine, WhyAway, is_address
from tests.mail_relays import DROPS, FULL, LATER, NEVER

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
            return RelayAnswer(Fate.NEVER, 553, "no address")
        if message.to in REPLIES:
            return REPLIES[message.to]
        self.relay.taken.append(message)
        if message.to == DROPS:
            self.broken = True
            return RelayAnswer(Fate.UNKNOWN)
        return RelayAnswer(Fate.TAKEN, 250, "taken")
