"""The act that is next before each person, held against what each of them may do, through whole procedures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from duecourse.casework.context.agenda.case_turns import CaseTurns
from duecourse.casework.context.agenda.leading_steps import met_clocks
from duecourse.casework.context.sights import sights_of
from engine.identity import ClockId, PersonId
from engine.language.machine import is_aside
from engine.language.vocabulary import is_answer
from engine.people.outlooks import outlooks
from engine.people.visibility import sees_track
from engine.ports.agenda.headings import HeadingForm
from engine.ports.agenda.next_acts import NextAct, Whose, whose
from engine.record.values import Part
from tests.builders import Story, consented, police_case, ready, report, requested, triaged


@dataclass(frozen=True)
class Offered:
    """A step that somebody may take now, with when the clock that it meets runs out; "~" for none that has a time."""

    step: tuple[str, str]
    due: str
    is_quiet: bool


def offered(story: Story, who: str, sees: set[str]) -> Iterator[Offered]:
    """List what somebody may do, as the page of the case lists it."""
    for (on, name), option in story.options(who).items():
        instance = story.track(on)
        definition = story.policy.track(instance.track).definition
        clocks = [each for each in story.case.deadlines.values() if each.on == on and each.state == "open"]
        met = met_clocks(definition, clocks).get(option.action)
        quiet = all(is_answer(each.name) for each in clocks) and not instance.ended
        leads = not is_aside(definition.actions[option.action]) and option.action not in instance.done
        if on in sees and (option.allowed or option.letter) and (met or (quiet and leads)):
            yield Offered((on, name), str(met.due_at or "~") if met else "", met is None)


def first(story: Story, who: str, sees: set[str]) -> tuple[str, str] | None:
    found = list(offered(story, who, sees))
    timed = [each for each in found if not each.is_quiet]
    one = min(timed, key=lambda each: each.due) if timed else next(iter(found), None)
    return one.step if one is not None else None


STORIES: dict[str, Callable[[], Story]] = {
    "reported": lambda: report(affected=["teacher"]),
    "a child in danger": lambda: report(affected=["teacher"], answers={"child_at_risk": "yes"}),
    "triaged": triaged,
    "triaged, and held for a child's safety": lambda: triaged(child_at_risk="yes"),
    "ready": ready,
    "requested": requested,
    "police": police_case,
    "consented": consented,
}


@pytest.mark.parametrize("begin", STORIES.values(), ids=list(STORIES))
def test_the_act_that_is_kept_for_each_person_is_the_first_that_they_may_take(begin: Callable[[], Story]) -> None:
    story = begin()
    for person, sight in sights_of(story.policy, story.case, story.people).items():
        now = sight.act if sight.act is not None and sight.act.is_mine and sight.act.from_at is None else None
        seen = {str(on) for on in story.case.tracks if _sees(story, person, on)}

        assert (now and (now.on, now.action)) == first(story, person, seen), person


def _sees(story: Story, person: PersonId, on: str) -> bool:
    return sees_track(story.policy, story.case, story.track(on), person)


def test_an_act_of_others_names_them_to_those_who_work_there_and_by_role_to_the_rest() -> None:
    story = report(affected=["teacher"])
    sights = sights_of(story.policy, story.case, story.people)
    theirs = sights[PersonId("teacher")].act

    assert theirs is not None
    assert whose(theirs) is Whose.OTHERS
    assert all(people == () for _, people in theirs.hands)
    assert "senior manager" in {role for role, _ in theirs.hands}
    assert whose(sights[PersonId("senior")].act) is Whose.MINE


@pytest.mark.parametrize("begin", STORIES.values(), ids=list(STORIES))
def test_an_act_has_the_time_of_no_clock_but_one_that_its_reader_is_shown(begin: Callable[[], Story]) -> None:
    story = begin()
    for person, sight in sights_of(story.policy, story.case, story.people).items():
        shown = {(each.on, each.name, each.due_at, each.overdue_at) for each in sight.clocks}
        act = sight.act

        assert act is None or not act.clock or (act.on, act.clock, act.due_at, act.overdue_at) in shown, person


def test_the_review_of_a_hold_for_safety_is_told_to_those_alone_who_know_of_the_danger() -> None:
    story = triaged(child_at_risk="yes")
    sights = sights_of(story.policy, story.case, story.people)
    review = ClockId("removal/1 review safety")
    theirs = sights[PersonId("teacher")]

    assert story.due(review) == story.due("support/1 offer")
    assert review in theirs.unseen
    assert theirs.act is not None
    assert (theirs.act.on, theirs.act.action, theirs.act.clock) == ("support/1", "offer", "offer")


def test_a_turn_has_no_time_where_no_clock_runs_that_its_reader_may_know_of() -> None:
    story = triaged(child_at_risk="yes")
    outlook = outlooks(story.policy, story.case, story.people)[PersonId("teacher")]
    review = story.case.deadlines[ClockId("removal/1 review safety")]
    turns = CaseTurns(story.policy, story.case, story.case, [review])
    knowing, unknowing = (turns.of(PersonId("teacher"), outlook, unseen) for unseen in ((), (review.key,)))

    assert knowing is not None
    assert unknowing is not None
    assert (knowing.clock, knowing.due_at) == (review.name, review.due_at)
    assert (unknowing.clock, unknowing.due_at, unknowing.overdue_at, unknowing.at) == ("", None, None, None)
    assert turns.of(PersonId("teacher"), outlook, ()) == knowing


def test_a_letter_that_is_drafted_makes_its_sending_the_act() -> None:
    story = requested()
    acts = [each.act for each in sights_of(story.policy, story.case, story.people).values()]

    assert any(isinstance(act, NextAct) and act.letter for act in acts) or all(
        letter.status == "dispatched" for letter in story.case.letters.values()
    )


def test_nobody_is_told_in_a_title_what_they_may_not_know() -> None:
    story = report(affected=["teacher"], answers={"child_at_risk": "yes"})
    story.add_person("colleague", Part.SUBJECT)
    sights = sights_of(story.policy, story.case, story.people)
    teacher, senior = sights[PersonId("teacher")].heading, sights[PersonId("senior")].heading

    assert PersonId("colleague") not in sights
    assert teacher is not None
    assert (teacher.form, teacher.affected, teacher.fact, teacher.parts) == (HeadingForm.YOURS, (), "", ())
    assert senior is not None
    assert (senior.form, senior.affected) == (HeadingForm.WHOLE, (PersonId("teacher"),))
