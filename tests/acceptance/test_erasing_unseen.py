"""Where one person alone sees the whole of a case: somebody who sees nothing of it is the second person."""

from __future__ import annotations

import pytest

from tests.acceptance.test_erasing import MARK, words_of
from tests.cli import IN_SCOPE, CommandLine

MANAGER = "senior manager"
GROUND = ("--ground", "right", "--reason", "Letter 47")


@pytest.fixture
def alone(line: CommandLine) -> str:
    """A case that the senior manager alone sees as a whole: from everybody else who came to it the role was taken."""
    reference = line.report()
    line.act("senior", reference, "case", "triage", **{**IN_SCOPE, "scope_reason": f"{MARK} said so."})
    for who in ("oakfield-head", "oakfield-deputy", "oakfield-chair", "board"):
        line.done("senior", "case", "role", "take", reference, MANAGER, who, "--reason", "Away")
    assert line.show(reference)["team"][MANAGER] == ["Gray Oakfield"]
    return reference


def test_somebody_who_sees_nothing_of_the_case_is_asked_and_erases(line: CommandLine, alone: str) -> None:
    said = line.said("senior", "erasure", "ask", alone, "--words", words_of(line, alone), *GROUND)
    assert "It waits for Blake Sample, who decides without seeing the case." in said
    assert line.run("dpo", "show", alone).code == 2

    (asked,) = line.done("dpo", "erasure", "asked")
    assert asked["reference"] == alone
    assert asked["things"] == ["an answer in words"]
    assert asked["ground"] == "right"
    assert asked["asked_by"] == "Gray Oakfield"
    told = line.said("dpo", "erasure", "asked") + line.said("dpo", "erasure", "do", alone, "1", "--preview")
    assert MARK not in told
    assert "Letter 47" not in told
    for other in ("deputy-dsl", "central", "riverside-senior"):
        assert line.done(other, "erasure", "asked") == []
        assert "There is no case" in line.refused(other, "erasure", "do", alone, "1")

    done = line.done("dpo", "erasure", "do", alone, "1")

    assert done["events"] == []
    assert done["revision"] is None
    assert MARK not in line.said("senior", "history", alone)
    assert "Blake Sample" in line.said("senior", "history", alone)
    assert line.done("dpo", "erasure", "asked") == []
    assert "There is no case" in line.refused("dpo", "erasure", "do", alone, "1")
    assert line.done("senior", "audit", "verify", alone)["ok"]
    assert any("to agree to" in each["detail"] for each in line.done("senior", "audit", "access", alone))


def test_they_may_also_not_agree_with_a_reason(line: CommandLine, alone: str) -> None:
    line.done("senior", "erasure", "ask", alone, "--words", words_of(line, alone), *GROUND)
    assert "needs a reason" in line.refused("dpo", "erasure", "drop", alone, "1")

    line.done("dpo", "erasure", "drop", alone, "1", "--reason", "A hearing comes")

    assert MARK in line.said("senior", "history", alone)
    assert line.done("senior", "erasure", "list")[0]["status"] == "dropped"


def test_what_stands_in_the_way_is_told_to_them_without_what_it_is(line: CommandLine, alone: str) -> None:
    line.done("senior", "erasure", "ask", alone, "--words", words_of(line, alone), *GROUND)
    line.done("senior", "erasure", "ask", alone, "--words", words_of(line, alone), *GROUND)
    line.done("dpo", "erasure", "do", alone, "2")

    (reason,) = line.reasons("dpo", "erasure", "do", alone, "1")

    assert reason["code"] == "done_already"


def test_who_sees_the_whole_again_comes_before_somebody_who_sees_nothing(line: CommandLine, alone: str) -> None:
    line.done("senior", "erasure", "ask", alone, "--words", words_of(line, alone), *GROUND)
    line.done("senior", "assign", alone, MANAGER, "oakfield-head")

    assert line.done("dpo", "erasure", "asked") == []
    assert "There is no case" in line.refused("dpo", "erasure", "do", alone, "1")
    line.done("head", "erasure", "do", alone, "1")
