"""A sweep in one process leaves room for people in another: a step waits for the batch that is on, and a page for none.

What is counted are batches that ended meanwhile, not seconds: these say how busy a machine is.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from duecourse.demo import make_accounts
from duecourse.web.app import build_app
from engine.identity import CASE, CaseReference
from tests.databases import open_store, postgresql
from tests.faults.test_kill import killed_at_last
from tests.services import START, act, move_clock, report, scheduler, services_on
from tests.site import Site, cheap_passwords

pytestmark = pytest.mark.thorough

CASES, ROUNDS = 300, 5
LATE = START + timedelta(days=5)
OFTEN, MOMENT = 3000, 0.01


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.db'}"
        return
    with postgresql() as address:
        yield address


@dataclass(frozen=True)
class Beside:
    """A pass in another process: it stops in the middle of a batch, with the lock, while `hold` is there."""

    sweeping: subprocess.Popen[str]
    folder: Path

    @property
    def batches(self) -> int:
        """Count the batches that have ended."""
        return (self.folder / "batches").stat().st_size

    def stop_in_a_batch(self) -> None:
        """Let it stop in the middle of its next batch."""
        (self.folder / "hold").touch()
        self.wait_until((self.folder / "held").exists)

    def go_on(self) -> None:
        """Let it end its batch and go on."""
        (self.folder / "hold").unlink()
        self.wait_until(lambda: not (self.folder / "held").exists())

    def wait_until(self, what: Callable[[], bool]) -> None:
        """Wait until something is so."""
        for _ in range(OFTEN):
            if what():
                return
            assert self.sweeping.poll() is None, "the pass has ended"
            Event().wait(MOMENT)
        raise AssertionError("not within half a minute")


def test_people_wait_for_the_batch_that_is_on_and_pages_for_none(url: str, tmp_path: Path) -> None:
    place = services_on(open_store(url), tmp_path)
    make_accounts(place, cheap_passwords())
    cases = [report(place, f"https://posts.example/{number}") for number in range(CASES)]
    move_clock(place, LATE)
    senior = Site(place, build_app(place, cheap_passwords())).person("oakfield-senior")
    (tmp_path / "batches").touch()
    waited = list[int]()

    def step(reference: CaseReference) -> None:
        begun = beside.batches
        act(place, "senior", reference, "case/1", "acknowledge")
        waited.append(beside.batches - begun)

    with killed_at_last("pass", url, str(tmp_path), "", str(tmp_path / "batches")) as sweeping:
        beside = Beside(sweeping, tmp_path)
        for reference in cases[: -ROUNDS - 1 : -1]:
            beside.stop_in_a_batch()
            before = beside.batches
            pages = [senior.client.get(path).status_code for path in (f"/cases/{reference}", "/work", "/cases")]
            person = Thread(target=step, args=(reference,))
            person.start()

            assert (pages, beside.batches) == ([200, 200, 200], before)
            beside.go_on()
            person.join()
        ended = sweeping.wait(120)
    with place.store.reading() as reading:
        due = reading.due_cases(reading.organisation().id, LATE, CASES)
        stepped = [reading.find_case(scheduler(place), each).tracks[CASE].state for each in cases[-ROUNDS:]]
    place.store.close()

    assert (ended, due) == (0, [])
    assert beside.batches > ROUNDS
    assert stepped == ["acknowledged"] * ROUNDS
    assert len(waited) == ROUNDS
    assert max(waited) <= 1, waited
