"""A clock of one procedure that counts from a step of another: when it begins, what ends it, and whose step counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine.history.undo import blank_of, find_mistake, take_back
from engine.identity import ActionName, ClockId, InstanceId, PersonId, TrackName
from engine.language.compiled import CompiledPolicy
from engine.proof.failure import FailureKind
from engine.proof.run import prove
from engine.record.chain import decode
from engine.record.replay import apply
from engine.record.values import Part
from engine.steps.clocks.elsewhere import ELSEWHERE, beginning
from engine.steps.clocks.lengths import explained
from engine.steps.take import Report, open_case
from tests.builders import CALM, MONDAY, Story, blank, calendar, staffing
from tests.rungs import examples
from tests.unit.workflows.test_broken_policies import LUMEN, broken, failures, findings, once
from tests.unit.workflows.test_what_the_language_can_say import lumen_with

CLOCK = ClockId("removal/1 after_parent")
OWN = "while: [to_decide, ready], within: 24 hours, from: parent.classify, met_by: [send, decide/no_approach]"
BEFORE = r"(?<=\n)(?=      personal_answer: \{within: 1 working day)"
IN_SUPPORT = r"(?<=\n)(?=      offer: \{within: 1 working day, cites: \[13\.8\]\})"
POST = {
    "reason": "It is unkind.",
    "post_description": "A post.",
    "names_accused_teacher": "no",
    "mistreats_child": "no",
}


def own(said: str = OWN, name: str = "after_parent") -> tuple[str, str]:
    """A clock of Lumen's own in the removal."""
    return BEFORE, f"      {name}: {{{said}, title: Ask the site then, source: Ours}}\n"


@cache
def policy(*changes: tuple[str, str]) -> CompiledPolicy:
    return lumen_with(*(changes or (own(),)))


def told(
    under: CompiledPolicy, affected: Sequence[str] = ("teacher",), routes: str = "parent", parents: int = 0
) -> Story:
    """A case with procedures that are needed, and so many parents whom it is about."""
    story = Story(policy=under, case=blank(under), at=MONDAY, people=staffing())
    report = Report(
        reported_by=PersonId("teacher"),
        recorded_by=PersonId("teacher"),
        affected=tuple(map(PersonId, affected)),
        subjects={PersonId(f"parent-{number}"): "parent" for number in range(parents)},
        addresses=("https://posts.example/1",),
        answers=CALM,
        reported_at=MONDAY,
        via="a test",
    )
    story.keep(open_case(under, story.case, report, story.world))
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours.", danger_confirmed="yes")
    story.act("senior", "case/1", "open_tracks", routes=routes, routes_because="It is needed.")
    return story


def classify(story: Story, number: int = 1, kind: str = "malicious") -> None:
    story.act("senior", f"parent/{number}", "classify", kind=kind, **POST)


def undo(story: Story, sequence: int = 0) -> None:
    mistake = find_mistake(blank_of(story.case), story.entries, sequence)
    story.keep(take_back(story.policy, story.case, mistake, story.change(), story.world))


def since(story: Story, key: str = CLOCK) -> datetime | None:
    """Give from when a clock counts that runs; None where it does not run."""
    clock = story.case.deadlines.get(ClockId(key))
    return clock.started_at if clock is not None and clock.state == "open" else None


def hour(number: float) -> datetime:
    return MONDAY + timedelta(hours=number)


def test_it_begins_when_the_step_is_taken_and_counts_from_then() -> None:
    story = told(policy()).wait(hours=3)
    before = CLOCK in story.case.deadlines
    classify(story)

    assert not before
    assert since(story) == hour(3)
    assert story.case.deadlines[CLOCK].due_at == hour(27)
    assert story.case.deadlines[CLOCK].started_in == InstanceId("parent/1")


def test_it_is_met_and_not_needed_as_any_clock_is() -> None:
    met, left = told(policy()), told(policy())
    for story in (met, left):
        classify(story)
    met.act("senior", "removal/1", "decide", approach="no_approach", approach_reason="It would spread.")
    left.act("senior", "removal/1", "decide", approach="personal", approach_reason="The site wants it so.")

    assert (met.clock_state(CLOCK), left.clock_state(CLOCK)) == ("met", "not_needed")


def test_the_record_does_not_say_which_step_it_was_to_those_who_do_not_look_there() -> None:
    story = told(policy())
    classify(story)
    said = " ".join(explained(policy(), story.case.deadlines[CLOCK], calendar()).facts(calendar().zone))

    assert f"when {ELSEWHERE}." in said
    assert "kind of post" not in said


def test_a_procedure_that_begins_later_counts_from_its_own_beginning() -> None:
    story = told(policy())
    classify(story.wait(hours=1))
    story.wait(hours=50).add_address("https://posts.example/2")

    assert since(story, "removal/2 after_parent") == hour(51)
    assert since(story) == hour(1)


def test_a_step_that_is_taken_again_moves_no_clock_that_runs() -> None:
    story = told(policy())
    classify(story.wait(hours=1), kind="protected_opinion")
    story.wait(hours=2).act("senior", "parent/1", "look_again", new_facts="Another post")
    classify(story.wait(hours=2))

    assert since(story) == hour(1)


def test_a_step_that_is_taken_back_ends_the_clock_and_taken_again_it_begins_another_round() -> None:
    story = told(policy())
    classify(story.wait(hours=1))
    undo(story.wait(hours=1))
    ended = story.clock_state(CLOCK)
    classify(story.wait(hours=1))

    assert ended == "not_needed"
    assert (since(story), story.case.deadlines[CLOCK].round) == (hour(3), 2)


def test_of_several_the_first_counts_and_where_it_is_taken_back_the_next() -> None:
    story = told(policy(), parents=2)
    classify(story.wait(hours=1), 1)
    first = story.entries[-1].event.sequence
    classify(story.wait(hours=1), 2)
    before = since(story)
    undo(story.wait(hours=1), first)

    assert (before, since(story)) == (hour(1), hour(2))
    assert story.case.deadlines[CLOCK].started_in == InstanceId("parent/2")


def test_what_was_met_begins_again_from_where_it_stands_and_not_from_the_old_step() -> None:
    story = told(policy())
    classify(story.wait(hours=1))
    story.act("senior", "removal/1", "decide", approach="no_approach", approach_reason="It would spread.")
    story.wait(hours=100).act("senior", "removal/1", "try_again", again_reason="It spreads anyway.")

    assert since(story) == hour(101)
    assert story.case.deadlines[CLOCK].started_by.startswith("this came to")


def test_where_both_are_about_a_person_the_step_about_the_same_person_counts() -> None:
    asked = "      heard: {while: to_offer, within: 4 hours, from: police.assess, met_by: [offer], source: Ours}\n"
    story = told(lumen_with((IN_SUPPORT, asked)), ("teacher", "colleague"), routes="police")
    about = {on: each.about for on, each in story.case.tracks.items() if each.track in ("support", "police")}
    story.wait(hours=1).act("senior", "police/2", "assess", finding="threatening")
    mine = next(on for on, each in about.items() if on.track == "support" and each == about[InstanceId("police/2")])
    running = [key for key, clock in story.case.deadlines.items() if key.name == "heard" and clock.state == "open"]

    assert running == [ClockId.of(mine, "heard")]


def test_somebody_who_is_known_later_leaves_the_clock_as_it_runs() -> None:
    story = told(policy())
    classify(story.wait(hours=1))
    story.wait(hours=1).add_person("parent-9", Part.SUBJECT)

    assert since(story) == hour(1)


def test_a_step_of_a_procedure_that_the_case_does_not_have_begins_nothing() -> None:
    story = told(policy(), routes="police")
    removal = story.case.tracks[CLOCK.on]

    assert CLOCK not in story.case.deadlines
    assert beginning(policy(), story.case, removal, (TrackName("nowhere"), ActionName("classify")), None) is None


DEEDS = some.lists(some.sampled_from(("classify 1", "classify 2", "undo 1", "undo 2", "wait")), max_size=10)


@settings(max_examples=examples(25), deadline=None)
@given(deeds=DEEDS)
def test_whatever_is_taken_and_taken_back_the_clock_counts_from_the_first_step_that_stands(
    deeds: Sequence[str],
) -> None:
    story, standing, begun = told(policy(), parents=2), dict[str, tuple[datetime, int]](), ""
    for deed in deeds:
        what, _, which = deed.partition(" ")
        story.wait(hours=1)
        if what == "classify" and which not in standing:
            classify(story, int(which))
            standing[which] = (story.at, story.entries[-1].event.sequence)
        elif what == "undo" and which in standing:
            undo(story, standing.pop(which)[1])
        begun = begun if begun in standing else min(standing, key=lambda each: standing[each], default="")

        assert since(story) == (standing[begun][0] if begun else None)
    again = [replace(entry, event=decode(entry.body)) for entry in story.entries]
    assert apply(blank_of(story.case), again) == story.case


# What cannot be meant


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (OWN.replace("parent.classify", "parnt.classify"), "from: 'parnt' is not a track; perhaps 'parent' is meant"),
        (OWN.replace("parent.classify", "parent.clasify"), "'clasify' is not a step of parent; perhaps 'classify'"),
        (OWN.replace("parent.classify", "removal.decide"), "is a step of this very procedure; write `from: decide`"),
        (OWN.replace("parent.classify", "removal.leave"), "is a step of this very procedure"),
        (OWN.replace("parent.classify", "parent.redirect"), "counts only once its letter was sent"),
        (OWN.replace("to_decide, ready", "to_decde"), "while.0: 'to_decde' is not a state here"),
        (OWN.replace("[send, decide/no_approach]", "[sendd]"), "'sendd' is not a action or outcome here"),
        (OWN.replace("[send, decide/no_approach]", "[recheck]"), "'recheck' can never come while this deadline runs"),
        (OWN.replace("within: 24 hours, ", ""), "the deadline 'after_parent' has no length"),
        (
            OWN.replace(", met_by: [send, decide/no_approach]", ""),
            "(one of the policy's own says `while` and `met_by`)",
        ),
    ],
)
def test_a_slip_in_a_clock_from_elsewhere_is_told_with_its_line(said: str, wrong: str) -> None:
    slip = own(said)
    changed = once(broken((LUMEN, *slip)))[LUMEN]
    there = changed.index(slip[1])
    # what is missing is told at the key above
    lines = [1 + changed[:place].count("\n") for place in (there, changed.rindex("    deadlines:\n", 0, there))]

    found = findings((LUMEN, *slip))

    assert any(wrong in each and f"lumen.yaml:{line}:" in each for each in found for line in lines), found


def test_a_clock_of_the_track_keeps_where_it_runs_and_what_meets_it() -> None:
    pattern = r"check: \{within: 24 hours, grace: 2 hours"
    found = findings((LUMEN, pattern, "check: {while: requested, met_by: [check], within: 24 hours, grace: 2 hours"))

    assert sum("is said by the track, whose deadline this is" in each for each in found) == 2


def test_a_policy_that_leaves_the_step_out_is_told_so() -> None:
    found = findings(
        (LUMEN, *own(OWN.replace("classify", "go_without"))),
        (LUMEN, r"(?<=\n)  parent: \{\}", "  parent: {without: [go_without]}"),
    )

    assert any("'go_without' of parent is left out by this policy" in each for each in found), found


def test_procedures_in_which_nobody_is_both_are_told() -> None:
    within = "      late: {while: to_offer, within: 4 hours, from: parent.classify, met_by: [offer], source: Ours}\n"
    track = ("tracks/support.yaml", r"per: affected person\nonly: .*?\n", "per: subject\nonly: [pupil]\n")
    found = findings((LUMEN, IN_SUPPORT, within), track)

    assert any("can never begin this clock: nobody is in both procedures" in each for each in found), found


def test_a_place_where_only_such_a_clock_runs_is_refused_as_one_without_a_clock() -> None:
    moved = (
        LUMEN,
        r"        from: reported_at\n        cites: \[13\.5\]",
        "        from: parent.classify\n        cites: [13.5]",
    )
    found = failures(moved)

    assert {each.where for each in found if each.kind is FailureKind.CLOCKLESS} >= {"states.to_decide", "states.ready"}


def test_a_clock_whose_step_waits_for_its_own_end_is_refused() -> None:
    need = """  parent:
    requires:
      classify:
        - {that: all(removal.ended), else: "The site comes first.", cites: [13.5]}
"""
    found = failures((LUMEN, *own()), (LUMEN, r"(?<=\n)  parent: \{\}\n", need))

    assert [each.where for each in found if each.kind is FailureKind.NEVER_BEGINS] == ["deadlines.after_parent"]


def test_a_policy_with_a_clock_of_its_own_from_elsewhere_is_proved() -> None:
    assert [each for proof in prove(policy()) for each in proof.failures] == []
