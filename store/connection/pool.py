"""Connections of one database: opened when they are needed, a few kept for the next."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from engine.errors import Unavailable

AT_ONCE, KEPT, WAIT_SECONDS = 15, 5, 30.0
"""How many may be in use at once, how many are kept, and how long somebody waits for one."""


class Pool:
    """Connections that are taken and given back; those nobody uses lie on a pile, the last one on top."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._free = threading.BoundedSemaphore(AT_ONCE)
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
