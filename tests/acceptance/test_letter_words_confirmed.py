"""Words of a letter that a rule forbids: changed, or confirmed with a reason that its approver reads; some never."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli import ASK_HOST, CommandLine

WHY = "We quote what the host itself asked us to write."


class Draft:
    """A draft at the command line, into which something is typed that a rule forbids."""

    def __init__(self, line: CommandLine, reference: str, folder: Path) -> None:
        self.line, self.reference, self.file = line, reference, folder / "letter.txt"
        self.code = line.letter(reference, "L02")["code"]

    def says(self, words: str) -> None:
        """Let it say something after its greeting."""
        text: str = self.line.done("senior", "letter", "wording", self.reference, self.code)["written"]
        greeted = text.split("\n\n")
        greeted.insert(2, words)
        self.file.write_text("\n\n".join(greeted), encoding="utf-8")
        self.line.done("senior", "letter", "edit", self.reference, self.code, "--file", str(self.file))

    @property
    def words(self) -> Any:
        """Give the words that a rule forbids."""
        return self.line.done("senior", "letter", "words", self.reference, self.code)

    def confirm(self, key: str, reason: str = WHY, who: str = "senior") -> None:
        """Confirm words."""
        self.line.done(who, "letter", "confirm", self.reference, self.code, key, "--reason", reason)

    def issue(self) -> None:
        """Read it and issue it."""
        self.line.said("senior", "letter", "get", self.reference, self.code)
        self.line.done("senior", "letter", "issue", self.reference, self.code)

    @property
    def asked(self) -> tuple[str, str]:
        """Give the words by which a command names it."""
        return self.reference, self.code


@pytest.fixture
def draft(line: CommandLine, tmp_path: Path) -> Draft:
    reference = line.report()
    line.begin(reference)
    line.act("senior", reference, "removal", "decide", **ASK_HOST)
    return Draft(line, reference, tmp_path)


def test_forbidden_words_are_confirmed_with_a_reason_and_the_letter_is_issued(draft: Draft) -> None:
    line = draft.line
    draft.says("We would not say that we demand anything.")
    line.said("senior", "letter", "get", *draft.asked)
    stopped = line.refused("senior", "letter", "issue", *draft.asked)
    (hit,) = draft.words["open"]
    said = line.said("senior", "letter", "words", *draft.asked)
    blank = line.refused("senior", "letter", "confirm", *draft.asked, hit["key"])
    draft.confirm(hit["key"])
    (stays,) = draft.words["confirmed"]
    again = line.refused("senior", "letter", "confirm", *draft.asked, hit["key"], "--reason", WHY)
    draft.issue()

    assert "we demand" in stopped
    assert hit["passages"] == ["We would not say that we demand anything."]
    assert "letter confirm" in said
    assert "stay with a reason" in blank
    assert (stays["key"], stays["reason"]) == (hit["key"], WHY)
    assert "confirmed already" in again
    history = line.said("senior", "history", draft.reference)
    assert "Words of a letter were confirmed with a reason" in history
    assert WHY in history
    assert line.done("senior", "audit", "verify", draft.reference)["ok"]
    assert line.done("senior", "audit", "replay", draft.reference)["ok"]


def test_a_confirmation_holds_for_the_sentence_it_was_given_for(draft: Draft) -> None:
    draft.says("We would not say that we demand anything.")
    (hit,) = draft.words["open"]
    draft.confirm(hit["key"])
    draft.says("And yet we demand that you act today.")
    (other,) = draft.words["open"]
    late = draft.line.refused("senior", "letter", "confirm", *draft.asked, hit["key"], "--reason", WHY)

    assert other["key"] != hit["key"]
    assert "And yet we demand that you act today." in other["passages"]
    assert "does not say these words any more" in late
    assert draft.line.said("senior", "letter", "get", *draft.asked)
    assert "we demand" in draft.line.refused("senior", "letter", "issue", *draft.asked)


def test_who_confirmed_words_does_not_approve_and_the_approver_reads_why(draft: Draft) -> None:
    line = draft.line
    line.done("central", "setting", "set", "second_person", "L02: yes")
    draft.says("We would not say that we demand anything.")
    (hit,) = draft.words["open"]
    draft.confirm(hit["key"], who="head")
    line.done("senior", "letter", "ask-approval", *draft.asked)
    (reason,) = line.reasons("head", "letter", "approve", *draft.asked)
    shown = line.done("senior", "letter", "approval", *draft.asked)
    told = line.said("senior", "letter", "approval", *draft.asked)

    assert reason["code"] == "second_person"
    assert [each["reason"] for each in shown["confirmed"]] == [WHY]
    assert shown["problems"] == []
    assert WHY in told


def test_who_does_not_work_on_a_letter_confirms_nothing(draft: Draft) -> None:
    draft.says("We would not say that we demand anything.")
    (hit,) = draft.words["open"]

    assert draft.line.run("teacher", "letter", "words", *draft.asked).code == 2
    assert draft.line.run("teacher", "letter", "confirm", *draft.asked, hit["key"], "--reason", WHY).code == 2
    assert draft.words["confirmed"] == []


def test_words_whose_confirmation_is_erased_stop_the_letter_again(draft: Draft) -> None:
    draft.says("We would not say that we demand anything.")
    (hit,) = draft.words["open"]
    draft.confirm(hit["key"])
    line = draft.line
    shown = line.done("senior", "erasure", "show", draft.reference)
    named = next(f"{each['code']}:{each['key']}" for each in shown if each["key"] == "confirmed")
    line.done(
        "senior", "erasure", "ask", draft.reference, "--words", named, "--ground", "mistake", "--reason", "A slip"
    )
    line.done("head", "erasure", "do", draft.reference, "1")

    assert [each["key"] for each in draft.words["open"]] == [hit["key"]]
    assert draft.words["confirmed"] == []


def test_a_pupils_name_never_goes_to_a_host_whatever_reason_somebody_gives(draft: Draft) -> None:
    line = draft.line
    line.done("senior", "case", "person", "add", draft.reference, "--as-what", "child", "--name", "Robin Sandpiper")
    draft.says("It is about Robin Sandpiper.")
    found = draft.words
    (hit,) = found["barred"]
    refused = line.refused("senior", "letter", "confirm", *draft.asked, hit["key"], "--reason", WHY)
    draft.says("It is about Robin, and about her friends.")
    by_first_name = draft.words

    assert found["open"] == []
    assert "Robin Sandpiper" in hit["says"]
    assert "No reason lets these words stand" in refused
    assert any("says “Robin”" in each["says"] for each in by_first_name["barred"])
    assert by_first_name["open"] == []


def test_a_pupils_name_in_a_letter_of_the_house_stays_with_a_reason(draft: Draft) -> None:
    line = draft.line
    line.done("senior", "case", "person", "add", draft.reference, "--as-what", "child", "--name", "Robin Sandpiper")
    line.act("senior", draft.reference, "support/1", "offer", how_offered="In person")
    code = line.letter(draft.reference, "L09")["code"]
    text = line.done("senior", "letter", "wording", draft.reference, code)["text"]
    draft.file.write_text(f"{text}\nRobin Sandpiper is safe.\n", encoding="utf-8")
    line.done("senior", "letter", "edit", draft.reference, code, "--file", str(draft.file))
    (hit,) = line.done("senior", "letter", "words", draft.reference, code)["open"]
    line.done("senior", "letter", "confirm", draft.reference, code, hit["key"], "--reason", "It is their own child.")
    line.said("senior", "letter", "get", draft.reference, code)
    line.done("senior", "letter", "issue", draft.reference, code)

    assert "Robin Sandpiper" in hit["says"]
