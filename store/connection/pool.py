"""Connections of one database: opened when they are needed, a few kept for the next."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from engine.errors import Unavailable

READERS, WRITERS, KEPT, WAIT_SECONDS = 12, 5, 4, 30.0
"""How many may read and write at once, how many of each are kept, and how long somebody waits for one.

Those who write have their own: who looks at something may have to write down that they did before they have finished,
and with one pile for both as many of them as there are connections would wait for each other.
"""


class Pool:
    """Connections that are taken and given back; those nobody uses lie on a pile, the last one on top."""

    def __init__(self, connect: Callable[[], Any], at_once: int) -> None:
        self._connect = connect
        self._free = threading.BoundedSemaphore(at_once)
        self._pile: list[Any] = []
        self._lock = threading.Lock()

    def take(self) -> Any:
        """Give a connection, a kept one where there is one. Raises what the driver raises, or Unavailable."""
        if not self._free.acquire(timeout=WAIT_SECONDS):
            raise Unavailable("Too many things are being done at once. Nothing was written; try again in a moment.")
        try:
            with self._lock:
                kept = self._pile.pop() if self._pile else None
            return self._connect() if kept is None else kept
        except BaseException:
            self._free.release()
            raise

    def give_back(self, connection: Any, *, sound: bool) -> None:
        """Take a connection back; one that is not sound, or that is one too many, is closed."""
        try:
            with self._lock:
                keeps = sound and len(self._pile) < KEPT
                if keeps:
                    self._pile.append(connection)
            if not keeps:
                connection.close()
        finally:
            self._free.release()

    def close(self) -> None:
        """Close every connection that nobody uses."""
        with self._lock:
            pile = list(self._pile)
            self._pile.clear()
        for connection in pile:
            connection.close()
