"""Duecourse whose clock and scheduler are told what to do, a line at a time: `python -m tests.faults.watched`.

`jump SECONDS` moves the wall clock, that of the scheduler's library too; `silent` has nothing wake the jobs any more.
"""

from __future__ import annotations

import sys
import threading
from datetime import UTC, datetime, timedelta, tzinfo
from importlib import import_module
from operator import methodcaller

from duecourse.cli import main
from duecourse.clock import SystemClock
from duecourse.scheduler import Runner

RUNNERS: list[Runner] = []
MOVED = [timedelta()]


class Moved(datetime):
    """The time of a machine whose clock was moved."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # pyrefly: ignore[bad-override]
        return (datetime.now(UTC) + MOVED[0]).astimezone(tz)  # noqa: TID251  # this is the machine here


class Watched(Runner):
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
            methodcaller("pause")(RUNNERS[0].scheduler)


def moved_now(clock: SystemClock) -> datetime:
    """Give the time of the clock as it was moved."""
    del clock
    return Moved.now(UTC)


if __name__ == "__main__":
    vars(import_module("apscheduler.schedulers.base"))["datetime"] = Moved
    type.__setattr__(SystemClock, "now", moved_now)
    vars(import_module("duecourse.cli.installation.serving"))["Runner"] = Watched
    threading.Thread(target=follow, daemon=True).start()
    main()
