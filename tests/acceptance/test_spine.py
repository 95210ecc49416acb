"""One case from the report to the closure: two addresses, a refusing provider, a change of mind about the police."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli import ADDRESSES, ASK_HOST, MONDAY, CommandLine, copy_of

CLOSE = ("case", "close", "--fact", "retention=takedown", "--fact", "policy_review=no")
OUTCOME = ("case", "record_outcome", "--fact", "outcome=partly", "--fact", "outcome_words=One page stayed.")


@dataclass
class Story:
    """The case as it was told: how it looked at every stage, and what was refused on the way."""

    line: CommandLine
    reference: str = ""
    seen: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def look(self, stage: str) -> None:
        self.seen[stage] = self.line.show(self.reference)

    def state(self, stage: str, on: str) -> str:
        return next(str(each["state"]) for each in self.seen[stage]["tracks"] if each["on"] == on)

    def clock(self, stage: str, on: str, name: str) -> dict[str, Any]:
        clocks = [each for each in self.seen[stage]["deadlines"] if (each["on"], each["name"]) == (on, name)]
        return dict(max(clocks, key=lambda each: each["round"]))

    def refuse(self, name: str, who: str, *words: str) -> None:
        self.refused[name] = self.line.reasons(who, "act", self.reference, *words)


@pytest.fixture(scope="module")
def story(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Tell the case once; every test below looks at another part of it."""
    told = Story(copy_of(template, tmp_path_factory.mktemp("spine") / "data"))
    _begin(told)
    _ask_both_hosts(told)
    _check(told)
    _go_to_the_provider(told)
    _go_to_the_police(told)
    _end(told)
    return told


def _begin(told: Story) -> None:
    line = told.line
    told.reference = line.report(*ADDRESSES)
    told.look("reported")
    told.refuse("close at once", "senior", *CLOSE)
    line.wait(minutes=30)
    line.begin(told.reference)
    line.find(told.reference)
    told.look("found")


def _ask_both_hosts(told: Story) -> None:
    line, reference = told.line, told.reference
    line.wait(minutes=30)
    line.act("senior", reference, "removal/1", "decide", **ASK_HOST)
    line.act("senior", reference, "removal/2", "decide", approach="ask_host", approach_reason="The same.")
    told.refused["issue an unfinished letter"] = line.reasons(
        "senior", "letter", "issue", reference, str(line.letter(reference, "L02", "removal/2")["number"])
    )
    told.refuse("send what is not issued", "senior", "removal/1", "send")
    rest = {name: text for name, text in ASK_HOST.items() if not name.startswith("approach")}
    line.act(
        "senior", reference, "removal/2", "prepare", **rest, isp="Example Hosting", isp_contact="abuse@hosting.example"
    )
    told.refused["dispatch without proof"] = line.reasons(
        "senior", "letter", "dispatch", reference, line.issue(reference, "L02", "removal/1"), "--proof", " "
    )
    number = str(line.letter(reference, "L02", "removal/1")["number"])
    line.done("senior", "letter", "dispatch", reference, number, "--proof", "Web form, reference EX-1")
    line.send(reference, "L02", "removal/2")
    told.look("asked")


def _check(told: Story) -> None:
    line, reference = told.line, told.reference
    line.wait(hours=2)
    gone = ("removal/1", "look", "--fact", "seen_now=gone")
    told.refuse("look at one's own request", "senior", *gone)
    line.done("deputy", "act", reference, *gone)
    told.look("one gone")
    line.wait(hours=21, minutes=59)
    still = ("removal/2", "check", "--fact", "result=still_there")
    told.refuse("check too early", "deputy", *still)
    line.wait(minutes=1)
    told.refuse("check one's own request", "senior", *still)
    line.done("deputy", "act", reference, *still)
    told.look("still there")


def _go_to_the_provider(told: Story) -> None:
    line, reference = told.line, told.reference
    line.send(reference, "L04")
    told.look("reminded")
    told.refuse("escalate too early", "senior", "removal/2", "escalate")
    line.wait(hours=24)
    line.send(reference, "L05")
    line.act("senior", reference, "removal/2", "isp_answer", isp_said="refused")
    told.look("provider refused")


def _go_to_the_police(told: Story) -> None:
    line, reference = told.line, told.reference
    line.act("senior", reference, "police", "assess")
    line.act("senior", reference, "police", "ask_consent")
    told.look("asked for consent")
    told.refuse("refer without an answer", "senior", "police", "refer", "--proof", "Told at the counter")
    line.consent("teacher", reference, "declined", "online")
    told.look("declined")
    told.refuse("refer after a no", "senior", "police", "refer", "--proof", "Told at the counter")
    line.wait(days=2)
    line.consent("teacher", reference, "given", "signed")
    told.look("given")
    line.send(reference, "L08", proof="Handed in at the station, receipt 7")
    told.look("referred")
    line.act("senior", reference, "police", "police_answer", police_said="investigating")
    line.act("senior", reference, "police", "record_number", crime_reference="EX/123")
    line.act("senior", reference, "police", "police_answer", police_said="no_further_action")


def _end(told: Story) -> None:
    line, reference = told.line, told.reference
    told.refuse("outcome before support", "senior", *OUTCOME)
    line.act("senior", reference, "support", "offer", how_offered="In person")
    line.act("teacher", reference, "support", "answer", support_answer="accepted")
    told.refuse("outcome during support", "senior", *OUTCOME)
    line.act("senior", reference, "support", "signpost", signposted_to="The counselling line")
    line.act("senior", reference, "support", "review")
    line.done("senior", "act", reference, *OUTCOME)
    told.refuse("close with letters unsent", "senior", *CLOSE)
    line.withdraw_letters(reference)
    line.done("senior", "act", reference, *CLOSE)
    told.look("closed")


def test_every_address_has_its_procedure_and_its_24_hours_before_anybody_triages(story: Story) -> None:
    for on in ("removal/1", "removal/2"):
        clock = story.clock("reported", on, "request")

        assert story.state("reported", on) == "to_decide"
        assert (clock["clauses"], clock["binding"], clock["unit"]) == (["13.5"], "duty", "hours")
        assert datetime.fromisoformat(clock["due_at"]) == MONDAY + timedelta(hours=24)


def test_support_is_owed_from_the_report_on(story: Story) -> None:
    clock = story.clock("reported", "support/1", "offer")

    assert (clock["state"], clock["clauses"]) == ("open", ["13.8"])


def test_a_threat_that_is_found_opens_the_question_of_the_police(story: Story) -> None:
    assert story.state("found", "investigation/1") == "findings_recorded"
    assert story.state("found", "police/1") == "considering"


def test_a_letter_with_gaps_is_not_issued_and_every_gap_is_named(story: Story) -> None:
    said = " ".join(reason["says"] for reason in story.refused["issue an unfinished letter"])

    assert "removal" in said
    assert "why the host should act" in said
    assert "neutral words" in said


def test_a_sending_needs_an_issued_letter_and_proof(story: Story) -> None:
    unsent = [reason["says"] for reason in story.refused["send what is not issued"]]

    assert any("not been issued" in says for says in unsent)
    assert any("proof of dispatch" in says for says in unsent)
    assert "proof" in story.refused["dispatch without proof"][0]["says"]


def test_a_request_meets_the_clock_of_its_own_address_only(story: Story) -> None:
    letters = [each for each in story.seen["asked"]["letters"] if each["template"] == "L02-takedown-request"]

    assert [(each["on"], each["status"]) for each in letters] == [
        ("removal/1", "dispatched"),
        ("removal/2", "dispatched"),
    ]
    assert all(len(each["sha256"]) == 64 for each in letters)
    assert story.clock("asked", "removal/1", "request")["state"] == "met"


def test_an_address_may_be_found_gone_at_once_by_a_second_person(story: Story) -> None:
    reason = story.refused["look at one's own request"][0]

    assert "A second person is needed" in reason["says"]
    assert reason["clause"] == ""
    assert story.state("one gone", "removal/1") == "removed"
    assert story.state("one gone", "removal/2") == "requested"


@pytest.mark.quotes
def test_still_there_is_recorded_only_after_the_hosts_24_hours_and_by_a_second_person(story: Story) -> None:
    early, own = story.refused["check too early"], story.refused["check one's own request"]

    assert [(reason["says"], reason["clause"]) for reason in early] == [("The host still has time to act.", "")]
    assert "second person" in own[0]["says"]
    assert story.state("still there", "removal/2") == "not_cooperating"


def test_a_reminder_gives_the_host_another_day_before_the_provider_is_asked(story: Story) -> None:
    clock = story.clock("reminded", "removal/2", "check")

    assert clock["round"] == 2
    assert datetime.fromisoformat(clock["due_at"]) == MONDAY + timedelta(hours=49)
    assert story.refused["escalate too early"][0]["clause"] == ""
    assert "time to act on the reminder" in story.refused["escalate too early"][0]["says"]


def test_a_provider_that_refuses_is_a_normal_end(story: Story) -> None:
    removal = next(each for each in story.seen["provider refused"]["tracks"] if each["on"] == "removal/2")

    assert (removal["state"], removal["ended"]) == ("isp_refused", True)


def test_the_police_are_not_told_without_an_answer_or_after_a_no(story: Story) -> None:
    assert story.refused["refer without an answer"][0]["clause"] == "13.7"
    assert "Not yet" in story.refused["refer without an answer"][0]["says"]
    assert story.refused["refer after a no"][0]["clause"] == "13.7"
    declined = next(each for each in story.seen["declined"]["consents"] if each["name"] == "police_report")
    assert (story.state("declined", "police/1"), declined["value"]) == ("not_referred", "declined")
    assert "L08-police-referral" not in {each["template"] for each in story.seen["declined"]["letters"]}


def test_nobody_is_reminded_of_a_no_that_was_given(story: Story) -> None:
    clocks = [each for each in story.seen["declined"]["deadlines"] if each["on"] == "police/1"]

    assert "open" not in {each["state"] for each in clocks}


def test_the_person_may_change_their_mind_and_then_the_letters_are_drafted(story: Story) -> None:
    drafted = {each["template"]: each["status"] for each in story.seen["given"]["letters"]}

    assert story.state("given", "police/1") == "ready"
    assert (drafted["L07-consent-record"], drafted["L08-police-referral"]) == ("draft", "draft")
    assert story.state("referred", "police/1") == "referred"


def test_the_outcome_waits_for_support(story: Story) -> None:
    for refusal in ("outcome before support", "outcome during support"):
        assert "still running" in story.refused[refusal][0]["says"]
    assert story.refused["close at once"][0]["clause"] == ""
    assert [reason["code"] for reason in story.refused["close with letters unsent"]] == ["unsent"]


def test_the_case_is_closed_with_every_procedure_ended_and_only_later_looks_left(story: Story) -> None:
    shown = story.seen["closed"]

    assert shown["status"] == "closed"
    assert all(each["ended"] for each in shown["tracks"])
    assert {each["name"] for each in shown["deadlines"] if each["state"] == "open"} == {
        "look_after_a_week",
        "look_after_a_month",
    }


def test_every_letter_of_the_way_was_drafted(story: Story) -> None:
    drafted = {each["template"][:3] for each in story.seen["closed"]["letters"]}

    assert drafted == {"L01", "L02", "L04", "L05", "L06", "L07", "L08", "L09", "L32"}


@pytest.mark.quotes
def test_the_history_tells_every_event_in_sentences(story: Story) -> None:
    told = story.line.done("senior", "history", story.reference)
    text = story.line.said("senior", "history", story.reference)
    removals = [each["code"] for each in story.seen["closed"]["tracks"] if each["track"] == "removal"]

    assert [each["number"] for each in told] == list(range(1, story.seen["closed"]["events"] + 1))
    assert all(each["says"] and each["who"] and each["at"] for each in told)
    for sentence in (
        "2 November 2026 at 9:00am: The report was received. By Oakley Oakfield.",
        f"Ask the host to change or remove it (Removal {removals[0]}). By Gray Oakfield.",
        "Proof of dispatch: Web form, reference EX-1",
        f"Check whether the host has acted (Removal {removals[1]}). By Jules Oakfield.",
        "What did the provider say: They refuse.",
        "Consent “police report”: declined.",
        "Consent “police report”: given.",
        "Close the case (The case). By Gray Oakfield.",
    ):
        assert sentence in text


def test_the_affected_person_reads_their_own_part_and_not_the_investigation(story: Story) -> None:
    text = story.line.said("teacher", "history", story.reference)
    seen = {each["track"] for each in story.line.show(story.reference, "teacher")["tracks"]}

    assert "investigation" not in seen
    assert {"removal", "police", "support"} <= seen
    assert "What was found about the material" not in text


def test_the_sealed_letters_and_the_record_verify_and_replay(story: Story) -> None:
    line = story.line
    letters = line.done("senior", "letter", "verify", story.reference)

    assert letters["ok"] is True
    assert len(letters["letters"]) == 5
    assert line.done("senior", "audit", "verify")["ok"] is True
    assert line.done("senior", "audit", "replay")["ok"] is True
