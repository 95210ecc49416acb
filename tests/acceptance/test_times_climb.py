"""At the command line: a time of the law that nobody keeps goes on to others, until somebody says what is done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.acceptance.test_times import BREACH, at
from tests.cli import MONDAY, CommandLine

HOUR = timedelta(hours=1)


def breached(line: CommandLine) -> str:
    reference = line.report(personal_data="yes")
    line.act("senior", reference, "data_breach", "tell_dpo", **BREACH, discovered_at=at(MONDAY), aware_at=at(MONDAY))
    return reference


def passes(line: CommandLine, hours: int) -> None:
    line.wait(hours=hours)
    line.done("", "sweep")


def alerts(line: CommandLine) -> list[dict[str, Any]]:
    """Give what stands of the 72 hours of the law before the head teacher."""
    return [each for each in line.done("head", "alert", "list") if each["deadline"] == "ico"]


def test_one_alert_climbs_and_ends_with_what_is_being_done(line: CommandLine) -> None:
    reference = breached(line)
    passes(line, 72)
    at_the_end = alerts(line)
    passes(line, 4)
    later = alerts(line)
    shown = line.said("head", "show", reference)
    line.done("dpo", "alert", "acknowledge", reference, later[0]["code"], "--reason", "The report is being written.")
    passes(line, 100)

    assert [(each["code"], each["alert"]) for each in at_the_end] == [(later[0]["code"], "overdue")]
    assert [each["alert"] for each in later] == ["after 4 hours"]
    assert {each["breached_at"] for each in (*at_the_end, *later)} == {at(MONDAY + 72 * HOUR)}
    assert "“Report to the Information Commissioner” was due on 5 November 2026 at 9:00am" in shown
    assert "It went on to others on 5 November 2026 at 1:00pm." in shown
    assert alerts(line) == []


def test_what_is_taken_up_at_the_end_goes_on_to_nobody(line: CommandLine) -> None:
    reference = breached(line)
    passes(line, 72)
    (alert,) = alerts(line)
    line.done("dpo", "alert", "acknowledge", reference, alert["code"], "--reason", "The report is being written.")
    passes(line, 100)
    last = line.show(reference, "dpo")["alerts"]

    assert alerts(line) == []
    assert {each["status"] for each in last if (each["deadline"], each["alert"]) == ("ico", "after 4 hours")} <= {
        "superseded"
    }


def test_a_policy_described_says_which_rungs_are_ours(line: CommandLine) -> None:
    said = line.said("", "check", "--describe")

    assert (
        "the senior manager and the headteacher are told again (our ladder: the procedure says nothing here)." in said
    )
