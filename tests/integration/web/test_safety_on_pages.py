"""On the pages: the gate before every file, no yes after a no, no words of managers, addresses as they are meant."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from duecourse.casework.commands import addresses, evidence, steps
from duecourse.casework.commands.evidence import NewEvidence
from duecourse.files import EvidenceFiles
from engine.errors import DuecourseError
from engine.identity import CASE, CaseReference, ClockId
from store.sql_store import SqlStore
from tests.cli import CALM, FINDINGS, IN_SCOPE
from tests.services import act, caller, report
from tests.site import Person, Site, check_report, forms_of
from tests.site import report as report_on_pages

PICTURE = b"\x89PNG\r\n\x1a\n" + b"a picture" * 20
FIRST = "https://a.example/1"
SAFELINK = (
    "https://gbr01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2F1&data=05%7Cjane.doe%40x.example"
)
MINE: Mapping[str, str] = {
    "life_in_danger": "no",
    "child_at_risk": "no",
    "personal_data": "no",
    "illegal_image": "no",
    "school": "oakfield",
    "who": "unknown",
    "category": "abuse",
    "what_happened": "Two posts insult me.",
    "affects": "me",
    "reporter": "me",
}


def kept(site: Site) -> list[Path]:
    assert isinstance(site.services.files, EvidenceFiles)
    return [each for each in site.services.files.folder.rglob("*") if each.is_file()]


def hand_in(person: Person, reference: CaseReference, on: str, url: str, page: Response | None = None) -> Response:
    opened = page or person.fill(f"/cases/{reference}/add-evidence", image="no")
    fields = {**forms_of(opened)[0].fields, "on": on, "url": url}
    return person.client.post(f"/cases/{reference}/add-evidence/file", data=fields, files={"file": ("a.png", PICTURE)})


def test_no_file_is_chosen_or_taken_without_the_question_at_the_gate(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    gate = senior.get(f"/cases/{reference}/add-evidence/file")
    past = hand_in(senior, reference, "case/1", "", page=gate)
    senior.fill(f"/cases/{reference}/add-evidence", image="no")
    senior.fill(f"/cases/{reference}/add-evidence", image="dont_know")
    doubted = senior.get(f"/cases/{reference}/add-evidence/file")

    assert [page.url.path for page in (gate, past, doubted)] == [f"/cases/{reference}/add-evidence"] * 3
    assert kept(site) == []


def test_each_file_comes_through_the_gate_by_itself(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    first = hand_in(senior, reference, "case/1", "")
    second = senior.get(f"/cases/{reference}/add-evidence/file")

    assert first.url.path.endswith("/items")
    assert second.url.path.endswith("/add-evidence")


def test_nothing_seen_at_a_flagged_page_is_taken_and_what_is_there_is_shut_away(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    hand_in(senior, reference, "case/1", FIRST)
    before = kept(site)
    addresses.flag_address(site.services, caller(site.services, "oakfield-teacher"), reference, 1)
    refused = hand_in(senior, reference, "case/1", SAFELINK)
    back = senior.get(f"/cases/{reference}/evidence/1")

    assert refused.status_code == 409
    assert "must not be copied" in refused.text
    assert kept(site) == before
    assert back.status_code != 200
    assert PICTURE not in back.content
    assert ": shut away" in senior.get(f"/cases/{reference}/items").text


def test_a_record_that_cannot_be_written_leaves_no_file_behind(site: Site) -> None:
    reference, by = report(site.services), caller(site.services, "oakfield-senior")
    assert isinstance(site.services.store, SqlStore)
    with sqlite3.connect(str(site.services.store.database.file)) as broken:
        broken.execute("CREATE TRIGGER full BEFORE UPDATE ON cases BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(DuecourseError):
        evidence.add(site.services, by, reference, NewEvidence(name="a", content=PICTURE, on=CASE))

    assert kept(site) == []


def test_bytes_that_are_kept_already_stay_when_they_cannot_be_kept_again(site: Site) -> None:
    reference, by = report(site.services), caller(site.services, "oakfield-senior")
    evidence.add(site.services, by, reference, NewEvidence(name="a", content=PICTURE, on=CASE))
    assert isinstance(site.services.store, SqlStore)
    with sqlite3.connect(str(site.services.store.database.file)) as broken:
        broken.execute("CREATE TRIGGER full BEFORE UPDATE ON cases BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(DuecourseError):
        evidence.add(site.services, by, reference, NewEvidence(name="b", content=PICTURE, on=CASE))

    assert len(kept(site)) == 1


def test_a_manager_is_not_offered_a_yes_after_a_no_and_cannot_send_one(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    steps: tuple[tuple[str, str, Mapping[str, str]], ...] = (
        ("case/1", "triage", IN_SCOPE),
        ("case/1", "open_tracks", {}),
        ("investigation/1", "start", {}),
        ("investigation/1", "record_findings", FINDINGS),
        ("police/1", "assess", {}),
        ("police/1", "ask_consent", {}),
    )
    for on, action, facts in steps:
        act(site.services, "senior", reference, on, action, **facts)
    said = {"consent.police_report": "declined", "how_consented": "online"}
    act(site.services, "teacher", reference, "police/1", "consent_answer", **said)
    place = f"/cases/{reference}/police/1/consent_answer"
    yes: dict[str, Any] = {"consent.police_report": "given", "how_consented": "oral", "consent_witness": "Me"}
    sent = senior.fill(place, **yes)
    teacher = site.person("oakfield-teacher").get(place)

    assert 'value="given"' not in senior.get(place).text.split("how_consented")[0]
    assert sent.status_code == 422
    assert "only the person themselves reopens it" in sent.text
    assert 'value="given"' in teacher.text


def test_the_reporter_reads_no_words_of_managers_though_they_hold_a_role_elsewhere(site: Site) -> None:
    new = steps.NewReport(
        policy="lumen",
        school="oakfield",
        reported_by="dpo",
        affected=("oakfield-teacher",),
        addresses=(FIRST,),
        answers={**CALM, "personal_data": "yes", "what_happened": "My own words"},
    )
    reference = steps.report(site.services, caller(site.services, "dpo"), new).case.reference
    act(site.services, "senior", reference, "case/1", "triage", **{**IN_SCOPE, "scope_reason": "A secret of managers"})
    senior = caller(site.services, "oakfield-senior")
    steps.change_clock(
        site.services,
        senior,
        reference,
        ClockId("support/1 offer"),
        what="pause",
        reason="A secret of the clock",
    )

    for who in ("dpo", "oakfield-teacher"):
        person = site.person(who)
        pages = [person.get(f"/cases/{reference}{end}").text for end in ("", "/history", "/items", "/people")]
        assert "secret" not in "".join(pages), who
    assert "My own words" in site.person("dpo").get(f"/cases/{reference}/history").text
    assert "A secret of the clock" in site.person("oakfield-senior").get(f"/cases/{reference}/history").text


def test_a_report_shows_how_addresses_were_read_before_it_is_sent(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    answers = {**MINE, "addresses": f"{SAFELINK}\n{FIRST}/"}
    check = check_report(teacher, answers)
    done = teacher.send(check)
    reference = done.url.path.rsplit("/", 1)[1]
    items = site.person("oakfield-senior").get(f"/cases/{reference}/items").text

    assert "We read this address as https://a.example/1." in check.text
    assert "A page that was given more than once is taken once." in check.text
    assert FIRST in items
    assert "Address 2" not in items
    assert "safelinks" not in items


def test_an_address_that_is_read_otherwise_is_confirmed_before_it_is_added(site: Site) -> None:
    reference = report_on_pages(site.person("oakfield-teacher"), {**MINE, "addresses": "https://b.example/2"})
    senior = site.person("oakfield-senior")
    asked = senior.fill(f"/cases/{reference}/add-address", address=SAFELINK)
    taken = senior.send(asked, read_as=FIRST)
    twice = senior.fill(f"/cases/{reference}/add-address", address=f"{FIRST}#top")

    assert asked.status_code == 422
    assert "We read this address as https://a.example/1. Is that the page?" in asked.text
    assert taken.url.path.endswith("/items")
    assert FIRST in taken.text
    assert twice.status_code == 409
    assert "This page is in the case already: it is address 2." in twice.text


def test_a_chosen_file_is_not_lost_where_something_happened_since_the_form_was_opened(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    opened = senior.fill(f"/cases/{reference}/add-evidence", image="no")
    steps.add_person(
        site.services, caller(site.services, "oakfield-head"), reference, "oakfield-teacher-two", "witness", ""
    )

    taken = hand_in(senior, reference, "case/1", "", page=opened)

    assert taken.url.path == f"/cases/{reference}/items"
    assert len(kept(site)) == 1


def test_a_warning_that_came_since_the_form_was_opened_keeps_the_file_out(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    opened = senior.fill(f"/cases/{reference}/add-evidence", image="no")
    addresses.flag_address(site.services, caller(site.services, "oakfield-head"), reference, 1)

    refused = hand_in(senior, reference, "removal/1", "https://a.example/1", page=opened)

    assert refused.status_code == 409
    assert kept(site) == []
