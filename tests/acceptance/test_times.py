"""Times that people type, at the command line: believed where they can be true, and otherwise told what could be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cli import ASK_HOST, MONDAY, CommandLine

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BREACH = {
    "what": "A list.",
    "special_category": "no",
    "children": "no",
    "still_live": "no",
    "data_categories": "contact",
}


def at(moment: datetime) -> str:
    return moment.isoformat()


def allowed(line: CommandLine, who: str, *words: str) -> dict[str, str]:
    """Run a command that must be refused for one reason, and give that reason."""
    (reason,) = line.reasons(who, *words)
    return reason


def breached(line: CommandLine) -> str:
    """A case in which the 72 hours of the law run."""
    reference = line.report(personal_data="yes")
    line.wait(hours=1)
    line.act("senior", reference, "data_breach", "tell_dpo", **BREACH, discovered_at=at(MONDAY), aware_at=at(MONDAY))
    return reference


def ready(line: CommandLine) -> str:
    """A case whose request to the host is issued, eleven days after the report."""
    reference = line.report()
    line.act("senior", reference, "removal", "decide", **ASK_HOST)
    line.wait(days=11)
    line.issue(reference, "L02")
    return reference


@pytest.mark.parametrize(
    "words", [("pause", "--reason", "Half term"), ("extend", "--by", "3 working days", "--reason", "We are busy")]
)
def test_the_72_hours_are_neither_paused_nor_extended(line: CommandLine, words: Sequence[str]) -> None:
    reference = breached(line)
    refused = allowed(line, "dpo", "deadline", words[0], reference, "data_breach", "ico", *words[1:])
    clock = line.clock_of(reference, "data_breach/1", "ico")

    assert refused["says"].startswith("The law gives this time (UK GDPR, Article 33")
    assert (clock["binding"], clock["state"]) == ("law", "open")
    assert clock["due_at"].startswith("2026-11-05T09:00")
    assert {each["binding"] for each in line.done("dpo", "due") if each["name"] == "ico"} == {"law"}


def test_a_hold_set_by_hand_does_not_stop_the_72_hours(line: CommandLine) -> None:
    reference = breached(line)
    line.done("dpo", "hold", "set", reference, "data_breach", "police", "--reason", "The police asked")

    assert line.clock_of(reference, "data_breach/1", "ico")["state"] == "open"


def test_the_policys_own_hours_are_not_moved_by_hand(line: CommandLine) -> None:
    reference = line.report()
    refused = allowed(
        line,
        "senior",
        "deadline",
        "extend",
        reference,
        "removal",
        "request",
        "--by",
        "5 hours",
        "--reason",
        "Busy",
        "--yes",
    )

    assert refused["clause"] == "13.5"
    line.done(
        "senior", "deadline", "extend", reference, "case", "triage", "--by", "1 working day", "--reason", "Ill", "--yes"
    )


def test_a_deadline_says_what_it_is_and_by_which_source(line: CommandLine) -> None:
    reference = breached(line)

    assert "The law gives this time: UK GDPR, Article 33" in line.said(
        "dpo", "explain-deadline", reference, "data_breach", "ico"
    )
    assert "A duty of your policy, clause 13.5." in line.said(
        "senior", "explain-deadline", reference, "removal", "request"
    )
    assert "A target: our default" in line.said("dpo", "explain-deadline", reference, "data_breach", "contain")


def test_awareness_in_two_years_is_not_believed(line: CommandLine) -> None:
    reference = line.report(personal_data="yes")
    facts = [f"--fact={name}={value}" for name, value in {**BREACH, "discovered_at": at(MONDAY)}.items()]
    refused = allowed(
        line,
        "senior",
        "act",
        reference,
        "data_breach",
        "tell_dpo",
        *facts,
        "--fact",
        f"aware_at={at(MONDAY + 733 * DAY)}",
    )

    assert refused["field"] == "aware_at"
    assert "lies in the future" in refused["says"]
    assert "any time up to now" in refused["says"]


def test_a_correction_is_not_believed_either(line: CommandLine) -> None:
    reference = breached(line)
    refused = allowed(
        line, "senior", "correct", reference, "data_breach", f"aware_at={at(MONDAY + DAY)}", "--reason", "A slip"
    )

    assert refused["field"] == "aware_at"


@pytest.mark.parametrize("how", ["letter dispatch", "act"])
def test_a_letter_did_not_go_out_before_it_was_issued(line: CommandLine, how: str) -> None:
    reference = ready(line)
    line.wait(hours=1)
    code = str(line.letter(reference, "L02")["code"])
    words = {"letter dispatch": ("letter", "dispatch", reference, code), "act": ("act", reference, "removal", "send")}
    refused = allowed(line, "senior", *words[how], "--proof", "Web form", "--happened", at(MONDAY + 4 * DAY))

    assert refused["says"].endswith("when the letter was issued.")
    assert refused["unlocks"].startswith("It can have been between 13 November 2026 at 9:00am, when the letter")
    line.done("senior", *words[how], "--proof", "Web form", "--happened", at(line.now - HOUR / 2))


def test_a_decision_a_week_before_the_report_is_refused_and_one_of_yesterday_is_not(line: CommandLine) -> None:
    reference = line.report()
    line.wait(days=2)
    facts = [f"--fact={name}={value}" for name, value in ASK_HOST.items()]
    refused = allowed(line, "senior", "act", reference, "removal", "decide", *facts, "--happened", at(MONDAY - 7 * DAY))

    assert "when this was reported" in refused["says"]
    line.done("senior", "act", reference, "removal", "decide", *facts, "--happened", at(MONDAY + DAY))


def test_no_report_address_entry_or_picture_is_of_a_time_to_come(line: CommandLine, tmp_path: Path) -> None:
    reference = line.report()
    note = tmp_path / "note.txt"
    note.write_text("What was seen.", encoding="utf-8")
    late = at(MONDAY + DAY)
    asked = {
        "open": ("open", "--policy", "lumen", "--school", "oakfield", "--happened", late),
        "address": ("address", "add", reference, "https://posts.example/2", "--happened", late),
        "register": ("register", "add", "declaration", "A friend.", "--happened", late),
        "evidence": ("evidence", "add", reference, str(note), "--captured", late),
    }

    for what, words in asked.items():
        refused = allowed(line, "senior", *words)
        assert "3 November 2026 at 9:00am lies in the future" in refused["says"], what
        assert refused["field"] == ("captured" if what == "evidence" else "happened")
    assert line.done("senior", "evidence", "list", reference) == []


def test_the_help_says_that_a_report_happened_when_we_were_told(line: CommandLine) -> None:
    assert "When we were told" in " ".join(line.said("", "open", "--help").split())


def test_an_address_is_not_reported_before_its_case(line: CommandLine) -> None:
    reference = line.report()
    refused = allowed(
        line, "senior", "address", "add", reference, "https://posts.example/2", "--happened", at(MONDAY - DAY)
    )

    assert "when the case was reported" in refused["says"]


# The hearing

HEARD = {
    "attended": "yes",
    "nature": "Unkind",
    "visible_for": "A day",
    "recirculation": "low",
    "impact": "Upset",
    "proved": "yes",
    "findings": "Upheld: it was so.",
    "seriousness": "gross",
}
COLLEAGUE = "oakfield-teacher-two"


def arranged(line: CommandLine, hearing: datetime, submit_by: str) -> str:
    """A case of discipline whose invitation to a hearing is drafted."""
    reference = str(
        line.done(
            "teacher",
            "open",
            "--policy",
            "lumen",
            "--school",
            "oakfield",
            "--for",
            "oakfield-teacher",
            "--about",
            f"{COLLEAGUE}:employee",
            *(f"--fact={name}=no" for name in DANGERS),
            "--fact=category=abuse",
            "--fact=what_happened=They mock me.",
        )["reference"]
    )
    line.act("senior", reference, "case", "triage", scope="in_scope", scope_reason="It is.", danger_confirmed="yes")
    line.act("senior", reference, "case", "open_tracks", routes="discipline", routes_because="It is needed.")
    line.act("head", reference, "discipline", "answer_threshold", harm_threshold="not_met", concern="Mocking.")
    line.act(
        "head",
        reference,
        "discipline",
        "decide_scope",
        scope="in_scope",
        outside_hours="no",
        scope_reasons="It names the school.",
    )
    line.act("hr", reference, "discipline", "consult_registers", registers="none_found")
    line.act(
        "hr",
        reference,
        "discipline",
        "prepare_notice",
        allegations="Mocking.",
        conduct_alleged="12.1#2",
        procedure="disciplinary",
        investigator_name="A colleague",
        support_contact="Another",
        home_address="4 Sample Row, Exampleton",
    )
    send(line, reference, "L11")
    line.act(
        "deputy", reference, "discipline", "finish_report", anonymous="no", attribution="high", report="It was so."
    )
    line.act("head", reference, "discipline", "decide", decision="hearing_called", decision_reasons="To be weighed.")
    line.act(
        "hr",
        reference,
        "discipline",
        "arrange_hearing",
        hearing_at=at(hearing),
        hearing_place="The office",
        panel_names="Two governors",
        presenter="The investigator",
        note_taker="A clerk",
        could_be_gross="yes",
        evidence_list="The post of 12 October.",
        submit_by=submit_by,
    )
    return reference


DANGERS = ("life_in_danger", "child_at_risk", "personal_data", "illegal_image")


def draft(line: CommandLine, reference: str, template: str) -> str:
    found = [each for each in line.show(reference, "hr")["letters"] if each["template"].startswith(template)]
    code = str(found[-1]["code"])
    for name in line.done("hr", "letter", "goes-with", reference, code)["lacks"]:
        file = line.data / "paper.txt"
        file.write_text(name)
        line.done("hr", "evidence", "add", reference, str(file), "--on", "discipline")
        choices = line.done("hr", "letter", "goes-with", reference, code)["choices"]
        line.done("hr", "letter", "enclose", reference, code, choices[0]["key"], "--name", name)
    return code


def send(line: CommandLine, reference: str, template: str) -> None:
    code = draft(line, reference, template)
    approve(line, reference, code)
    line.done("hr", "letter", "issue", reference, code)
    line.done("hr", "letter", "dispatch", reference, code, "--proof", "By hand, receipt signed")


def approve(line: CommandLine, reference: str, code: str) -> None:
    line.said("hr", "letter", "get", reference, code)
    if line.done("hr", "letter", "approval", reference, code)["needed"]:
        line.done("hr", "letter", "ask-approval", reference, code)
        line.done("head", "letter", "approve", reference, code)


def test_no_invitation_is_issued_for_the_same_day_or_for_one_that_has_passed(line: CommandLine) -> None:
    reference = arranged(line, MONDAY + 9 * DAY + HOUR, "2026-11-10")
    code = draft(line, reference, "L14")
    line.wait(days=9)

    for day in ("the same day", "the day after"):
        line.said("hr", "letter", "get", reference, code)
        refused = line.refused("hr", "letter", "issue", reference, code)
        assert (
            "“When is the hearing?”: 11 November 2026 at 10:00am has passed, or is the day of the letter" in refused
        ), day
        line.wait(days=1)
    line.done("hr", "correct", reference, "discipline", f"hearing_at={at(MONDAY + 21 * DAY)}", "--reason", "A new day")
    line.done("hr", "correct", reference, "discipline", "submit_by=2026-11-20", "--reason", "A new day")
    send(line, reference, "L14")


def test_an_invitation_does_not_go_out_when_its_day_has_come(line: CommandLine) -> None:
    reference = arranged(line, MONDAY + 9 * DAY, "2026-11-10")
    code = draft(line, reference, "L14")
    approve(line, reference, code)
    line.done("hr", "letter", "issue", reference, code)
    line.wait(days=9)
    refused = line.refused("hr", "letter", "dispatch", reference, code, "--proof", "By hand")

    assert "has passed, or is the day of the letter" in refused
    assert "Withdraw the letter" in refused


def test_a_hearing_is_put_off_and_a_witness_called_when_its_first_day_is_near_or_over(line: CommandLine) -> None:
    reference = arranged(line, MONDAY + 21 * DAY, "2026-11-18")
    send(line, reference, "L14")
    line.wait(days=20)
    later = at(MONDAY + 24 * DAY)
    line.act("hr", reference, "discipline", "postpone", new_hearing_at=later, postpone_reason="The companion is away.")
    witness = {"hearing_witness": "Robin Example", "hearing_topic": "A post.", "witness_answer_by": "2026-11-25"}
    witness |= {"hearing_witness_address": "By hand"}
    line.act("hr", reference, "discipline", "call_witness", **witness)

    send(line, reference, "L14b")
    line.wait(days=1)
    send(line, reference, "L14a")

    gone = {each["template"][:4] for each in line.show(reference, "hr")["letters"] if each["status"] == "dispatched"}
    assert {"L14a", "L14b"} <= gone


def test_a_hearing_is_not_held_before_its_hour_and_nobody_dismissed_before_the_decision(line: CommandLine) -> None:
    reference = arranged(line, MONDAY + 32 * DAY, "2026-11-27")
    send(line, reference, "L14")
    line.wait(days=25)
    facts = [f"--fact={name}={value}" for name, value in HEARD.items()]
    early = line.refused("hearing-one", "act", reference, "discipline", "hold_hearing", *facts)
    assert "This cannot be before 4 December 2026 at 9:00am, the answer to “When is the hearing?”." in early

    line.wait(days=7, hours=3)
    line.act("hearing-one", reference, "discipline", "hold_hearing", **HEARD)
    line.act(
        "hearing-one",
        reference,
        "discipline",
        "sanction",
        sanction="summary_dismissal",
        sanction_reasons="Grave.",
        warning_counted="no",
    )
    dismissal = (
        "--fact=lesser_sanction=It was weighed.",
        "--fact=contract_notice=None.",
        "--fact=notice_way=none",
        "--fact=pay_words=None.",
        "--fact=holiday_words=None.",
        "--fact=service_since=2015-09-01",
        "--fact=with_children=no",
        "--fact=teacher=no",
        "--fact=duties_ahead=none",
        "--fact=appeal_to=HR.",
        "--fact=appeal_by=2026-12-30",
    )
    (refused,) = line.reasons(
        "hr", "act", reference, "discipline", "write_dismissal", *dismissal, "--fact=effective_on=2026-01-01"
    )

    assert refused["field"] == "effective_on"
    assert "1 January 2026 is before 4 December 2026 at 12:00pm (midday)" in refused["says"]


def test_a_day_on_which_the_school_is_closed_moves_no_time_that_the_law_gives(line: CommandLine) -> None:
    reference = str(
        line.done(
            "teacher",
            "open",
            "--policy",
            "lumen",
            "--school",
            "oakfield",
            "--for",
            "oakfield-teacher",
            "--about",
            f"{COLLEAGUE}:employee",
            *(f"--fact={name}=no" for name in DANGERS),
            "--fact=category=abuse",
            "--fact=what_happened=They mock me.",
        )["reference"]
    )
    line.act("senior", reference, "case", "triage", scope="in_scope", scope_reason="It is.", danger_confirmed="yes")
    line.act("senior", reference, "case", "open_tracks", routes="discipline", routes_because="It is needed.")
    line.done("head", "calendar", "close", "oakfield", "2026-11-03", "--reason", "Flood", "--yes")
    begun_before = line.clock_of(reference, "discipline/1", "threshold")
    line.act("head", reference, "discipline", "answer_threshold", harm_threshold="met", concern="Mocking.")
    begun_after = line.clock_of(reference, "allegation/1", "refer")
    target = line.clock_of(reference, "investigation/1", "start")

    assert [each["binding"] for each in (begun_before, begun_after, target)] == ["law", "law", "target"]
    assert begun_before["due_at"].startswith("2026-11-03T17:00")
    assert begun_after["due_at"].startswith("2026-11-03T17:00")
    assert "Flood" not in line.said("head", "explain-deadline", reference, "allegation", "refer")
    assert target["due_at"].startswith("2026-11-04")


def test_an_appeal_after_its_time_is_late_unless_it_was_made_in_time_and_recorded_later(line: CommandLine) -> None:
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
        appeal_to="HR",
        appeal_by="2026-12-01",
    )
    send(line, reference, "L17")
    line.wait(days=21)
    lodge = ("act", reference, "discipline", "lodge_appeal", "--fact=appeal_grounds=It was not so.")
    late = allowed(line, "hr", *lodge)
    line.done("hr", *lodge, "--happened", at(line.now - 18 * DAY))
    line.done("hr", "undo", reference, "--reason", "Another case")
    line.act("hr", reference, "discipline", "take_late_appeal", appeal_grounds="It was not so.", late_reason="Ill.")

    assert late["says"] == "The time for an appeal was over by then."
    assert "take it as an appeal that came late" in late["unlocks"]


def test_a_date_is_worked_out_without_a_case_and_without_anybody(line: CommandLine) -> None:
    asked = ("due-date", "--from", "2026-07-20T10:00+01:00", "--rule", "5 working days")
    found = line.done("", *asked, "--school", "oakfield")

    assert found["due_at"] == "2026-07-27T16:00:00+00:00"
    assert {each["reason"] for each in found["skipped"]} == {"weekend"}
    assert "Monday 27 July 2026 at 5:00pm" in line.said("", *asked, "--nation", "Scotland")
    assert "not both" in line.refused("", *asked, "--nation", "Wales", "--school", "oakfield")
    assert "Schools: " in line.refused("", *asked, "--school", "nowhere")
    assert "is no length of time" in line.refused("", *asked[:3], "--rule", "5 workdays")


def test_more_time_and_a_pause_tell_what_they_do_and_wait_for_a_yes(line: CommandLine) -> None:
    reference = line.report()
    words = (reference, "case", "triage", "--reason", "Ill")
    before = line.clock_of(reference, "case/1", "triage")["due_at"]
    shown = line.done("senior", "deadline", "extend", *words, "--by", "1 working day", "--preview")

    assert (shown["before"], shown["done"]) == (before, False)
    assert shown["after"] > before
    assert "--yes does it" in line.refused("senior", "deadline", "pause", *words)
    assert "--yes does it" in line.refused("senior", "deadline", "extend", *words, "--by", "1 working day")
    assert line.clock_of(reference, "case/1", "triage")["due_at"] == before

    line.done("senior", "deadline", "pause", *words, "--yes")
    line.wait(minutes=1)
    line.done("senior", "deadline", "resume", *words)
    assert line.clock_of(reference, "case/1", "triage")["due_at"] == before
