"""Which dangers a case has, what raised them, and which roles must know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from engine.identity import CASE, NOBODY, FactName, InstanceId, RoleName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.guard_parser import parse
from engine.language.track_definition import Opening
from engine.record.case import Case
from engine.record.values import Answer
from engine.steps.dangers import Danger, Said, dangers, is_about, questions, told_of
from tests.builders import FINDINGS, REMOVAL_TRACK, by_fact, library, lumen, report, triaged


def said(name: str, value: str, *, on: str = CASE) -> Said:
    return Said(InstanceId(on), FactName(name), (value,))


def found(on: str, listed: tuple[Danger, ...]) -> Danger:
    return next(each for each in listed if each.on == on)


@pytest.mark.parametrize("key", sorted(library().policies))
def test_under_every_policy_somebody_must_know_of_each_of_the_four_dangers(key: str) -> None:
    policy = library().current(key)

    assert questions(policy) == ("life_in_danger", "child_at_risk", "personal_data", "illegal_image")
    assert [name for name in questions(policy) if not told_of(policy, FactName(name))] == []


def test_a_danger_names_only_the_answers_that_raised_it() -> None:
    case = report(answers={"child_at_risk": "dont_know", "personal_data": "yes"}).case
    listed = dangers(lumen(), case)

    assert found("safeguarding/1", listed) == Danger(
        InstanceId("safeguarding/1"), (said("child_at_risk", "dont_know"),), (RoleName("DSL"),)
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

    assert dangers(lumen(), story.case)[0].said == (said("new_dangers", "personal_data"),)
    raised = found("safeguarding/1", dangers(lumen(), later.case)).said
    assert said("child_at_risk", "yes", on="investigation/1") in raised


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


def opening(track: str, when: str | None, *tells: str) -> Opening:
    return Opening.model_validate({"track": track, "when": when, "tells": tells})


def with_openings(track: str, *openings: Opening) -> CompiledPolicy:
    """Give the policy with these openings of a track in place of its own."""
    policy = lumen()
    old = policy.track(TrackName(track))
    new = replace(old, definition=old.definition.model_copy(update={"opening": openings}))
    return replace(policy, tracks={**policy.tracks, TrackName(track): new})


def with_track(case: Case, on: str, answers: Mapping[str, Answer] | None = None) -> Case:
    where = InstanceId(on)
    made = replace(
        case.tracks[CASE], track=where.track, number=where.number, about=NOBODY, answers=by_fact(answers or {})
    )
    return replace(case, tracks={**case.tracks, where: made})


@pytest.mark.parametrize(
    ("question", "roles"),
    [
        ("personal_data", ("DPO",)),
        ("child_at_risk", ("DSL",)),
        ("illegal_image", ("DSL",)),
        ("life_in_danger", ("DSL", "senior manager")),
        ("category", ("DPO", "communications")),
        ("what_happened", ()),
    ],
)
def test_an_answer_is_told_to_those_whom_its_own_procedures_name(question: str, roles: tuple[str, ...]) -> None:
    assert told_of(lumen(), FactName(question)) == roles


def test_an_opening_without_a_guard_is_about_no_question() -> None:
    policy = with_openings("case", opening("safeguarding", None, "DSL"), opening("police", "life_in_danger", "HR"))

    assert told_of(policy, FactName("life_in_danger")) == ("HR",)


def test_a_procedure_that_another_question_opens_is_no_danger() -> None:
    assert dangers(lumen(), with_track(report().case, "register/1")) == ()


def test_a_flagged_address_is_a_danger_that_no_answer_raised() -> None:
    story = report()
    story.act("senior", "removal/1", "flag")

    assert Danger(InstanceId("removal/1"), (), (RoleName("DSL"),)) in dangers(lumen(), story.case)


def test_the_answers_that_raised_a_danger_stand_in_the_order_of_the_questions() -> None:
    case = report(answers={"life_in_danger": "yes", "child_at_risk": "dont_know", "illegal_image": "yes"}).case

    assert found("safeguarding/1", dangers(lumen(), case)).said == (
        said("life_in_danger", "yes"),
        said("child_at_risk", "dont_know"),
        said("illegal_image", "yes"),
    )


def test_what_several_rules_say_of_one_danger_is_kept_together_with_the_roles_of_all() -> None:
    policy = with_openings(
        "case",
        opening("safeguarding", "child_at_risk == yes", "DSL"),
        opening("safeguarding", "life_in_danger == yes", "HR", "DSL"),
        opening("safeguarding", "personal_data == yes", "DPO"),
        opening("safeguarding", None, "headteacher"),
    )
    case = with_track(report(answers={"child_at_risk": "yes", "life_in_danger": "yes"}).case, "safeguarding/1")

    assert found("safeguarding/1", dangers(policy, case)) == Danger(
        InstanceId("safeguarding/1"),
        (said("child_at_risk", "yes"), said("life_in_danger", "yes")),
        (RoleName("DSL"), RoleName("HR")),
    )


def test_a_danger_that_no_answer_calls_for_now_is_for_those_who_are_usually_told() -> None:
    case = with_track(report().case, "safeguarding/1")

    assert dangers(lumen(), case) == (Danger(InstanceId("safeguarding/1"), (), (RoleName("DSL"),)),)


def test_of_questions_joined_by_or_one_that_nobody_has_answered_yet_raised_nothing() -> None:
    policy = with_openings("case", opening("safeguarding", "scope == in_scope or child_at_risk == yes", "DSL"))
    case = report(answers={"child_at_risk": "yes"}).case

    assert found("safeguarding/1", dangers(policy, case)).said == (said("child_at_risk", "yes"),)


def test_an_answer_of_the_shell_that_another_procedure_reads_is_no_answer_of_that_procedure() -> None:
    policy = with_openings("investigation", opening("data_breach", "case.category == abuse", "HR"))
    answers = {"category": Answer("value", "abuse")}
    case = with_track(with_track(report().case, "investigation/1", answers), "data_breach/1")

    assert found("data_breach/1", dangers(policy, case)) == Danger(InstanceId("data_breach/1"), (), (RoleName("HR"),))


def test_an_address_that_its_own_answer_flagged_from_the_start_is_told_of_by_that_answer() -> None:
    story = report()
    story.act("senior", "removal/1", "flag")
    policy = lumen()
    removal = policy.track(REMOVAL_TRACK)
    [start] = removal.definition.starts_instead

    def listed(when: str) -> list[str]:
        starts = (start.model_copy(update={"when": parse(when)}),)
        changed = replace(removal, definition=removal.definition.model_copy(update={"starts_instead": starts}))
        found = dangers(replace(policy, tracks={**policy.tracks, REMOVAL_TRACK: changed}), story.case)
        return [each.on for each in found if each.on.track == "removal"]

    assert listed("asked_host == yes") == ["removal/1"]
    assert listed("not asked_host == yes") == []


def test_a_danger_is_about_a_question_of_the_report_and_of_no_other_procedure() -> None:
    here = Danger(CASE, (said("life_in_danger", "yes"), said("child_at_risk", "yes")), ())
    elsewhere = Danger(CASE, (said("child_at_risk", "yes", on="investigation/1"),), ())

    assert is_about(here, FactName("child_at_risk"))
    assert not is_about(here, FactName("personal_data"))
    assert not is_about(elsewhere, FactName("child_at_risk"))
    assert not is_about(Danger(CASE, (), ()), FactName("child_at_risk"))
