"""Make the store of an earlier version that the tests keep: its demo, and one case of each kind that was ever lost.

It is run in a checkout of that version, so it uses only what every version has: the demo and the command line, which
is handed its clock. (Before that, a clock stood in a module: the script of those days is in the history.)

    git archive COMMIT | tar --extract --directory OLD
    cd OLD && PYTHONPATH=. PYTHON NEW/scripts/keep_store.py FOLDER 2026-11-20T09:00:00+00:00

FOLDER then holds `kept.db`; `xz -9e` it into tests/data/stores/ under the name of the day and the commit.
"""

from __future__ import annotations

import io
import os
import sqlite3
import sys
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from pathlib import Path

from duecourse import cli
from duecourse.bootstrap import build_services, directory
from duecourse.cli.call import Call
from duecourse.clock import SetClock
from duecourse.config import read_settings
from duecourse.demo import make_demo

ANSWERS = ("life_in_danger=no", "child_at_risk=no", "personal_data=no", "category=image")


def said(data: Path, who: str, moment: datetime, *words: str) -> str:
    """Run one command as somebody at a moment. Gives what it printed."""
    os.environ["DUECOURSE_AS"] = f"oakfield-{who}"
    printed = io.StringIO()
    with redirect_stdout(printed):
        cli.main(["--data", str(data), *words], Call(clock=SetClock(moment)))
    return printed.getvalue()


def opened(data: Path, moment: datetime, image: str, address: str) -> str:
    """Report an incident. Gives its reference."""
    facts = [word for answer in (*ANSWERS, f"illegal_image={image}") for word in ("--fact", answer)]
    words = ("--fact", "what_happened=A picture was posted.", "--for", "oakfield-teacher", "--address", address)
    told = said(data, "teacher", moment, "open", "--policy", "lumen", "--school", "oakfield", *facts, *words)
    return told.split(" ", 1)[0]


def tell(data: Path, now: datetime) -> None:
    """Tell three cases: one flagged, one that nobody knows about, and one whose first letter is issued."""
    flagged = opened(data, now, "no", "https://posts.example/flagged")
    said(data, "senior", now, "address", "flag", flagged, "1", "--illegal-image")
    opened(data, now, "dont_know", "https://posts.example/unsure")
    late = opened(data, now - timedelta(days=3), "no", "https://posts.example/late")
    said(data, "senior", now, "act", late, "case", "acknowledge")
    said(data, "senior", now, "letter", "issue", late, "1")


def main() -> None:
    """Make the store."""
    data, now = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
    place = build_services(read_settings({}, data=str(data)), SetClock(now))
    make_demo(place, directory("terms.yaml"))
    place.store.close()
    tell(data, now)
    connection = sqlite3.connect(data / "duecourse.db")
    connection.execute("VACUUM INTO ?", (str(data / "kept.db"),))
    connection.close()


if __name__ == "__main__":
    main()
