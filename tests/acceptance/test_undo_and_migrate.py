"""Taking steps back and moving cases between versions, on the command line and on the pages."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duecourse.outbox import run_outbox
from duecourse.policies.library import read_workflows
from tests.builders import changed
from tests.cli import ASK_HOST, IN_SCOPE, MONDAY, CommandLine
from tests.services import act, report
from tests.site import Site, make_site

ROOT = Path(__file__).parents[2]
LUMEN = read_workflows()["policies/lumen.yaml"]
LONGER = ("request: {within: 24 hours", "request: {within: 48 hours")
NARROWER = ("    deadlines:\n      acknowledge:", "    without: [triage/diverted]\n    deadlines:\n      acknowledge:")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = make_site(tmp_path, MONDAY)
    yield made
    made.services.store.close()


def swap(line: CommandLine, *changes: tuple[str, str]) -> str:
    """Put other policy files in the place of those in use. Gives what `policies` prints of the new version's hash."""
    folder = line.data.parent / "workflows" / "policies"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lumen.yaml").write_text(changed(LUMEN, *changes), encoding="utf-8")
    line.settings["DUECOURSE_WORKFLOWS"] = str(folder.parent)
    return line.said("", "policies").splitlines()[2].split()[-1]


def with_police(line: CommandLine) -> str:
    """A case in which the police procedure was begun at once."""
    reference = line.report()
    line.act("senior", reference, "case", "triage", **IN_SCOPE)
    line.act("senior", reference, "case", "open_tracks", routes="police")
    return reference


def take_back(line: CommandLine, reference: str, *words: str, who: str = "senior") -> Any:
    return line.done(who, "undo", reference, "--reason", "The wrong button", *words)


class TestUndo:
    def test_the_last_step_is_taken_back_and_the_history_keeps_both(self, line: CommandLine) -> None:
        reference = line.report()
        line.act("senior", reference, "case", "triage", **IN_SCOPE)
        document = take_back(line, reference)

        assert (document["reference"], document["revision"]) == (reference, 3)
        assert document["events"] == [{"sequence": 3, "kind": "undone", "on": "case/1", "action": "triage"}]
        assert {"on", "name", "round", "state", "due_at"} == set(document["deadlines"][0])
        assert line.states(reference)["case/1"] == "reported"
        assert "investigation/1" not in line.states(reference)
        told = line.said("senior", "history", reference)
        assert "Taken back: Decide whether the policy covers this (The case)" in told
        assert "Reason: The wrong button" in told
        line.said("senior", "audit", "verify", reference)
        line.said("senior", "audit", "replay", reference)

    def test_a_step_is_named_by_its_number_in_the_history(self, line: CommandLine) -> None:
        reference = line.report()
        line.act("senior", reference, "support", "offer")
        line.act("senior", reference, "case", "acknowledge")
        take_back(line, reference, "--event", "2")

        assert line.states(reference)["support/1"] == "to_offer"
        assert line.states(reference)["case/1"] == "acknowledged"

    @pytest.mark.quotes
    def test_refusals_are_plain_words(self, line: CommandLine) -> None:
        reference = line.report()
        nothing = line.refused("senior", "undo", reference, "--reason", "A slip")
        line.act("senior", reference, "case", "triage", **IN_SCOPE)
        line.act("senior", reference, "case", "open_tracks")

        assert "There is no such step, or it has been taken back already. The history has the numbers." in nothing
        assert "Taking a step back needs a reason. Say what went wrong." in line.refused("senior", "undo", reference)
        assert "Something was built on it since (number 3 of the history)." in line.refused(
            "senior", "undo", reference, "--event", "2", "--reason", "A slip"
        )
        assert "Taking this step back is for: senior manager. Ask one of them." in line.refused(
            "teacher", "undo", reference, "--reason", "A slip"
        )
        reasons = line.reasons("senior", "undo", reference, "--event", "99", "--reason", "A slip")
        assert reasons[0]["says"].startswith("There is no such step")

    def test_what_has_left_the_house_is_not_called_back(self, line: CommandLine) -> None:
        reference = line.report()
        line.act("senior", reference, "removal", "decide", **ASK_HOST)
        line.send(reference, "L02")

        assert "It has gone out, and what has been sent cannot be called back." in line.refused(
            "senior", "undo", reference, "--reason", "A slip"
        )

    def test_a_draft_of_a_step_taken_back_can_be_neither_issued_nor_dispatched(self, line: CommandLine) -> None:
        reference = line.report()
        line.act("senior", reference, "removal", "decide", **ASK_HOST)
        number = str(line.letter(reference, "L02")["number"])
        take_back(line, reference)

        assert line.letter(reference, "L02")["status"] == "withdrawn"
        assert f"Letter {number} is withdrawn and cannot be issued." in line.refused(
            "senior", "letter", "issue", reference, number
        )
        assert "It was withdrawn." in line.refused(
            "senior", "letter", "dispatch", reference, number, "--proof", "Posted"
        )

    def test_an_issued_letter_of_a_step_taken_back_cannot_be_dispatched(self, line: CommandLine) -> None:
        reference = line.report()
        line.act("senior", reference, "removal", "decide", **ASK_HOST)
        number = line.issue(reference, "L02")
        take_back(line, reference)

        assert line.letter(reference, "L02")["status"] == "withdrawn"
        assert "It was withdrawn." in line.refused(
            "senior", "letter", "dispatch", reference, number, "--proof", "Posted"
        )
        line.act("senior", reference, "removal", "decide", **ASK_HOST)
        line.send(reference, "L02")
        line.said("senior", "audit", "replay", reference)

    def test_a_letter_of_a_procedure_that_is_gone_is_kindly_not_found(self, line: CommandLine) -> None:
        reference = with_police(line)
        line.act("senior", reference, "police", "assess", finding="threatening")
        line.act("senior", reference, "police", "ask_consent")
        number = str(line.letter(reference, "L06")["number"])
        for _ in range(3):
            take_back(line, reference)

        assert "police/1" not in line.states(reference)
        for words in (("get",), ("issue",), ("dispatch", "--proof", "Posted"), ("withdraw", "--reason", "Wrong")):
            said = line.refused("senior", "letter", words[0], reference, number, *words[1:])
            assert f"Letter {number} of {reference} was withdrawn: it belonged to a step that was taken back." in said
            hidden = line.refused("teacher", "letter", words[0], reference, number, *words[1:])
            assert f"Case {reference} has no letter {number}, or none that you may read." in hidden
        assert [each["status"] for each in line.show(reference)["letters"] if each["template"].startswith("L06")] == []

    def test_words_of_a_procedure_that_is_gone_stay_with_those_who_could_read_them(self, line: CommandLine) -> None:
        reference = with_police(line)
        line.act("senior", reference, "police", "assess", finding="threatening")
        line.act("senior", reference, "police", "leave_it", not_asked_because="She is on holiday")
        for _ in range(3):
            take_back(line, reference)

        assert "She is on holiday" in line.said("senior", "history", reference)
        assert "Decide not to ask (Police 1)" in line.said("senior", "history", reference)
        hidden = line.said("teacher", "history", reference)
        assert "She is on holiday" not in hidden
        assert "Police 1" not in hidden


class TestMigrate:
    def test_the_hash_that_policies_prints_is_enough(self, line: CommandLine) -> None:
        reference = line.report()
        new = swap(line, LONGER)
        full = next(each["hash"] for each in line.done("", "policies") if each["policy"] == "lumen")
        line.done("senior", "migrate", reference, "--to", new, "--reason", "Approved again")

        assert full.startswith(new)
        assert line.show(reference)["policy_hash"] == full

    def test_a_preview_tells_the_dates_and_changes_nothing(self, line: CommandLine) -> None:
        reference = line.report()
        before = line.show(reference)
        new = swap(line, LONGER)
        told = line.said("senior", "migrate", reference, "--to", new, "--preview")
        document = line.done("senior", "migrate", reference, "--to", new, "--preview")

        assert f"{reference} could be moved." in told
        assert "3 November 2026 at 9:00am" in told
        assert "4 November 2026 at 9:00am" in told
        assert document == [
            {
                "reference": reference,
                "moved": False,
                "refused": [],
                "differences": [
                    {
                        "what": "date",
                        "on": "removal/1",
                        "name": "request",
                        "now": "2026-11-03T09:00:00+00:00",
                        "then": "2026-11-04T09:00:00+00:00",
                    }
                ],
            }
        ]
        assert line.show(reference) == before

    def test_a_moved_case_has_the_dates_that_were_told_and_can_be_moved_back(self, line: CommandLine) -> None:
        reference = line.report()
        new = swap(line, LONGER)
        document = line.done("senior", "migrate", reference, "--to", new, "--reason", "Approved again")

        assert (document[0]["moved"], document[0]["differences"][0]["name"]) == (True, "request")
        assert line.clock_of(reference, "removal/1", "request")["due_at"] == "2026-11-04T09:00:00+00:00"
        line.said("senior", "audit", "replay", reference)
        take_back(line, reference)
        assert line.clock_of(reference, "removal/1", "request")["due_at"] == "2026-11-03T09:00:00+00:00"
        assert "The move to another version was taken back" in line.said("senior", "history", reference)

    def test_every_case_moves_at_once_and_those_that_cannot_stay(self, line: CommandLine) -> None:
        plain, sent_on = line.report(), line.report("https://b.example/2")
        line.act("senior", sent_on, "case", "triage", **{**IN_SCOPE, "scope": "diverted", "route": "grievance"})
        new = swap(line, LONGER, NARROWER)
        document = line.done("senior", "migrate", "--all", "--to", new, "--reason", "Approved again")
        again = line.said("senior", "migrate", "--all", "--to", new, "--preview")

        assert {each["reference"]: each["moved"] for each in document} == {plain: True, sent_on: False}
        refused = next(each for each in document if each["reference"] == sent_on)["refused"]
        assert any("“Decide whether the policy covers this” was done" in each["says"] for each in refused)
        assert f"{sent_on} stays as it is:" in again
        assert plain not in again

    @pytest.mark.quotes
    def test_refusals_are_plain_words(self, line: CommandLine) -> None:
        reference = line.report()
        line.act("senior", reference, "case", "triage", **{**IN_SCOPE, "scope": "diverted", "route": "grievance"})
        old = line.show(reference)["policy_hash"][:12]
        new = swap(line, NARROWER)
        to = ("--to", new, "--reason", "Approved again")

        assert "would lead elsewhere under the new version." in line.refused("senior", "migrate", reference, *to)
        assert line.reasons("senior", "migrate", reference, *to)[0]["says"].startswith("The case: it stands at “Passed")
        assert "Say which case, or --all" in line.refused("senior", "migrate", reference)
        assert "Say which case, or --all" in line.refused("senior", "migrate", "--to", new)
        assert "There is no version 'feed'." in line.refused("senior", "migrate", reference, "--to", "feed")
        assert "pinned to this version already" in line.refused("senior", "migrate", reference, "--to", old)
        assert "Only somebody who works on the case itself moves it." in line.refused(
            "teacher", "migrate", reference, "--to", new, "--preview"
        )
        assert "none that you may see" in line.refused("riverside-senior", "migrate", reference, *to)

    def test_a_move_needs_a_reason(self, line: CommandLine) -> None:
        reference = line.report()
        new = swap(line, LONGER)

        assert "Moving a case to another version needs a reason." in line.refused(
            "senior", "migrate", reference, "--to", new
        )
        assert line.done("senior", "migrate", reference, "--to", new, "--preview")[0]["moved"] is False


class TestDocument:
    def test_every_command_of_the_how_to_runs_in_its_order(self, line: CommandLine) -> None:
        reference = line.report()
        line.report("https://b.example/2")
        new = swap(line, LONGER)
        draft = line.data.parent / "workflows" / "policies" / "lumen.yaml"
        text = (ROOT / "docs" / "how-to" / "change-a-policy.md").read_text(encoding="utf-8")
        commands = re.findall(r"^D (.*)$", text, re.MULTILINE)
        for command in commands:
            meant = command.replace("1f2e3d4c5b6a", new).replace("drafts/lumen.yaml", str(draft))
            line.said("senior", *shlex.split(meant))

        assert len(commands) == 6
        assert line.clock_of(reference, "removal/1", "request")["due_at"] == "2026-11-03T09:00:00+00:00"
        assert line.clock_of("LUM-2026-0002", "removal/1", "request")["due_at"] == "2026-11-04T09:00:00+00:00"


class TestDoctor:
    def test_it_says_when_no_policy_file_is_refused(self, line: CommandLine) -> None:
        assert line.done("", "doctor")["policy files refused"] == "none"

    def test_it_says_what_is_wrong_where_nothing_else_starts(self, line: CommandLine) -> None:
        swap(line, LONGER)
        (line.data.parent / "workflows" / "policies" / "lumen.yaml").write_bytes(LUMEN.encode("utf-16"))

        answer = line.run("", "doctor", "--json")
        assert answer.code == 1
        assert "is not plain text in UTF-8" in answer.document["policy files refused"]
        assert "is not plain text in UTF-8" in line.refused("senior", "list")

    def test_it_says_what_the_proof_of_a_new_version_finds(self, line: CommandLine) -> None:
        swap(line, ("- that: all(support.offered)", "- that: scope == in_scope and scope == diverted"))

        answer = line.run("", "doctor", "--json")
        assert answer.code == 1
        assert "lumen: case" in answer.document["policy files refused"]


class TestContradictions:
    def test_consent_is_not_given_where_there_was_no_answer(self, line: CommandLine) -> None:
        reference = with_police(line)
        line.act("senior", reference, "police", "assess", finding="threatening")
        line.act("senior", reference, "police", "ask_consent")
        before = line.show(reference)["revision"]
        said = line.refused(
            "senior",
            "act",
            reference,
            "police",
            "consent_answer",
            "--fact",
            "consent.police_report=given",
            "--fact",
            "how_consented=none",
        )

        assert "Consent is said to be given, and also that there was no answer." in said
        assert line.show(reference)["revision"] == before

    def test_a_parent_is_no_member_of_staff(self, line: CommandLine) -> None:
        reference = line.report()
        line.begin(reference)
        line.act("senior", reference, "investigation", "start")
        found = {
            "author": "parent",
            "author_basis": "She says so.",
            "material": "unlawful_conduct",
            "personal_data": "no",
            "child_at_risk": "no",
            "nature": "A threat",
            "visible_for": "Two days",
            "recirculation": "low",
            "impact": "Worried.",
        }
        words = [word for name, value in found.items() for word in ("--fact", f"{name}={value}")]

        assert "but the author is said to be no member of staff." in line.refused(
            "senior", "act", reference, "investigation", "record_findings", *words
        )

    def test_the_police_have_no_number_for_what_was_never_reported(self, line: CommandLine) -> None:
        reference = with_police(line)
        line.act("senior", reference, "police", "assess", finding="threatening")
        line.act("senior", reference, "police", "ask_consent")
        line.consent("senior", reference, "declined", "signed")

        assert "Not yet: this stands at “Not referred”." in line.refused(
            "senior", "act", reference, "police", "record_number", "--fact", "crime_reference=1234"
        )
        assert "has not been answered yet, so there is nothing to correct." in line.refused(
            "senior", "correct", reference, "police", "crime_reference=1234", "--reason", "The police rang"
        )


class TestPages:
    def test_the_confirmation_and_the_history_offer_to_take_a_step_back(self, site: Site) -> None:
        reference, senior = report(site.services), site.person("oakfield-senior")
        done = senior.take(reference, "case/1", "triage", **IN_SCOPE)
        link = f"/cases/{reference}/take-back/2"

        assert f'<a class="govuk-link" href="{link}">Take this back</a>' in done.text
        assert f'href="{link}">Take this step back' in senior.get(f"/cases/{reference}/history").text
        back = senior.fill(link, reason="The wrong button")
        assert back.url.path == f"/cases/{reference}/history"
        assert "Taken back: Decide whether the policy covers this" in back.text
        assert "take-back" not in back.text

    def test_a_second_click_takes_nothing_more_back(self, site: Site) -> None:
        reference, senior = report(site.services), site.person("oakfield-senior")
        act(site.services, "senior", reference, "case/1", "acknowledge")
        act(site.services, "senior", reference, "support/1", "offer")
        page = senior.get(f"/cases/{reference}/take-back/3")
        once = senior.send(page, reason="A slip")
        twice = senior.send(page, reason="A slip")

        assert twice.url.path == once.url.path == f"/cases/{reference}/history"
        assert twice.text.count("Taken back:") == 1

    def test_a_reason_is_asked_for(self, site: Site) -> None:
        reference, senior = report(site.services), site.person("oakfield-senior")
        act(site.services, "senior", reference, "case/1", "acknowledge")
        page = senior.fill(f"/cases/{reference}/take-back/2", reason="")

        assert page.status_code == 422
        assert "Write an answer: Why was it a mistake?" in page.text

    def test_the_page_says_plainly_what_has_left_the_house(self, site: Site) -> None:
        reference, senior = report(site.services), site.person("oakfield-senior")
        act(site.services, "senior", reference, "removal/1", "decide", **ASK_HOST)
        page = senior.get(f"/cases/{reference}/letters/1")
        senior.send(page)
        senior.fill(f"/cases/{reference}/letters/1", proof="Web form, reference 7")
        history = senior.get(f"/cases/{reference}/history").text
        said = senior.get(f"/cases/{reference}/take-back/4")

        assert "take-back/4" not in history
        assert "This cannot be taken back" in said.text
        assert "It has gone out, and what has been sent cannot be called back." in said.text

    def test_who_may_not_take_the_step_is_not_offered_to_take_it_back(self, site: Site) -> None:
        reference, teacher = report(site.services), site.person("oakfield-teacher")
        act(site.services, "senior", reference, "case/1", "acknowledge")

        assert "take-back" not in teacher.get(f"/cases/{reference}/history").text
        assert "Taking this step back is for: senior manager." in teacher.get(f"/cases/{reference}/take-back/2").text

    def test_letters_of_a_step_taken_back_are_withdrawn_or_kindly_not_found(self, site: Site) -> None:
        reference, senior = report(site.services), site.person("oakfield-senior")
        act(site.services, "senior", reference, "case/1", "triage", **IN_SCOPE)
        act(site.services, "senior", reference, "case/1", "open_tracks", routes="police")
        act(site.services, "senior", reference, "police/1", "assess", finding="threatening")
        act(site.services, "senior", reference, "police/1", "ask_consent")
        run_outbox(site.services)
        senior.fill(f"/cases/{reference}/take-back/5", reason="A slip")
        withdrawn = senior.get(f"/cases/{reference}/letters/1")
        for number in (4, 3):
            senior.fill(f"/cases/{reference}/take-back/{number}", reason="A slip")
        gone = senior.get(f"/cases/{reference}/letters/1")

        assert "Withdrawn" in withdrawn.text
        assert "/issue" not in withdrawn.text
        assert gone.status_code == 404
        assert "belonged to a step that was taken back" in gone.text
        assert "L06" not in senior.get(f"/cases/{reference}/letters").text

    @pytest.mark.quotes
    def test_contradicting_answers_are_told_beside_the_question_and_nothing_typed_is_lost(self, site: Site) -> None:
        reference, senior = report(site.services), site.person("oakfield-senior")
        act(site.services, "senior", reference, "case/1", "triage", **IN_SCOPE)
        act(site.services, "senior", reference, "case/1", "open_tracks", routes="police")
        act(site.services, "senior", reference, "police/1", "assess", finding="threatening")
        act(site.services, "senior", reference, "police/1", "ask_consent")
        answers: dict[str, Any] = {
            "consent.police_report": "given",
            "how_consented": "none",
            "consent_witness": "Sam Oakfield heard it",
        }
        page = senior.fill(f"/cases/{reference}/police/1/consent_answer", **answers)

        says = "Consent is said to be given, and also that there was no answer."
        assert page.status_code == 422
        assert f'<a href="#how_consented">{says}</a>' in page.text
        assert page.text.count(says) == 2
        assert "Sam Oakfield heard it" in page.text

    def test_a_parent_with_unlawful_conduct_by_staff_is_told_beside_the_question(self, site: Site) -> None:
        reference, senior = report(site.services), site.person("oakfield-senior")
        act(site.services, "senior", reference, "case/1", "triage", **IN_SCOPE)
        act(site.services, "senior", reference, "case/1", "open_tracks")
        act(site.services, "senior", reference, "investigation/1", "start")
        answers: dict[str, Any] = {
            "author": "parent",
            "author_basis": "She told the office.",
            "material": "unlawful_conduct",
            "personal_data": "no",
            "child_at_risk": "no",
            "nature": "A long account of it",
            "visible_for": "Two days",
            "recirculation": "low",
            "impact": "Worried.",
        }
        page = senior.fill(f"/cases/{reference}/investigation/1/record_findings", **answers)

        says = "Unlawful conduct by staff was found, but the author is said to be no member of staff."
        assert page.status_code == 422
        assert f"{says}</a>" in page.text
        assert page.text.count(says) == 2
        assert "A long account of it" in page.text

    def test_a_number_of_the_police_is_not_even_asked_for_before_anything_was_reported(self, site: Site) -> None:
        reference, senior = report(site.services), site.person("oakfield-senior")
        act(site.services, "senior", reference, "case/1", "triage", **IN_SCOPE)
        act(site.services, "senior", reference, "case/1", "open_tracks", routes="police")
        act(site.services, "senior", reference, "police/1", "assess", finding="threatening")
        page = senior.get(f"/cases/{reference}/police/1/record_number")

        assert "This step is locked" in page.text
        assert "crime_reference" not in page.text
