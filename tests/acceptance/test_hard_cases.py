"""The turns that a case may take: withdrawn consent, a possible illegal image, an outage, bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from freezegun import freeze_time

from duecourse import cli
from duecourse.bootstrap import directory
from duecourse.casework.commands.sweep import sweep
from duecourse.cli.call import Call
from duecourse.clock import SetClock, SystemClock
from duecourse.config import read_settings
from duecourse.demo import make_organisation
from engine.ports.time_and_chance import Clock
from tests.cli import builder, usual_mask
from tests.databases import put_schema

START = datetime(2026, 10, 23, 9, 0, tzinfo=UTC)
CALM = ("life_in_danger=no", "child_at_risk=no", "personal_data=no", "illegal_image=no", "category=abuse")


class Line:
    """The command line in this process, on a store and a clock of its own."""

    def __init__(
        self, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], clock: Clock
    ) -> None:
        self.data, self.monkeypatch, self.capsys, self.clock = data, monkeypatch, capsys, clock
        self.who = ""

    def __call__(self, *words: str) -> tuple[int, Any, str]:
        """Run a command as `who`. Gives exit code, the JSON document or the text, and what was said on stderr."""
        self.monkeypatch.setenv("DUECOURSE_AS", self.who)
        code = 0
        try:
            with usual_mask():
                cli.main(["--data", str(self.data), *words], Call(clock=self.clock, builder=builder()))
        except SystemExit as end:
            code = int(end.code or 0)
        said = self.capsys.readouterr()
        document = json.loads(said.out) if "--json" in words and said.out.startswith(("{", "[")) else said.out
        return code, document, said.err

    def done(self, who: str, *words: str) -> Any:
        """Run a command that must work. Gives its JSON document."""
        self.who = f"oakfield-{who}"
        code, document, error = self(*words, "--json")
        assert code == 0, error
        return document

    def refused(self, who: str, *words: str) -> str:
        """Run a command that must be refused. Gives what was said."""
        self.who = f"oakfield-{who}"
        code, _, error = self(*words)
        assert code == 2, error
        return error

    def report(self, *facts: str, addresses: tuple[str, ...] = ("https://a.example/1",)) -> str:
        options = [word for address in addresses for word in ("--address", address)]
        options += [word for fact in (facts or CALM) for word in ("--fact", fact)]
        document = self.done(
            "teacher", "open", "--policy", "lumen", "--school", "oakfield", "--for", "oakfield-teacher", *options
        )
        return str(document["reference"])

    def act(self, who: str, reference: str, on: str, action: str, *facts: str) -> Any:
        return self.done(who, "act", reference, on, action, *(word for fact in facts for word in ("--fact", fact)))

    def begin(self, reference: str) -> None:
        """Acknowledge, triage, start."""
        self.act("senior", reference, "case", "acknowledge")
        scope = ("scope=in_scope", "scope_reason=Ours", "danger_confirmed=yes")
        self.act("senior", reference, "case", "triage", *scope)
        self.act("senior", reference, "case", "open_tracks")


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Line:
    clock = SetClock(START)
    put_schema(tmp_path / "duecourse.db")
    place = builder().services(read_settings({}, data=str(tmp_path)), clock)
    make_organisation(place, directory("terms.yaml"))
    place.store.close()
    return Line(tmp_path, monkeypatch, capsys, clock)


def put(line: Line, moment: datetime) -> None:
    assert isinstance(line.clock, SetClock)
    line.clock.moment = moment


def letter(line: Line, reference: str, template: str) -> dict[str, Any]:
    found = [each for each in line.done("senior", "show", reference)["letters"] if each["template"] == template]
    return dict(found[-1])


FINDINGS = (
    "author=unknown",
    "author_basis=No name",
    "material=threatening",
    "personal_data=no",
    "child_at_risk=no",
    "nature=A threat",
    "visible_for=A day",
    "recirculation=low",
    "breach_of_policy=yes",
    "impact=Worried",
)


def test_a_consent_withdrawn_between_ready_and_sending_stops_the_letter(line: Line) -> None:
    reference = line.report(*CALM, "what_happened=A threat")
    line.begin(reference)
    line.act("senior", reference, "investigation", "start")
    line.act("senior", reference, "investigation", "record_findings", *FINDINGS)
    line.act("senior", reference, "police", "assess")
    line.act("senior", reference, "police", "ask_consent")
    answer = ("consent.police_report=given", "how_consented=online")
    line.act("teacher", reference, "police", "consent_answer", *answer)
    number = str(letter(line, reference, "L08-police-referral")["number"])
    line("letter", "get", reference, number)
    line.done("senior", "letter", "issue", reference, number)
    line.act("teacher", reference, "police", "withdraw")

    said = line.refused("senior", "letter", "dispatch", reference, number, "--proof", "Posted, first class")

    assert "stopped" in said
    assert letter(line, reference, "L08-police-referral")["status"] == "stopped"
    states = {each["on"]: each["state"] for each in line.done("senior", "show", reference)["tracks"]}
    assert states["police/1"] == "not_referred"


def test_a_possible_illegal_image_is_never_copied_asked_about_or_looked_at(line: Line, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    reference = line.report(
        "life_in_danger=no", "child_at_risk=no", "personal_data=no", "illegal_image=yes", "category=image"
    )
    shown = line.done("dsl", "show", reference)

    states = {each["track"]: each["state"] for each in shown["tracks"]}
    assert states["removal"] == "image_reported"
    assert shown["addresses"][0]["flagged"] is True
    assert "L02-takedown-request" not in {each["template"] for each in shown["letters"]}
    assert "safeguarding" in states
    said = line.refused("senior", "evidence", "add", reference, str(picture), "--on", "removal/1")
    assert "must not be copied" in said
    assert not list(tmp_path.glob("evidence/*/*"))
    assert "Not yet" in line.refused("senior", "act", reference, "removal", "look", "--fact", "seen_now=gone")


def test_no_file_is_taken_while_nobody_knows_whether_an_image_is_illegal(line: Line, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("What I saw.")
    reference = line.report(
        "life_in_danger=no", "child_at_risk=no", "personal_data=no", "illegal_image=dont_know", "category=image"
    )
    said = line.refused("senior", "evidence", "add", reference, str(note), "--on", "removal/1")
    line.act("dsl", reference, "safeguarding", "clear_host_contact", "clearance_words=I have asked; it is a cartoon")

    assert "must not be copied" in said
    line.done("senior", "evidence", "add", reference, str(note), "--on", "removal/1")


def test_evidence_of_an_address_that_is_flagged_later_is_shut_away_unseen(line: Line, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("What I saw.")
    reference = line.report()
    line.done("senior", "evidence", "add", reference, str(note), "--on", "removal/1")
    line.done("senior", "address", "flag", reference, "1", "--illegal-image")

    said = line.refused("senior", "evidence", "get", reference, "1", "-o", str(tmp_path / "out"))

    assert "shut away" in said


def test_three_days_off_over_a_clock_change_raise_each_alert_once_with_its_true_time(line: Line) -> None:
    reference = line.report()
    put(line, START + timedelta(days=3))
    first = line.done("senior", "sweep")
    second = line.done("senior", "sweep")
    alerts = line.done("senior", "show", reference)["alerts"]

    overdue = next(each for each in alerts if each["deadline"] == "request" and each["alert"] == "overdue")
    assert first["fired"] > 0
    assert second["fired"] == second["alerts"] == 0
    assert datetime.fromisoformat(overdue["breached_at"]) == START + timedelta(hours=24)
    assert datetime.fromisoformat(overdue["raised_at"]) == START + timedelta(days=3)
    assert len({(each["on"], each["deadline"], each["alert"], each["round"]) for each in alerts}) == len(alerts)


def test_a_report_that_nobody_opens_alerts_at_twenty_four_hours_and_not_before(line: Line) -> None:
    reference = line.report()
    put(line, START + timedelta(hours=23, minutes=59))
    line.done("senior", "sweep")
    before = [each["alert"] for each in line.done("senior", "show", reference)["alerts"] if each["on"] == "removal/1"]
    put(line, START + timedelta(hours=24))
    line.done("senior", "sweep")
    after = [each["alert"] for each in line.done("senior", "show", reference)["alerts"] if each["on"] == "removal/1"]

    assert "overdue" not in before
    assert "overdue" in after


def test_a_deadline_across_the_autumn_clock_change_says_how_it_was_worked_out(line: Line) -> None:
    put(line, datetime(2026, 10, 24, 13, 0, tzinfo=UTC))
    reference = line.report()

    line.who = "oakfield-senior"
    code, said, _ = line("explain-deadline", reference, "removal/1", "request")

    assert code == 0
    assert "Clause 13.5" in said
    assert "25 October 2026 at 1:00pm" in said


def test_closing_is_refused_with_the_clause_while_support_was_never_offered(line: Line) -> None:
    reference = line.report()
    line.act("senior", reference, "case", "acknowledge")
    scope = ("scope=out_of_scope", "scope_reason=Not ours", "danger_confirmed=yes")
    line.act("senior", reference, "case", "triage", *scope)
    line.act("senior", reference, "removal", "decide", "approach=no_approach", "approach_reason=It is gone")
    close = ("act", reference, "case", "close", "--fact", "retention=takedown", "--fact", "policy_review=no")

    first = line.refused("senior", *close)
    line.act("senior", reference, "support", "offer")
    second = line.refused("senior", *close)
    line.act("teacher", reference, "support", "answer", "support_answer=declined")

    assert "13.8" in first
    assert "13.8" not in second
    assert "still running" in second
    third = line.refused("senior", *close)
    for letter in line.done("senior", "letter", "list", reference):
        if letter["status"] == "draft":
            line.done("senior", "letter", "withdraw", reference, letter["code"], "--reason", "It was said in person")
    line.act("senior", reference, "case", "close", "retention=takedown", "policy_review=no")

    assert "still running" not in third
    assert "neither sent nor withdrawn" in third


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("act", "REF", "case", "dance"), "has no step"),
        (("act", "REF", "removal/9", "send"), "has no such procedure"),
        (("act", "REF", "case", "triage", "--fact", "colour=red"), "not asked here"),
        (("act", "REF", "case", "acknowledge", "--happened", "2026-10-25T01:30"), "+01:00"),
        (("act", "REF", "case", "acknowledge", "--happened", "2026-03-29T01:30"), "2026-03-29"),
        (("act", "REF", "case", "acknowledge", "--happened", "yesterday"), "yesterday"),
        (("act", "REF", "case", "acknowledge", "--revision", "7"), "has changed since you looked"),
        (("assign", "REF", "king", "oakfield-head"), "no role"),
        (("assign", "REF", "senior manager", "nobody-here"), "nobody called"),
        (("assign", "REF", "senior manager", "oakfield-teacher"), "affected person"),
        (("address", "add", "REF", "not a website"), "names no website"),
        (("address", "add", "REF", "https://a.example/" + "x" * 10_000), "10,0"),
        (("show", "LUM-2026-9999"), "none that you may see"),
    ],
)
def test_bad_input_is_refused_in_words_and_writes_nothing(line: Line, words: tuple[str, ...], says: str) -> None:
    reference = line.report()
    before = line.done("senior", "show", reference)["head"]

    said = line.refused("senior", *(reference if word == "REF" else word for word in words))

    assert says in said
    assert line.done("senior", "show", reference)["head"] == before


def test_direction_marks_and_control_characters_are_shown_and_never_obeyed(line: Line) -> None:
    reference = line.report(addresses=("https://a.example/\u202egnp.exe\x1b[2J",))

    line.who = "oakfield-senior"
    _, said, _ = line("show", reference)

    assert "[U+202E]gnp.exe[U+001B][2J" in said
    assert "\x1b" not in said


def test_an_outsider_is_told_the_same_of_a_hidden_case_as_of_one_that_is_not_there(line: Line) -> None:
    reference = line.report()
    line.who = "riverside-senior"
    hidden, absent = line("show", reference)[2], line("show", "LUM-2026-9999")[2]

    assert hidden.replace(reference, "") == absent.replace("LUM-2026-9999", "")


def test_a_bad_policy_starts_nothing_and_every_fault_is_told(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "workflows"
    (folder / "tracks").mkdir(parents=True)
    (folder / "policies").mkdir()
    (folder / "tracks" / "bad.yaml").write_text("track: bad\ntrack: bad\ncolour: red\n")
    (folder / "policies" / "bad.yaml").write_text("policy: &x bad\n")
    monkeypatch.setenv("DUECOURSE_WORKFLOWS", str(folder))

    said = line.refused("senior", "list")

    assert "tracks/bad.yaml:2: track: is given twice" in said
    assert "policies/bad.yaml:1: policy: uses an anchor" in said


def test_an_unknown_setting_is_an_error(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUECOURSE_COLOUR", "red")

    assert "DUECOURSE_COLOUR" in line.refused("senior", "list")


def test_a_day_declared_closed_moves_a_working_day_clock(line: Line) -> None:
    reference = line.report()
    line.done("head", "calendar", "close", "oakfield", "2026-10-26", "--reason", "Flood", "--yes")
    clocks = {each["name"]: each for each in line.done("senior", "show", reference)["deadlines"]}

    assert clocks["acknowledge"]["due_at"].startswith("2026-10-27")
    assert any("Flood" in sentence for sentence in clocks["acknowledge"]["explanation"])
    assert clocks["request"]["due_at"].startswith("2026-10-24")


def test_the_real_clock_is_asked_only_at_the_edge(line: Line) -> None:
    line.clock = SystemClock()
    with freeze_time("2026-11-02 10:00:00"):
        reference = line.report()

    assert line.done("senior", "show", reference)["deadlines"]
    shown = line.done("senior", "history", reference)
    assert shown[0]["happened_at"].startswith("2026-11-02T10:00")


def test_one_sweep_hands_the_roles_of_those_who_have_left_to_the_next_two_in_line(line: Line) -> None:
    reference = line.report()
    place = builder().services(read_settings({}, data=str(line.data)), SetClock(START + timedelta(days=1)))
    with place.store.writing() as writing:
        people = writing.people(writing.organisation().id)
        for person in people:
            if person.key in ("oakfield-senior", "oakfield-head"):
                writing.save_person(replace(person, active=False, posts=()))
    sweep(place, START + timedelta(days=1))
    place.store.close()

    team = line.done("chair", "show", reference)["team"]
    assert team["senior manager"] == ["Jules Oakfield", "Morgan Oakfield"]


def test_an_exported_record_verifies_without_duecourse_and_shows_every_alteration(line: Line, tmp_path: Path) -> None:
    reference = line.report()
    line.act("senior", reference, "case", "acknowledge")
    line("letter", "get", reference, "1")
    line.done("senior", "letter", "issue", reference, "1")
    line("audit", "export", reference, "-o", str(tmp_path / "record.zip"))
    unpacked = tmp_path / "record"
    with ZipFile(tmp_path / "record.zip") as bundle:
        bundle.extractall(unpacked)

    def verdict() -> int:
        return subprocess.run(
            [sys.executable, str(unpacked / "verify.py")], capture_output=True, check=False
        ).returncode

    assert verdict() == 0
    events = unpacked / "events.json"
    whole = events.read_text(encoding="utf-8")
    events.write_text(whole.replace("https://a.example/1", "https://a.example/2"), encoding="utf-8")
    assert verdict() == 1
    invented = json.loads(whole)
    invented[0]["words"]["case/1.note"] = {"text": "All is well", "salt": "00"}
    events.write_text(json.dumps(invented), encoding="utf-8")
    assert verdict() == 1
    events.write_text(whole, encoding="utf-8")
    part = next((unpacked / "letters").iterdir())
    part.write_bytes(part.read_bytes() + b" ")
    assert verdict() == 1


def test_a_step_that_is_over_is_listed_only_where_all_are_asked_for(line: Line) -> None:
    reference = line.report()
    line.begin(reference)
    shown, every = (line("options", reference, *more)[1] for more in ((), ("--all",)))

    assert "case redirect:" not in shown
    assert "case redirect:" in every
    assert "case close:" in shown


def test_what_is_refused_or_locked_is_told_to_programs_by_a_code(line: Line) -> None:
    reference = line.report()
    options = {each["action"]: each for each in line.done("senior", "options", reference) if each["on"] == "case/1"}
    code, refusal, _ = line("act", reference, "case", "close", "--json")

    assert [reason["code"] for reason in options["close"]["reasons"]] == ["not_yet"]
    assert (code, refusal["refused"]) == (2, True)
    assert set(refusal["reasons"][0]) == {"code", "says", "clause", "unlocks", "field"}
    assert refusal["reasons"][0]["code"] == "not_yet"


def test_a_mistake_is_told_to_programs_by_a_code_too(line: Line) -> None:
    line.who = "oakfield-senior"
    codes = [line(*words, "--json")[1]["reasons"][0]["code"] for words in (("show", "LUM-2026-9999"), ("show",))]

    assert codes == ["not_found", "bad_input"]
