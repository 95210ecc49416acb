"""What was done to a clock by hand is taken back like a step: the clock counts as if that had never been."""

from tests.cli import CommandLine

WHY = ("--reason", "A slip")


def due(line: CommandLine, reference: str) -> str:
    return str(line.clock_of(reference, "case/1", "triage")["due_at"])


def clock(line: CommandLine, reference: str, what: str, *more: str) -> None:
    line.done("senior", "deadline", what, reference, "case", "triage", "--reason", "Ill", "--yes", *more)


def test_more_time_is_taken_back_and_told_with_both_times_and_why(line: CommandLine) -> None:
    reference = line.report()
    before = due(line, reference)
    clock(line, reference, "extend", "--by", "2 working days")
    later = due(line, reference)
    line.done("senior", "undo", reference, *WHY)
    told = line.said("senior", "history", reference)

    assert (later > before, due(line, reference)) == (True, before)
    assert "A clock was given more time: “Decide whether the policy covers this” (The case)" in told
    assert "Taken back: A clock was given more time" in told
    assert "is due by 5 November 2026 at 5:00pm instead of 3 November 2026 at 5:00pm." in told
    assert "is due by 3 November 2026 at 5:00pm instead of 5 November 2026 at 5:00pm." in told
    assert "Reason: Ill" in told


def test_a_pause_and_its_end_are_taken_back_one_after_the_other(line: CommandLine) -> None:
    reference = line.report()
    before = due(line, reference)
    clock(line, reference, "pause")
    line.wait(days=2)
    clock(line, reference, "resume")
    moved = due(line, reference)
    line.done("senior", "undo", reference, *WHY)
    stands = line.clock_of(reference, "case/1", "triage")
    line.done("senior", "undo", reference, *WHY)

    assert moved > before
    assert stands["due_at"] is None
    assert due(line, reference) == before


def test_only_the_newest_change_of_a_clock_is_taken_back(line: CommandLine) -> None:
    reference = line.report()
    clock(line, reference, "extend", "--by", "1 working day")
    clock(line, reference, "extend", "--by", "3 working days")
    first = next(each["code"] for each in line.done("senior", "history", reference) if "more time" in each["says"])

    assert line.reasons("senior", "undo", reference, "--event", first, *WHY)[0]["code"] == "built_on"


def test_a_step_is_taken_back_once_the_clock_that_was_changed_after_it_is(line: CommandLine) -> None:
    reference = line.report()
    line.act("senior", reference, "case", "acknowledge")
    clock(line, reference, "extend", "--by", "1 working day")
    line.done("senior", "undo", reference, *WHY)
    line.done("senior", "undo", reference, *WHY)

    assert line.show(reference)["tracks"][0]["state"] == "reported"


def test_a_clock_that_has_ended_is_left_as_it_ended(line: CommandLine) -> None:
    reference = line.report()
    clock(line, reference, "extend", "--by", "1 working day")
    line.act("senior", reference, "case", "acknowledge")
    line.act("senior", reference, "case", "triage", scope="in_scope", scope_reason="It is.", danger_confirmed="yes")
    code = next(each["code"] for each in line.done("senior", "history", reference) if "more time" in each["says"])

    assert line.reasons("senior", "undo", reference, "--event", code, *WHY)[0]["code"] == "clock_ended"


def test_who_may_not_change_a_clock_does_not_take_the_change_back(line: CommandLine) -> None:
    reference = line.report()
    clock(line, reference, "extend", "--by", "1 working day")

    assert "more time" in line.said("senior", "history", reference)
    assert line.run("teacher", "undo", reference, *WHY).code == 2
    assert due(line, reference).startswith("2026-11-04")


def test_explaining_a_clock_tells_who_moved_it_when_why_and_from_what_to_what(line: CommandLine) -> None:
    reference = line.report()
    clock(line, reference, "extend", "--by", "2 working days")
    asked = ("explain-deadline", reference, "case", "triage")
    told, document = line.said("senior", *asked), line.done("senior", *asked)

    assert "Moved 2 November 2026 at 9:00am by Gray Oakfield. A clock was given more time" in told
    assert "instead of 3 November 2026 at 5:00pm" in told
    assert [each["who"] for each in document["moves"]] == ["Gray Oakfield"]
    assert "Reason: Ill" in document["moves"][0]["details"]
