"""Machines ask whether the site is alive and ready: without a sign-in, and without learning anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.services import Services
from duecourse.casework.mail.departure import send_mail
from duecourse.casework.upkeep.checkup import check_up_now
from duecourse.casework.upkeep.health import checks
from duecourse.casework.upkeep.troubles import look_after, note_jump
from duecourse.files import EvidenceFiles
from duecourse.outbox import run_outbox
from duecourse.web.app import build_app
from engine.errors import Unavailable
from engine.ports.mail.relay import Postroom
from engine.ports.settings import PAUSED, SENDING
from engine.ports.store import Reading, Writing
from tests.databases import open_store
from tests.fake_relay import FakeRelay
from tests.mail_relays import NEVER
from tests.services import act, move_clock, report, scheduler, services_on
from tests.site import ADDRESS, cheap_passwords


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    made = services_on(store, tmp_path)
    sweep(made, made.clock.now())
    yield made
    store.close()


def ask(place: Services, path: str) -> Response:
    client = TestClient(build_app(place, cheap_passwords()), base_url=ADDRESS, raise_server_exceptions=False)
    return client.get(path, follow_redirects=False)


def red(place: Services) -> list[str]:
    answer = ask(place, "/ready")
    found = [name for name, colour in answer.json()["checks"].items() if colour != "green"]
    assert (answer.status_code == 200) == (not found) == answer.json()["ready"]
    return found


def yellow(place: Services) -> list[str]:
    """Name what wants a person while the site is ready."""
    answer = ask(place, "/ready")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    return [name for name, colour in answer.json()["checks"].items() if colour == "yellow"]


def wait(place: Services, length: timedelta) -> None:
    move_clock(place, place.clock.now() + length)


def test_a_site_whose_scheduler_runs_is_ready(place: Services) -> None:
    answer = ask(place, "/ready")

    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "checks": dict.fromkeys(("database", "sweep", "outbox", "reads", "mail", "cases", "clock", "disk"), "green"),
    }


def test_a_sweep_older_than_three_intervals_is_red(place: Services) -> None:
    wait(place, timedelta(seconds=45))
    assert red(place) == []
    wait(place, timedelta(seconds=1))

    assert red(place) == ["sweep"]


def test_a_clock_that_was_set_back_does_not_make_an_old_sweep_look_new(place: Services) -> None:
    wait(place, timedelta(hours=-1))

    assert red(place) == ["sweep"]


def test_a_letter_that_nobody_renders_is_red(place: Services) -> None:
    act(place, "senior", report(place), "case/1", "acknowledge")
    wait(place, timedelta(minutes=6))
    sweep(place, place.clock.now())
    assert red(place) == ["outbox"]
    run_outbox(place)

    assert red(place) == []


def test_a_relay_that_takes_nothing_is_red_after_an_hour_and_with_a_danger_after_minutes(place: Services) -> None:
    relay = FakeRelay(away=True)
    room = Postroom(relay=relay, site="https://duecourse.trust.example", domain="trust.example", burst=200)
    place = replace(place, postroom=room)
    report(place, life_in_danger="yes")
    send_mail(place)
    at_once = red(place)
    wait(place, timedelta(minutes=11))
    sweep(place, place.clock.now())
    in_danger = red(place)
    relay.away = False
    send_mail(place)

    assert (at_once, in_danger) == ([], ["mail"])
    assert red(place) == []


def test_a_message_that_was_refused_is_yellow_and_a_fault_until_it_is_of_another_day(place: Services) -> None:
    room = Postroom(relay=FakeRelay(), site="https://duecourse.trust.example", domain="trust.example", burst=200)
    place = replace(place, postroom=room)
    with place.store.writing() as writing:
        for person in writing.people(writing.organisation().id):
            writing.save_person(replace(person, email=NEVER))
    report(place, life_in_danger="yes")
    send_mail(place)
    faults = [each.check for each in check_up_now(place) if each.stops]
    at_once = yellow(place)
    wait(place, timedelta(days=15))
    sweep(place, place.clock.now())
    with place.store.writing() as writing:
        for kind in ("alert", "given"):
            for each in writing.queued(writing.organisation().id, kind, 999):
                writing.move_mail(replace(each, state="done"), ("queued",))

    assert at_once == ["mail"]
    assert "mail" in faults
    assert yellow(place) == []


def test_a_case_set_aside_is_yellow(place: Services) -> None:
    reference = report(place)
    with place.store.writing() as writing:
        case = writing.find_case(scheduler(place), reference)
        writing.note_failure(case.organisation, case.id, "R1", 1)

    assert yellow(place) == ["cases"]


def test_a_jump_of_the_clock_is_yellow_for_a_day(place: Services) -> None:
    note_jump(place, 3 * 24 * 3600.0)
    seen = {check.name: check.says for check in checks(place)}["clock"]
    at_once = yellow(place)
    wait(place, timedelta(days=1))
    look_after(place)
    sweep(place, place.clock.now())

    assert at_once == ["clock"]
    assert "jumped forward by 259200 seconds" in seen
    assert yellow(place) == []


def test_mail_that_is_paused_is_red(place: Services) -> None:
    room = Postroom(relay=FakeRelay(), site="https://duecourse.trust.example", domain="trust.example", burst=200)
    place = replace(place, postroom=room)
    with place.store.writing() as writing:
        trust = writing.organisation()
        writing.save_organisation(replace(trust, settings={**trust.settings, SENDING: PAUSED}))

    assert red(place) == ["mail"]


class Away:
    """A store whose database does not answer."""

    def reading(self) -> AbstractContextManager[Reading]:
        raise Unavailable("The database could not do this (connection to 10.0.0.1 refused).")

    is_awaited = False

    def writing(self, *, gives_way: bool = False) -> AbstractContextManager[Writing]:  # noqa: ARG002  # as every store
        raise Unavailable("The database could not do this (connection to 10.0.0.1 refused).")

    def close(self) -> None:
        """Do nothing."""

    def scrub(self) -> None:
        """Do nothing."""


def test_a_database_away_is_red_and_the_process_still_alive(place: Services) -> None:
    away = replace(place, store=Away())

    assert red(away) == ["database", "sweep", "outbox", "reads", "mail", "cases", "clock"]
    assert ask(away, "/health").status_code == 200
    assert "refused" not in ask(away, "/ready").text


class Full(EvidenceFiles):
    """A folder on a disk without room."""

    def room(self) -> int:
        return 100_000_000


class NearlyFull(EvidenceFiles):
    """A folder on a disk with little room."""

    def room(self) -> int:
        return 400 * 1024 * 1024


def test_a_disk_that_is_full_is_red_and_one_that_is_nearly_full_yellow(place: Services, tmp_path: Path) -> None:
    assert red(replace(place, files=Full(tmp_path))) == ["disk"]
    assert yellow(replace(place, files=NearlyFull(tmp_path))) == ["disk"]


def test_the_doctor_is_told_the_same_in_words(place: Services) -> None:
    wait(place, timedelta(hours=1))
    found = {check.name: check for check in checks(place)}

    assert [name for name, check in found.items() if not check.well] == red(place)
    assert "duecourse worker" in found["sweep"].says
