"""TaSMAT's clauses where they were once got wrong: each is played, or read where it stands."""

from __future__ import annotations

import pytest

from duecourse.casework.policies.grounds import basis_said
from engine.errors import BadAnswers
from engine.identity import ActionName, FactName, InstanceId, TrackName
from engine.language.compiled import CompiledPolicy
from engine.record.values import Part
from engine.steps.transition import Refusal
from tests.builders import CALM, FINDINGS, Story, library
from tests.unit.workflows.test_link_by_its_clauses import begun, cites_of, entered, started, who_may

REGISTER, CONTRACTOR = TrackName("register"), TrackName("contractor")
LEADERS = {"head", "senior", "ceo"}
ALLOWED = {
    "scope_words": "One page.",
    "valid_from": "2026-11-16T09:00Z",
    "valid_until": "unknown: nobody wrote it down",
}
TAKEN_IN = {
    "how_found": "school_found",
    "learnt_at": "unknown: nobody wrote it down",
    "concern_words": "A picture of the kitchen.",
    "provider_name": "Meals Ltd",
    "provider_contact": "The manager, by telephone.",
    "worker_name": "W. Orker",
    "worker_role": "Cook",
    "harm_threshold": "not_met",
    "harm_words": "No child is in it.",
}


def tasmat() -> CompiledPolicy:
    return library().current("tasmat")


# 7.1, 7.3: no page outside, and a site of the school's own only with authority


def test_nobody_approves_a_page_on_an_outside_platform_and_the_refusal_names_the_clause() -> None:
    story = entered(tasmat(), "account")
    refused = story.ask("head", "register/1", "approve", **ALLOWED)

    assert isinstance(refused, Refusal)
    assert "7.1" in {reason.clause for reason in refused.reasons}
    assert who_may(story, "register/1", "refuse") == LEADERS


def test_a_site_of_the_schools_own_is_a_permission_that_leaders_give() -> None:
    story = entered(tasmat(), "permission")
    assert who_may(story, "register/1", "approve") == set()

    story.act("teacher", "register/1", "say_what_for", permission_for="service_school", hosted="own_site")
    assert who_may(story, "register/1", "approve") == LEADERS
    with pytest.raises(BadAnswers, match=r"strong reason .* \(clause 7\.3\)"):
        story.ask("head", "register/1", "approve", **ALLOWED)
    story.act("head", "register/1", "approve", **ALLOWED, strong_reason="Pupils who are ill learn by it.")
    assert story.state("register/1") == "in_force"


@pytest.mark.parametrize("purpose", ["service_school", "official", "with_pupils", "other"])
def test_no_permission_is_given_for_a_page_on_a_platform_outside(purpose: str) -> None:
    story = entered(tasmat(), "permission")
    story.act("teacher", "register/1", "say_what_for", permission_for=purpose, hosted="outside")
    refused = story.ask("head", "register/1", "approve", **ALLOWED)

    assert isinstance(refused, Refusal)
    assert "7.1" in {reason.clause for reason in refused.reasons}


def test_writing_to_pupils_needs_the_schools_approval_and_an_official_site() -> None:
    story = entered(tasmat(), "permission")
    story.act("teacher", "register/1", "say_what_for", permission_for="with_pupils", hosted="no_site")
    refused = story.ask("head", "register/1", "approve", **ALLOWED)

    assert isinstance(refused, Refusal)
    assert "6.5#2" in {reason.clause for reason in refused.reasons}
    story.act("teacher", "register/1", "say_what_for", permission_for="with_pupils", hosted="own_site")
    assert who_may(story, "register/1", "approve") == LEADERS - {"ceo"}


def test_words_on_a_page_of_somebody_elses_are_a_permission_too() -> None:
    story = entered(tasmat(), "permission")
    story.act("teacher", "register/1", "say_what_for", permission_for="other", hosted="no_site")

    story.act("ceo", "register/1", "approve", **ALLOWED)

    assert story.case.tracks[InstanceId("register/1")].state == "in_force"


def test_a_refusal_is_not_said_to_come_from_the_clause_about_pages() -> None:
    assert "7.1" not in cites_of(tasmat(), "register", "refuse")


def test_asking_a_site_about_a_page_in_the_name_of_the_trust_is_said_to_be_ours() -> None:
    assert "Clause 7.1 knows no page" in basis_said(tasmat(), TrackName("removal"), ActionName("decide"))


# 9.4.1: contractors


@pytest.mark.parametrize("category", ["contractor", "agency", "trainee"])
def test_somebody_who_is_reported_as_a_contractor_begins_that_procedure(category: str) -> None:
    story = started(tasmat(), subjects={"worker": category})

    assert [each.person for each in story.case.of_track(CONTRACTOR)] == ["worker"]


def test_a_report_about_an_employee_begins_nothing_for_contractors_and_nothing_for_nobody() -> None:
    story = started(tasmat(), subjects={"colleague": "employee"})

    assert {each.track for each in story.case.tracks.values()} & {"contractor", "governance", "parent"} == set()


def test_of_two_people_only_the_one_who_works_for_another_firm_has_that_procedure() -> None:
    story = started(tasmat(), subjects={"worker": "contractor", "colleague": "employee"})

    assert [each.person for each in story.case.of_track(CONTRACTOR)] == ["worker"]


def test_a_second_procedure_for_the_same_person_ends_without_a_second_letter() -> None:
    story = started(tasmat(), subjects={"worker": "contractor"})
    story.act("head", "contractor/1", "take_in", **TAKEN_IN)
    story.act("head", "contractor/1", "not_pursued", decision_reason="It was dealt with in the first procedure.")

    assert story.track("contractor/1").ended
    assert story.case.letters == {} or all(letter.on != "contractor/1" for letter in story.case.letters.values())


def test_findings_about_somebody_whose_procedure_has_ended_begin_no_second_one_and_tell_the_head() -> None:
    story = started(tasmat(), subjects={"worker": "contractor"})
    story.act("head", "contractor/1", "take_in", **TAKEN_IN)
    story.act("head", "contractor/1", "not_pursued", decision_reason="The provider dealt with it.")
    before = len(story.tells)
    story.act("senior", "investigation/1", "start")
    story.act("senior", "investigation/1", "record_findings", **{**FINDINGS, "author": "contractor"})

    assert [each.on for each in story.case.of_track(CONTRACTOR)] == ["contractor/1"]
    assert "head" in {person for told in story.tells[before:] for person in told.people}
    story.act("head", "contractor/1", "pursue_after_all", new_words="It was the person after all.")
    assert story.state("contractor/1") == "received"


def test_findings_about_somebody_else_begin_a_procedure_for_them() -> None:
    story = started(tasmat(), subjects={"worker": "contractor"})
    story.act("head", "contractor/1", "not_pursued", decision_reason="The provider dealt with it.")
    story.add_person("colleague", Part.SUBJECT)
    story.act("senior", "investigation/1", "start")
    story.act("senior", "investigation/1", "record_findings", **{**FINDINGS, "author": "contractor"})

    assert "colleague" in {each.person for each in story.case.of_track(CONTRACTOR)}


def test_who_reports_is_not_told_of_a_clause_about_contractors() -> None:
    assert cites_of(tasmat(), "case", "acknowledge") == ()
    assert cites_of(tasmat(), "contractor", "take_in") == ("9.4.1",)
    assert tasmat().clock_cites(CONTRACTOR, "take_in") == ()
    assert tasmat().clock_cites(CONTRACTOR, "contain") == ()
    assert "default of ours" in tasmat().clock_source(CONTRACTOR, "contain")


# Sentences as strong as their clauses


@pytest.mark.parametrize(
    ("number", "word"),
    [("6.4", "likely"), ("6.7", "personal social media"), ("6.15#2", "should"), ("7.3#2", "strong"), ("9.2", "law")],
)
def test_a_sentence_is_as_strong_as_its_clause(number: str, word: str) -> None:
    said = {key: clause.says for key, clause in tasmat().definition.clauses.items()}
    said |= {key: rule.says for key, rule in tasmat().definition.conduct.items()}

    assert word in said[number]


def test_that_the_trust_watches_is_done_by_hand_and_a_single_request_is_left_to_discretion() -> None:
    assert tasmat().definition.by_hand["8.1#2"].who == ("IT",)
    assert tasmat().definition.clauses["8.1"].basis == "discretion"
    assert "6.6#2" in tasmat().definition.by_hand


def test_the_procedure_is_the_disciplinary_one_and_no_other() -> None:
    assert set(tasmat().definition.lists["procedures"]) == {"disciplinary"}


@pytest.mark.parametrize("step", ["decide", "sanction", "send_dismissal"])
def test_what_a_grave_breach_may_lead_to_stands_where_it_is_decided(step: str) -> None:
    assert "9.2" in cites_of(tasmat(), "discipline", step)


def test_work_matters_on_an_account_of_ones_own_are_never_permitted() -> None:
    story = begun(tasmat(), {"purpose": "register"})
    asked = {"register": "permission", "entry_words": "On my page.", "permission_for": "business"}

    with pytest.raises(BadAnswers, match="permission_for"):
        story.ask("teacher", "register/1", "file", **asked)


@pytest.mark.parametrize("purpose", ["speaking", "official", "service_school", "service_central"])
def test_nobody_speaks_for_the_trust_anywhere_but_on_its_own_site(purpose: str) -> None:
    story = entered(tasmat(), "permission")
    story.act("teacher", "register/1", "say_what_for", permission_for=purpose, hosted="no_site")

    refused = story.ask("ceo", "register/1", "approve", **ALLOWED)
    assert isinstance(refused, Refusal)
    assert any("6.1" in reason.clause for reason in refused.reasons)


def test_advice_is_no_rule_that_somebody_could_have_broken() -> None:
    assert {"6.14", "6.15"} <= set(tasmat().definition.outside)
    assert "6.15#2" in tasmat().definition.conduct


# 7.1: a page that is found on a platform outside


PAGE = {"where_words": "A page in the name of the school.", "image_words": "It may be one."}


def page_found(where: str) -> Story:
    story = begun(tasmat(), {**CALM, "category": "own_page"})
    story.act("head", "own_channel/1", "note_no_copy", **PAGE, page_where=where)
    return story


def test_a_page_of_the_trust_on_a_platform_outside_can_only_be_closed() -> None:
    story = page_found("outside")
    refused = story.ask("head", "own_channel/1", "leave_up", leave_ground="suitable", leave_reason="It is kind.")

    assert isinstance(refused, Refusal)
    assert {reason.clause for reason in refused.reasons} == {"7.1"}
    assert cites_of(tasmat(), "own_channel", "close_page") == ("7.1",)


@pytest.mark.parametrize("where", ["own_site", "not_ours"])
def test_what_stands_on_no_platform_outside_may_stay(where: str) -> None:
    assert "leave_up" in page_found(where).open_to("head", "own_channel/1")


def test_a_page_outside_is_closed_and_the_case_of_it_has_an_end() -> None:
    story = begun(tasmat(), {**CALM, "category": "own_page"})
    words = {"where_words": "A page.", "off_words": "The head, at nine.", "removal_reason": "It is abuse."}
    story.act("head", "own_channel/1", "off_already", **words, page_where="outside")
    assert "close" not in story.open_to("head", "own_channel/1")
    story.act("head", "own_channel/1", "close_page", page_words="The page of the office, by the head, today.")

    assert story.track("own_channel/1").ended


# 9.4.1: at once means since they knew


def test_what_a_provider_told_the_school_says_since_when_they_knew_of_it() -> None:
    story = started(tasmat(), subjects={"worker": "contractor"})
    told = {**TAKEN_IN, "how_found": "provider_notice"}
    with pytest.raises(
        BadAnswers,
        match=r"since when the provider knew .*\(9\.4\.1\); that others who send somebody are asked as well is ours",
    ):
        story.ask("head", "contractor/1", "take_in", **told)

    story.act("head", "contractor/1", "take_in", **told, provider_knew="unknown: they did not say")
    assert story.state("contractor/1") == "to_contain"


# 3.2: what is confidential


@pytest.mark.parametrize(("track", "question"), [("investigation", "personal_data"), ("contractor", "data_involved")])
def test_the_five_kinds_of_confidential_information_stand_where_it_is_asked_about(track: str, question: str) -> None:
    asked = tasmat().track(TrackName(track)).definition.facts[FactName(question)].help

    assert [word in asked for word in ("identify", "in confidence", "council", "commercially", "politically")] == [
        True
    ] * 5


# 6.8, 6.9, 6.12: bans that know no permission


@pytest.mark.parametrize("number", ["6.8#2", "6.9#2", "6.12#2"])
def test_a_ban_without_an_exception_is_no_discretion(number: str) -> None:
    assert tasmat().definition.clauses[number].basis == "prescribed"


@pytest.mark.parametrize(("purpose", "number"), [("event", "6.9#2"), ("branding", "6.12#2")])
def test_pictures_and_logos_are_permitted_on_official_sites_alone(purpose: str, number: str) -> None:
    story = entered(tasmat(), "permission")
    story.act("teacher", "register/1", "say_what_for", permission_for=purpose, hosted="no_site")
    refused = story.ask("head", "register/1", "approve", **ALLOWED)
    assert isinstance(refused, Refusal)
    assert any(number in reason.clause for reason in refused.reasons)

    story.act("teacher", "register/1", "say_what_for", permission_for=purpose, hosted="own_site")
    story.act("head", "register/1", "approve", **ALLOWED)
    assert story.state("register/1") == "in_force"


def test_the_person_who_may_allow_something_and_nobody_else_ends_it() -> None:
    story = entered(tasmat(), "permission")
    story.act("teacher", "register/1", "say_what_for", permission_for="with_pupils", hosted="own_site")
    story.act("head", "register/1", "approve", **ALLOWED)

    assert who_may(story, "register/1", "revoke") == {"head", "senior"}


def test_creating_a_site_or_a_source_without_authority_can_be_found_as_a_breach() -> None:
    conduct = tasmat().definition.conduct

    assert "only with permission" in conduct["5.6"].says
    assert "right authority" in conduct["7.3"].says
