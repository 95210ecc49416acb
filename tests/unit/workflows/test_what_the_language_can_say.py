"""What a real policy asked for and the language once could not say: each is played, or refused with words that help."""

from __future__ import annotations

from functools import cache

import pytest

from duecourse.bootstrap import build_letters
from duecourse.casework.policies.track_map import map_of
from duecourse.policies.compiler import compile_sources
from engine.errors import BadAnswers
from engine.identity import ActionName, ClockId, FactName, PersonId, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.duties.steps import step_of
from engine.language.track_definition import Action
from engine.proof.run import prove
from engine.steps.take import Report, open_case
from tests.builders import CALM, MONDAY, Story, blank, staffing
from tests.unit.workflows.test_broken_policies import LUMEN, broken, findings

REMOVAL, PARENT, REGISTER = TrackName("removal"), TrackName("parent"), TrackName("register")


@cache
def lumen_with(*changes: tuple[str, str]) -> CompiledPolicy:
    """Lumen with lines of its file put otherwise: (pattern, what stands there then)."""
    return compile_sources(
        broken(*((LUMEN, pattern, instead) for pattern, instead in changes)), build_letters().kinds()
    )


def by_hand(number: str, *lines: str) -> tuple[str, str]:
    """A number of Lumen's that is done by hand, put otherwise."""
    return (rf'  "{number}":\n.*?(?=  15\.2:)', "".join(f"  {line}\n" for line in (f'"{number}":', *lines)))


def told(policy: CompiledPolicy, **answers: str) -> Story:
    story = Story(policy=policy, case=blank(policy), at=MONDAY, people=staffing())
    given = Report(
        reported_by=PersonId("teacher"),
        recorded_by=PersonId("teacher"),
        affected=(PersonId("teacher"),),
        addresses=("https://posts.example/1",),
        answers={**CALM, **answers},
        reported_at=MONDAY,
        via="a test",
    )
    story.keep(open_case(policy, story.case, given, story.world))
    return story


def covered(policy: CompiledPolicy, routes: str = "") -> Story:
    story = told(policy)
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours.", danger_confirmed="yes")
    story.act(
        "senior", "case/1", "open_tracks", **({"routes": routes, "routes_because": "It is needed."} if routes else {})
    )
    return story


# Order across procedures


def test_the_site_is_asked_only_after_the_parent_was_met() -> None:
    first = """  removal:
    requires:
      decide:
        - {that: all(parent.done.send), else: "The parent was not written to yet.", cites: [13.5]}
"""
    story = covered(lumen_with((r"  removal:\n(?=    cites)", first)), "parent")
    said = {"approach": "ask_host", "approach_reason": "It is unkind."}

    assert "The parent was not written to yet." in story.refused("senior", "removal/1", "decide", **said)


# By hand, inside a case and by post


DUTIES = {
    "a letter to the parents of all who saw it": ("removal", "send", "senior manager", "2 weeks"),
    "the chair is told the same day": ("case", "triage", "headteacher", "the same day"),
    "a helpline is called in place of the provider": ("removal", "host_answer", "senior manager", "1 working day"),
    "the case is looked at again after its end": ("case", "close", "senior manager", "3 months"),
    "whether somebody stays barred is looked at": ("parent", "send", "headteacher", "4 months"),
}


@pytest.mark.parametrize("what", DUTIES)
def test_what_is_done_by_hand_after_a_step_of_a_case_is_said_with_who_and_within_what_time(what: str) -> None:
    track, after, who, within = DUTIES[what]
    lines = (f"  says: That {what}", f"  who: {who}", "  when: then", f"  arises: {{track: {track}, after: {after}}}")
    policy = lumen_with(by_hand("6.3#3", *lines, "  title: Do it", f"  within: {within}"))
    step = step_of("6.3#3")

    assert step in policy.track(TrackName(track)).definition.actions
    assert str(policy.track(TrackName(track)).definition.deadlines[step].within) == within


def test_the_chair_hears_of_it_on_the_day_of_the_first_look() -> None:
    lines = (
        "  says: The chair hears",
        "  who: headteacher",
        "  when: then",
        "  arises: {track: case, after: triage}",
    )
    story = told(lumen_with(by_hand("6.3#3", *lines, "  title: Tell the chair", "  within: same day")))
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours.", danger_confirmed="yes")

    assert story.due(f"case/1 {step_of('6.3#3')}").startswith("Mon 16 Nov 2026")
    assert story.clock_state(ClockId(f"case/1 {step_of('6.3#3')}")) == "open"


def test_a_report_to_governors_each_term_is_said_by_its_length() -> None:
    policy = lumen_with(by_hand("6.3#3", "  says: A report to governors", "  who: headteacher", "  every: 4 months"))

    assert str(policy.definition.by_hand["6.3#3"].every) == "4 months"


# Questions and answers of the policy's own


def test_a_matter_older_than_six_months_is_not_taken_up() -> None:
    limit = """  case:
    facts: {older: {type: yesno, ask: "Did it happen more than six months ago?"}}
    asks: {triage: [older]}
    contradictions:
      - {when: scope == in_scope and older == yes, says: "The policy goes back six months.", cites: [2.3]}
"""
    story = told(lumen_with((r"(?<=\n)  case:\n(?=    cites)", limit)))
    said = {"scope": "in_scope", "scope_reason": "Ours.", "danger_confirmed": "yes"}

    with pytest.raises(BadAnswers, match=r"goes back six months\. \(clause 2\.3\)"):
        story.ask("senior", "case/1", "triage", **said, older="yes")
    story.act("senior", "case/1", "triage", **said, older="no")


def test_a_record_is_kept_for_seven_years_in_the_words_of_the_policy() -> None:
    named = "  case:\n    answers: {retention: {takedown: 7 years}}\n"
    policy = lumen_with((r"(?<=\n)  case:\n(?=    cites)", named))

    assert policy.shell.facts[FactName("retention")].domain["takedown"] == "7 years"


# Days, weeks, months


@pytest.mark.parametrize("length", ["the same day", "2 weeks", "5 school days", "48 special hours"])
def test_a_time_is_said_as_the_policy_prints_it(length: str) -> None:
    policy = lumen_with((r"within: 24 hours, grace: 2 hours, cites: \[13\.6\]", f"within: {length}, cites: [13.6]"))

    assert str(policy.track(REMOVAL).definition.deadlines["check"].within) == length


def test_a_time_is_shorter_where_it_is_known_who_wrote_it() -> None:
    asked = """  case:
    facts: {author_known: {type: yesno, ask: "Is it known who wrote it?"}}
    asks: {triage: [author_known]}
"""
    two = "within: {when: case.author_known == yes, then: 24 hours, else: 48 hours}, grace: 2 hours, cites: [13.6]"
    policy = lumen_with(
        (r"within: 24 hours, grace: 2 hours, cites: \[13\.6\]", two), (r"(?<=\n)  case:\n(?=    cites)", asked)
    )

    assert str(policy.track(REMOVAL).definition.deadlines["check"].within) == "24 hours or 48 hours"
    request = lumen_with(
        (
            r"        within: 24 hours\n        from: reported_at",
            f"        {two.partition(', grace')[0]}\n        from: reported_at",
        ),
        (r"(?<=\n)  case:\n(?=    cites)", asked),
    )
    lines = [clock for state in map_of(request, REMOVAL).states for clock in state.clocks if clock.key == "request"]
    assert lines[0].within.endswith("else 48 hours, counted")
    assert lines[0].since == "the report"
    assert [each for proof in prove(policy) for each in proof.failures] == []


def test_no_time_tells_what_was_answered_where_those_who_see_it_do_not_look() -> None:
    two = "within: {when: any(police.hold_asked == yes), then: 24 hours, else: 48 hours}, cites: [13.6]"
    found = findings((LUMEN, r"within: 24 hours, grace: 2 hours, cites: \[13\.6\]", two))

    assert any("asks about 'police', into which the checker does not look" in each for each in found), found


def test_a_review_is_due_in_a_month_that_is_over_with_its_last_day() -> None:
    policy = lumen_with((r"review_due: 2023-03-15", "review_due: 2017-09"))

    assert policy.definition.review_due == "2017-09"


# What it cannot say, and what it answers


CANNOT = {
    "a duty that comes again and again inside a case": (
        by_hand(
            "6.3#3",
            "  says: A call",
            "  who: senior manager",
            "  every: 7 days",
            "  arises: {track: support, after: offer}",
            "  title: Call",
            "  within: 7 days",
        ),
        "arises in a case and comes again and again",
    ),
    "two people who must act together": (
        (r"(?<=\n)  case:\n(?=    cites)", "  case:\n    jointly: {close: [headteacher, DSL]}\n"),
        "jointly",
    ),
    "so many governors": (
        (r"hearing panel: \{held_by: hearing panel,", "hearing panel: {held_by: hearing panel, count: 3,"),
        "count",
    ),
    "more people than a procedure is for": (
        (r"(?<=\n)  parent: \{\}", "  parent:\n    only: [other]"),
        "only",
    ),
}


@pytest.mark.parametrize("what", CANNOT)
def test_what_it_cannot_say_is_refused_where_it_stands(what: str) -> None:
    change, wrong = CANNOT[what]

    assert any("lumen.yaml" in each and wrong in each for each in findings((LUMEN, *change)))


def test_police_are_told_without_consent_of_what_somebody_of_the_school_did_and_of_nothing_else() -> None:
    decide: Action = (
        lumen_with((r"policy: lumen", "policy: lumen"))
        .track(TrackName("police"))
        .definition.actions[ActionName("decide_without_consent")]
    )

    assert "That limit is ours" in decide.requires[0].unlocks
