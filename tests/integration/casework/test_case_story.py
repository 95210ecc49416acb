"""The story of a case: its title for each reader, whose turn it is, what was said, and where everything stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from duecourse.casework.commands import steps
from duecourse.casework.context.services import Services
from duecourse.casework.queries import case_view, task_list
from duecourse.casework.queries.story import case_story
from duecourse.casework.queries.story.case_story import CaseStory, Mood
from duecourse.demo.plots import PLOTS
from duecourse.demo.storyteller import Story
from engine.identity import ActionName, CaseReference
from tests.cli import ASK_HOST, IN_SCOPE, MONDAY
from tests.databases import open_store
from tests.services import CALM, act, caller, move_clock, report, services_on


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path, MONDAY)
    store.close()


def story(place: Services, who: str, reference: CaseReference) -> CaseStory:
    by = caller(place, who)
    view = case_view.look(place, by, reference)
    return case_story.tell(view, task_list.guide(view, case_view.possible(place, by, reference)), by.viewer.person)


def test_a_case_is_called_by_what_was_published_about_whom(place: Services) -> None:
    one = report(place)
    two = report(place, "https://a.example/2", "https://b.example/3")

    assert story(place, "oakfield-senior", one).title == "One web page about Oakley Oakfield"
    assert story(place, "oakfield-senior", two).title == "Two web pages about Oakley Oakfield"


def test_without_an_address_a_case_is_called_by_what_it_is_about(place: Services) -> None:
    new = steps.NewReport(policy="lumen", school="oakfield", reported_by="oakfield-teacher", addresses=(), answers=CALM)
    reference = steps.report(place, caller(place, "oakfield-teacher"), new).case.reference

    assert story(place, "oakfield-senior", reference).title == "Abuse or harassment of somebody who works here"
    assert story(place, "oakfield-teacher", reference).title == (
        "What you reported: abuse or harassment of somebody who works here"
    )


def test_the_affected_person_reads_of_themself_and_the_title_names_nobody(place: Services) -> None:
    told = story(place, "oakfield-teacher", report(place))

    assert told.title == "One web page about you"


def test_who_sees_one_part_reads_of_that_part_alone(place: Services) -> None:
    reference = report(place, personal_data="yes")
    act(place, "senior", reference, "case/1", "triage", **IN_SCOPE)
    act(place, "senior", reference, "case/1", "open_tracks")
    told = story(place, "dpo", reference)

    assert told.title == "Data breach"
    assert told.happened.words == ""
    assert told.happened.affected == told.happened.reporters == ()
    assert [line.section.title for line in told.lines] == ["Data breach"]


def test_the_first_page_holds_the_words_of_the_report_and_whom_it_is_about(place: Services) -> None:
    told = story(place, "oakfield-senior", report(place)).happened

    assert told.words == "Two posts insult me."
    assert told.reporters == told.affected == ("Oakley Oakfield",)
    assert told.subjects == ()


def test_what_the_reporter_thinks_it_is_about_is_told_until_somebody_is_named(place: Services) -> None:
    told = story(place, "oakfield-senior", report(place, about_category="parent")).happened

    assert told.said_of_subject == "Parent or carer"


def test_where_the_reader_has_nothing_to_do_the_one_whose_turn_it_is_is_named(place: Services) -> None:
    reference = report(place)
    head = story(place, "oakfield-head", reference)
    teacher = story(place, "oakfield-teacher", reference)

    assert head.next is not None
    assert head.turn is None
    assert teacher.next is None
    assert teacher.turn is not None
    assert [(holder.name, holder.role) for holder in teacher.turn.holders] == [("", "senior manager")]


def test_what_is_late_stands_first_and_is_counted(place: Services) -> None:
    reference = report(place, "https://a.example/1", "https://b.example/2")
    act(place, "senior", reference, "removal/1", "decide", approach="no_approach", approach_reason="Not unkind.")
    move_clock(place, MONDAY + timedelta(days=2))
    told = story(place, "oakfield-senior", reference)

    assert told.lines[0].mood is Mood.LATE
    assert told.stands.startswith("1 of 2 web pages are settled. ")
    assert told.stands.endswith(("things are late", "thing is late"))


def test_a_letter_that_has_not_left_is_told_with_its_procedure(place: Services) -> None:
    reference = report(place)
    act(place, "senior", reference, "case/1", "acknowledge")
    act(place, "senior", reference, "case/1", "triage", **IN_SCOPE)
    act(place, "senior", reference, "removal/1", "decide", **ASK_HOST)
    told = story(place, "oakfield-senior", reference)

    assert told.unsent
    assert {letter.number for line in told.lines for letter in line.drafts} == {each.number for each in told.unsent}


def test_every_other_step_that_is_open_is_offered_and_the_next_one_only_once(place: Services) -> None:
    reference = report(place)
    by = caller(place, "oakfield-senior")
    view = case_view.look(place, by, reference)
    guide = task_list.guide(view, case_view.possible(place, by, reference))
    told = case_story.tell(view, guide, by.viewer.person)
    offered = [task.option for each in told.others for task in each.tasks]
    able = [task.option for section in guide.sections for task in section.tasks if task.is_open]

    assert told.next is not None
    assert offered == [each for each in able if each != told.next.option]


def test_the_first_page_has_the_day_of_a_hearing_and_after_a_postponement_the_new_one(place: Services) -> None:
    plot = next(each for each in PLOTS if each.stage == "hearing")
    tale = Story(place, MONDAY - timedelta(days=2), 900, plot)
    tale.tell()
    before = {each.asked: each.said for each in story(place, "hr", tale.reference).arranged}
    (old,) = [said for asked, said in before.items() if asked == "When is the hearing?"]

    by = caller(place, "hr")
    on = next(each.on for each in case_view.look(place, by, tale.reference).tracks if each.track == "discipline")
    later = {"new_hearing_at": "2026-12-16T10:00:00Z", "postpone_reason": "The companion cannot come."}
    steps.take_step(place, by, tale.reference, on, ActionName("postpone"), facts=later)
    after = {each.asked: each.said for each in story(place, "hr", tale.reference).arranged}

    assert old
    assert after["To when is it postponed?"] == "16 December 2026 at 10:00am"
    assert "When is the hearing?" not in after
