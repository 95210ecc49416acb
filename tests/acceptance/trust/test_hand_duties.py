"""What a policy asks people to do outside Duecourse is listed and ticked off at the command line."""

from tests.acceptance.trust.brook import done, refused, run
from tests.cli import CommandLine

TALKS = "3.2#4"


def test_a_head_ticks_off_what_is_theirs_and_the_list_says_when_and_by_whom(brook: CommandLine) -> None:
    words = ("--school", "upper", "--on", "2026-10-30", "--note", "In the briefing")
    answer = done(brook, "head", "by-hand", "done", TALKS, *words)

    assert answer["done"][0] | {"noted_at": ""} == {
        "done_on": "2026-10-30",
        "by": "Ann Example",
        "noted_at": "",
        "note": "In the briefing",
    }
    listed = {each["number"]: each for each in done(brook, "head", "by-hand", "list")}
    assert listed[TALKS] == answer
    assert "In the briefing" in run(brook, "head", "by-hand", "list").out


def test_only_what_is_due_is_listed_where_that_is_asked(brook: CommandLine) -> None:
    yearly = [TALKS, "3.2#5"]
    assert [each["number"] for each in done(brook, "head", "by-hand", "list", "--due")] == yearly
    for number in yearly:
        done(brook, "head", "by-hand", "done", number, "--school", "upper", "--note", "In the briefing")

    assert done(brook, "head", "by-hand", "list", "--due") == []
    assert "Nothing is due" in run(brook, "head", "by-hand", "list", "--due").out


def test_what_is_not_ones_own_or_no_day_is_refused(brook: CommandLine) -> None:
    assert "headteacher" in refused(brook, "teacher", "by-hand", "done", TALKS, "--school", "upper", "--note", "Done")
    assert "no day" in refused(
        brook, "head", "by-hand", "done", TALKS, "--school", "upper", "--note", "Done", "--on", "30/10/2026"
    )
