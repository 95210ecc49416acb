"""Link's clauses where they were once got wrong: each is played, or read where it stands."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from duecourse.casework.context.look.entries import kinds
from engine.errors import BadAnswers, BadInput
from engine.identity import ActionName, FactName, InstanceId, PersonId, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import CASE_TRACK
from engine.people.visibility import sees_track
from engine.steps.take import Report, open_case
from tests.builders import CALM, MONDAY, POSTS, Story, blank, library, staffing

PEOPLE = staffing(
    leader=["SLT"],
    line=["line manager"],
    marketing=["director of marketing"],
    governance=["Head of Governance and People"],
)


LEAD_SAYS = {"dsl_answer": "no_further_action", "reasons": "No child is in it.", "duties_touched": "none"}
NOTIFIED = {
    "account_address": "https://class.example/geography",
    "account_identity": "Geography at our school, by the teacher.",
}
TOLD = {**NOTIFIED, "activation": "ahead", "activated_on": "2026-11-30"}
"""What is said of an account before it is activated."""


ASKED: Mapping[str, Mapping[str, str]] = {"account_told": TOLD}
RULE = {"conduct_breached": "3.1(b)"}


def link() -> CompiledPolicy:
    return library().current("link")


def begun(
    policy: CompiledPolicy,
    answers: Mapping[str, str],
    subjects: Mapping[str, str] | None = None,
    given_to: tuple[str, ...] = (),
    by: str = "teacher",
) -> Story:
    """Open a case, or a request, of the teacher's or of somebody else's under a policy."""
    story = Story(policy=policy, case=blank(policy), at=MONDAY, people=PEOPLE)
    given = Report(
        reported_by=PersonId(by),
        recorded_by=PersonId(by),
        affected=() if "purpose" in answers else (PersonId("teacher"),),
        addresses=() if "purpose" in answers else ("https://posts.example/1",),
        answers=answers,
        reported_at=MONDAY,
        via="a test",
        subjects={PersonId(person): what for person, what in (subjects or {}).items()},
        given_to=tuple(map(PersonId, given_to)),
    )
    story.keep(open_case(policy, story.case, given, story.world))
    return story


def started(policy: CompiledPolicy, routes: str = "", subjects: Mapping[str, str] | None = None, **more: str) -> Story:
    """Open a case, look at it for the first time and start what it needs."""
    story = begun(policy, {**CALM, **more}, subjects)
    story.act("head", "case/1", "triage", scope="in_scope", scope_reason="About the school", danger_confirmed="yes")
    story.act(
        "head", "case/1", "open_tracks", **({"routes": routes, "routes_because": "It is needed."} if routes else {})
    )
    return story


def entered(policy: CompiledPolicy, kind: str) -> Story:
    story = begun(policy, {"purpose": "register"})
    more = ASKED.get(kind, {}) if policy.key == "link" else {}
    story.act("teacher", "register/1", "file", register=kind, entry_words="An account for geography.", **more)
    return story


def cites_of(policy: CompiledPolicy, track: str, action: str) -> tuple[str, ...]:
    return policy.cites(TrackName(track), ActionName(action))


def cites(track: str, action: str) -> tuple[str, ...]:
    return cites_of(link(), track, action)


def who_may(story: Story, on: str, action: str) -> set[str]:
    return {who for who in (*POSTS, "leader", "line", "marketing", "governance") if action in story.open_to(who, on)}


# 2.3, 5.8: senior leaders act, and content that runs the school down is reported to one


def test_a_senior_leader_sees_a_case_of_link_and_starts_what_it_needs() -> None:
    story = begun(link(), CALM)

    assert "triage" in story.open_to("leader", "case/1")
    assert sees_track(link(), story.case, story.track("case/1"), PersonId("leader"))


# 6.3(b): leaders are told of an account; nobody approves it


def test_an_account_is_told_to_leaders_who_note_it_and_nobody_is_asked_to_approve() -> None:
    story = entered(link(), "account_told")

    assert story.state("register/1") == "to_note"
    assert who_may(story, "register/1", "note") == {"head", "senior", "leader"}
    assert who_may(story, "register/1", "approve") == set()
    story.act("leader", "register/1", "note")
    assert story.state("register/1") == "in_force"


def test_the_registers_of_link_offer_an_account_that_is_told_and_none_that_is_approved() -> None:
    assert "account_told" in kinds(link())
    assert "account" not in kinds(link())
    assert "account_told" not in kinds(library().current("flourish"))
    assert cites("register", "approve") == ("4.4#2", "4.4#3")


# 4.7, 5.5: who a doubt is talked over with


def test_a_question_goes_to_the_head_and_is_answered_by_senior_leaders_or_the_safeguarding_lead() -> None:
    story = begun(link(), {"purpose": "question"})
    story.act("teacher", "query/1", "say_more", question_words="May I?", friends="no")
    answering = who_may(story, "query/1", "answer")
    seeing = {
        who
        for who in (*POSTS, "leader", "line")
        if sees_track(link(), story.case, story.track("query/1"), PersonId(who))
    }

    assert answering == {"head", "senior", "leader"}
    # 4.7 wants the talk for questions about friends, and for no others
    assert who_may(story, "query/1", "talk_over") == set()
    assert answering | {"dsl", "deputy-dsl"} <= seeing
    assert "line" not in seeing
    assert PersonId("head") in {person for tell in story.tells for person in tell.people}
    assert PersonId("line") not in {person for tell in story.tells for person in tell.people}


def test_a_declaration_about_a_former_learner_is_talked_over_with_the_head_or_the_lead_and_then_noted() -> None:
    story = entered(link(), "declaration")

    assert who_may(story, "register/1", "note") == set()
    assert who_may(story, "register/1", "talk_over") == {"head", "dsl", "deputy-dsl"}
    story.act("dsl", "register/1", "talk_over", talk_words="What others may think of it.")
    assert who_may(story, "register/1", "note") == {"head", "dsl", "deputy-dsl"}


def test_other_entries_need_no_talk() -> None:
    assert "note" in entered(link(), "account_told").open_to("head", "register/1")


# 4.4: one's own manager


def speaking(*given_to: str) -> Story:
    """A teacher asks to give opinions for the school, and names a manager or nobody."""
    story = begun(link(), {"purpose": "register"}, given_to=given_to)
    asked = {"register": "permission", "entry_words": "Opinions.", "permission_for": "speaking"}
    story.act("teacher", "register/1", "file", **asked)
    return story


@pytest.mark.parametrize("step", ["approve", "refuse"])
@pytest.mark.parametrize(
    ("named", "who"), [(("line",), {"head", "line"}), (("leader",), {"head", "leader"}), ((), {"head"})]
)
def test_the_manager_whom_the_person_named_lets_them_speak_for_the_school_and_no_other_does(
    named: tuple[str, ...], who: set[str], step: str
) -> None:
    assert who_may(speaking(*named), "register/1", step) == who


def test_the_manager_who_is_named_is_told_and_sees_this_entry_and_nothing_of_a_case() -> None:
    story = speaking("line")

    assert PersonId("line") in {person for tell in story.tells for person in tell.people}
    assert sees_track(link(), story.case, story.track("register/1"), PersonId("line"))
    story.act(
        "line",
        "register/1",
        "approve",
        scope_words="All.",
        valid_from="2026-11-17T09:00Z",
        valid_until="unknown: x",
        training="not_asked",
    )
    assert story.state("register/1") == "in_force"


def test_nobody_is_their_own_manager_and_only_a_manager_can_be_named() -> None:
    for named in ("teacher", "colleague"):
        with pytest.raises(BadInput, match="A register is given to somebody"):
            speaking(named)


def test_a_report_is_given_to_nobody_by_choice_under_this_policy() -> None:
    with pytest.raises(BadInput, match="does not have people give a report"):
        begun(link(), CALM, given_to=("line",))


# 3.2, 10.1: what follows from a breach, and that a person has to help


def test_that_discipline_will_follow_stands_where_it_begins_and_says_how_it_is_read() -> None:
    assert "3.2" in cites("investigation", "record_findings")
    assert "as we read it" in link().definition.clauses["3.2"].says


def test_the_letter_that_tells_the_person_names_the_duty_to_help() -> None:
    assert "10.1#2" in cites("discipline", "notify")


@pytest.mark.parametrize("key", ["link", "tasmat"])
def test_a_panel_finds_no_gross_misconduct_of_which_the_invitation_did_not_speak(key: str) -> None:
    discipline = library().current(key).track(TrackName("discipline")).definition
    ends = discipline.actions[ActionName("sanction")].outcomes

    assert "could_be_gross" in discipline.actions[ActionName("arrange_hearing")].asks
    assert "summary_dismissal" not in ends
    assert any("the panel cannot find that" in each.says for each in discipline.contradictions)


@pytest.mark.parametrize("key", ["flourish", "lseat", "link", "tasmat"])
def test_what_weighs_at_a_hearing_is_said_to_be_ours_where_the_policy_names_nothing(key: str) -> None:
    fact = library().current(key).track(TrackName("discipline")).definition.facts[FactName("nature")]

    assert "Not from the policy" in fact.help or "this question and the next three are ours" in fact.help.lower()


@pytest.mark.parametrize("key", ["flourish", "lseat", "link", "tasmat"])
def test_a_clause_that_says_who_is_covered_prescribes_no_step_for_governors(key: str) -> None:
    assert cites_of(library().current(key), "governance", "refer") == ()


def test_the_heads_list_of_objections_is_kept_by_the_head() -> None:
    assert who_may(entered(link(), "image_objection"), "register/1", "note") == {"head"}


def test_advice_is_no_ban_and_the_duty_to_talk_first_can_be_found_as_broken() -> None:
    conduct = link().definition.conduct

    assert conduct["4.7"].says.startswith("Strong advice, not a ban")
    assert {"4.7#3", "3.4#2"} <= set(conduct)


# 6.3(h): abuse on the school's own pages


def test_what_was_taken_off_at_once_is_recorded_as_that_and_a_leader_is_told() -> None:
    story = started(link(), "own_channel")
    story.act(
        "head",
        "own_channel/1",
        "off_already",
        where_words="The school's page.",
        off_words="The teacher, at 8.05; a screenshot.",
        removal_reason="It insults a learner.",
    )

    assert story.state("own_channel/1") == "removed"
    assert story.clock_state("own_channel/1 remove") == "met"
    assert cites("own_channel", "off_already") == cites("own_channel", "remove") == ("6.3(h)",)
    assert PersonId("leader") in {person for tell in story.tells for person in tell.people}


def test_what_is_reported_on_our_own_page_waits_for_nobody_and_its_clock_counts_from_the_report() -> None:
    story = begun(link(), {**CALM, "category": "own_page"})
    [clock] = [each for each in story.case.deadlines.values() if each.on == InstanceId("own_channel/1")]

    assert (clock.started_at, clock.started_by, link().clock_cites(clock.on.track, "remove")) == (
        MONDAY,
        "this was reported",
        ("6.3(h)",),
    )
    assert {"leave_up", "off_already"} <= story.open_to("leader", "own_channel/1")


@pytest.mark.parametrize("policy", ["link", "flourish"])
def test_what_is_to_go_at_once_counts_from_the_report_whenever_the_procedure_begins(policy: str) -> None:
    story = begun(library().current(policy), CALM).wait(hours=7)
    covered = {"scope": "in_scope", "scope_reason": "About the school", "danger_confirmed": "yes"}
    if policy == "flourish":
        covered["who_it_is"] = "not_known"
    story.act("head", "case/1", "triage", **covered)
    story.act("head", "case/1", "open_tracks", routes="own_channel", routes_because="It is needed.")
    [clock] = [each for each in story.case.deadlines.values() if each.on == InstanceId("own_channel/1")]

    assert (clock.started_at, clock.started_by) == (MONDAY, "this was reported")
    assert clock.due_at is not None
    assert clock.due_at < story.at


# 7: an address that is no content of a member of staff


def test_a_strangers_comment_is_no_content_of_staff_and_the_procedure_for_it_has_an_end() -> None:
    story = started(link(), "own_content")

    assert who_may(story, "own_content/1", "not_theirs") >= {"head", "senior"}
    story.act("head", "own_content/1", "not_theirs", not_theirs_words="A stranger's; the host was asked.")
    assert story.track("own_content/1").ended
    assert story.clock_state("own_content/1 keep") == "met"


# 10.2, 8.2, 10.1: what is cited for what


def test_a_request_to_take_something_down_rests_on_what_the_school_may_require_and_on_what_may_follow() -> None:
    assert cites("own_content", "send") == ("10.2", "10.2#2")


def test_a_time_of_ours_is_not_put_into_the_mouth_of_a_clause_that_speaks_to_staff() -> None:
    assert link().clock_cites(CASE_TRACK, "acknowledge") == ()
    assert cites("investigation", "start") == ()


@pytest.mark.parametrize("number", ["6.4", "8.1", "10.1", "10.2", "10.2#2"])
def test_what_the_school_may_do_is_not_called_prescribed(number: str) -> None:
    assert link().definition.clauses[number].basis == "discretion"


@pytest.mark.parametrize(("number", "who"), [("6.6#2", "headteacher"), ("6.3(c)#2", "IT"), ("2.3#2", "SLT")])
def test_what_people_do_outside_is_listed_with_who_does_it(number: str, who: str) -> None:
    assert link().definition.by_hand[number].who == (who,)


def test_nobody_is_asked_for_a_password_although_the_text_would_allow_it_and_no_clause_is_said_to_forbid_it() -> None:
    asked = [fact.ask for track in link().definitions.values() for fact in track.facts.values()]

    assert not [ask for ask in asked if "password" in ask.lower()]
    assert link().definition.clauses["10.1#2"].says.endswith("ours: nobody asks for these")


def test_personal_contact_with_learners_is_never_permitted() -> None:
    story = begun(link(), {"purpose": "register"})
    asked = {"register": "permission", "entry_words": "A chat.", "permission_for": "with_pupils"}
    story.act("teacher", "register/1", "file", **asked)

    assert "lets nobody be in personal contact online" in story.refused("head", "register/1", "approve")


def test_only_the_headteacher_takes_an_objection_off_the_list() -> None:
    story = begun(link(), {"purpose": "register"})
    story.act("teacher", "register/1", "file", register="image_objection", entry_words="No pictures, please.")
    story.act("head", "register/1", "note")

    assert who_may(story, "register/1", "revoke") == {"head"}
    assert who_may(story, "register/1", "withdraw") == {"head"}


def test_that_a_dismissal_may_follow_is_not_called_prescribed() -> None:
    assert cites("discipline", "send_dismissal") == ("3.2#5", "10.1")
    assert link().definition.clauses["3.2#5"].basis == "discretion"


def test_advice_is_no_rule_that_somebody_could_have_broken() -> None:
    assert {"4.9", "5.5#3"} <= set(link().definition.outside)


# 4.7: a question about friends is answered by a talk, not plainly


def asked(friends: str = "") -> Story:
    story = begun(link(), {"purpose": "question"})
    if friends:
        story.act("teacher", "query/1", "say_more", question_words="May I be friends with them?", friends=friends)
    return story


@pytest.mark.parametrize("friends", ["yes", ""])
def test_what_may_go_against_the_advice_on_friends_is_talked_over_and_has_no_plain_answer(friends: str) -> None:
    story = asked(friends)

    assert who_may(story, "query/1", "answer") == set()
    assert who_may(story, "query/1", "talk_over") == {"head", "dsl", "deputy-dsl"}
    [reason] = story.options("head")[("query/1", "answer")].reasons
    assert reason.clause == "4.7#2"


# 6.3(b): before the account is activated


def told(**said: str) -> Story:
    story = begun(link(), {"purpose": "register"})
    story.act("teacher", "register/1", "file", register="account_told", entry_words="A page: geo.example.", **said)
    return story


@pytest.mark.parametrize("said", [{}, {"activation": "ahead"}, {"activation": "already", "activated_on": "2026-11-30"}])
def test_leaders_are_told_of_an_account_with_whether_and_when_it_is_activated(said: dict[str, str]) -> None:
    with pytest.raises(BadAnswers, match="activated"):
        told(**said)


@pytest.mark.parametrize("said", [TOLD, {**NOTIFIED, "activation": "already"}])
def test_an_account_that_is_told_late_can_be_told_all_the_same(said: dict[str, str]) -> None:
    assert told(**said).state("register/1") == "to_note"


def test_the_day_of_activation_lies_ahead() -> None:
    with pytest.raises(BadAnswers, match="activated_on"):
        told(activation="ahead", activated_on="2026-11-02")


# 1.2, 1.3, 10.1, 10.2: whom and what it covers, and how far it goes


def test_business_use_is_a_ground_of_its_own() -> None:
    assert link().definition.lists["jurisdiction"]["business"].endswith("(1.2)")


@pytest.mark.parametrize(
    ("category", "words"),
    [("employee", "casual"), ("employee", "officer"), ("contractor", "consultant"), ("governor", "member")],
)
def test_everybody_whom_the_policy_names_is_found_among_the_categories(category: str, words: str) -> None:
    for track, question in ((CASE_TRACK, "about_category"), (TrackName("investigation"), "author")):
        assert words in link().track(track).definition.facts[FactName(question)].domain[category].lower()


def test_that_dismissal_means_one_with_notice_is_said_to_be_our_reading_where_it_is_decided() -> None:
    asked_there = link().track(TrackName("discipline")).definition.facts[FactName("sanction")].help

    assert "our reading" in asked_there
    assert "our reading" in link().definition.clauses["10.1"].says


@pytest.mark.parametrize(
    ("category", "begins"),
    [("employee", "discipline"), ("volunteer", "volunteer"), ("governor", "governance"), ("contractor", "contractor")],
)
def test_a_person_who_does_not_take_it_down_goes_to_the_procedure_for_what_they_are(category: str, begins: str) -> None:
    story = started(link(), "own_content", subjects={"colleague": category})
    story.add_evidence("own_content/1")
    story.act("senior", "own_content/1", "keep_copy", content_words="A post.")
    story.act("head", "own_content/1", "write_finding", considered="breach", why_considered="It is unkind.", **RULE)
    story.send("head", "own_content/1", "send")
    story.act("head", "own_content/1", "answer", person_said="refused")
    story.act("head", "own_content/1", "decide_next", next_step="discipline", next_reason="They refused.")

    assert "colleague" in {each.person for each in story.case.of_track(TrackName(begins))}


# 7.2: a picture against a parent's word


def test_a_picture_against_a_parents_word_is_a_rule_that_can_be_found_broken_and_is_called_an_offence() -> None:
    asked_there = link().track(TrackName("investigation")).definition.facts[FactName("conduct_breached")].help

    assert "disciplinary offence" in link().definition.conduct["7.2#4"].says
    assert "disciplinary offence (7.2)" in asked_there


# 2.2, 9.1, the page before clause 1: what people do by hand


def test_a_review_that_two_have_to_make_is_ticked_off_by_each() -> None:
    by_hand = link().definition.by_hand

    assert (by_hand["2.2"].who, by_hand["2.2#2"].who) == (("SLT",), ("governance lead",))
    assert str(by_hand["2.2"].every) == str(by_hand["2.2#2"].every) == "12 months"
    assert by_hand["2.2#3"].every is None


@pytest.mark.parametrize("number", ["9.1", "cover#2"])
def test_what_the_school_will_do_is_not_passed_off_as_something_that_it_only_says(number: str) -> None:
    assert " will " in link().definition.by_hand[number].says


def test_a_ban_without_an_exception_is_no_discretion_and_a_may_of_training_is() -> None:
    clauses = link().definition.clauses

    assert (clauses["4.6#2"].basis, clauses["4.4#3"].basis) == ("prescribed", "discretion")


def test_keeping_silent_about_what_harms_the_school_can_be_found_as_a_breach() -> None:
    conduct = link().definition.conduct

    assert "pass it on at once" in conduct["8.2#2"].says
    assert conduct["5.8#2"].says.startswith("Tell a senior leader")
