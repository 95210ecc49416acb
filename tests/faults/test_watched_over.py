"""Real processes: a scheduler that falls silent and a wall clock that jumps; somebody is told, and nothing doubles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from duecourse.bootstrap import build_services
from duecourse.casework.commands.sweep import EVERY, SILENT
from duecourse.config import Settings
from engine.ports.watch.troubles import JUMPS, TroubleCode
from tests.databases import open_store, postgresql
from tests.faults.processes import Process, fill, started, swept
from tests.mail_relays import SENDER, Taken, smtp_relay
from tests.told_administrators import ADDRESS, address_one_administrator

pytestmark = pytest.mark.thorough

RUNS = "The scheduler is running."
TWO_INTERVALS = 2 * EVERY.total_seconds()
SOON = SILENT.total_seconds() + TWO_INTERVALS
TOLD = SOON + 150.0
"""Seconds within which an administrator is told: three intervals, and two looks a minute apart."""
DAYS, HOUR = 3 * 86400, 3600


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'duecourse.db'}"
        return
    with postgresql() as address:
        yield address


def counts(url: str) -> tuple[int, int]:
    """Count the notices of the outbox, and the different ones among them."""
    store = open_store(url)
    with store.reading() as reading:
        found = reading.notices(reading.organisation().id)
    store.close()
    return len(found), len({(each.recipient, each.dedupe) for each in found})


def jumps(url: str) -> list[TroubleCode]:
    store = open_store(url)
    with store.reading() as reading:
        found = [each.code for each in reading.troubles(reading.organisation().id) if each.code in JUMPS]
    store.close()
    return found


def resumed(process: Process, url: str) -> float:
    """Wait for another sweep. Gives the seconds that took."""
    before = swept(url)
    return process.wait_until(lambda: swept(url) not in (None, before), 4 * TWO_INTERVALS)


def test_a_scheduler_that_falls_silent_turns_ready_red_and_an_administrator_is_told_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'duecourse.db'}"
    fill(url, tmp_path)
    place = build_services(Settings(data=tmp_path, database=url))
    address_one_administrator(place)
    place.store.close()
    taken = Taken()
    with smtp_relay(taken=taken) as (port, _):
        settings = {
            "DUECOURSE_MAIL_RELAY": f"plain://127.0.0.1:{port}",
            "DUECOURSE_MAIL_FROM": SENDER,
            "DUECOURSE_MAIL_SITE": "https://duecourse.trust.example",
        }
        with started(tmp_path, url, "run", settings=settings, module="tests.faults.watched") as site:
            site.wait_for(RUNS)
            site.wait_until(lambda: site.colours()["sweep"] == "green", SOON)
            site.tell("silent")
            red = site.wait_until(lambda: site.colours()["sweep"] == "red", SOON)
            told = site.wait_until(lambda: bool(about(taken)), TOLD)
            Event().wait(TWO_INTERVALS)
            alive = site.ask("/health")

    print(f"silent: red after {red:.0f} s, told {told:.0f} s later")  # noqa: T201
    assert alive == 200
    assert len(about(taken)) == 1
    assert "Deadlines are not looked at" in about(taken)[0]


def about(taken: Taken) -> list[str]:
    """Give the messages about the installation that the relay took."""
    return [
        each.get_content() for each in taken.messages if "administrator" in each["Subject"] and each["To"] == ADDRESS
    ]


@pytest.mark.parametrize("seconds", [-HOUR, -DAYS, DAYS])
def test_a_wall_clock_that_jumps_fires_nothing_twice_and_the_sweep_resumes_within_two_intervals(
    url: str, tmp_path: Path, seconds: int
) -> None:
    fill(url, tmp_path)
    with started(tmp_path, url, "run", module="tests.faults.watched") as site:
        site.wait_for(RUNS)
        site.wait_until(lambda: swept(url) is not None, SOON)
        before = counts(url)
        site.tell(f"jump {seconds}")
        took = resumed(site, url)
        seen = site.wait_until(lambda: site.colours()["clock"] == "yellow", SOON)
        ready = site.ask("/ready")
        after = counts(url)

    print(f"jump of {seconds} s: swept after {took:.0f} s, shown {seen:.0f} s later; {before} {after}")  # noqa: T201
    assert took < TWO_INTERVALS
    assert after[0] == after[1]
    assert before == after if seconds < 0 else after >= before
    assert jumps(url) == [TroubleCode.CLOCK_BACK if seconds < 0 else TroubleCode.CLOCK_FORWARD]
    assert ready == 200
