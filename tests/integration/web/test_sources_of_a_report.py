"""Where a report comes from: on whose behalf and by which way, what it needs to say something, and whom to call."""

from __future__ import annotations

from typing import Any

import pytest

from duecourse.casework.queries import case_view
from engine.identity import CaseReference, TrackName
from engine.record.values import Part
from tests.cli import CALM
from tests.services import caller
from tests.site import Site, check_report, forms_of, report

ANSWERS: dict[str, Any] = {**CALM, "who": "unknown", "affects": "nobody", "addresses": "https://posts.example/1"}


@pytest.mark.quotes
def test_each_question_says_which_of_how_many_it_is(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    first = teacher.get("/report/life-in-danger")
    suspected = teacher.fill("/report/illegal-image", illegal_image="yes")
    after = teacher.get("/report/life-in-danger")

    assert "question 1 of 11" in first.text
    assert suspected.status_code == 200
    assert "question 1 of 10" in after.text, "no file is asked for any more"


@pytest.mark.parametrize(("who", "relation"), [("pupil", "pupil"), ("parent", "parent"), ("public", "other")])
def test_somebody_from_outside_who_told_of_it_reports_it(site: Site, who: str, relation: str) -> None:
    teacher = site.person("oakfield-teacher")
    answers = {**ANSWERS, "reporter": who, "told_name": "Sam Outside", "told_email": "", "came_by": "telephone"}
    reference = CaseReference(report(teacher, answers))
    view = case_view.look(site.services, caller(site.services, "oakfield-senior"), reference)
    [person] = [each for each in view.case.people if view.case.is_part(each, Part.REPORTER)]
    history = site.person("oakfield-senior").get(f"/cases/{reference}/history").text

    assert view.name(person) == "Sam Outside"
    with site.services.store.reading() as reading:
        case = reading.find_case(caller(site.services, "oakfield-senior").viewer, reference)
        [outsider] = reading.outsiders(case.organisation, case.id)
    assert outsider.relation == relation
    assert "as told by telephone" in history


def test_somebody_from_outside_who_is_not_named_reports_it_as_nobody(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    reference = CaseReference(report(teacher, {**ANSWERS, "reporter": "parent", "told_name": ""}))
    view = case_view.look(site.services, caller(site.services, "oakfield-senior"), reference)

    assert not [each for each in view.case.people if view.case.is_part(each, Part.REPORTER)]


def test_an_address_of_mail_that_is_none_is_told_at_its_question(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    teacher.fill("/report/reporter", reporter="parent")
    wrong = teacher.fill("/report/told-from-outside", told_name="Sam Outside", told_email="sam at home")

    assert wrong.status_code == 422
    assert "sam at home&#39; is no e-mail address" in wrong.text
    assert forms_of(wrong)[0].fields["told_name"] == "Sam Outside"


@pytest.mark.quotes
def test_a_report_that_says_nothing_is_asked_what_has_happened(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    quiet = {**ANSWERS, "what_happened": "", "addresses": "", "reporter": "me"}
    with pytest.raises(AssertionError):
        check_report(teacher, quiet)
    stopped = teacher.get("/report/check")

    assert "Write what has happened. If you cannot, give a web address or add a file instead." in stopped.text
    assert 'name="what_happened"' in stopped.text
    assert "Send the report" not in stopped.text
    assert "Send the report" in check_report(teacher, {**quiet, "addresses": "https://posts.example/1"}).text


@pytest.mark.quotes
def test_after_a_report_it_is_said_whom_to_call(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    done = teacher.send(check_report(teacher, {**ANSWERS, "reporter": "me"}))

    assert "Whom to call" in done.text
    assert "The lead safeguarding officer: telephone 01632 960002" in done.text


def test_what_is_typed_is_kept_before_the_button_is_pressed(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    page = teacher.get("/report/what-happened")
    kept = teacher.client.post(
        "/report/keep/what-happened", data={**forms_of(page)[0].fields, "what_happened": "Half a sent"}
    )

    assert kept.status_code == 204
    assert forms_of(teacher.get("/report/what-happened"))[0].fields["what_happened"] == "Half a sent"
    teacher.client.post("/report/keep/what-happened", data={"what_happened": "Not from a page of ours"})
    assert forms_of(teacher.get("/report/what-happened"))[0].fields["what_happened"] == "Half a sent"


def test_one_page_named_three_times_in_three_spellings_opens_one_removal(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    wrapped = "https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fposts.example%2Fp%2F991&data=05%7Cjane"
    lines = f"https://posts.example/p/991\n{wrapped}\nhttps://POSTS.example/p/991/?utm_source=x&igsh=y"
    reference = CaseReference(report(teacher, {**ANSWERS, "addresses": lines, "reporter": "me"}))
    case = case_view.look(site.services, caller(site.services, "oakfield-senior"), reference).case

    assert [each.track for each in case.tracks.values()].count(TrackName("removal")) == 1
