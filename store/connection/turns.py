"""Who writes next in a process: people in the order they came, and the scheduler when nobody waits.

SQLite lets one write at a time, and those who wait for it ask again and again, ever less often: one that takes the
lock again at once gets it before them. So the threads of one process take turns here first, and wake each other.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager

from engine.errors import Unavailable

MODEST = 2.0
"""Seconds for which the scheduler lets everybody go first; then it waits in the line, so that alerts come anyhow."""


class Turns:
    """A line of those who want to write."""

    def __init__(self, seconds: float) -> None:
        """Begin with nobody; nobody waits for longer than so many seconds."""
        self._seconds = seconds
        self._changed = threading.Condition()
        self._line: deque[object] = deque()
        self._is_taken = False

    @property
    def waiting(self) -> int:
        """Say how many stand in the line."""
        return len(self._line)

    @contextmanager
    def turn(self, *, gives_way: bool) -> Generator[None]:
        """Wait for a turn and take it; with `gives_way`, only once nobody else stands in the line.

        Raises Unavailable where it does not come in time.
        """
        self._take(gives_way=gives_way)
        try:
            yield
        finally:
            with self._changed:
                self._is_taken = False
                self._changed.notify_all()

    def _take(self, *, gives_way: bool) -> None:
        ticket = object()
        with self._changed:
            if gives_way:
                self._changed.wait_for(lambda: not self._line and not self._is_taken, MODEST)
            self._line.append(ticket)
            try:
                if not self._changed.wait_for(lambda: not self._is_taken and self._line[0] is ticket, self._seconds):
                    raise Unavailable("Others are writing. Nothing was written; try again in a moment.")
                self._is_taken = True
            finally:
                self._line.remove(ticket)
                self._changed.notify_all()
