"""Where the time comes from: the only module that asks the machine."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        """Give the present moment, aware and in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Give seconds that only ever grow."""
        return time.monotonic()


@dataclass
class SetClock:
    """A clock that stands where it was put: for tests, and for a sweep at another time on invented data."""

    moment: datetime
    seconds: float = 0.0

    def now(self) -> datetime:
        """Give the moment it was put at."""
        return self.moment

    def monotonic(self) -> float:
        """Give the seconds it was put at."""
        return self.seconds
