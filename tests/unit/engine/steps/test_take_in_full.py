"""What exactly a report and a step record: the event, its effects in order, its words, and who is told."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from engine.errors import BadAnswers, BadInput
from engine.identity import (
    CASE,
    About,
    ActionName,
    CaseId,
    CaseReference,
    ClockId,
    FactName,
    InstanceId,
    OrganisationId,
    PersonId,
    RoleName,
    SchoolId,
    TrackName,
)
from engine.language.compiled import CompiledPolicy
from engine.reasons import ReasonCode
from engine.record.case import Case
from engine.record.chain import GENESIS
from engine.record.effects import Answered, Effect, PersonAdded
from engine.record.kinds import EventKind
from engine.record.values import Actor, Answer, Done, Part
from engine.steps.permissions import Request
from engine.steps.take import Report, act, find_instance, open_case, unopened
from engine.steps.transition import Refusal, Step
from tests.builders import (
    CALM,
    FINDINGS,
    MONDAY,
    REMOVAL_TRACK,
    blank,
    compiled,
    consented,
    lumen,
    police_case,
    ready,
    report,
    requested,
    small_sources,
    triaged,
    world,
)

HERE = InstanceId("removal/1")
TEACHER, COLLEAGUE, SENIOR, HEAD = (PersonId(name) for name in ("teacher", "colleague", "senior", "head"))
REPORT = Report(
    reported_by=TEACHER,
    recorded_by=SENIOR,
    affected=(TEACHER,),
    addresses=("https://posts.example/1",),
    answers=CALM,
    reported_at=MONDAY,
    via="e-mail",
)
WRAPPED = "https://www.google.com/url?q=https%3A%2F%2Fposts.example%2F7&sa=D"


def opened(given: Report, policy: CompiledPolicy | None = None, at: datetime = MONDAY) -> Step:
    policy = policy or lumen()
    step = open_case(policy, blank(policy), given, world(at))
    assert isinstance(step, Step)
    return step


def effects(step: Step, *kinds: type[Effect]) -> list[Effect]:
    return [effect for effect in step.entries[0].event.effects if isinstance(effect, kinds)]


def asked(on: str, action: str, who: str = "senior", at: datetime = MONDAY, **facts: str) -> Request:
    return Request(
        on=InstanceId(on),
        action=ActionName(action),
        by=Actor(PersonId(who)),
        happened_at=at,
        facts=facts,
        proof="Web form, EX-1",
        via="a letter",
        role=RoleName("manager"),
    )


# A case before its first event


def test_a_case_before_its_first_event_knows_its_names_and_is_pinned_to_its_policy() -> None:
    assert unopened(
        lumen(),
        id=CaseId("case-7"),
        organisation=OrganisationId("trust-7"),
        reference=CaseReference("LUM-2026-0007"),
        school=SchoolId("school-7"),
        reported_at=MONDAY,
    ) == Case(
        id=CaseId("case-7"),
        organisation=OrganisationId("trust-7"),
        reference=CaseReference("LUM-2026-0007"),
        policy="lumen",
        policy_hash=lumen().hash,
        school=SchoolId("school-7"),
        reported_at=MONDAY,
        head=GENESIS,
    )


# Reports


def test_a_report_is_the_first_event_recorded_now_and_happened_when_it_was_made() -> None:
    step = opened(REPORT, at=MONDAY + timedelta(hours=2))
    event = step.entries[0].event

    assert (event.sequence, event.kind, event.by, event.on) == (1, EventKind.OPENED, SENIOR, CASE)
    assert (event.at, event.happened_at) == (MONDAY + timedelta(hours=2), MONDAY)
    assert (step.entries[0].previous, step.case.revision, step.case.head) == (GENESIS, 1, step.entries[0].hash)
    assert step.entries[0].words["via"].text == "e-mail"


def test_those_whom_a_report_is_about_are_named_before_anything_else_is_done() -> None:
    step = opened(replace(REPORT, subjects={COLLEAGUE: "employee"}))

    assert step.entries[0].event.effects[0] == PersonAdded(COLLEAGUE, Part.SUBJECT, "employee")
    assert effects(step, PersonAdded) == [
        PersonAdded(COLLEAGUE, Part.SUBJECT, "employee"),
        PersonAdded(SENIOR, Part.RECORDER),
        PersonAdded(TEACHER, Part.REPORTER),
        PersonAdded(TEACHER, Part.AFFECTED),
    ]


def test_a_report_of_somebody_without_a_name_has_no_reporter() -> None:
    step = opened(replace(REPORT, reported_by=PersonId("")))

    assert step.case.people == {SENIOR: (Part.RECORDER,), TEACHER: (Part.AFFECTED,)}


def test_a_subject_is_what_was_said_of_them_and_else_what_the_report_says() -> None:
    subjects = {COLLEAGUE: "", TEACHER: "agency"}
    step = opened(replace(REPORT, affected=(), subjects=subjects, answers={**CALM, "about_category": "volunteer"}))

    assert step.case.categories == {COLLEAGUE: "volunteer", TEACHER: "agency"}


def test_a_subject_of_whom_nothing_was_said_has_no_category() -> None:
    assert opened(replace(REPORT, affected=(), subjects={COLLEAGUE: ""})).case.categories == {}


def test_who_holds_the_post_that_a_report_is_about_is_a_subject_as_well_as_those_it_names() -> None:
    answers = {**CALM, "about_post": "headteacher", "about_category": "employee"}
    step = opened(replace(REPORT, subjects={COLLEAGUE: "agency"}, answers=answers))

    assert [person for person, parts in step.case.people.items() if Part.SUBJECT in parts] == [COLLEAGUE, HEAD]
    assert step.case.categories == {COLLEAGUE: "agency", HEAD: "employee"}


def test_the_holder_of_the_post_who_is_named_too_stays_what_was_said_of_them() -> None:
    answers = {**CALM, "about_post": "headteacher", "about_category": "employee"}

    assert opened(replace(REPORT, subjects={HEAD: "agency"}, answers=answers)).case.categories == {HEAD: "agency"}


def test_a_report_about_no_post_makes_nobody_a_subject() -> None:
    case = opened(REPORT).case

    assert all(Part.SUBJECT not in parts for parts in case.people.values())


def test_an_answer_of_a_report_stands_on_the_case_and_its_words_with_the_first_event() -> None:
    step = opened(replace(REPORT, answers={**CALM, "what_happened": "A threat"}))

    assert step.case.tracks[CASE].answers == {
        **{name: Answer("value", value) for name, value in CALM.items()},
        "what_happened": Answer("words", event=1),
    }
    assert step.entries[0].words["case/1.what_happened"].text == "A threat"


def test_a_page_that_is_reported_twice_is_one_address() -> None:
    twice = ("https://posts.example/1", "https://posts.example/1#top", "https://posts.example/2")
    case = opened(replace(REPORT, addresses=twice)).case

    assert [(key, address.number, address.event) for key, address in case.addresses.items()] == [
        ("1", 1, 1),
        ("2", 2, 1),
    ]
    assert {address.reported_at for address in case.addresses.values()} == {MONDAY}


def test_an_address_is_read_as_what_is_meant_unless_it_is_wanted_as_it_was_typed() -> None:
    read = opened(replace(REPORT, addresses=(WRAPPED,))).entries[0].words
    typed = opened(replace(REPORT, addresses=(WRAPPED,), as_given=True)).entries[0].words

    assert read["address/1.url"].text == "https://posts.example/7"
    assert typed["address/1.url"].text == WRAPPED
    assert read["address/1.as_given"].text == typed["address/1.as_given"].text == WRAPPED


@pytest.mark.parametrize(("answer", "flagged"), [("no", False), ("dont_know", False), ("yes", True)])
def test_an_address_is_flagged_where_the_report_says_that_there_is_such_an_image(answer: str, flagged: bool) -> None:
    case = opened(replace(REPORT, answers={**CALM, "illegal_image": answer})).case

    assert case.addresses["1"].flagged is flagged
    assert (ClockId("removal/1 image") in case.deadlines) is flagged


def test_clocks_of_a_late_report_count_from_when_it_was_made() -> None:
    step = opened(replace(REPORT, answers={**CALM, "child_at_risk": "yes"}), at=MONDAY + timedelta(days=2))
    started = {key: clock.started_at for key, clock in step.case.deadlines.items()}

    assert started[ClockId("case/1 triage")] == MONDAY
    assert started[ClockId("removal/1 request")] == MONDAY
    assert started[ClockId("support/1 offer")] == MONDAY
    assert started[ClockId("safeguarding/1 tell")] == MONDAY


def test_every_affected_person_and_every_subject_has_what_comes_with_them() -> None:
    case = opened(replace(REPORT, affected=(TEACHER, COLLEAGUE), answers={**CALM, "life_in_danger": "yes"})).case

    assert [track.about for track in case.of_track(TrackName("support"))] == [
        About.somebody(TEACHER),
        About.somebody(COLLEAGUE),
    ]
    assert [track.about for track in case.of_track(TrackName("police"))] == [
        About.somebody(TEACHER),
        About.somebody(COLLEAGUE),
    ]


def test_a_track_that_comes_with_a_subject_begins_with_the_report_and_so_does_everything_else() -> None:
    sources = dict(small_sources(policy=[("tracks:\n", "tracks:\n  talk: {silent: {end: Ours, end_soon: Ours}}\n")]))
    sources["tracks/talk.yaml"] = TALK
    policy = compiled(sources)
    given = replace(REPORT, affected=(), addresses=(), answers={"life": "no", "image": "no"})
    case = opened(replace(given, subjects={COLLEAGUE: "", TEACHER: ""}), policy).case

    assert [track.about for track in case.of_track(TrackName("talk"))] == [
        About.somebody(COLLEAGUE),
        About.somebody(TEACHER),
    ]
    assert set(case.deadlines) == {"case/1 start", "talk/1 end_soon", "talk/2 end_soon"}
    assert case.of_track(TrackName("talk"))[0].since == MONDAY


def test_a_question_that_somebody_brings_is_asked_what_a_request_asks_and_no_dangers() -> None:
    given = replace(REPORT, affected=(), addresses=(), answers={"purpose": "question", "what_happened": "May I?"})
    case = opened(given).case

    assert case.status == "request"
    assert case.tracks[CASE].ended
    assert [track.on for track in case.of_track(TrackName("query"))] == ["query/1"]
    with pytest.raises(BadAnswers) as caught:
        opened(replace(given, answers={**given.answers, "category": "abuse"}))
    assert set(caught.value.faults) == {"category"}


TALK = """\
track: talk
language: 2
title: A talk
per: subject
opens: at once
starts: begun
states:
  begun: {title: Begun}
  over: {title: Over, end: true}
actions:
  end: {title: End it, from: begun, to: over, by: manager}
deadlines:
  end_soon: {while: begun, within: 1 working day, met_by: end}
"""
REPORT_WITH_TIMES = small_sources(
    ("report: [life, image]", "report: [life, image, seen, met]"),
    (
        "  how: {type",
        '  seen: {type: time, ask: "When was it seen?", optional: true, past: true}\n'
        '  met: {type: time, ask: "When did you meet?", optional: true, past: true, after: [seen]}\n'
        "  how: {type",
    ),
)


def test_times_of_a_report_lie_before_it_and_are_advised_on_by_the_clock_of_the_trust() -> None:
    policy = compiled(REPORT_WITH_TIMES)
    given = replace(REPORT, affected=(), addresses=(), reported_at=MONDAY)
    calm = {"life": "no", "image": "no"}

    step = opened(replace(given, answers={**calm, "seen": "2026-07-01T10:00+01:00"}), policy)
    assert step.case.tracks[CASE].answers[FactName("seen")].value == "2026-07-01T09:00:00+00:00"
    with pytest.raises(BadAnswers) as caught:
        opened(replace(given, answers={**calm, "seen": "2026-11-16T09:01Z"}), policy, MONDAY + timedelta(hours=1))
    assert set(caught.value.faults) == {"seen"}
    with pytest.raises(BadAnswers, match=r"2026-07-01T10:00\+01:00"):
        opened(replace(given, answers={**calm, "seen": "2026-07-01T10:00"}), policy)


# Steps


def test_a_step_is_recorded_with_everything_that_was_said_of_it() -> None:
    story = report().wait(hours=2)
    request = asked(
        "removal/1", "decide", at=MONDAY + timedelta(hours=1), approach="ask_host", approach_reason="Public."
    )
    step = act(story.policy, story.case, request, story.world)
    assert isinstance(step, Step)
    event, words = step.entries[0].event, step.entries[0].words

    assert (event.sequence, event.kind, event.by, event.on) == (2, EventKind.ACTED, SENIOR, HERE)
    assert (event.at, event.happened_at) == (MONDAY + timedelta(hours=2), MONDAY + timedelta(hours=1))
    assert (event.action, event.outcome, event.role) == ("decide", "ask_host", "manager")
    assert {key: kept.text for key, kept in words.items()} == {
        "via": "a letter",
        "proof": "Web form, EX-1",
        "removal/1.approach_reason": "Public.",
    }
    track = step.case.tracks[HERE]
    assert track.done == {"decide": Done(SENIOR, event.at, event.happened_at, "ask_host")}
    assert track.answers[FactName("approach")] == Answer("value", "ask_host")
    assert track.answers[FactName("approach_reason")] == Answer("words", event=2)
    assert track.answers[FactName("asked_host")] == Answer("value", "no")
    assert (track.state, track.since, track.ended) == ("ready", event.happened_at, False)
    assert (step.case.revision, step.entries[0].previous) == (2, story.case.head)


def test_what_a_step_sets_is_answered_by_the_step_itself() -> None:
    step = requested().entries[-1].event

    assert [each for each in step.effects if isinstance(each, Answered)] == [
        Answered(on=HERE, name=FactName("asked_host"), answer=Answer("value", "yes"))
    ]


def test_a_step_that_ends_a_track_says_so_and_one_that_stays_moves_nothing() -> None:
    story = requested()
    story.act("deputy", "removal/1", "look", seen_now="still_there")
    assert (story.state("removal/1"), story.track("removal/1").since) == ("requested", MONDAY)
    assert story.entries[-1].event.outcome == "still_there"
    assert all(effect.do != "moved" for effect in story.entries[-1].event.effects)

    story.wait(hours=1).act("deputy", "removal/1", "look", seen_now="gone")
    assert (story.state("removal/1"), story.track("removal/1").ended) == ("removed", True)
    assert story.track("removal/1").since == MONDAY + timedelta(hours=1)


def test_sending_leaves_the_letter_dispatched_and_no_other() -> None:
    story = ready()
    story.send("senior", "removal/1", "send")

    assert story.letter("removal/1", "send").status == "dispatched"
    assert [letter.status for letter in story.case.letters.values()].count("dispatched") == 1
    assert story.letter("removal/1", "send").sha256 == "0" * 64


def test_a_step_tells_those_whom_it_names_and_what_it_opens_begins() -> None:
    story = requested()
    step = story.act("teacher", "removal/1", "flag")
    tells = {(tell.on, tell.kind): tell for tell in step.tells}

    told = next(tell for tell in step.tells if tell.on == HERE)
    assert (told.kind, set(told.people)) == ("told", {"dsl", "deputy-dsl"})
    assert told.subject == story.policy.track(REMOVAL_TRACK).definition.actions[ActionName("flag")].title
    assert told.dedupe == f"removal/1 flag {step.entries[0].event.sequence}"
    assert (InstanceId("safeguarding/1"), "told") in tells
    assert "L24-dsl-referral" in {letter.template for letter in story.case.letters.values() if letter.on == HERE}
    assert ClockId("safeguarding/1 tell") in story.case.deadlines
    assert story.case.deadlines[ClockId("removal/1 image")].state == "open"


def test_an_outcome_has_a_letter_of_its_own() -> None:
    story = report()
    story.act("senior", "removal/1", "decide", approach="personal", approach_reason="The site hears only the person.")

    letters = [(letter.template, letter.on, letter.action) for letter in story.case.letters.values()]
    assert ("L03-personal-complaint", HERE, "") in letters


def test_a_step_that_happened_earlier_starts_its_clocks_then() -> None:
    story = ready()
    story.issue("removal/1", "send")
    story.wait(hours=3).earlier(MONDAY + timedelta(hours=1), "senior", "removal/1", "send")

    assert story.case.deadlines[ClockId("removal/1 check")].started_at == MONDAY + timedelta(hours=1)
    assert story.case.deadlines[ClockId("removal/1 request")].ended_at == MONDAY + timedelta(hours=1)


def test_flagging_an_address_and_taking_that_back_touch_this_address_alone() -> None:
    story = report(addresses=["https://posts.example/1", "https://posts.example/2"])
    story.act("teacher", "removal/2", "flag")
    assert {key: address.flagged for key, address in story.case.addresses.items()} == {"1": False, "2": True}

    story.act("dsl", "removal/2", "image_word", image_said="reported_on", image_words="Passed on")
    assert story.case.addresses["2"].flagged
    story.act("dsl", "removal/2", "authority_word", authority_said="not_such_image", image_words="A drawing")
    assert {key: address.flagged for key, address in story.case.addresses.items()} == {"1": False, "2": False}
    assert all(effect.do != "moved" or effect.to != "image_reported" for effect in story.entries[-1].event.effects)


def test_a_consent_that_a_step_asks_for_or_records_is_noted() -> None:
    story = police_case()
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "ask_consent")
    assert story.track("police/1").consents == {"police_report": "asked"}

    assert consented().track("police/1").consents == {"police_report": "given"}


def test_nobody_else_takes_back_the_no_of_a_person() -> None:
    story = police_case()
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "ask_consent")
    story.act(
        "teacher", "police/1", "consent_answer", **{"consent.police_report": "declined", "how_consented": "email"}
    )
    facts = {"consent.police_report": "given", "how_consented": "email"}
    refused = act(
        story.policy, story.case, asked("police/1", "consent_answer", "senior", story.at, **facts), story.world
    )

    assert isinstance(refused, Refusal)
    assert [(reason.code, reason.clause) for reason in refused.reasons] == [(ReasonCode.ONLY_THEY, "13.7")]
    assert refused.reasons[0].source.names == ("police_report",)


def test_answers_that_cannot_stand_together_are_refused_before_anything_is_recorded() -> None:
    story = triaged()
    story.act("senior", "investigation/1", "start")
    facts = {**FINDINGS, "author": "pupil", "material": "unlawful_conduct"}

    with pytest.raises(BadAnswers) as caught:
        story.ask("senior", "investigation/1", "record_findings", **facts)
    assert {reason.code for reason in caught.value.reasons} == {ReasonCode.ANSWER_CONTRADICTS}


def test_times_of_a_step_lie_before_it_and_are_advised_on_by_the_clock_of_the_trust() -> None:
    story = report().wait(hours=2)
    request = asked("removal/1", "record_capture", at=MONDAY + timedelta(hours=1), seen_at="2026-07-01T10:00+01:00")
    step = act(story.policy, story.case, request, story.world)
    assert isinstance(step, Step)
    assert step.case.tracks[HERE].answers[FactName("seen_at")].value == "2026-07-01T09:00:00+00:00"

    with pytest.raises(BadAnswers) as caught:
        act(story.policy, story.case, replace(request, facts={"seen_at": "2026-11-16T10:30Z"}), story.world)
    assert set(caught.value.faults) == {"seen_at"}
    with pytest.raises(BadAnswers, match=r"2026-07-01T10:00\+01:00"):
        act(story.policy, story.case, replace(request, facts={"seen_at": "2026-07-01T10:00"}), story.world)


def test_a_step_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    story = report()

    with pytest.raises(BadInput) as caught:
        story.ask("senior", "removal/1", "erase")
    assert "'erase'" in str(caught.value)
    assert ", ".join(story.policy.track(REMOVAL_TRACK).definition.actions) in str(caught.value)


def test_an_instance_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    story = report()

    assert find_instance(story.case, HERE) is story.case.tracks[HERE]
    with pytest.raises(BadInput) as caught:
        find_instance(story.case, InstanceId("removal/2"))
    assert "LUM-2026-0001" in str(caught.value)
    assert "'removal/2'" in str(caught.value)
    assert "case/1, removal/1, support/1" in str(caught.value)


def test_a_step_that_is_refused_leaves_every_reason() -> None:
    story = report()
    refused = act(story.policy, story.case, asked("removal/1", "send", "colleague"), story.world)

    assert isinstance(refused, Refusal)
    assert len(refused.reasons) > 1
