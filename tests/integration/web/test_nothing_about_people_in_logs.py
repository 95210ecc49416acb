"""A day is played in which much goes wrong, with words planted wherever people are named: no log holds any of them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from duecourse.casework.context.services import Services
from duecourse.casework.mail.departure import send_mail
from duecourse.files import EvidenceFiles
from duecourse.logs.handlers import write_log
from duecourse.logs.log_settings import JSON, LogSettings
from duecourse.outbox import run_outbox
from duecourse.scheduler import Runner, guarded
from duecourse.web.app import build_app
from engine.identity import CaseReference
from engine.ports.mail.relay import Postroom
from store.sql_store import SqlWriting
from tests.fake_relay import FakeRelay
from tests.mail_relays import NEVER
from tests.services import CALM, report
from tests.site import Site, cheap_passwords

PLANTED = ("Quendolin", "Zaunkoenig", "quendolin@zaunkoenig.example", "Wolpertinger", "zaunkoenig-fan", "Passwort")
NAME, EMAIL, TEXT, PAGE = "Quendolin Zaunkoenig", "quendolin@zaunkoenig.example", "Wolpertinger", "zaunkoenig-fan"


@dataclass(frozen=True)
class TalkingFiles(EvidenceFiles):
    """A disk whose errors repeat what was asked of it, as many do."""

    def room(self) -> int:
        """Fail with words about somebody."""
        raise RuntimeError(f"{NAME} <{EMAIL}> said {TEXT}")

    def fetch(self, digest: str) -> bytes:
        """Fail with words about somebody."""
        raise RuntimeError(f"{NAME} <{EMAIL}> said {TEXT} in {digest}")


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the folder of logs that are written from now on."""
    folder = tmp_path / "logs"
    folder.mkdir()
    yield folder
    for handler in logging.getLogger().handlers:
        handler.close()
    logging.getLogger("duecourse").setLevel(logging.NOTSET)
    del monkeypatch


def rename_everybody(place: Services) -> None:
    with place.store.writing() as writing:
        for number, person in enumerate(writing.people(writing.organisation().id)):
            writing.save_person(replace(person, name=f"{NAME} {number}", email=EMAIL if number % 2 else NEVER))


def spoil(place: Services, reference: CaseReference) -> None:
    with place.store.writing() as writing:
        assert isinstance(writing, SqlWriting)
        spoilt = json.dumps({"name": NAME, "text": TEXT})
        writing.cursor.run("UPDATE cases SET snapshot = ? WHERE reference = ?", (spoilt, reference))


def test_no_log_of_a_day_names_anybody_or_says_what_a_case_is_about(
    site: Site, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    write_log(LogSettings(file=str(written / "duecourse.log"), size=4000, count=200, form=JSON), serving=True)
    rename_everybody(site.services)
    relay = FakeRelay()
    place = replace(
        site.services,
        files=TalkingFiles(Path("nowhere")),
        postroom=Postroom(relay=relay, site="https://d.example", domain="d.example", burst=200),
    )
    there = Site(place, build_app(place, cheap_passwords()))
    there.visitor().fill("/sign-in", name=NAME, password="Passwort 12345 falsch")
    answers = {**CALM, "life_in_danger": "yes", "what_happened": f"{NAME} calls me a {TEXT}."}
    good, bad = (report(place, f"https://a.example/{PAGE}/{number}", **answers) for number in (1, 2))
    spoil(place, bad)
    head = there.person("oakfield-head")
    for path in ("/work", "/cases", f"/cases/{good}", f"/cases/{bad}", f"/cases/{NAME}", "/ready"):
        head.get(path)
    there.wait(days=3)
    runner = Runner(services=place)
    for _ in range(6):
        for name, job in (("sweep", runner.sweep), ("mail", runner.mail), ("housekeeping", runner.housekeep)):
            guarded(name, job)
    relay.away = True
    there.wait(hours=1)
    send_mail(place)
    run_outbox(place)
    for path in ("/work", f"/cases/{bad}", f"/cases/{good}"):
        head.get(path)
    lines = [json.loads(line) for each in written.iterdir() for line in each.read_text().splitlines()]
    said = "".join(each.read_text() for each in written.iterdir())

    assert {"page-failed", "case-unswept", "deadlines-fired", "case-unreadable"} <= {line["action"] for line in lines}
    assert [word for word in PLANTED if word in said] == []
    with place.store.reading() as reading:
        organisation = reading.organisation()
        keys = [person.key for person in reading.people(organisation.id)]
    assert [key for key in keys if f'"{key}"' in said or f" {key}" in said] == []
    assert organisation.name not in said


def test_an_hour_later_than_a_fault_its_reference_leads_to_one_line(
    site: Site, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    write_log(LogSettings(file=str(written / "duecourse.log"), form=JSON), serving=True)
    place = replace(site.services, files=TalkingFiles(Path("nowhere")))
    there = Site(place, build_app(place, cheap_passwords()))
    page = there.visitor().get("/ready").text
    there.wait(hours=1)
    lines = [json.loads(line) for line in (written / "duecourse.log").read_text().splitlines()]
    found = [line for line in lines if line.get("reference", "-") in page]

    assert [line["action"] for line in found] == ["page-failed"]
