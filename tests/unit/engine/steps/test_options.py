"""What a person is offered: every step with its questions, its clauses and its locks, and what a report asks."""

from engine.identity import FactName, PersonId, TrackName
from engine.language.vocabulary import FactKind
from engine.record.values import Actor
from engine.steps.options import Ask, Option, options, report_asks
from engine.steps.take import Report, open_case
from tests.builders import (
    MONDAY,
    REMOVAL_TRACK,
    Story,
    blank,
    compiled,
    lumen,
    police_case,
    ready,
    report,
    requested,
    small_sources,
    staffing,
    triaged,
)

YES_NO_DONT_KNOW = {"yes", "no", "dont_know"}


def asks(option: Option) -> dict[str, Ask]:
    return {ask.name: ask for ask in option.asks}


def offered(story: Story, who: str, on: str, action: str) -> Option:
    return story.options(who)[on, action]


# What a report asks


def test_a_report_asks_what_the_case_track_says_and_in_its_order() -> None:
    assert [ask.name for ask in report_asks(lumen())] == [
        "life_in_danger",
        "child_at_risk",
        "personal_data",
        "illegal_image",
        "category",
        "about_post",
        "about_category",
        "what_happened",
    ]


def test_a_question_of_a_report_has_everything_that_its_form_needs() -> None:
    found = {ask.name: ask for ask in report_asks(lumen())}
    facts = lumen().shell.facts
    danger, words = found["life_in_danger"], found["what_happened"]

    assert (danger.type, danger.optional, danger.kind) == ("danger", False, FactKind.DANGER_TO_LIFE)
    assert set(danger.options) == YES_NO_DONT_KNOW
    assert danger.ask == facts[FactName("life_in_danger")].ask != ""
    assert danger.help == facts[FactName("life_in_danger")].help != ""
    assert (words.type, words.optional, words.kind, words.help, words.options) == ("text", True, None, "", {})
    assert list(found["category"].options) == [
        "abuse",
        "impersonation",
        "image",
        "data",
        "own_page",
        "enquiry",
        "other",
    ]
    assert list(found["about_post"].options)[:2] == ["headteacher", "chair_of_governors"]


def test_a_list_that_the_policy_leaves_empty_asks_for_nothing_in_a_report() -> None:
    policy = compiled(
        small_sources(
            ("report: [life, image]", "report: [life, image, who, words]"),
            ("  how: {type", '  who: {type: choice, ask: "Who?", of: top, optional: true}\n  how: {type'),
            ("  how: {type", '  words: {type: text, ask: "What?", optional: true}\n  how: {type'),
        )
    )

    assert [ask.name for ask in report_asks(policy)] == ["life", "image", "words"]


def test_a_list_of_rules_of_conduct_is_the_one_of_the_policy() -> None:
    policy = compiled(
        small_sources(
            ("report: [life, image]", "report: [life, image, rule]"),
            ("  how: {type", '  rule: {type: choice, ask: "Which?", of: conduct, optional: true}\n  how: {type'),
            policy=[("tracks:\n", "conduct:\n  2.1: {says: Be kind}\ntracks:\n")],
        )
    )

    assert report_asks(policy)[-1].options == {"2.1": "Be kind"}


# Steps


def test_every_step_of_every_instance_is_listed_once_with_its_title_and_clauses() -> None:
    story = report()
    found = list(options(story.policy, story.case, Actor(PersonId("senior")), story.world))
    definitions = {track.on: story.policy.track(track.track).definition for track in story.case.tracks.values()}

    assert [(each.on, each.action) for each in found] == [
        (on, action) for on, definition in definitions.items() for action in definition.actions
    ]
    for each in found:
        action = definitions[each.on].actions[each.action]
        assert (each.title, each.says) == (action.title, action.says)
        assert each.clauses == story.policy.cites(each.on.track, each.action)
    assert offered(story, "senior", "removal/1", "decide").clauses == ("13.5", "13.5#2")
    assert offered(story, "senior", "removal/1", "record_capture").says.startswith("Time, date")


def test_a_locked_step_tells_each_of_its_reasons_and_an_open_one_none() -> None:
    story = report()

    assert offered(story, "senior", "removal/1", "decide").reasons == ()
    assert offered(story, "senior", "removal/1", "decide").allowed
    locked = offered(story, "teacher", "removal/1", "send")
    assert not locked.allowed
    assert {reason.code for reason in locked.reasons} >= {
        reason.code for reason in offered(story, "senior", "removal/1", "send").reasons
    }
    assert len(locked.reasons) > len(offered(story, "senior", "removal/1", "send").reasons)


def test_a_step_that_only_its_letter_locks_names_the_letter() -> None:
    story = ready()
    number = story.letter("removal/1", "send").number
    drafted = offered(story, "senior", "removal/1", "send")

    assert (drafted.letter, drafted.allowed) == (number, False)
    story.issue("removal/1", "send")
    issued = offered(story, "senior", "removal/1", "send")
    assert (issued.letter, issued.allowed) == (number, True)


def test_a_step_that_something_else_locks_names_no_letter() -> None:
    story = ready()
    story.issue("removal/1", "send")

    assert offered(story, "colleague", "removal/1", "send").letter == 0
    assert offered(story, "senior", "removal/1", "prepare").letter == 0


def test_a_step_that_waits_for_a_clock_is_offered_from_its_due_time_on() -> None:
    story = requested()
    story.wait(hours=23)
    assert not offered(story, "deputy", "removal/1", "check").allowed

    story.wait(hours=1)
    assert offered(story, "deputy", "removal/1", "check").allowed


# The questions of a step


def test_a_step_asks_first_what_it_chooses_and_then_the_rest() -> None:
    option = offered(report(), "senior", "removal/1", "decide")

    assert [ask.name for ask in option.asks] == [
        "approach",
        "approach_reason",
        "host_name",
        "host_contact",
        "ground",
        "platform_terms",
        "requested_action",
        "amendment_text",
        "description",
        "handle",
        "posted_at",
    ]


def test_a_step_without_questions_asks_none() -> None:
    assert offered(report(), "senior", "removal/1", "take_back").asks == ()


def test_a_question_of_a_step_has_everything_that_its_form_needs() -> None:
    story = report()
    facts = story.policy.track(REMOVAL_TRACK).definition.facts
    found = asks(offered(story, "senior", "removal/1", "decide"))

    assert found["approach"] == Ask(
        name="approach",
        type="choice",
        ask=facts[FactName("approach")].ask,
        optional=False,
        options=facts[FactName("approach")].domain,
    )
    assert (found["approach_reason"].type, found["approach_reason"].optional) == ("text", False)
    assert found["host_name"].optional
    assert list(found["ground"].options)[:2] == ["terms", "illegal_content"]
    seen_at = asks(offered(story, "senior", "removal/1", "record_capture"))["seen_at"]
    assert (seen_at.type, seen_at.unknown) == ("time", True)
    assert not found["approach"].unknown
    dangers = asks(offered(story, "senior", "case/1", "triage"))["new_dangers"]
    assert dangers.help == story.policy.shell.facts[FactName("new_dangers")].help != ""


def test_a_choice_of_outcomes_stands_in_the_order_of_the_outcomes() -> None:
    old, new = "{well: Well, badly: Badly, silent: Silence}", "{silent: Silence, badly: Badly, well: Well}"
    policy = compiled(small_sources((old, new)))
    given = Report(
        reported_by=PersonId("teacher"),
        recorded_by=PersonId("teacher"),
        answers={"life": "no", "image": "no"},
        reported_at=MONDAY,
    )
    story = Story(policy=policy, case=blank(policy), at=MONDAY, people=staffing())
    story.keep(open_case(policy, story.case, given, story.world))

    assert list(asks(offered(story, "head", "case/1", "answer"))["how"].options.items()) == [
        ("well", "Well"),
        ("badly", "Badly"),
        ("silent", "Silence"),
    ]


def test_what_another_track_handed_over_is_given_and_need_not_be_answered_again() -> None:
    story = police_case("threatening")
    finding = asks(offered(story, "senior", "police/1", "assess"))["finding"]
    assert (finding.given, finding.optional) == ("threatening", True)

    story.act("senior", "police/1", "assess", finding="both")
    finding = asks(offered(story, "senior", "police/1", "assess"))["finding"]
    assert (finding.given, finding.optional) == ("", False)


def test_a_consent_is_asked_with_the_answers_that_may_be_recorded() -> None:
    story = police_case()
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "ask_consent")
    asked = offered(story, "senior", "police/1", "consent_answer").asks[0]

    assert (asked.name, asked.type, asked.optional) == ("consent.police_report", "consent", False)
    assert asked.ask == story.policy.track(TrackName("police")).definition.consents["police_report"].ask != ""
    assert asked.options == {"given": "Given", "declined": "Declined", "no_answer": "No answer"}


def test_a_refused_consent_may_be_given_by_the_person_alone() -> None:
    story = police_case()
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "ask_consent")
    story.act(
        "teacher", "police/1", "consent_answer", **{"consent.police_report": "declined", "how_consented": "email"}
    )

    assert list(offered(story, "senior", "police/1", "consent_answer").asks[0].options) == ["declined", "no_answer"]
    assert list(offered(story, "teacher", "police/1", "consent_answer").asks[0].options) == [
        "given",
        "declined",
    ]


def test_steps_of_tracks_that_came_later_are_offered_too() -> None:
    assert offered(triaged(), "senior", "investigation/1", "start").allowed
