"""LSEAT's clauses where they were once got wrong: each is played, or read where it stands."""

from __future__ import annotations

import pytest

from engine.errors import BadAnswers
from engine.identity import ActionName, FactName, TrackName
from engine.language.vocabulary import CASE_TRACK
from tests.builders import FINDINGS, Story, library, report, staffing
from tests.unit.workflows.test_link_by_its_clauses import begun as begun_by
from tests.unit.workflows.test_link_by_its_clauses import cites_of, who_may
from tests.unit.workflows.test_tasmat_by_its_clauses import ALLOWED

COVERED = {
    "scope": "in_scope",
    "scope_reason": "About the school",
    "danger_confirmed": "yes",
    "links": "about_trust",
    "user": "staff",
}


def reported(**answers: str) -> Story:
    return report(policy="lseat", answers=answers, people=staffing(marketing=["director of marketing"]))


def begun(**answers: str) -> Story:
    """A case under LSEAT that the policy covers."""
    story = reported(**answers)
    story.act("senior", "case/1", "triage", **COVERED)
    return story


def told(story: Story) -> set[str]:
    return {person for each in story.tells for person in each.people}


# 3.1: one of the four links


def disciplined(**scope: str) -> Story:
    story = begun()
    story.add_subject("colleague")
    story.act("head", "discipline/1", "answer_threshold", harm_threshold="not_met", concern="A post.")
    facts = {"scope": "in_scope", "scope_reasons": "A post.", "outside_hours": "no", **scope}
    story.act("head", "discipline/1", "decide_scope", **facts)
    story.act("head", "discipline/1", "consult_registers", registers="none_found")
    return story


@pytest.mark.parametrize("link", ["identifies", "others", "connected", "about_trust"])
def test_one_of_the_four_links_to_the_trust_is_enough(link: str) -> None:
    assert "prepare_notice" in disciplined(jurisdiction_grounds=link).open_to("head", "discipline/1")


def test_without_a_link_to_the_trust_nobody_is_told_of_discipline() -> None:
    story = disciplined()

    [reason] = story.options("head")[("discipline/1", "prepare_notice")].reasons
    assert reason.clause == "3.1, 3.5"


# 3.2: the ages


def test_a_report_asks_about_a_pupil_on_a_site_that_is_too_old_for_them() -> None:
    lseat, lumen = library().current("lseat"), library().current("lumen")
    asked = lseat.track(CASE_TRACK).definition.facts[FactName("child_at_risk")]

    assert "16 for WhatsApp, 13 for Instagram" in asked.help
    assert "WhatsApp" not in lumen.track(CASE_TRACK).definition.facts[FactName("child_at_risk")].help


def test_what_is_asked_about_dangers_later_asks_it_too_and_keeps_the_hint_of_the_track() -> None:
    found = library().current("lseat").track(CASE_TRACK).definition.facts[FactName("new_dangers")].help

    assert "flag that address too" in found
    assert "(3.2)" in found


@pytest.mark.parametrize("action", ["tell_dsl", "new_concern"])
def test_the_lead_is_told_the_age_and_the_site(action: str) -> None:
    actions = library().current("lseat").track(TrackName("safeguarding")).definition.actions

    assert {"child_age", "platform"} <= set(actions[ActionName(action)].asks)


# 4.6: anything unlawful


def test_what_a_pupil_did_against_the_law_may_be_told_to_the_police_without_being_a_threat() -> None:
    material = library().current("lseat").track(TrackName("investigation")).definition.facts[FactName("material")]

    assert "unlawful_other" in material.domain


# 4.7: an anonymous account


def heard(anonymous: str, attribution: str) -> Story:
    story = disciplined(jurisdiction_grounds="others")
    notice = {"allegations": "A post.", "procedure": "disciplinary", "investigator_name": "The deputy"}
    notice |= {"conduct_alleged": "4.2#3", "support_contact": "A colleague"}
    story.act("head", "discipline/1", "prepare_notice", **notice, bullying="no")
    story.send("head", "discipline/1", "notify")
    found = {"anonymous": anonymous, "attribution": attribution, "report": "It was so."}
    story.act("deputy", "discipline/1", "finish_report", **found)
    story.act("head", "discipline/1", "decide", decision="hearing_called", decision_reasons="It is serious.")
    return story


@pytest.mark.parametrize(
    ("anonymous", "attribution", "goes_on"),
    [("yes", "high", True), ("yes", "balance", False), ("no", "balance", True), ("no", "high", True)],
)
def test_a_post_from_an_anonymous_account_is_heard_only_where_it_is_highly_probable(
    anonymous: str, attribution: str, goes_on: bool
) -> None:
    story = heard(anonymous, attribution)

    assert ("arrange_hearing" in story.open_to("hr", "discipline/1")) is goes_on
    assert "decide_again" in story.open_to("head", "discipline/1")


def test_a_hearing_that_may_not_be_arranged_says_by_which_clause() -> None:
    [reason] = heard("yes", "balance").options("hr")[("discipline/1", "arrange_hearing")].reasons

    assert reason.clause == "4.7"


@pytest.mark.parametrize(("attribution", "goes_on"), [("high", True), ("balance", False), ("not_shown", False)])
def test_a_pupil_answers_for_an_anonymous_post_only_where_it_is_highly_probable(
    attribution: str, goes_on: bool
) -> None:
    story = begun()
    story.act("senior", "case/1", "open_tracks", routes="pupil", routes_because="It is needed.")
    asked = {"pupil_name": "A pupil", "account": "A post.", "anonymous": "yes", "attribution": attribution}
    story.act("senior", "pupil/1", "ask_lead", **asked)
    story.act("dsl", "pupil/1", "screen", parent_contact="allowed", also_victim="no", screen_reasons="Calm.")
    story.act("senior", "pupil/1", "prepare", parent_name="A parent", what_happened="A post.")
    story.send("senior", "pupil/1", "tell_parents")

    assert ("decide" in story.open_to("senior", "pupil/1")) is goes_on
    assert "rule_out" in story.open_to("senior", "pupil/1")


# 9.2: the trust's own pages


def test_marketing_hears_of_something_on_an_own_page_with_the_report_and_the_time_counts_from_then() -> None:
    story = reported(category="own_page")

    assert "marketing" in told(story)
    assert "keep_copy" in {action for (on, action), _ in story.options("marketing").items() if on == "own_channel/1"}
    assert story.due("own_channel/1 remove") == "Mon 16 Nov 2026 13:00 GMT"


def test_what_is_left_on_an_own_page_was_found_fit_for_it() -> None:
    grounds = library().current("lseat").track(TrackName("own_channel")).definition.facts[FactName("leave_ground")]

    assert set(grounds.domain) == {"suitable", "gone", "not_ours"}


# 9.3: the reporter's own report to the site


def test_the_person_who_reports_may_say_that_they_told_the_site_and_nobody_else_but_the_manager() -> None:
    story = reported()
    assert "report_to_site" not in story.open_to("colleague", "case/1")
    story.act("teacher", "case/1", "report_to_site", site_report_words="By the form of the site, at 20:40.")

    assert library().current("lseat").cites(CASE_TRACK, ActionName("report_to_site")) == ("9.3",)


# §10: questions of the press


def test_a_question_of_the_press_that_belongs_elsewhere_is_passed_to_marketing() -> None:
    story = reported()
    diverted = {"scope": "diverted", "scope_reason": "A journalist asks.", "route": "media", "danger_confirmed": "yes"}
    story.act("senior", "case/1", "triage", **diverted)

    assert "marketing" in told(story)
    assert "refer" in story.open_to("marketing", "media/1")


def test_a_question_of_the_press_is_told_to_marketing_with_the_report() -> None:
    story = reported(category="enquiry")

    assert "marketing" in told(story)
    assert story.state("media/1") == "received"


def test_a_complaint_that_belongs_elsewhere_opens_nothing_for_the_press() -> None:
    story = reported()
    diverted = {"scope": "diverted", "scope_reason": "A complaint.", "route": "complaint", "danger_confirmed": "yes"}
    story.act("senior", "case/1", "triage", **diverted)

    assert not story.case.of_track(TrackName("media"))


# 5.7: under which procedures


def test_the_disciplinary_procedure_is_never_left_out() -> None:
    assert set(library().current("lseat").definition.lists["procedures"]) == {"disciplinary", "both"}


@pytest.mark.parametrize(("purpose", "who"), [("branding", "marketing"), ("other", "head")])
def test_a_profile_with_the_name_or_branding_is_no_permission_but_an_account_which_two_posts_allow(
    purpose: str, who: str
) -> None:
    story = begun_by(library().current("lseat"), {"purpose": "register"})
    asked = {"register": "permission", "entry_words": "A page of our department.", "permission_for": purpose}
    story.act("teacher", "register/1", "file", **asked)
    assert "affiliated" in story.refused(who, "register/1", "approve", **ALLOWED)

    story.act("teacher", "register/1", "say_what_for", permission_for=purpose, profile="yes")
    assert "affiliated" in story.refused(who, "register/1", "approve", **ALLOWED)
    story.act("teacher", "register/1", "say_what_for", permission_for=purpose, profile="no")
    story.act(who, "register/1", "approve", **ALLOWED)
    assert story.state("register/1") == "in_force"


def test_who_asks_the_safeguarding_lead_first_does_so_by_no_clause() -> None:
    assert cites_of(library().current("lseat"), "pupil", "ask_lead") == ()


@pytest.mark.parametrize(
    ("purpose", "who"), [("branding", {"marketing"}), ("with_pupils", {"head"}), ("other", {"head"})]
)
def test_who_gives_a_permission_is_the_one_to_refuse_it(purpose: str, who: set[str]) -> None:
    story = begun_by(library().current("lseat"), {"purpose": "register"})
    asked = {"register": "permission", "entry_words": "Our name on a page.", "permission_for": purpose}
    story.act("teacher", "register/1", "file", **asked, profile="no", business_reason="A school trip.")

    stepping_in = {"ceo"}
    assert who_may(story, "register/1", "approve") - stepping_in == who
    assert who_may(story, "register/1", "refuse") - stepping_in == who


@pytest.mark.parametrize("number", ["6.1", "6.2", "6.3", "6.4#2"])
def test_where_the_text_names_nobody_it_is_said_whose_task_we_take_it_to_be(number: str) -> None:
    assert "as we read it" in library().current("lseat").definition.by_hand[number].says


# 3.1, 3.5: what has a link to the trust is covered, and nothing else


def test_what_has_none_of_the_four_links_to_the_trust_is_not_taken_as_covered() -> None:
    story = reported()
    unlinked = {name: said for name, said in COVERED.items() if name != "links"}

    with pytest.raises(BadAnswers, match=r"None of the four links .* \(clause 3\.1, 3\.5\)"):
        story.ask("senior", "case/1", "triage", **unlinked)
    story.act("senior", "case/1", "triage", **{**unlinked, "scope": "out_of_scope"})
    assert story.state("case/1") == "out_of_scope"


# 4.2: every kind of unacceptable content


def test_each_of_the_kinds_of_unacceptable_content_can_be_named_as_what_was_found() -> None:
    conduct = library().current("lseat").definition.conduct

    assert len([number for number in conduct if number.startswith("4.2#")]) == 21


# 4.7: an investigation asks whose account it was, and how sure that is


def investigated(**found: str) -> Story:
    story = begun()
    story.act("senior", "case/1", "open_tracks")
    story.act("senior", "investigation/1", "start")
    story.act("senior", "investigation/1", "record_findings", **{**FINDINGS, **found})
    return story


@pytest.mark.parametrize(("anonymous", "attribution"), [("yes", "high"), ("no", "balance")])
def test_a_finding_names_a_member_of_staff_where_it_is_known_or_highly_probable(
    anonymous: str, attribution: str
) -> None:
    story = investigated(author="employee", anonymous=anonymous, attribution=attribution)

    assert story.case.of_track(TrackName("discipline"))


@pytest.mark.parametrize(
    ("author", "ground"),
    [("employee", r"\(clause 4\.7\)"), ("pupil", r"\(clause 4\.7\)"), ("volunteer", "that it goes for others is ours")],
)
def test_a_finding_names_nobody_for_an_anonymous_account_without_a_high_probability(author: str, ground: str) -> None:
    with pytest.raises(BadAnswers, match=rf"it was not found highly probable whose it is\. .* {ground}"):
        investigated(author=author, anonymous="yes", attribution="balance")

    story = investigated(author="unknown", anonymous="yes", attribution="balance")
    assert not story.case.of_track(TrackName("discipline"))


# 7.2: the six grounds


def test_that_nothing_else_is_a_ground_for_monitoring_is_said_to_be_our_reading() -> None:
    lseat = library().current("lseat").definition

    assert len(lseat.lists["access_grounds"]) == 6
    assert lseat.clauses["7.2"].says.endswith("is our reading")


# 6.5, 5.7, 3.3: what the school is asked to do, and what stands beside a question


def test_encouraging_social_media_as_a_teaching_tool_is_done_by_hand_and_not_passed_off() -> None:
    duty = library().current("lseat").definition.by_hand["6.5"]

    assert duty.who == ("headteacher",)
    assert "should do good" in duty.says


def test_the_questions_about_procedure_and_place_say_what_the_policy_says_of_them() -> None:
    facts = library().current("lseat").track(TrackName("discipline")).definition.facts

    assert "both (5.7)" in facts[FactName("procedure")].help
    assert facts[FactName("outside_hours")].help.startswith("Not from the policy")


def test_that_data_are_kept_private_is_no_discretion() -> None:
    clauses = library().current("lseat").definition.clauses

    assert (clauses["7.2"].basis, clauses["7.2#2"].basis) == ("discretion", "prescribed")
