"""What a policy asks to be done by hand inside a case is put before those whose it is, and ticked off there."""

from __future__ import annotations

from tests.cli import CALM, CommandLine

TICK = "by_hand_15_2"
WORDS = "Read again with the unions; clause 9 is put more clearly."


def closed(line: CommandLine, review: str = "yes") -> str:
    """A case without an address that the policy does not cover, closed with an answer on the policy."""
    facts = [word for name, text in CALM.items() for word in ("--fact", f"{name}={text}")]
    reference: str = line.done("senior", "open", "--school", "oakfield", "--policy", "lumen", *facts)["reference"]
    triage = {"scope": "out_of_scope", "scope_reason": "It is not ours.", "danger_confirmed": "yes"}
    line.act("senior", reference, "case/1", "triage", **triage)
    line.withdraw_letters(reference)
    line.act("senior", reference, "case/1", "close", retention="takedown", policy_review=review)
    return reference


def test_it_is_the_next_step_of_those_whose_it_is_with_its_clause_its_words_and_its_day(line: CommandLine) -> None:
    reference = closed(line)

    (step,) = line.done("central", "next")["steps"]
    assert (step["case"], step["on"], step["action"], step["clauses"]) == (reference, step["on"], TICK, ["15.2"])
    assert step["due_at"].startswith("2026-11-30 17:00")
    said = line.said("central", "show", reference)
    assert "A target: clause 15.2" in said
    assert "15.2" in line.said("central", "explain-deadline", reference, step["on"], TICK)


def test_it_is_ticked_off_with_a_day_and_a_note_that_the_history_tells(line: CommandLine) -> None:
    reference = closed(line)
    line.wait(hours=50)
    line.done(
        "central",
        "act",
        reference,
        "case/1",
        TICK,
        "--fact",
        f"{TICK}_words={WORDS}",
        "--happened",
        "2026-11-03T10:00+00:00",
    )

    history = line.said("central", "history", reference)
    assert "Review the policy because of this case" in history
    assert WORDS in history
    assert "3 November 2026" in history or "3 Nov 2026" in history
    assert line.done("central", "next")["steps"] == []


def test_nobody_has_it_where_the_case_does_not_ask_for_it_and_nobody_else_ticks_it_off(line: CommandLine) -> None:
    quiet = closed(line, review="no")
    assert line.done("central", "next")["steps"] == []
    words = ("--fact", f"{TICK}_words={WORDS}")
    assert "none that you may see" in line.refused("central", "act", quiet, "case/1", TICK, *words)

    loud = closed(line)
    assert "central team" in line.refused("senior", "act", loud, "case/1", TICK, *words)


def test_coverage_says_who_does_it_in_a_case_and_the_list_of_posts_leaves_it_to_the_case(line: CommandLine) -> None:
    said = line.said("central", "coverage", "lumen")

    assert "in a case, within 20 working days of “Close the case”" in " ".join(said.split())
    assert "15.2" not in {each["number"] for each in line.done("central", "by-hand", "list")}
    assert line.refused("central", "by-hand", "done", "15.2", "--note", "Done")
