"""Which dangers a case has, what raised them, and which roles must know."""

from __future__ import annotations

import pytest

from engine.identity import CASE, InstanceId, RoleName
from engine.steps.dangers import Danger, Said, dangers, questions, told_of
from tests.builders import FINDINGS, library, lumen, report, triaged


def found(on: str, listed: tuple[Danger, ...]) -> Danger:
    return next(each for each in listed if each.on == on)


@pytest.mark.parametrize("key", sorted(library().policies))
def test_under_every_policy_somebody_must_know_of_each_of_the_four_dangers(key: str) -> None:
    policy = library().current(key)

    assert questions(policy) == ("life_in_danger", "child_at_risk", "personal_data", "illegal_image")
    assert [name for name in questions(policy) if not told_of(policy, name)] == []


def test_a_danger_names_only_the_answers_that_raised_it() -> None:
    case = report(answers={"child_at_risk": "dont_know", "personal_data": "yes"}).case
    listed = dangers(lumen(), case)

    assert found("safeguarding/1", listed) == Danger(
        InstanceId("safeguarding/1"), (Said(CASE, "child_at_risk", ("dont_know",)),), (RoleName("DSL"),)
    )
    assert found("data_breach/1", listed).roles == ("DPO",)
    assert len(listed) == 2


def test_a_report_without_danger_has_none() -> None:
    assert dangers(lumen(), report().case) == ()


def test_a_danger_that_the_triage_or_the_investigation_finds_is_one_just_the_same() -> None:
    story = report()
    story.act(
        "senior",
        "case/1",
        "triage",
        scope="in_scope",
        scope_reason="About the school",
        danger_confirmed="yes",
        new_dangers="personal_data",
    )
    later = triaged()
    later.act("senior", "investigation/1", "start")
    later.act("senior", "investigation/1", "record_findings", **{**FINDINGS, "child_at_risk": "yes"})

    assert dangers(lumen(), story.case)[0].said == (Said(CASE, "new_dangers", ("personal_data",)),)
    raised = found("safeguarding/1", dangers(lumen(), later.case)).said
    assert Said(InstanceId("investigation/1"), "child_at_risk", ("yes",)) in raised


def test_an_address_that_is_flagged_later_is_a_danger_and_one_that_the_report_flagged_is_told_of_once() -> None:
    story = report()
    story.act("senior", "removal/1", "flag")
    at_once = report(answers={"illegal_image": "yes"}).case

    assert found("removal/1", dangers(lumen(), story.case)).roles == (RoleName("DSL"),)
    assert [each.on for each in dangers(lumen(), at_once)] == ["safeguarding/1"]


def test_a_danger_that_is_dealt_with_is_one_no_longer() -> None:
    story = report(answers={"child_at_risk": "yes"})
    story.act("dsl", "safeguarding/1", "decide", dsl_answer="no_further_action", reasons="A mistake.")

    assert dangers(lumen(), story.case) == ()
