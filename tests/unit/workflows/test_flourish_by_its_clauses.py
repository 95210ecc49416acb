"""Flourish's clauses where they were once got wrong: each is played, or read where it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duecourse.casework.policies.description.document import description
from engine.errors import BadAnswers
from engine.identity import ActionName, FactName, InstanceId, PostName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.steps.transition import Refusal
from tests.builders import CALM, FINDINGS, Story, library, report
from tests.services import letters
from tests.unit.workflows.test_link_by_its_clauses import begun as begun_by
from tests.unit.workflows.test_link_by_its_clauses import cites_of, who_may
from tests.unit.workflows.test_tasmat_by_its_clauses import ALLOWED

COVERED = {
    "scope": "in_scope",
    "scope_reason": "About the school",
    "danger_confirmed": "yes",
    "who_it_is": "not_known",
}
FORMAL = {**ALLOWED, "message_is": "as_asked"}
UNLAWFUL = {**FINDINGS, "material": "unlawful_other", "author": "parent"}


def flourish() -> CompiledPolicy:
    return library().current("flourish")


def begun(*, affected: tuple[str, ...] = ("teacher",), **answers: str) -> Story:
    """A case under Flourish that the policy covers, with its first procedures started."""
    story = report(policy="flourish", affected=affected, answers=answers)
    story.act("head", "case/1", "triage", **COVERED)
    return story


def found(story: Story) -> Story:
    """The investigation finds that what a parent posted is against the law."""
    story.act("senior", "case/1", "open_tracks")
    story.act("senior", "investigation/1", "start")
    story.act("senior", "investigation/1", "record_findings", **UNLAWFUL)
    story.act("senior", "police/1", "assess", finding="unlawful_other")
    return story


# 8.2: a breach of confidential information goes to the data protection officer


def test_confidential_information_is_told_to_the_data_protection_officer_with_the_report() -> None:
    story = report(policy="flourish", answers={"category": "data", "personal_data": "no"})

    assert story.clock_state("data_breach/1 tell_dpo") == "open"
    assert "dpo" in {person for told in story.tells for person in told.people}


# 8.2: the headteacher comes first, or the Head of Governance and People


def test_the_first_look_is_the_headteachers_and_the_rest_of_the_managing_is_shared() -> None:
    story = report(policy="flourish")

    assert "triage" in story.open_to("head", "case/1")
    assert "triage" not in story.open_to("senior", "case/1")
    assert "acknowledge" in story.open_to("senior", "case/1")


def test_a_report_about_the_central_team_is_first_looked_at_by_the_head_of_governance_and_people() -> None:
    story = begun_by(flourish(), {**CALM, "about_post": "central_team"})

    assert who_may(story, "case/1", "triage") == {"governance"}


def test_who_reports_is_thanked_by_no_clause_and_a_takedown_is_said_to_limit_the_harm() -> None:
    assert cites_of(flourish(), "case", "acknowledge") == ()
    assert cites_of(flourish(), "removal", "send") == ("8.2#3",)
    assert flourish().definition.clauses["8.2#3"].basis == "discretion"


# 4.2: opinions need the permission of 4.1


def asked_for(kind: str, purpose: str, given_to: tuple[str, ...] = ("line",), by: str = "teacher") -> Story:
    """Somebody asks for a permission, and names their line manager."""
    story = begun_by(flourish(), {"purpose": "register"}, given_to=given_to, by=by)
    story.act(by, "register/1", "file", register=kind, entry_words="A page.", permission_for=purpose)
    return story


@pytest.mark.parametrize("step", ["approve", "refuse"])
@pytest.mark.parametrize(
    ("kind", "purpose", "who"),
    [
        ("permission", "business", {"head", "line"}),
        ("permission", "speaking", {"head", "line"}),
        ("permission", "official", {"head", "line"}),
        ("permission", "service_school", {"head"}),
        ("permission", "service_central", {"ceo"}),
        ("permission", "event", {"head", "ceo"}),
        ("account", "service_school", {"head"}),
        ("account", "service_central", {"ceo"}),
    ],
)
def test_who_gives_a_permission_also_refuses_it_and_nobody_else_does(
    kind: str, purpose: str, who: set[str], step: str
) -> None:
    assert who_may(asked_for(kind, purpose), "register/1", step) == who


@pytest.mark.parametrize("who", ["head", "line"])
def test_the_person_who_gave_a_permission_to_speak_can_end_it(who: str) -> None:
    story = asked_for("permission", "speaking")
    story.act("head", "register/1", "approve", **FORMAL)

    assert "revoke" in story.open_to(who, "register/1")
    assert "revoke" not in story.open_to("ceo", "register/1")


def test_an_account_is_approved_only_for_a_school_or_for_the_central_team() -> None:
    assert who_may(asked_for("account", "other"), "register/1", "approve") == set()


def test_nobody_allows_contact_with_pupils_online() -> None:
    story = asked_for("permission", "with_pupils")

    assert "names nobody to allow it" in story.refused("head", "register/1", "approve", **ALLOWED)
    assert "refuse" in story.open_to("head", "register/1")


def test_an_entry_from_before_the_policy_asked_what_it_is_for_is_not_renewed() -> None:
    story = asked_for("permission", "speaking")
    story.act("head", "register/1", "approve", **FORMAL)
    entry = story.case.tracks[InstanceId("register/1")]
    answers = {name: answer for name, answer in entry.answers.items() if name != "permission_for"}
    story.case = story.case.with_track(replace(entry, answers=answers))

    assert "It is not said what the permission is for" in story.refused(
        "head", "register/1", "renew", scope_words="As before.", valid_until=ALLOWED["valid_until"]
    )


def test_nobody_gives_a_permission_that_somebody_else_filed_for_them() -> None:
    approve = flourish().track(TrackName("register")).definition.actions[ActionName("approve")]

    assert set(approve.other_than) == {"file", "reporter"}


@pytest.mark.parametrize("post", ["HR", "IT", "DPO", "deputy DPO", "director of marketing"])
def test_a_report_about_any_post_of_the_central_team_goes_first_to_the_head_of_governance(post: str) -> None:
    assert flourish().definition.about[PostName(post)][0] == "Head of Governance and People"


def test_what_stands_behind_a_clause_is_what_the_clause_speaks_of() -> None:
    assert cites_of(flourish(), "legal", "ask_solicitor") == ()
    assert cites_of(flourish(), "discipline", "consider_duties") == ()
    assert cites_of(flourish(), "parent", "classify") == ()


# 8.4: any unlawful act


def test_what_a_parent_did_against_the_law_is_referred_where_the_person_agrees() -> None:
    story = found(begun())
    story.act("senior", "police/1", "ask_consent")
    story.act("teacher", "police/1", "consent_answer", **{"consent.police_report": "given", "how_consented": "signed"})
    story.send("senior", "police/1", "refer")

    assert story.state("police/1") == "referred"


def test_after_a_no_it_is_not_referred_and_the_refusal_blames_no_clause_for_that() -> None:
    story = found(begun())
    story.act("senior", "police/1", "ask_consent")
    no = {"consent.police_report": "declined", "how_consented": "online"}
    story.act("teacher", "police/1", "consent_answer", **no)
    refused = story.ask("senior", "police/1", "decide_without_consent", reason="It is against the law.")

    assert isinstance(refused, Refusal)
    assert "That limit is ours" in refused.reasons[0].unlocks
    assert refused.reasons[0].clause == ""


def test_what_is_against_the_law_is_referred_without_consent_where_nobody_can_be_asked() -> None:
    story = found(begun(affected=()))
    story.act("senior", "police/1", "decide_without_consent", reason="Nobody is named in it.")
    story.send("senior", "police/1", "refer_unlawful")

    assert story.state("police/1") == "referred"


def test_the_law_leaves_the_school_the_choice_and_so_do_the_steps() -> None:
    story = found(begun())

    assert "leave_it" in story.open_to("senior", "police/1")


def test_a_professional_body_is_told_instead_of_the_police() -> None:
    story = found(begun())
    story.act("senior", "police/1", "tell_body", body_told="The council for nurses, by letter.")
    story.act("senior", "police/1", "leave_it", not_asked_because="The council deals with it.")

    assert story.state("police/1") == "not_referred"
    assert story.track("police/1").ended
    assert cites_of(flourish(), "police", "tell_body") == ("8.4#2",)


def test_a_professional_body_is_not_told_where_nothing_is_against_the_law() -> None:
    story = begun()
    story.act("senior", "case/1", "open_tracks", routes="police", routes_because="It is needed.")
    story.act("senior", "police/1", "assess", finding="threatening")

    assert "tell_body" not in story.open_to("senior", "police/1")


# 10.9: steps at law are for the trust board


def at_law() -> Story:
    story = begun()
    story.act("senior", "case/1", "open_tracks", routes="legal", routes_because="It is needed.")
    return story


def test_that_no_advice_is_taken_is_kept_to_the_board_by_no_clause() -> None:
    story = at_law()

    assert who_may(story, "legal/1", "leave_it") > {"board"}
    assert "ask_solicitor" in story.open_to("head", "legal/1")
    story.act("head", "legal/1", "ask_solicitor", question="Is it libel?")
    assert who_may(story, "legal/1", "stop_asking") > {"board"}
    assert cites_of(flourish(), "legal", "stop_asking") == ()


# 10.1: what will be done, and what may follow


def test_that_bullying_is_dealt_with_is_prescribed_and_what_follows_for_staff_is_not() -> None:
    clauses = flourish().definition.clauses

    assert (clauses["10.1"].basis, clauses["10.1#2"].basis) == ("prescribed", "discretion")
    assert cites_of(flourish(), "pupil", "decide") == ("10.8",)
    assert "10.1" in cites_of(flourish(), "discipline", "prepare_notice")
    assert cites_of(flourish(), "discipline", "decide") == ("8.1", "8.3", "10.1#2")


# 10.3 to 10.6: outside working hours


def disciplined(**scope: str) -> Story:
    story = begun()
    story.add_subject("colleague")
    story.act("head", "discipline/1", "answer_threshold", harm_threshold="not_met", concern="A post.")
    story.act("head", "discipline/1", "decide_scope", scope="in_scope", scope_reasons="A post on Saturday.", **scope)
    story.act("head", "discipline/1", "consult_registers", registers="none_found")
    return story


@pytest.mark.parametrize("limb", ["limb_threat", "limb_order", "limb_reputation"])
def test_one_limb_is_enough_for_what_happened_outside_working_hours(limb: str) -> None:
    story = disciplined(outside_hours="yes", jurisdiction_grounds=limb)

    assert "prepare_notice" in story.open_to("head", "discipline/1")


def test_without_a_limb_nobody_is_told_of_discipline_for_a_saturday() -> None:
    story = disciplined(outside_hours="yes")

    [reason] = story.options("head")[("discipline/1", "prepare_notice")].reasons
    assert reason.clause == "10.3, 10.4, 10.5, 10.6"
    assert "drop" in story.open_to("head", "discipline/1")


def test_what_happened_at_work_needs_no_limb() -> None:
    assert "prepare_notice" in disciplined(outside_hours="no").open_to("head", "discipline/1")


# 10.1: bullying is dealt with


def test_a_matter_is_not_dropped_as_permitted_where_the_registers_say_otherwise() -> None:
    story = disciplined(outside_hours="no")
    with pytest.raises(BadAnswers):
        story.ask("head", "discipline/1", "drop", drop_ground="permitted", drop_reason="It was allowed.")

    story.act("head", "discipline/1", "drop", drop_ground="no_breach", drop_reason="It was somebody else's post.")


# 9.1, 9.2: who is asked for what


def test_a_letter_to_a_parent_hangs_on_no_condition_that_the_policy_does_not_print() -> None:
    flourish = library().current("flourish")
    parent = flourish.track(TrackName("parent")).definition

    assert flourish.definition.tracks[TrackName("parent")].requires == {}
    assert set(parent.facts[FactName("expectations_sent")].domain) == {"yes", "no", "not_known"}


@pytest.mark.parametrize("action", ["arrange_hearing", "hold_hearing"])
def test_a_hearing_of_which_the_policy_says_nothing_cites_no_clause_on_what_may_follow(action: str) -> None:
    assert "8.1" not in library().current("flourish").cites(TrackName("discipline"), ActionName(action))


# 6.4, 6.6, 7.1: each point of a list can be named as the one that was broken


@pytest.mark.parametrize(("number", "points"), [("6.4", 6), ("6.6", 3), ("7.1", 7)])
def test_each_point_of_a_list_is_a_rule_that_an_investigation_can_name(number: str, points: int) -> None:
    named = {key for key in flourish().definition.conduct if key.split("#")[0] == number}
    head = 0 if number == "6.6" else 1

    assert len(named) == points + head


# 10.3: no action of the trust's for what was done outside working hours, unless a limb is named


def own_post() -> Story:
    story = begun()
    story.act("senior", "case/1", "open_tracks", routes="own_content", routes_because="It is needed.")
    story.add_evidence("own_content/1")
    story.act("senior", "own_content/1", "keep_copy", content_words="A post.")
    return story


FOUND = {"considered": "breach", "why_considered": "It insults a parent.", "conduct_breached": "7.1#5"}


@pytest.mark.parametrize(("hours", "limbs"), [("outside", "limb_order"), ("inside", ""), ("not_employed", "")])
def test_a_post_is_held_to_be_a_breach_in_working_hours_or_by_a_limb(hours: str, limbs: str) -> None:
    story = own_post()
    story.act("head", "own_content/1", "write_finding", **FOUND, hours=hours, **({"limbs": limbs} if limbs else {}))

    assert story.state("own_content/1") == "ready"


def test_a_post_of_a_saturday_without_a_limb_is_not_asked_down_and_the_clause_is_named() -> None:
    story = own_post()

    with pytest.raises(BadAnswers, match=r"none of the three grounds .* \(clause 10\.3, 10\.4, 10\.5, 10\.6\)"):
        story.ask("head", "own_content/1", "write_finding", **FOUND, hours="outside")


def test_nobody_is_kept_from_work_for_a_saturday_without_a_limb() -> None:
    story = begun()
    story.act("senior", "case/1", "open_tracks", routes="suspension", routes_because="It is needed.")
    said = {"decision": "suspend", "alternatives_considered": "None will do.", "decision_reasons": "It is grave."}

    with pytest.raises(BadAnswers, match="none of the three grounds"):
        story.ask("head", "suspension/1", "decide", **said, outside_hours="yes")
    story.act("head", "suspension/1", "decide", **said, outside_hours="yes", limbs="limb_threat")
    assert story.state("suspension/1") == "to_arrange"


# 4.1, 4.2: what a permission is for is called as the clauses do


def test_a_permission_for_opinions_is_called_one_for_opinions_under_this_policy_alone() -> None:
    asked = flourish().track(TrackName("register")).definition.facts[FactName("permission_for")].domain
    elsewhere = library().current("lumen").track(TrackName("register")).definition.facts[FactName("permission_for")]

    assert asked["speaking"].startswith("An opinion that is, or may be taken to be")
    assert "do not manage" in asked["business"]
    assert elsewhere.domain["speaking"] == "Speaking for the school or trust"


# What no clause asks for is refused in no clause's name


@pytest.mark.parametrize("key", ["flourish", "lseat"])
def test_a_referral_that_waits_for_consent_is_refused_in_no_clauses_name(key: str) -> None:
    refer = library().current(key).track(TrackName("police")).definition.actions[ActionName("refer")]

    assert [need.cites for need in refer.requires] == [(), (), ()]


def test_where_the_policy_asks_for_consent_its_clause_is_named() -> None:
    refer = library().current("lumen").track(TrackName("police")).definition.actions[ActionName("refer")]

    assert [need.cites for need in refer.requires] == [("13.7",), (), ()]


# Grounds that are ours are not said to be the policy's


@pytest.mark.parametrize("name", ["flourish", "lseat", "link", "lumen", "tasmat"])
def test_no_page_says_that_the_policy_itself_gives_what_is_not_from_the_policy(name: str) -> None:
    page = description(library().current(name), letters().kinds())

    assert "The policy itself gives" not in page
    assert "Under this policy “On which ground?” is answered with: " in page


def test_that_posts_are_never_private_is_a_rule_and_that_the_policy_may_apply_is_not() -> None:
    policy = flourish().definition

    assert policy.conduct["6.3"].says.startswith("Employees must be aware")
    assert policy.clauses["6.3#2"].basis == "discretion"


def test_each_point_of_how_one_is_shown_speaks_of_friends() -> None:
    points = [rule.says for number, rule in flourish().definition.conduct.items() if number.startswith("6.4#")]

    assert [says for says in points if "let friends show one" not in says] == []
