"""A second person approves a letter before it is issued: by default, by the trust's own setting, and in danger."""

from __future__ import annotations

import json

import pytest

from tests.acceptance.test_times import COLLEAGUE, DAY, HEARD, arranged, draft, send
from tests.cli import ASK_HOST, MONDAY, CommandLine

SET = ("setting", "set", "second_person")


@pytest.fixture
def reference(line: CommandLine) -> str:
    """A case with the draft of a request to a host, in a trust in which a second person approves such letters."""
    line.done("central", *SET, "L02: yes")
    found = line.report()
    line.begin(found)
    line.act("senior", found, "removal", "decide", **ASK_HOST)
    return found


def number(line: CommandLine, reference: str) -> str:
    return str(line.letter(reference, "L02-")["code"])


def standing(line: CommandLine, who: str, reference: str) -> dict[str, object]:
    found: dict[str, object] = line.done(who, "letter", "approval", reference, number(line, reference))
    return found


def waiting(line: CommandLine, who: str) -> list[str]:
    return [each["reference"] for each in line.done(who, "letter", "to-approve")]


def test_a_letter_that_a_second_person_has_to_approve_is_not_issued_before(line: CommandLine, reference: str) -> None:
    code = number(line, reference)
    line.said("senior", "letter", "get", reference, code)
    (reason,) = line.reasons("senior", "letter", "issue", reference, code)
    line.done("senior", "letter", "ask-approval", reference, code, "--message", "Is the address right?")
    (waits,) = line.reasons("senior", "letter", "issue", reference, code)
    asked = waiting(line, "head")
    line.done("head", "letter", "approve", reference, code)
    line.done("senior", "letter", "issue", reference, code)
    history = line.said("senior", "history", reference)

    assert (reason["code"], waits["code"]) == ("not_approved", "not_approved")
    assert asked == [reference]
    assert waiting(line, "head") == []
    assert "A second person was asked to approve a letter" in history
    assert "Is the address right?" in history
    assert line.done("senior", "audit", "replay", reference)["ok"]
    assert line.done("senior", "letter", "verify", reference)["ok"]


def test_those_who_drafted_edited_or_asked_do_not_approve(line: CommandLine, reference: str) -> None:
    code = number(line, reference)
    text = line.done("head", "letter", "wording", reference, code)["text"]
    edited = line.data / "edited.txt"
    edited.write_text(text.replace("##", "Thank you for looking into this.\n\n##", 1))
    line.done("head", "letter", "edit", reference, code, "--file", str(edited))
    line.done("senior", "letter", "ask-approval", reference, code)

    for author in ("senior", "head"):
        (reason,) = line.reasons(author, "letter", "approve", reference, code)
        assert reason["code"] == "second_person"
        assert waiting(line, author) == []
    assert standing(line, "head", reference)["may_approve"] is False


def test_an_edit_or_another_fact_after_the_approval_asks_again(line: CommandLine, reference: str) -> None:
    code = number(line, reference)
    line.done("senior", "letter", "ask-approval", reference, code)
    line.done("head", "letter", "approve", reference, code)
    approved = standing(line, "senior", reference)["standing"]
    text = line.done("senior", "letter", "wording", reference, code)["text"]
    edited = line.data / "edited.txt"
    edited.write_text(text.replace("##", "Thank you for looking into this.\n\n##", 1))
    line.done("senior", "letter", "edit", reference, code, "--file", str(edited))
    line.said("senior", "letter", "get", reference, code)
    (reason,) = line.reasons("senior", "letter", "issue", reference, code)

    assert approved == "approved"
    assert standing(line, "senior", reference)["standing"] == "changed"
    assert reason["says"] == "This letter says something else than what the second person approved."


def test_an_edit_while_somebody_is_asked_lets_them_approve_no_words_that_they_have_not_read(
    line: CommandLine, reference: str
) -> None:
    code = number(line, reference)
    line.done("senior", "letter", "ask-approval", reference, code)
    content = str(standing(line, "head", reference)["content"])
    text = line.done("senior", "letter", "wording", reference, code)["text"]
    edited = line.data / "edited.txt"
    edited.write_text(text.replace("##", "Thank you for looking into this.\n\n##", 1))
    line.done("senior", "letter", "edit", reference, code, "--file", str(edited))
    withdrawn = waiting(line, "head")
    line.done("senior", "letter", "ask-approval", reference, code)
    (reason,) = line.reasons("head", "letter", "approve", reference, code, "--content", content)

    assert withdrawn == []
    assert reason["code"] == "letter_outdated"


def test_a_letter_that_is_sent_back_says_why_and_is_asked_about_again(line: CommandLine, reference: str) -> None:
    code = number(line, reference)
    line.done("senior", "letter", "ask-approval", reference, code)
    (unsaid,) = line.reasons("head", "letter", "send-back", reference, code)
    line.done("head", "letter", "send-back", reference, code, "--reason", "The second address is missing.")
    state = standing(line, "senior", reference)
    line.said("senior", "letter", "get", reference, code)
    (reason,) = line.reasons("senior", "letter", "issue", reference, code)
    line.done("senior", "letter", "ask-approval", reference, code)

    assert unsaid["code"] == "no_reason"
    assert (state["standing"], state["says"]) == ("sent back", "The second address is missing.")
    assert reason["says"] == "This letter was sent back by the second person."
    assert waiting(line, "head") == [reference]


def test_a_trust_lets_letters_go_without_a_second_person_and_asks_for_one_elsewhere(line: CommandLine) -> None:
    assert "write each on a line" in line.refused("central", *SET, "L02 yes")
    assert "There is no letter L99" in line.refused("central", *SET, "L99: yes")
    assert "There is no policy" in line.refused("central", *SET, "nobody L02: yes")
    line.done("central", *SET, "L02: yes\\nlumen L02: no")
    found = line.report()
    line.begin(found)
    line.act("senior", found, "removal", "decide", **ASK_HOST)

    assert standing(line, "senior", found)["needed"] is False
    line.issue(found, "L02")


def test_a_warning_waits_for_a_second_person_unless_the_trust_says_otherwise(line: CommandLine) -> None:
    reference = arranged(line, MONDAY + 21 * DAY, "2026-11-18")
    send(line, reference, "L14")
    line.wait(days=21, hours=1)
    line.act("hearing-one", reference, "discipline", "hold_hearing", **HEARD)
    line.act(
        "hearing-one",
        reference,
        "discipline",
        "sanction",
        sanction="written_warning",
        sanction_reasons="Grave.",
        warning_counted="no",
    )
    line.act(
        "hr",
        reference,
        "discipline",
        "write_warning",
        step_because="A talk would not be enough.",
        warning_live_until="2027-11-10",
        improvement="Kind words.",
        appeal_to="To HR.",
        appeal_by="2026-11-30",
    )
    code = draft(line, reference, "L17")
    line.said("hr", "letter", "get", reference, code)
    (reason,) = line.reasons("hr", "letter", "issue", reference, code)
    state = line.done("hr", "letter", "approval", reference, code)

    assert reason["code"] == "not_approved"
    assert state["others"]
    assert COLLEAGUE not in json.dumps(state)


def test_where_nobody_else_can_approve_the_refusal_says_who_could_and_what_is_possible(
    line: CommandLine, reference: str
) -> None:
    code = number(line, reference)
    while others := line.done("senior", "letter", "approval", reference, code)["others"]:
        key = next(each["person"] for each in line.done("central", "person", "list") if each["name"] == others[0])
        text = line.done(key, "letter", "wording", reference, code)["text"]
        edited = line.data / "edited.txt"
        edited.write_text(text.replace("##", "Thank you.\n\n##", 1))
        line.done(key, "letter", "edit", reference, code, "--file", str(edited))
    (reason,) = line.reasons("senior", "letter", "ask-approval", reference, code)

    assert "Nobody can approve this letter now" in reason["says"]
    assert "duecourse setting set second_person" in reason["unlocks"]
    assert "enior manage" in reason["unlocks"]


def test_in_danger_a_letter_does_not_wait_and_a_second_person_is_told_afterwards(line: CommandLine) -> None:
    line.done("central", *SET, "L01: yes")
    found = line.report(life_in_danger="yes")
    line.act("senior", found, "case", "acknowledge")
    code = str(line.letter(found, "L01")["code"])
    state = line.done("senior", "letter", "approval", found, code)
    line.said("senior", "letter", "get", found, code)
    line.done("senior", "letter", "issue", found, code)

    assert state["needed"] is False
    assert "because somebody may be in danger" in line.said("senior", "history", found)
