"""What lawyers with fresh eyes found wrong, passed off or missing, each as it is now: it is played, or read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import BadAnswers
from engine.identity import FactName, InstanceId, TrackName
from engine.language.vocabulary import CASE_TRACK
from engine.steps.transition import Refusal
from tests.builders import CALM, FINDINGS, MONDAY, Story, library, report
from tests.unit.workflows.test_flourish_by_its_clauses import COVERED, FORMAL, asked_for, flourish
from tests.unit.workflows.test_link_by_its_clauses import begun, started, who_may
from tests.unit.workflows.test_tasmat_by_its_clauses import ALLOWED

FOUR = ["flourish", "link", "lseat", "tasmat"]


def permission(policy: str, purpose: str) -> Story:
    story = begun(library().current(policy), {"purpose": "register"})
    entry = {"register": "permission", "entry_words": "Parents of class 3.", "permission_for": purpose}
    story.act("teacher", "register/1", "file", **entry)
    return story


# Flourish 4.1, 4.2, 4.3: an employee's own line manager


@pytest.mark.parametrize("purpose", ["business", "speaking", "official"])
def test_only_the_line_manager_whom_somebody_names_as_theirs_permits_it_and_no_other(purpose: str) -> None:
    assert who_may(asked_for("permission", purpose), "register/1", "approve") == {"head", "line"}
    assert who_may(asked_for("permission", purpose, given_to=()), "register/1", "approve") == {"head"}


@pytest.mark.parametrize("purpose", ["speaking", "official"])
def test_a_message_that_speaks_for_the_trust_is_held_against_the_five_words_of_4_4(purpose: str) -> None:
    story = asked_for("permission", purpose)

    with pytest.raises(BadAnswers, match=r"speaks formally .* \(clause 4\.4\)"):
        story.ask("head", "register/1", "approve", **ALLOWED)
    story.act("head", "register/1", "approve", **FORMAL)
    assert story.state("register/1") == "in_force"


# 5.1, 5.2, LSEAT 9.4: somebody who alone may allow it asks for it


def test_a_headteachers_own_wish_goes_to_who_steps_in_and_not_to_themselves() -> None:
    story = asked_for("permission", "service_school", given_to=(), by="head")

    assert who_may(story, "register/1", "approve") == {"chair"}


def test_nobody_steps_in_for_a_wish_that_is_somebody_elses() -> None:
    assert who_may(asked_for("permission", "service_school"), "register/1", "approve") == {"head"}


# 6.6, Link 4.6: parents


@pytest.mark.parametrize(("policy", "clause"), [("flourish", "6.6"), ("link", "4.6")])
def test_nobody_permits_being_in_contact_with_parents_where_the_policy_forbids_it(policy: str, clause: str) -> None:
    refused = permission(policy, "with_parents").ask("head", "register/1", "approve", **ALLOWED)

    assert isinstance(refused, Refusal)
    assert any(reason.clause.startswith(clause) for reason in refused.reasons)


@pytest.mark.parametrize(("policy", "purpose"), [("link", "business"), ("tasmat", "business"), ("lseat", "event")])
def test_a_permission_that_a_policy_does_not_know_is_not_offered(policy: str, purpose: str) -> None:
    with pytest.raises(BadAnswers, match="permission_for"):
        permission(policy, purpose)


def test_a_channel_to_parents_is_approved_by_the_headteacher_alone() -> None:
    assert who_may(asked_for("permission", "to_parents"), "register/1", "approve") == {"head"}


# 8.1, LSEAT 4.4: nobody is proceeded against for a harmless post


@pytest.mark.parametrize("policy", FOUR)
@pytest.mark.parametrize(
    ("author", "procedure"),
    [("employee", "discipline"), ("volunteer", "volunteer"), ("agency", "contractor"), ("governor", "governance")],
)
@pytest.mark.parametrize("breach", ["yes", "no"])
def test_a_procedure_against_somebody_begins_where_a_breach_is_thought_of_and_not_by_authorship(
    policy: str, author: str, procedure: str, breach: str
) -> None:
    more = {"links": "about_trust", "user": "staff"} if policy == "lseat" else {}
    more |= {"who_it_is": "employee"} if policy == "flourish" else {}
    story = begun(library().current(policy), CALM)
    covered = {"scope": "in_scope", "scope_reason": "About the school", "danger_confirmed": "yes", **more}
    story.act("head", "case/1", "triage", **covered)
    story.act("head", "case/1", "open_tracks")
    investigator = next(iter(who_may(story, "investigation/1", "start")))
    story.act(investigator, "investigation/1", "start")
    of_lseat = {"anonymous": "no", "attribution": "high"} if policy == "lseat" else {}
    found = {**FINDINGS, "author": author, "breach_of_policy": breach, **of_lseat}
    story.act(investigator, "investigation/1", "record_findings", **found)

    assert bool(story.case.of_track(TrackName(procedure))) is (breach == "yes")


def test_who_names_a_rule_that_may_be_breached_cannot_say_that_none_is() -> None:
    story = started(library().current("link"))
    investigator = next(iter(who_may(story, "investigation/1", "start")))
    story.act(investigator, "investigation/1", "start")
    said = {**FINDINGS, "author": "employee", "breach_of_policy": "no", "conduct_breached": "4.3"}

    with pytest.raises(BadAnswers, match="breach"):
        story.ask(investigator, "investigation/1", "record_findings", **said)


# 8.2: at the trust's own place


def test_where_there_is_neither_headteacher_nor_governor_the_head_of_governance_and_people_comes_first() -> None:
    order = ("headteacher", "chair of governors", "vice-chair", "Head of Governance and People", "trust board")
    role = next(role for name, role in flourish().definition.roles.items() if name == "headteacher")

    assert (*role.held_by, *role.then) == order


# 2.3: whom it concerns


def test_a_report_under_flourish_is_held_against_those_for_whom_the_policy_is_made() -> None:
    story = report(policy="flourish")
    left_out = {name: value for name, value in COVERED.items() if name != "who_it_is"}

    with pytest.raises(BadAnswers, match=r"holds for those whom it names\..*\(clause 2\.3\)"):
        story.ask("head", "case/1", "triage", **left_out)


def test_an_association_of_parents_and_teachers_is_found_among_those_it_can_be_about() -> None:
    for track, question in ((CASE_TRACK, "about_category"), (TrackName("investigation"), "author")):
        labels = flourish().track(track).definition.facts[FactName(question)].domain
        assert "association of parents and teachers" in labels["parent"]


# Harassment by people outside, and what parents are taught


@pytest.mark.parametrize("policy", [*FOUR, "lumen"])
def test_harassment_by_people_outside_is_asked_at_the_first_look_and_parents_education_is_a_route(policy: str) -> None:
    shell = library().current(policy).shell

    assert "protected characteristic" in shell.facts[FactName("harassment")].ask
    assert "parents" in shell.facts[FactName("route")].domain


def test_a_case_of_harassment_by_people_outside_is_not_closed_without_a_word_on_what_was_done() -> None:
    story = report()
    said = {"scope": "out_of_scope", "scope_reason": "No school matter.", "danger_confirmed": "yes"}
    story.act("senior", "case/1", "triage", **said, harassment="yes")
    [need] = [
        reason
        for reason in story.options("senior")[("case/1", "close")].reasons
        if "harassment by people outside" in reason.says
    ]
    assert need.unlocks

    steps = {"harassment_steps": "stopped", "harassment_words": "The parent was told on Monday."}
    story.act("senior", "case/1", "record_steps", **steps)
    left = story.options("senior")[("case/1", "close")].reasons
    assert not [reason for reason in left if "harassment" in reason.says]


def test_what_was_answered_with_no_is_not_recorded_as_harassment() -> None:
    story = report()
    said = {"scope": "in_scope", "scope_reason": "About the school", "danger_confirmed": "yes", "harassment": "no"}
    story.act("senior", "case/1", "triage", **said)

    assert "record_steps" not in story.open_to("senior", "case/1")


# The designated officer's day counts from when the school knew


def test_the_day_for_telling_the_designated_officer_counts_from_when_the_school_knew() -> None:
    story = started(library().current("link"), "allegation", {"colleague": "employee"})
    story.wait(hours=3)
    said = {
        "harm_threshold": "met",
        "adult": "A colleague.",
        "allegation": "As told.",
        "allegation_source": "A parent.",
        "known_since": (MONDAY - timedelta(days=3)).isoformat(),
        "threshold_reasons": "It may be met.",
        "police_informed": "no",
        "subject_told": "no",
        "limbs": "risk",
    }
    story.act("head", "allegation/1", "check_threshold", **said)
    clock = next(
        each
        for each in story.case.deadlines.values()
        if each.on == InstanceId("allegation/1") and each.name == "officer_told"
    )

    assert clock.started_at == MONDAY - timedelta(days=3)
    assert clock.binding == "law"


# The review of the policy itself


@pytest.mark.parametrize(("policy", "number"), [("lumen", "15.2#2"), ("flourish", "cover#2"), ("lseat", "cover#2")])
def test_the_printed_review_is_somebodys_and_the_central_team_sees_when_it_is_late(policy: str, number: str) -> None:
    definition = library().current(policy).definition

    assert definition.by_hand[number].review
    assert definition.review_due


# Section 12 only points


def test_a_section_that_only_points_asks_nothing_of_anybody() -> None:
    clause = library().current("lseat").definition.clauses["§12"]

    assert (clause.basis, clause.points) == ("discretion", True)
