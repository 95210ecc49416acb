"""Those who have a store of an earlier version go on with it: what was accepted once stays accepted."""

from __future__ import annotations

import lzma
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from duecourse.casework.audit import verification
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.services import Services
from duecourse.casework.queries import case_lists
from duecourse.clock import SetClock
from duecourse.config import read_settings
from duecourse.demo import DEMO_PASSWORD, make_accounts
from duecourse.web.app import build_app
from engine.record.chain import decode, encode
from store.connection.compression import unpacked
from tests.cli import CommandLine, builder
from tests.services import caller, scheduler
from tests.site import ADDRESS, Person, cheap_passwords

STORES = sorted(Path("tests/data/stores").glob("*.db.xz"))
LATER = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
FLAGGED, UNSURE, LATE = -3, -2, -1
"""The cases that were told after the demo, by their places among all references."""


@pytest.fixture(params=STORES, ids=[store.name.split(".")[0] for store in STORES])
def line(request: pytest.FixtureRequest, tmp_path: Path) -> CommandLine:
    (tmp_path / "duecourse.db").write_bytes(lzma.decompress(request.param.read_bytes()))
    return CommandLine(tmp_path, SetClock(LATER))


def services_of(line: CommandLine) -> Services:
    return builder().services(read_settings({}, data=str(line.data)), line.clock)


def told(line: CommandLine, place: int) -> dict[str, Any]:
    """Give one of the cases that were told after the demo."""
    found: dict[str, Any] = line.show(sorted(row["reference"] for row in line.done("senior", "list"))[place])
    return found


def test_there_is_a_store_of_the_twenty_first_of_november_and_one_from_before() -> None:
    assert len([store for store in STORES if store.name.startswith("2026-11-21")]) > 1


def test_every_case_is_listed_shown_due_and_has_options(line: CommandLine) -> None:
    references = [row["reference"] for row in line.done("senior", "list")]

    assert len(references) > 5
    assert {row["reference"] for row in line.done("senior", "due")} >= {sorted(references)[LATE]}
    for reference in references:
        assert line.show(reference)["reference"] == reference
        assert line.done("senior", "options", reference)
        assert line.done("senior", "history", reference)


def test_the_record_of_every_case_verifies_and_replays(line: CommandLine) -> None:
    place = services_of(line)
    everything = caller(place, "oakfield-senior")
    by = type(everything)(viewer=scheduler(place))

    assert {verdict.wrong for verdict in verification.verify_cases(place, by)} == {""}
    assert {verdict.wrong for verdict in verification.replay_cases(place, by)} == {""}


def test_an_event_that_is_read_and_written_again_is_the_same_letter_by_letter(line: CommandLine) -> None:
    with closing(sqlite3.connect(line.data / "duecourse.db")) as store:
        bodies = [body for (body,) in store.execute("SELECT body FROM events")]
    line.done("senior", "list")  # which brings the store to the present schema
    with closing(sqlite3.connect(line.data / "duecourse.db")) as store:
        stored = [body for (body,) in store.execute("SELECT body FROM events")]

    assert len(bodies) > 50
    assert [encode(decode(body)) for body in bodies] == bodies
    assert sorted(unpacked(body) for body in stored) == sorted(bodies)
    assert sum(map(len, stored)) < sum(map(len, bodies)) / 3


def test_the_sweep_fires_what_is_overdue_and_sets_no_case_aside(line: CommandLine) -> None:
    place = services_of(line)
    swept = [sweep(place, LATER) for _ in range(6)]

    late = told(line, LATE)
    overdue = [each for each in late["alerts"] if (each["deadline"], each["alert"]) == ("request", "overdue")]
    assert swept[0].fired > 5
    assert [each.fired for each in swept[1:]] == [0] * 5
    assert {each.set_aside for each in swept} == {0}
    assert datetime.fromisoformat(overdue[0]["breached_at"]) == datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def test_a_step_is_taken_and_a_letter_is_issued_and_sent(line: CommandLine) -> None:
    late = told(line, LATE)
    reference, first = late["reference"], late["letters"][0]
    line.done("senior", "letter", "dispatch", reference, str(first["number"]), "--proof", "By hand")
    line.act("senior", reference, "case", "triage", scope="in_scope", scope_reason="Ours.", danger_confirmed="yes")
    line.act(
        "senior",
        reference,
        "removal",
        "decide",
        approach="ask_host",
        approach_reason="It is unkind.",
        host_name="Posts Example",
        host_contact="abuse@posts.example",
        ground="terms",
        requested_action="remove",
        description="A post about a member of our staff.",
    )
    line.send(reference, "L02")

    assert line.states(reference)["case/1"] == "triaged"
    assert line.states(reference)["removal/1"] == "requested"
    assert {each["status"] for each in line.show(reference)["letters"] if each["template"][:3] in ("L01", "L02")} == {
        "dispatched"
    }


@pytest.mark.parametrize("place", [FLAGGED, UNSURE], ids=["flagged", "nobody knows"])
def test_a_picture_of_what_may_be_illegal_is_still_refused(line: CommandLine, place: int, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"a picture")
    reference = told(line, place)["reference"]

    said = line.refused("senior", "evidence", "add", reference, str(picture), "--on", "removal/1")
    assert "must not be copied" in said


def test_every_page_of_every_case_opens(line: CommandLine) -> None:
    place = services_of(line)
    make_accounts(place, cheap_passwords())
    client = TestClient(build_app(place, cheap_passwords()), base_url=ADDRESS, raise_server_exceptions=False)
    senior = Person(client)
    senior.fill("/sign-in", name="oakfield-senior", password=DEMO_PASSWORD)
    for row in case_lists.cases(place, caller(place, "oakfield-senior")):
        for page in ("", "/history", "/letters", "/people"):
            opened = senior.get(f"/cases/{row.reference}{page}")

            assert opened.status_code == 200, f"{row.reference}{page}: {opened.text[:400]}"
