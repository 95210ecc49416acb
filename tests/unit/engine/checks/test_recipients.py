"""Who sees and acts because a policy directs something to them: what is refused, and what the policy then has."""

from __future__ import annotations

import pytest

from duecourse.bootstrap import build_letters
from duecourse.casework.policies.coverage import coverage_of
from duecourse.casework.policies.description.document import description
from duecourse.policies.compiler import compile_sources
from engine.identity import InstanceId, PersonId
from engine.language.compiled import CompiledPolicy
from engine.people.visibility import sees_track
from engine.steps.take import Report, open_case
from tests.builders import MONDAY, Story, blank, staffing
from tests.unit.workflows.test_broken_policies import LUMEN, broken, findings

QUERY, REGISTER = r"(?<=\n  query:\n)", r"(?<=\n  register:\n)"
TO_THE_LEAD = '    recipients: {DSL: {does: [answer], cites: ["3.1#2"]}}\n'
ASKED = {"purpose": "question"}


def directed(lines: str = TO_THE_LEAD) -> CompiledPolicy:
    return compile_sources(broken((LUMEN, QUERY, lines)), build_letters().kinds())


def question(policy: CompiledPolicy) -> Story:
    """A teacher asks a question about the policy."""
    story = Story(policy=policy, case=blank(policy), at=MONDAY, people=staffing(leader=["line manager"]))
    teacher = PersonId("teacher")
    story.keep(
        open_case(
            policy,
            story.case,
            Report(reported_by=teacher, recorded_by=teacher, answers=ASKED, reported_at=MONDAY),
            story.world,
        )
    )
    return story


def sees(story: Story, who: str) -> bool:
    instance = story.case.tracks[InstanceId("query/1")]
    return sees_track(story.policy, story.case, instance, PersonId(who))


def told(story: Story) -> set[str]:
    return {person for tell in story.tells if "begun" in tell.dedupe for person in tell.people}


def test_the_role_to_which_a_policy_directs_something_is_told_sees_it_and_takes_the_step() -> None:
    story = question(directed())

    assert told(story) == {"dsl", "deputy-dsl", "leader"}
    assert sees(story, "dsl")
    assert "answer" in story.open_to("dsl", "query/1")
    assert "take_as_report" not in story.open_to("dsl", "query/1")
    story.act("dsl", "query/1", "answer", answer_words="Ask the parents first.")
    assert story.state("query/1") == "answered"


def test_without_the_line_the_same_person_sees_nothing_of_it() -> None:
    story = question(directed(""))

    assert (told(story), sees(story, "dsl"), story.open_to("dsl", "query/1")) == ({"leader"}, False, set())


def test_a_policy_says_who_is_told_and_shows_it_to_fewer() -> None:
    fewer = (
        "    told: [headteacher]\n    seen_by: [reporter, senior manager, headteacher, central team]\n    by: {"
        "say_more: [reporter, headteacher], answer: [headteacher], take_as_report: [headteacher], "
        "pass_on: [headteacher], ask_again: [reporter, headteacher]}\n"
    )
    story = question(directed(fewer))

    assert told(story) == {"head"}
    assert (sees(story, "head"), sees(story, "leader")) == (True, False)


def test_coverage_and_description_say_to_whom_a_clause_directs_it() -> None:
    policy = directed()
    letters = build_letters().kinds()
    (line,) = (each for each in coverage_of(policy, letters) if each.number == "3.1#2")

    assert any("is directed to this role: lead safeguarding officer" in step for step in line.steps)
    assert "directs it to the lead safeguarding officer, who is told when it begins" in description(policy, letters)


@pytest.mark.parametrize(
    ("where", "lines", "says"),
    [
        (QUERY, '    recipients: {DLS: {cites: ["3.1#2"]}}\n', "recipients.DLS: nobody holds the role 'DLS'"),
        (QUERY, '    recipients: {DSL: {does: [anser], cites: ["3.1#2"]}}\n', "'anser' is not an action"),
        (QUERY, '    recipients: {DSL: {cites: ["88.1"]}}\n', "clause 88.1 is not described"),
        (QUERY, '    recipients: {hearing panel: {cites: ["3.1#2"]}}\n', "comes to a case fresh"),
        (r"(?<=\n  case:\n)", '    recipients: {DSL: {cites: ["3.1#2"]}}\n', "would show the whole of every case"),
        (QUERY, "    told: [DSL]\n", "the DSL would be told of what it may not look into"),
        (QUERY, "    told: [DLS]\n", "nobody holds the role 'DLS'"),
        (QUERY, "    seen_by: [DSL]\n", "shows it to the DSL, who may not look into it by the track"),
        (QUERY, "    seen_by: [line manager]\n", "the reporter acts here and may not look into it"),
    ],
)
def test_a_recipient_that_cannot_be_meant_is_found_with_its_line(where: str, lines: str, says: str) -> None:
    found = findings((LUMEN, where, lines))

    assert any(says in finding and "policies/lumen.yaml:" in finding for finding in found), "\n".join(found)
