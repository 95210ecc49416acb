import re
from datetime import UTC, datetime, timedelta

import pytest

from duecourse.policies.compiler import compile_accepted
from engine.errors import BadAnswers, BadInput
from engine.identity import ClockId, PersonId, TrackName
from engine.reasons import ReasonCode
from engine.record.values import Part
from engine.steps.take import Report, open_case
from engine.steps.transition import Refusal
from tests.builders import CALM, MONDAY, REMOVAL_TRACK, blank, lumen, report, requested, world

SATURDAY = datetime(2026, 10, 24, 11, 30, tzinfo=UTC)


def open_with(**answers: str) -> None:
    given = Report(
        reported_by=PersonId("teacher"),
        recorded_by=PersonId("teacher"),
        affected=(PersonId("teacher"),),
        addresses=("https://posts.example/1",),
        answers={**CALM, **answers},
        reported_at=MONDAY,
    )
    open_case(lumen(), blank(lumen()), given, world())


def test_every_address_of_a_report_opens_its_own_removal_with_24_hours_from_the_report() -> None:
    addresses = [f"https://posts.example/{number}" for number in range(1, 4)]
    story = report(addresses=addresses)

    assert [instance.about for instance in story.case.of_track(REMOVAL_TRACK)] == [
        "address/1",
        "address/2",
        "address/3",
    ]
    for number in (1, 2, 3):
        clock = story.case.deadlines[ClockId(f"removal/{number} request")]
        assert (clock.started_at, clock.due_at) == (MONDAY, MONDAY + timedelta(hours=24))
        assert clock.binding == "duty"


def test_every_affected_person_has_support_opened_at_the_report() -> None:
    story = report(affected=["teacher", "colleague"])

    assert [instance.person for instance in story.case.of_track(TrackName("support"))] == ["teacher", "colleague"]


def test_an_address_added_later_has_a_clock_of_its_own_from_then() -> None:
    story = report().wait(hours=5)
    story.add_address("https://posts.example/2")

    assert story.due("removal/1 request") == "Tue 17 Nov 2026 09:00 GMT"
    assert story.due("removal/2 request") == "Tue 17 Nov 2026 14:00 GMT"


def test_a_report_recorded_late_keeps_the_time_at_which_it_was_made() -> None:
    given = Report(
        reported_by=PersonId("teacher"),
        recorded_by=PersonId("senior"),
        affected=(PersonId("teacher"),),
        addresses=("https://posts.example/1",),
        answers=CALM,
        reported_at=MONDAY,
    )
    step = open_case(lumen(), blank(lumen()), given, world(MONDAY + timedelta(days=2)))

    assert not isinstance(step, Refusal)
    assert step.case.reported_at == MONDAY
    assert step.case.deadlines[ClockId("removal/1 request")].due_at == MONDAY + timedelta(hours=24)
    assert step.case.people == {
        "senior": (Part.RECORDER,),
        "teacher": (Part.REPORTER, Part.AFFECTED),
    }


def test_a_report_without_an_address_or_an_affected_person_still_opens() -> None:
    story = report(addresses=[], affected=[])

    assert set(story.case.tracks) == {"case/1"}
    assert story.state("case/1") == "reported"


def test_the_words_of_a_report_stand_beside_the_event_and_not_in_it() -> None:
    story = report(answers={"what_happened": "Somebody drew me with horns."})
    entry = story.entries[0]

    assert "horns" not in entry.body
    assert "posts.example" not in entry.body
    assert entry.words["case/1.what_happened"].text == "Somebody drew me with horns."
    assert entry.words["address/1.url"].text == "https://posts.example/1"


def test_every_answer_that_is_missing_unknown_or_malformed_is_named_at_once() -> None:
    with pytest.raises(BadAnswers) as caught:
        open_with(life_in_danger="perhaps", child_at_risk="", colour="red")

    assert {each.field: each.code for each in caught.value.reasons} == {
        "life_in_danger": ReasonCode.ANSWER_MALFORMED,
        "child_at_risk": ReasonCode.ANSWER_MISSING,
        "colour": ReasonCode.ANSWER_UNKNOWN,
    }
    assert set(caught.value.faults) == {"life_in_danger", "child_at_risk", "colour"}
    assert "choose one of: yes, no, dont_know" in caught.value.faults["life_in_danger"]
    assert "An answer is needed" in caught.value.faults["child_at_risk"]
    assert "is not asked here" in caught.value.faults["colour"]


@pytest.mark.parametrize("question", ["life_in_danger", "child_at_risk", "illegal_image"])
@pytest.mark.parametrize("answer", ["yes", "dont_know"])
def test_a_danger_opens_safeguarding_and_tells_the_lead_at_once(question: str, answer: str) -> None:
    story = report(answers={question: answer})

    assert story.state("safeguarding/1") == "concern_raised"
    assert {person for tell in story.tells for person in tell.people} >= {"dsl", "deputy-dsl"}


def test_personal_data_tells_the_data_protection_officer_and_who_manages_the_case_at_once() -> None:
    story = report(answers={"personal_data": "dont_know"})

    assert [(tell.people, tell.kind) for tell in story.tells] == [(("dpo", "head", "senior"), "told")]
    assert story.state("data_breach/1") == "suspected"
    assert "data_breach/1 tell_dpo" in story.case.deadlines


def test_a_calm_report_tells_nobody_and_opens_no_safeguarding() -> None:
    story = report()

    assert story.tells == []
    assert "safeguarding/1" not in story.case.tracks


@pytest.mark.parametrize("address", ["", "posts", "ftp://posts.example", "https://", "javascript:alert(1)"])
def test_an_address_that_names_no_website_is_refused_in_words(address: str) -> None:
    with pytest.raises(BadInput, match=r"https://"):
        report().add_address(address)


def test_a_report_on_saturday_over_the_end_of_summer_time_has_24_hours_by_any_clock() -> None:
    story = report(at=SATURDAY)

    assert story.due("removal/1 request") == "Sun 25 Oct 2026 11:30 GMT"
    assert story.due("support/1 offer") == "Mon 26 Oct 2026 17:00 GMT"


def test_a_report_before_summer_time_begins_has_24_hours_by_any_clock() -> None:
    story = report(at=datetime(2026, 3, 28, 12, 0, tzinfo=UTC))

    assert story.due("removal/1 request") == "Sun 29 Mar 2026 13:00 BST"
    assert story.due("case/1 triage") == "Mon 30 Mar 2026 17:00 BST"


def test_the_host_has_24_hours_across_the_clock_change_too() -> None:
    story = report(at=datetime(2026, 10, 24, 9, 0, tzinfo=UTC))
    story.act("senior", "removal/1", "decide", approach="ask_host", approach_reason="Unkind")
    story.send("senior", "removal/1", "send")
    check = story.case.deadlines[ClockId("removal/1 check")]

    assert story.due("removal/1 check") == "Sun 25 Oct 2026 09:00 GMT"
    assert check.overdue_at == datetime(2026, 10, 25, 11, 0, tzinfo=UTC)


def test_sending_meets_the_request_and_begins_the_hosts_time() -> None:
    story = requested()

    assert story.case.deadlines[ClockId("removal/1 request")].state == "met"
    assert story.due("removal/1 check") == "Tue 17 Nov 2026 09:00 GMT"


def test_an_address_that_was_first_held_for_an_image_still_counts_from_its_report() -> None:
    story = report(answers={"illegal_image": "yes"}).wait(hours=5)
    story.act("dsl", "removal/1", "image_word", image_said="not_such_image", image_words="A drawing")

    assert story.case.deadlines[ClockId("removal/1 request")].started_at == MONDAY


@pytest.mark.parametrize(
    ("lost", "hours", "rule"),
    [
        (
            r"    other_than: \[send, remind, report_image, complain\]\n",
            30,
            "Somebody checked what they had asked for themselves",
        ),
        (r"      - that: due\.check or due\.image_time\n", 1, "The host was judged while it still had time to act"),
    ],
    ids=["a second person", "a condition"],
)
def test_a_rule_of_what_is_never_done_stops_a_step_whose_own_line_was_lost(lost: str, hours: int, rule: str) -> None:
    sources = dict(lumen().sources)
    instead = "      - that: not case.ended\n" if "that" in lost else ""
    sources["tracks/removal.yaml"], found = re.subn(lost, instead, sources["tracks/removal.yaml"])
    story = requested().wait(hours=hours)
    story.policy = compile_accepted(sources)
    who = "senior" if "other_than" in lost else "head"
    story.assign("checker", who)

    assert found
    assert f"This must never happen: {rule}." in story.refused(who, "removal/1", "check", result="gone")
