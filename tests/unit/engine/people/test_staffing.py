import pytest

from engine.identity import PersonId, RoleName
from engine.people.outlooks import outlooks
from engine.people.visibility import sees_everything, sees_track
from engine.record.values import Part
from engine.steps.transition import Refusal
from tests.builders import Story, consented, police_case, report, requested, said, staffing


def team(story: Story, role: str) -> set[str]:
    return set(story.case.team.get(RoleName(role), ()))


def test_the_senior_managers_of_the_school_hold_the_role_from_the_report_on() -> None:
    assert team(report(), "senior manager") == {"senior", "head"}


def test_an_affected_senior_manager_holds_no_role_in_their_own_case() -> None:
    story = report(affected=["senior"], reported_by="senior")

    assert team(story, "senior manager") == {"head", "deputy"}
    assert story.open_to("senior", "case/1") == {"call_999", "report_to_site"}
    assert "decide" not in story.open_to("senior", "removal/1")
    assert "record_capture" in story.open_to("senior", "removal/1")


def test_a_head_who_becomes_the_subject_loses_every_role_at_once() -> None:
    story = report()
    story.add_person("head", Part.SUBJECT)

    assert all("head" not in people for people in story.case.team.values())
    assert story.open_to("head", "removal/1") == {"flag"}
    assert "head" not in outlooks(story.policy, story.case, story.people)


def test_the_chair_steps_in_where_the_head_is_the_subject_and_there_is_no_other_senior_manager() -> None:
    story = report(people=staffing(senior=(), deputy=()))
    assert team(story, "senior manager") == {"head", "chair"}

    story.add_person("head", Part.SUBJECT)

    assert team(story, "senior manager") == {"chair", "board"}
    assert "decide" in story.open_to("chair", "removal/1")


def test_the_trust_board_steps_in_where_the_chair_is_in_conflict_too() -> None:
    story = report(people=staffing(senior=()))
    story.add_person("chair", Part.AFFECTED)
    story.add_person("head", Part.SUBJECT)

    assert team(story, "senior manager") == {"board"}


def test_a_witness_who_reported_does_not_investigate_and_may_still_manage() -> None:
    story = report(reported_by="senior", affected=["teacher"])
    story.add_person("senior", Part.WITNESS)
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")

    assert team(story, "investigator") == {"deputy"}
    assert "start" not in story.open_to("senior", "investigation/1")
    assert "open_tracks" in story.open_to("senior", "case/1")


def test_a_head_who_merely_found_the_page_may_manage_the_case() -> None:
    story = report(reported_by="head")

    assert "decide" in story.open_to("head", "removal/1")


def test_a_role_passes_on_when_everybody_who_held_it_has_left() -> None:
    story = report()
    story.people = staffing(senior=(), head=(), deputy=())
    story.wait(hours=24)
    story.sweep()

    assert team(story, "senior manager") == {"chair", "board"}


@pytest.mark.quotes
def test_a_role_may_be_assigned_after_the_conflict_check() -> None:
    story = report()
    story.add_person("colleague", Part.SUBJECT)
    refused = [story.assign("senior manager", person) for person in ("colleague", "stranger", "head")]

    assert [said(each) for each in refused if isinstance(each, Refusal)] == [
        "This person is the subject in this case and can hold no role in it.",
        "This person has no post at this school or in the trust.",
        "This person already holds the role of senior manager in this case.",
    ]
    story.keep(story.assign("senior manager", "deputy"))
    assert "decide" in story.open_to("deputy", "removal/1")


def test_the_sender_does_not_check_their_own_request() -> None:
    story = requested()

    assert "A second person is needed" in story.refused("senior", "removal/1", "look", seen_now="gone")
    story.act("deputy", "removal/1", "look", seen_now="gone")
    assert story.state("removal/1") == "removed"


def test_facts_that_are_both_are_referred_without_consent_by_a_second_person_only() -> None:
    story = police_case("both")
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "decide_without_consent", reason="The threat names a day.", why_not_asked="Away.")
    story.issue("police/1", "refer_confirmed")

    assert "A second person is needed" in story.refused("senior", "police/1", "refer_confirmed")
    story.act("head", "police/1", "refer_confirmed")
    assert story.state("police/1") == "referred"


def test_unlawful_conduct_alone_needs_no_second_person() -> None:
    story = police_case("unlawful_conduct")
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "decide_without_consent", reason="It is an offence.", why_not_asked="Away.")
    story.send("senior", "police/1", "refer_unlawful")

    assert story.state("police/1") == "referred"


@pytest.mark.parametrize("who", ["colleague", "deputy", "dsl"])
def test_nobody_else_answers_for_the_person_who_is_asked_for_consent(who: str) -> None:
    story = consented()

    assert "This step is for: affected person, senior manager." in story.refused(who, "police/1", "withdraw")


def test_one_affected_person_does_not_see_or_answer_for_another() -> None:
    story = report(affected=["teacher", "colleague"])
    mine, theirs = story.track("support/1"), story.track("support/2")

    assert sees_track(story.policy, story.case, mine, PersonId("teacher"))
    assert not sees_track(story.policy, story.case, theirs, PersonId("teacher"))
    assert "answer_naming" not in story.open_to("teacher", "support/2")


def test_the_subject_is_never_told_that_the_case_exists() -> None:
    story = report(reported_by="colleague")
    story.add_person("colleague", Part.SUBJECT)

    assert "colleague" not in outlooks(story.policy, story.case, story.people)
    assert not sees_everything(story.policy, story.case, PersonId("colleague"))
    assert {"teacher", "senior", "head"} <= set(outlooks(story.policy, story.case, story.people))


def test_a_person_cannot_be_the_same_thing_to_a_case_twice() -> None:
    with pytest.raises(AssertionError, match="already the affected person"):
        report().add_person("teacher", Part.AFFECTED)


def test_consent_is_not_asked_while_nobody_is_named_as_affected() -> None:
    story = report(affected=[])
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")
    story.act("senior", "case/1", "open_tracks", routes="police", routes_because="It is needed.")
    story.act("senior", "police/1", "assess", finding="threatening")

    assert "Nobody is named yet" in story.refused("senior", "police/1", "ask_consent")
    story.add_person("colleague", Part.AFFECTED)
    story.act("senior", "police/1", "ask_consent")
    assert story.track("police/1").person == "colleague"
