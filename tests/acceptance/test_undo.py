"""Taking steps back, on the command line and on the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duecourse.outbox import run_outbox
from duecourse.policies.library import read_workflows
from tests.cli import ASK_HOST, IN_SCOPE, MONDAY, CommandLine
from tests.services import act, report
from tests.site import Site, make_site

ROOT = Path(__file__).parents[2]
LUMEN = read_workflows()["policies/lumen.yaml"]
LONGER = ("request:\n        within: 24 hours", "request:\n        within: 48 hours")
NARROWER = ("    deadlines:\n      acknowledge:", "    without: [triage/diverted]\n    deadlines:\n      acknowledge:")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = make_site(tmp_path, MONDAY)
    yield made
    made.services.store.close()


def with_police(line: CommandLine) -> str:
    """A case in which the police procedure was begun at once."""
    reference = line.report()
    line.act("senior", reference, "case", "triage", **IN_SCOPE)
    line.act("senior", reference, "case", "open_tracks", routes="police", routes_because="It is needed.")
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
        assert {"on", "name", "round", "state", "due_at", "overdue_at", "not_before"} == set(document["deadlines"][0])
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

        assert (
            "There is no such step, or it has been taken back already. The history says what each is called." in nothing
        )
        assert "Taking a step back needs a reason. Say what went wrong." in line.refused("senior", "undo", reference)
        assert f"Something was built on it since ({code_of(line, reference, 3)} in the history)." in line.refused(
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
        assert "This letter is withdrawn and cannot be issued." in line.refused(
            "senior", "letter", "issue", reference, number
        )
        assert "It was withdrawn." in line.refused(
            "senior", "letter", "dispatch", reference, number, "--proof", "Posted, first class"
        )

    def test_an_issued_letter_of_a_step_taken_back_cannot_be_dispatched(self, line: CommandLine) -> None:
        reference = line.report()
        line.act("senior", reference, "removal", "decide", **ASK_HOST)
        number = line.issue(reference, "L02")
        take_back(line, reference)

        assert line.letter(reference, "L02")["status"] == "withdrawn"
        assert "It was withdrawn." in line.refused(
            "senior", "letter", "dispatch", reference, number, "--proof", "Posted, first class"
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
        for words in (
            ("get",),
            ("issue",),
            ("dispatch", "--proof", "Posted, first class"),
            ("withdraw", "--reason", "Wrong"),
        ):
            said = line.refused("senior", "letter", words[0], reference, number, *words[1:])
            assert f"This letter of {reference} was withdrawn: it belonged to a step that was taken back." in said
            hidden = line.refused("teacher", "letter", words[0], reference, number, *words[1:])
            assert f"Case {reference} has no such letter, or none that you may read." in hidden
        assert [each["status"] for each in line.show(reference)["letters"] if each["template"].startswith("L06")] == []

    def test_words_of_a_procedure_that_is_gone_stay_with_those_who_could_read_them(self, line: CommandLine) -> None:
        reference = with_police(line)
        line.act("senior", reference, "police", "assess", finding="unlawful_conduct")
        line.act(
            "senior", reference, "police", "decide_without_consent", reason="She is on holiday", why_not_asked="Away."
        )
        for _ in range(3):
            take_back(line, reference)

        assert "She is on holiday" in line.said("senior", "history", reference)
        assert "Decide to refer it without consent (Police " in line.said("senior", "history", reference)
        hidden = line.said("teacher", "history", reference)
        assert "She is on holiday" not in hidden
        assert "(Police " not in hidden


def code_of(line: CommandLine, reference: str, number: int) -> str:
    """Give what the history calls the event of a number."""
    [code] = (str(each["code"]) for each in line.done("senior", "history", reference) if each["number"] == number)
    return code


def without(text: str, name: str) -> str:
    """Give a page without what was asked for, and without what is of each page alone."""
    return re.sub(r'name="(csrf|once|seen)" value="[^"]*"|nonce="[^"]*"', "", text).replace(f"take-back/{name}", "")


class TestPages:
    def test_the_confirmation_and_the_history_offer_to_take_a_step_back(self, site: Site) -> None:
        reference, senior = report(site.services), site.person("oakfield-senior")
        done = senior.take(reference, "case/1", "triage", **IN_SCOPE)
        [code] = set(re.findall(r"/take-back/(\w+)", done.text))
        link = f"/cases/{reference}/take-back/{code}"

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
        senior.fill(f"/cases/{reference}/letters/1", way="portal", proof="Reference 70012")
        history = senior.get(f"/cases/{reference}/history").text
        said = senior.get(f"/cases/{reference}/take-back/4")

        assert "take-back/4" not in history
        assert "This cannot be taken back" in said.text
        assert "It has gone out, and what has been sent cannot be called back." in said.text

    def test_who_may_not_take_the_step_is_not_offered_to_take_it_back(self, site: Site) -> None:
        reference, teacher = report(site.services), site.person("oakfield-teacher")
        act(site.services, "senior", reference, "case/1", "acknowledge")

        assert "take-back" not in teacher.get(f"/cases/{reference}/history").text
        [code] = re.findall(r"/take-back/(\w+)", site.person("oakfield-senior").get(f"/cases/{reference}/history").text)
        hidden, never = (teacher.get(f"/cases/{reference}/take-back/{number}") for number in (2, 99))
        assert (
            "Taking this step back is for: senior manager." in teacher.get(f"/cases/{reference}/take-back/{code}").text
        )
        assert (hidden.status_code, without(hidden.text, "2")) == (never.status_code, without(never.text, "99"))

    def test_letters_of_a_step_taken_back_are_withdrawn_or_kindly_not_found(self, site: Site) -> None:
        reference, senior = report(site.services), site.person("oakfield-senior")
        act(site.services, "senior", reference, "case/1", "triage", **IN_SCOPE)
        act(
            site.services, "senior", reference, "case/1", "open_tracks", routes="police", routes_because="It is needed."
        )
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
