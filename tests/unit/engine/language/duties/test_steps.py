"""What is done by hand inside a case: when it arises, who ticks it off, what is recorded, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from duecourse.bootstrap import build_letters
from duecourse.casework.policies.coverage import coverage_of, totals_of
from duecourse.casework.policies.description.document import description
from duecourse.casework.policies.grounds import grounds_of
from duecourse.policies.compiler import compile_sources
from engine.identity import ClockId
from engine.language.duties.steps import step_of
from engine.language.vocabulary import CASE_TRACK
from engine.proof.run import prove, without_duties
from engine.steps.transition import Refusal
from tests.builders import Story, lumen, report
from tests.services import letters
from tests.unit.workflows.test_broken_policies import LUMEN, broken, findings

REVIEW = step_of("15.2")
CLOCK = ClockId(f"case/1 {REVIEW}")
WORDS = {f"{REVIEW}_words": "Read again; clause 9 is to be put more clearly."}


def closed(review: str, story: Story | None = None) -> Story:
    """A case of Lumen's that is closed, and says or does not say that the policy should be looked at again."""
    if story is None:
        story = report(affected=[], addresses=[])
        story.act("senior", "case/1", "triage", scope="out_of_scope", scope_reason="Not ours", danger_confirmed="yes")
    story.withdraw_letters()
    story.act("senior", "case/1", "close", retention="takedown", policy_review=review)
    return story


@pytest.mark.parametrize(
    ("number", "name"), [("15.2", "by_hand_15_2"), ("13.6#2", "by_hand_13_6_2"), ("§7", "by_hand_7")]
)
def test_the_step_by_which_a_number_is_ticked_off_is_called_after_it(number: str, name: str) -> None:
    assert step_of(number) == name


def test_it_arises_with_its_deadline_and_its_clause_where_the_case_asks_for_it() -> None:
    story = closed("yes")

    assert story.clock_state(CLOCK) == "open"
    assert story.due(CLOCK) == "Mon 14 Dec 2026 17:00 GMT"
    assert REVIEW in story.open_to("central", "case/1")
    assert "central" in {person for told in story.tells for person in told.people}
    assert REVIEW not in story.open_to("senior", "case/1")
    assert lumen().clock_cites(CASE_TRACK, REVIEW) == lumen().cites(CASE_TRACK, REVIEW) == ("15.2",)


def test_it_does_not_arise_where_the_case_does_not_ask_for_it() -> None:
    story = closed("no")

    assert CLOCK not in story.case.deadlines
    assert REVIEW not in story.open_to("central", "case/1")
    assert "15.2" in {reason.clause for reason in story.options("central")[("case/1", REVIEW)].reasons}


def test_it_is_ticked_off_once_with_a_day_and_a_note_and_leaves_the_case_where_it_stands() -> None:
    story = closed("yes")
    done = story.at + timedelta(days=2)
    story.wait(days=5)
    refused = story.ask("senior", "case/1", REVIEW, **WORDS)
    assert isinstance(refused, Refusal)
    step = story.earlier(done, "central", "case/1", REVIEW, **WORDS)

    assert (story.state("case/1"), story.clock_state(CLOCK)) == ("closed", "met")
    [entry] = step.entries
    assert (entry.event.happened_at, entry.event.by) == (done, "central")


def test_it_arises_again_where_what_calls_for_it_is_done_again() -> None:
    story = closed("yes")
    story.act("central", "case/1", REVIEW, **WORDS)
    story.act("senior", "case/1", "reopen", reopen_reason="It is back")
    story.act("senior", "case/1", "record_outcome", outcome="not_material", outcome_words="Nothing.")
    story.withdraw_letters()
    closed("yes", story)

    assert story.clock_state(CLOCK) == "open"
    assert story.case.deadlines[CLOCK].round == 2


def test_the_proof_does_not_count_it_and_finds_nothing_wrong_beside_it() -> None:
    policy = lumen()

    assert REVIEW in policy.track(CASE_TRACK).definition.actions
    assert REVIEW not in without_duties(policy).track(CASE_TRACK).definition.actions
    assert [failure for each in prove(policy) for failure in each.failures] == []


def test_coverage_and_description_say_where_it_is_ticked_off_and_count_no_step_for_it() -> None:
    kinds = letters().kinds()
    [line] = [each for each in coverage_of(lumen(), kinds) if each.number == "15.2"]

    assert line.kind == "by_hand"
    assert line.done.endswith("in a case, within 20 working days of “Close the case”")
    assert all(each.key != REVIEW for each in grounds_of(lumen(), kinds))
    assert totals_of([line], ()).steps == {}
    assert "It is ticked off in the case." in description(lumen(), kinds)


ARISES = "    arises: {track: case, after: close, given: policy_review == yes}\n"


@pytest.mark.parametrize(
    ("before", "after", "place", "wrong"),
    [
        ("track: case, after: close", "track: csae, after: close", "arises.track", "'csae' is no track"),
        ("after: close, given", "after: clsoe, given", "arises.after", "'clsoe' is no step that this policy has"),
        ("given: policy_review", "given: policy_revew", "arises.given", "'policy_revew' is not declared"),
        (
            r"who: central team\n    when: when a case",
            "who: communications\n    when: when a case",
            "who",
            "may not look",
        ),
        (r"    title: Review the policy[^\n]*\n", "", "15.2", "arises in a case and gives no `title`"),
        (ARISES.replace("{", r"\{").replace("}", r"\}"), "", "15.2.within", "is for a duty that arises in a case"),
    ],
)
def test_a_duty_that_arises_nowhere_or_for_nobody_is_refused(before: str, after: str, place: str, wrong: str) -> None:
    assert any(place in each and wrong in each for each in findings((LUMEN, before, after)))


def test_a_policy_of_ones_own_lets_a_duty_arise_in_any_procedure_after_any_step() -> None:
    told = """  "6.3#3":
    says: Users are pointed to a more suitable channel
    who: communications
    when: when something was taken off a page
    arises: {track: own_channel, after: off_already}
    title: Point them to a better channel
    within: 1 working day
"""
    policy = compile_sources(broken((LUMEN, r'  "6\.3#3":\n.*?(?=  15\.2:)', told)), build_letters().kinds())

    assert (
        step_of("6.3#3")
        in policy.track(next(name for name in policy.tracks if name == "own_channel")).definition.actions
    )
