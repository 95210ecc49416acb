"""Loops that never end, and one pass, each in a process of its own: `python -m tests.faults.loops`."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from threading import Event

from duecourse.access_spool import AccessSpool
from duecourse.bootstrap import directory
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.access_log import log_read, take_reads
from duecourse.casework.context.services import Services
from duecourse.clock import SetClock
from duecourse.files import EvidenceFiles
from duecourse.identifiers import RandomIdentifiers
from engine.identity import CaseReference
from tests.sealing import open_sealed
from tests.services import START, act, caller, letters, library


def main(what: str, url: str, folder: str, reference: str = "", answers: str = "") -> None:
    """Say `ready` once everything is put together, then `act`, `look` or `sweep` for ever, or make one `pass`."""
    place = Services(
        store=open_sealed(url),
        spool=AccessSpool(Path(folder) / "spool", RandomIdentifiers()),
        library=library(),
        clock=SetClock(START + timedelta(hours=1)),
        ids=RandomIdentifiers(),
        letters=letters(),
        files=EvidenceFiles(Path(folder)),
        bank_holidays=directory("bank_holidays.yaml"),
    )
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while what != "pass":
        if what == "look":
            look(place, CaseReference(reference), Path(answers))
        elif what == "act":
            act(place, "senior", CaseReference(reference), "case/1", "call_999", emergency_words="Called.")
        else:
            sweep(place, START + timedelta(days=5))
    make_pass(place, Path(answers))


def make_pass(place: Services, batches: Path) -> None:
    """Make one pass of the scheduler as it makes them, and note each batch that has ended."""
    with batches.open("ab", buffering=0) as file:

        def rest(seconds: float) -> bool:
            file.write(b".")
            return Event().wait(seconds)

        sweep(place, START + timedelta(days=5), rest=rest)


def look(place: Services, reference: CaseReference, answers: Path) -> None:
    """Look at a case some times, noting each answer that was given; bring the looks in, and let go of the spool."""
    by = caller(place, "oakfield-senior")
    with answers.open("ab", buffering=0) as file:
        for _ in range(5):
            which = place.ids.identifier()
            log_read(place, by, reference, which)
            file.write(f"{which}\n".encode())
            take_reads(place)
    place.spool.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
