"""Two lengths of one clock: what is answered decides, from the start, and again when it is answered otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine.history.migration import migrate
from engine.history.undo import blank_of, find_mistake, take_back
from engine.identity import ClockId, PersonId
from engine.language.compiled import CompiledPolicy
from engine.record.chain import decode
from engine.record.replay import apply
from engine.record.values import Deadline
from engine.steps.clocks.lengths import explained
from engine.steps.clocks.two_lengths import length_at
from engine.steps.take import Report, open_case
from engine.steps.transition import Refusal
from engine.time.duration import Duration
from tests.builders import MONDAY, Story, blank, calendar, compiled, findings, small_sources, staffing
from tests.rungs import examples

TWO = "{when: known == yes, then: 24 hours, else: 48 hours}"
WAIT = ClockId("case/1 wait")
LEARN = (
    "  learn: {title: Note who it is, from: asked, to: stay, by: manager, asks: [known]}\n  answer:\n    title: Record"
)


def sources(length: str = TWO, more: str = "") -> Mapping[str, str]:
    """The small policy: its clock while it waits has this length, and it is asked whether the author is known."""
    known = '{type: yesno, ask: "Is it known who wrote it?", optional: true}'
    return small_sources(
        ("facts:\n", f"facts:\n  known: {known}\n"),
        ("send: {title: Ask,", "send: {title: Ask, asks: [known],"),
        ("  answer:\n    title: Record", LEARN),
        ("while: asked, within: 24 hours, met_by: answer", f"while: asked, within: {length}, met_by: answer{more}"),
        policy=[("silent: {answer: Ours,", "silent: {answer: Ours, learn: Ours,")],
    )


@cache
def policy(length: str = TWO, more: str = "") -> CompiledPolicy:
    return compiled(sources(length, more))


def sent(known: str = "", under: CompiledPolicy | None = None) -> Story:
    """A case that waits since the report, with or without a word on who wrote it."""
    chosen = under or policy()
    story = Story(policy=chosen, case=blank(chosen), at=MONDAY, people=staffing())
    report = Report(
        reported_by=PersonId("teacher"),
        recorded_by=PersonId("teacher"),
        answers={"life": "no", "image": "no"},
        reported_at=MONDAY,
    )
    story.keep(open_case(chosen, story.case, report, story.world))
    story.act("head", "case/1", "send", **({"known": known} if known else {}))
    return story


def clock(story: Story) -> Deadline:
    return story.case.deadlines[WAIT]


def hours(story: Story) -> float | None:
    """Say how many hours after its start the clock is due."""
    due = clock(story).due_at
    return (due - MONDAY) / timedelta(hours=1) if due else None


def why(story: Story) -> str:
    return " ".join(explained(story.policy, clock(story), calendar()).facts(calendar().zone))


def undo(story: Story) -> None:
    mistake = find_mistake(blank_of(story.case), story.entries)
    story.keep(take_back(story.policy, story.case, mistake, story.change("head"), story.world))


@pytest.mark.parametrize(("known", "wanted"), [("yes", 24), ("no", 48), ("", 48)])
def test_the_condition_decides_when_the_clock_begins_and_what_is_not_known_does_not_hold(
    known: str, wanted: float
) -> None:
    assert hours(sent(known)) == wanted


def test_it_is_said_which_of_the_two_counts_and_why() -> None:
    two = "It has 24 hours when the answer to “Is it known who wrote it?” is “Yes”, else 48 hours."

    assert f"{two} At its start it had 48 hours: it is not known whether the condition holds." in why(sent())
    assert f"{two} At its start it had 48 hours: the condition does not hold." in why(sent("no"))
    assert f"{two} At its start it had 24 hours: the condition holds." in why(sent("yes"))


def test_what_is_learnt_later_and_what_is_corrected_works_the_clock_out_again_from_its_start() -> None:
    story = sent().wait(hours=3)
    story.act("head", "case/1", "learn", known="yes")
    learnt = clock(story)
    story.wait(hours=2).keep(story.correct("case/1", known="no"))

    assert learnt.due_at == MONDAY + timedelta(hours=24)
    assert hours(story) == 48
    assert [each.held for each in clock(story).chosen] == [None, True, False]
    assert clock(story).revision == learnt.revision + 1
    assert "Since Monday 16 November 2026 at 12:00pm (midday) it has 24 hours: the condition holds." in why(story)


def test_its_alerts_move_with_it() -> None:
    story = sent("yes")
    story.keep(story.correct("case/1", known="no"))
    early = story.wait(hours=30).sweep()
    late = story.wait(hours=20).sweep()

    assert early is None
    assert late is not None
    assert [alert.breached_at for alert in story.case.alerts.values()] == [MONDAY + timedelta(hours=48)]


def test_a_clock_that_was_told_of_as_overdue_stays_as_it_ran_out() -> None:
    story = sent("yes").wait(hours=25)
    story.sweep()
    story.keep(story.correct("case/1", known="no"))

    assert hours(story) == 24


def test_a_step_that_is_taken_back_takes_back_the_length_that_came_of_it() -> None:
    story = sent().wait(hours=3)
    story.act("head", "case/1", "learn", known="yes")
    undo(story)

    assert hours(story) == 48
    assert clock(story).chosen[-1].held is None


def test_each_unit_counts_in_its_own_way() -> None:
    under = policy("{when: known == yes, then: same day, else: 2 working days}")

    assert sent("yes", under).due(WAIT) == "Mon 16 Nov 2026 17:00 GMT"
    assert sent("no", under).due(WAIT) == "Wed 18 Nov 2026 17:00 GMT"


def test_a_case_that_moves_to_a_version_with_two_lengths_has_the_one_that_its_answers_pick() -> None:
    plain = policy("24 hours")
    story = sent("no", plain)
    moved = migrate(plain, policy(), story.case, story.change(), story.world)
    assert not isinstance(moved, Refusal)
    back = migrate(policy(), plain, moved.case, story.change(), story.world)
    assert not isinstance(back, Refusal)

    assert moved.case.deadlines[WAIT].due_at == MONDAY + timedelta(hours=48)
    assert [each.held for each in moved.case.deadlines[WAIT].chosen] == [False]
    assert back.case.deadlines[WAIT].due_at == MONDAY + timedelta(hours=24)
    assert back.case.deadlines[WAIT].chosen == ()


def test_before_a_clock_begins_it_can_be_asked_what_it_would_have() -> None:
    story = sent("no")
    rule, instance = policy().shell.deadlines["wait"], story.case.tracks[WAIT.on]

    assert length_at(policy(), story.case, instance, rule, MONDAY) == Duration.parse("48 hours")
    begun = length_at(policy(), story.case, instance, policy().shell.deadlines["start"], MONDAY)
    assert begun == Duration.parse("1 working day")


# A model of it: some lines of arithmetic


def modelled(length: int, pauses: Sequence[tuple[int, int | None]]) -> int | None:
    """Hours from the start until the clock is due; None while it stands still."""
    end = length
    for start, stop in pauses:
        if end <= start:
            break
        if stop is None:
            return None
        end += stop - start
    return end


DEEDS = some.lists(
    some.sampled_from(("learn yes", "learn no", "correct yes", "correct no", "pause", "resume", "undo", "sweep")),
    max_size=12,
)


@settings(max_examples=examples(60), deadline=None)
@given(known=some.sampled_from(("", "yes", "no")), deeds=DEEDS, waits=some.lists(some.integers(1, 20), min_size=12))
def test_whatever_happens_the_clock_is_due_as_the_arithmetic_says_and_replay_gives_the_same(
    known: str, deeds: Sequence[str], waits: Sequence[int]
) -> None:
    story, now, pauses, says, fired = sent(known), 0, list[tuple[int, int | None]](), [known], ""
    for deed, wait in zip(deeds, waits, strict=False):
        story.wait(hours=wait)
        now += wait
        what, _, value = deed.partition(" ")
        stands = bool(pauses) and pauses[-1][1] is None
        undoable = story.entries[-1].event.action == "learn" and story.entries[-1].event.kind == "acted"
        if what == "learn":
            story.act("head", "case/1", "learn", known=value)
            says.append(value)
        elif what == "correct" and says[-1]:
            result = story.correct("case/1", known=value)
            if not isinstance(result, Refusal):
                story.keep(result)
                says[-1] = value
        elif (what, stands) in (("pause", False), ("resume", True)):
            story.keep(story.clock("case/1", "wait", what))
            pauses = [*pauses[:-1], (pauses[-1][0], now)] if stands else [*pauses, (now, None)]
        elif what == "undo" and undoable:
            undo(story)
            says.pop()
        elif what == "sweep" and not fired and not stands:
            due = modelled(24 if says[-1] == "yes" else 48, pauses)
            story.sweep()
            fired = says[-1] or "no" if due is not None and now >= due else ""
        counts = fired or says[-1]

        assert hours(story) == modelled(24 if counts == "yes" else 48, pauses)
    again = [replace(entry, event=decode(entry.body)) for entry in story.entries]
    assert apply(blank_of(story.case), again) == story.case


# What cannot be meant


@pytest.mark.parametrize(
    ("length", "wrong"),
    [
        ("{when: knwn == yes, then: 24 hours, else: 48 hours}", "'knwn' is not declared; perhaps 'known' is meant"),
        ("{when: known == maybe, then: 24 hours, else: 48 hours}", "'maybe' is no value of known"),
        ("{when: known = yes, then: 24 hours, else: 48 hours}", "'known = yes' is not an expression"),
        ("{when: known == yes, then: 24 hours}", "within.else: is missing; two lengths are written"),
        ("{then: 24 hours, else: 48 hours}", "within.when: is missing; two lengths are written"),
        ("{when: known == yes, then: 24 hours, else: 24 hours}", "is 24 hours, as `then` is"),
        ("{when: known == yes, then: 24 hous, else: 2 days}", '"24 hous" is no length of time'),
        ("{when: known == yes, than: 2 hours, else: 2 days}", "perhaps 'then' is meant"),
        ("[24 hours, 48 hours]", "is a list, where a length of time belongs"),
        ("{when: overdue.start, then: 24 hours, else: 48 hours}", "comes to be so without any answer"),
        ("{when: others.ended, then: 24 hours, else: 48 hours}", "comes to be so without any answer"),
    ],
)
def test_a_slip_in_two_lengths_is_told_with_its_line(length: str, wrong: str) -> None:
    found = [str(each) for each in findings(sources(length))]
    line = next(
        number for number, text in enumerate(sources(length)["tracks/case.yaml"].splitlines(), 1) if length in text
    )

    assert [each for each in found if wrong in each and f"tracks/case.yaml:{line}: deadlines.wait.within" in each], (
        found
    )


def test_what_the_law_gives_has_one_length() -> None:
    found = [str(each) for each in findings(sources(TWO, ", binding: law"))]

    assert any("gives two lengths to what the law gives" in each for each in found), found


@pytest.mark.parametrize(
    ("length", "said", "wrong"),
    [
        (TWO, "binding: law", "makes a law of what has two lengths"),
        ("24 hours", f"within: {TWO}, binding: law", "gives two lengths to what the law gives"),
        ("24 hours, binding: law, source: An Act", f"within: {TWO}", "changes what the law gives"),
        ("24 hours", "within: {when: knwn == yes, then: 2 hours, else: 4 hours}", "'knwn' is not declared"),
    ],
)
def test_a_policy_gives_no_two_lengths_to_what_the_law_gives_and_spells_their_condition(
    length: str, said: str, wrong: str
) -> None:
    files = dict(sources(length))
    files["policies/small.yaml"] += f"    deadlines:\n      wait: {{{said}, source: Ours}}\n"
    found = [str(each) for each in findings(files)]

    assert any(wrong in each and each.startswith("policies/small.yaml:") for each in found), found
