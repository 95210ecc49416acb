"""Loops that never end, and one pass, each in a process of its own: `python -m tests.faults.loops`."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any, cast

from duecourse.access_spool import AccessSpool
from duecourse.bootstrap import directory
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.access_log import log_read, take_reads
from duecourse.casework.context.services import Services
from duecourse.clock import SetClock, SystemClock
from duecourse.files import EvidenceFiles
from duecourse.identifiers import RandomIdentifiers
from engine.errors import Unavailable
from engine.identity import CaseReference
from engine.ports.store import Store
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
        # one that waits for others too long is asked again, as a worker asks at its next turn
        with suppress(Unavailable):
            do_once(place, what, CaseReference(reference), Path(answers))
    make_pass(place, Path(answers))


def do_once(place: Services, what: str, reference: CaseReference, answers: Path) -> None:
    """Act, look some times, or sweep."""
    if what == "look":
        look(place, reference, answers)
    elif what == "act":
        act(place, "senior", reference, "case/1", "call_999", emergency_words="Called.")
    else:
        sweep(place, START + timedelta(days=5))


class Halting:
    """A store whose batches stop in the middle, with the lock, while there is a file that says so."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store, self._hold, self._held = store, folder / "hold", folder / "held"

    @property
    def is_awaited(self) -> bool:
        while self._hold.exists():
            self._held.touch()
            Event().wait(0.01)
        self._held.unlink(missing_ok=True)
        return self._store.is_awaited

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


class Running(SetClock):
    """A clock whose day stands and whose seconds run."""

    def monotonic(self) -> float:
        return SystemClock().monotonic()


def make_pass(place: Services, batches: Path) -> None:
    """Make one pass of the scheduler as it makes them, and note each batch that has ended."""
    place = replace(place, store=cast(Store, Halting(place.store, batches.parent)), clock=Running(place.clock.now()))
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
