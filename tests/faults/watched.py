"""Duecourse whose clock and scheduler are told what to do, a line at a time: `python -m tests.faults.watched`.

`jump SECONDS` moves the wall clock, that of the scheduler's library too; `silent` has nothing wake the jobs any more.
"""

from __future__ import annotations

import sys
import threading
from datetime import UTC, datetime, timedelta, tzinfo

from apscheduler.schedulers import base

from duecourse import scheduler
from duecourse.cli import main
from duecourse.clock import SystemClock

RUNNERS: list[scheduler.Runner] = []
MOVED = [timedelta()]


class Moved(datetime):
    """The time of a machine whose clock was moved."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # pyrefly: ignore[bad-override]
        return (datetime.now(UTC) + MOVED[0]).astimezone(tz)  # noqa: TID251  # this is the machine here


class Watched(scheduler.Runner):
    """A runner that can be found."""

    def start(self) -> None:
        RUNNERS.append(self)
        super().start()


def follow() -> None:
    """Do what each line says."""
    for line in sys.stdin:
        what, _, seconds = line.strip().partition(" ")
        if what == "jump":
            MOVED[0] += timedelta(seconds=float(seconds))
        elif what == "silent":
            RUNNERS[0].scheduler.pause()


if __name__ == "__main__":
    base.datetime = Moved  # type: ignore[attr-defined]
    SystemClock.now = lambda self: Moved.now(UTC)  # type: ignore[method-assign]  # noqa: ARG005
    scheduler.Runner = Watched  # type: ignore[misc]
    threading.Thread(target=follow, daemon=True).start()
    main()
