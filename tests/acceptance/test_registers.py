"""Registers at the command line: from the entry to its end, and what a case of discipline finds in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.cli import CommandLine

CLUB = "To run the chess club's page."
FROM = "2026-11-02T09:00:00+00:00"
UNTIL = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
CALM = ("life_in_danger=no", "child_at_risk=no", "personal_data=no", "illegal_image=no", "category=other")
OURS = ("--policy", "lumen", "--school", "oakfield")


def enter(line: CommandLine, kind: str, words: str = CLUB, who: str = "teacher") -> str:
    return str(line.done(who, "register", "add", kind, words, *OURS)["reference"])


def approve(line: CommandLine, reference: str) -> None:
    facts = {
        "forbidden": "nothing",
        "scope_words": "The club's page.",
        "valid_from": FROM,
        "valid_until": UNTIL.isoformat(),
    }
    line.act("head", reference, "register/1", "approve", **facts)


def discipline(line: CommandLine) -> str:
    """Report conduct of the teacher, and come to the step that looks at the registers."""
    facts = [word for fact in CALM for word in ("--fact", fact)]
    document = line.done(
        "teacher-two",
        "open",
        *OURS,
        "--reported-by",
        "oakfield-teacher-two",
        "--address",
        "https://a.example/1",
        "--about",
        "oakfield-teacher:employee",
        *facts,
    )
    reference = str(document["reference"])
    line.act("senior", reference, "case", "triage", scope="in_scope", scope_reason="Ours.", danger_confirmed="yes")
    line.act("senior", reference, "case", "open_tracks", routes="discipline", routes_because="It is needed.")
    line.act("head", reference, "discipline", "answer_threshold", harm_threshold="not_met", concern="A post.")
    line.act(
        "head", reference, "discipline", "decide_scope", scope="in_scope", outside_hours="no", scope_reasons="At work."
    )
    return reference


def test_a_permission_is_asked_for_given_reminded_of_and_runs_out(line: CommandLine) -> None:
    reference = enter(line, "permission")
    approve(line, reference)
    assert line.done("teacher", "register", "show", reference)["standing"] == "in_force"

    line.put(UNTIL - timedelta(days=5))
    line.done("senior", "sweep")
    reminded = [each for each in line.show(reference)["alerts"] if each["deadline"] == "expiry"]
    assert [each["alert"] for each in reminded] == ["remind 10 working days"]

    line.put(UNTIL + timedelta(hours=2))
    line.act("senior", reference, "register", "record_expiry")
    shown = line.done("teacher", "register", "show", reference)
    assert (shown["standing"], shown["state"]) == ("ended", "Run out")
    then = line.done("teacher", "register", "list", "--at", "2026-11-20T12:00:00+00:00")
    assert [each["standing"] for each in then] == ["in_force"]


def test_a_register_that_is_empty_says_so(line: CommandLine) -> None:
    assert line.done("teacher", "register", "list", "--kind", "account_told") == []
    assert line.done("teacher", "register", "list", "--for-all") == []
    assert line.said("teacher", "register", "list").strip() == "There are no entries."
    assert line.done("teacher", "register", "list") == []


def test_an_entry_is_read_by_people_as_well_as_by_programs(line: CommandLine) -> None:
    added = line.said("teacher", "register", "add", "permission", CLUB, *OURS)
    reference = added.split("made: ")[1].split(".")[0]
    approve(line, reference)
    shown = line.said("teacher", "register", "show", reference)

    assert CLUB in shown
    assert "In force from" in shown
    assert "It stands at" not in shown
    assert "The club's page." in line.said("senior", "register", "list", "--standing", "in_force")


def test_nobody_lists_the_entries_of_a_colleague(line: CommandLine) -> None:
    enter(line, "declaration")
    other = enter(line, "declaration", "A cousin.", "teacher-two")

    assert line.done("teacher", "register", "list", "--person", "oakfield-teacher-two") == []
    assert "A cousin." not in line.said("teacher", "register", "list")
    assert line.refused("teacher", "register", "show", other)
    assert len(line.done("senior", "register", "list", "--kind", "declaration")) == 2


def test_an_unknown_register_is_refused_with_those_that_there_are(line: CommandLine) -> None:
    assert "image_objection" in line.refused("teacher", "register", "add", "favour", CLUB, *OURS)
    assert "image_objection" in line.refused("teacher", "register", "list", "--kind", "favour")


def test_discipline_finds_what_was_in_force_and_records_that_it_looked(line: CommandLine) -> None:
    permission = enter(line, "permission")
    approve(line, permission)
    line.wait(days=3)
    reference = discipline(line)
    found = line.done("hr", "register", "list", "--for-case", reference, "--on", "discipline/1")

    assert [each["reference"] for each in found["entries"]] == [permission]
    assert found["about"] == "Oakley Oakfield"
    assert line.refused("senior", "register", "list", "--for-case", reference, "--on", "discipline/1")
    assert "both the case and its procedure" in line.refused("hr", "register", "list", "--for-case", reference)


def test_discipline_that_finds_nothing_is_told_so_in_words(line: CommandLine) -> None:
    reference = discipline(line)
    said = line.said("head", "register", "list", "--for-case", reference, "--on", "discipline")

    assert "no entry was in force" in said
    assert "It is recorded that you looked and found none." in said


def test_a_question_is_asked_and_answered(line: CommandLine) -> None:
    asked = line.said("teacher", "ask", "May I post a picture of the fair?", *OURS)
    reference = asked.split("asked: ")[1].split(".")[0]
    line.act("manager", reference, "query", "answer", answer_words="Yes, without children in it.")

    assert "Yes, without children in it." in line.said("teacher", "history", reference)


def test_those_who_have_not_read_the_policy_are_listed(line: CommandLine) -> None:
    before = line.done("head", "register", "list", "--unread")
    line.done("teacher", "register", "add", "policy_read", "On paper.")
    after = line.done("head", "register", "list", "--unread")

    gone = {each["person"] for each in before["unread"]} - {each["person"] for each in after["unread"]}
    assert gone == {"oakfield-teacher"}
    assert "Not read by" in line.said("central", "register", "list", "--unread", "--school", "oakfield")
    assert line.refused("teacher", "register", "list", "--unread")


def test_requests_are_not_listed_among_the_cases(line: CommandLine) -> None:
    enter(line, "permission")
    line.said("teacher", "ask", "May I?", *OURS)

    assert line.done("senior", "list") == []
    assert line.done("teacher", "list") == []
