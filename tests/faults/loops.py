"""Loops that never end, each in a process of its own that a test kills: `python -m tests.faults.loops`."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from duecourse.bootstrap import directory
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.services import Services
from duecourse.clock import SetClock
from duecourse.files import EvidenceFiles
from duecourse.identifiers import RandomIdentifiers
from engine.identity import CaseReference
from store import open_store
from tests.services import START, act, letters, library


def main(what: str, url: str, folder: str, reference: str = "") -> None:
    """Say `ready` once everything is put together, then `act` or `sweep` for ever."""
    place = Services(
        store=open_store(url),
        library=library(),
        clock=SetClock(START + timedelta(hours=1)),
        ids=RandomIdentifiers(),
        letters=letters(),
        files=EvidenceFiles(Path(folder)),
        bank_holidays=directory("bank_holidays.yaml"),
    )
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        if what == "act":
            act(place, "senior", CaseReference(reference), "case/1", "call_999", emergency_words="Called.")
        else:
            sweep(place, START + timedelta(days=5))


if __name__ == "__main__":
    main(*sys.argv[1:])
