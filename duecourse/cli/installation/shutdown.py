"""How a process that serves comes to its end: by a signal, or because a part of it died."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from dataclasses import dataclass, field

import typer

from duecourse.casework.context.access_log import leave
from duecourse.casework.context.services import Services
from duecourse.logs.log import Log

log = Log("duecourse")
MOMENT = 1.0


@dataclass(frozen=True)
class Stopping:
    """Whether the process is to stop; `before` are the threads that ran before it began to serve."""

    asked: threading.Event = field(default_factory=threading.Event)
    before: frozenset[threading.Thread] = field(default_factory=lambda: frozenset(threading.enumerate()))

    def on_signals(self) -> Stopping:
        """From now on SIGINT and SIGTERM ask for the end; the main thread has to stay free to hear them."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.asked.set())
        return self

    def end(self, place: Services, *, well: bool) -> None:
        """End the process: with 1 where a part of it died, so that what started it starts it again.

        Threads that still wait for something, such as a lock, are left; what they have not committed is undone, and
        what is left in the spool, the next process takes.
        """
        leave(place)
        place.store.close()
        if well:
            typer.echo("Stopped.")
        else:
            log.fault("part-died", "A part of the process died, so all of it stops.")
        if self._is_anything_left():
            logging.shutdown()
            sys.stdout.flush()
            os._exit(0 if well else 1)
        if not well:
            raise typer.Exit(1)

    def _is_anything_left(self) -> bool:
        """Say whether threads that would keep the process alive do not end by themselves within a moment."""
        left = [each for each in set(threading.enumerate()) - self.before if not each.daemon]
        for thread in left:
            thread.join(MOMENT / len(left))
        return any(thread.is_alive() for thread in left)
