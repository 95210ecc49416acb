"""Handing over on pages: whose, which, to whom, until when and why, and what came of it."""

from __future__ import annotations

from duecourse.casework.commands import steps
from duecourse.casework.context.access_log import take_reads
from duecourse.casework.context.services import person_of
from tests.services import caller, report
from tests.site import Site

HEAD, SENIOR, DEPUTY = "oakfield-head", "oakfield-senior", "oakfield-deputy"


def form_of(site: Site, key: str) -> str:
    with site.services.store.reading() as reading:
        return f"/hand-over/of/{person_of(reading, reading.organisation().id, key).id}"


def test_a_head_hands_over_in_one_press_and_reads_what_stays(site: Site) -> None:
    good, bad = report(site.services), report(site.services, "https://a.example/2")
    steps.add_person(site.services, caller(site.services, HEAD), bad, DEPUTY, "child")
    head, place = site.person(HEAD), form_of(site, SENIOR)
    assert place in head.get("/hand-over").text
    asked = head.get(place).text
    assert "Deputy Headteacher, Oakfield Primary School (invented). 1 open case. Can take 1 of these 2." in asked
    page = head.fill(place, 0, cases=[good, bad], to=DEPUTY, reason="On a course.")

    assert page.url.path == "/hand-over/done"
    assert "Handed over, but for one case" in page.text
    assert "Jules Oakfield has taken over one case from Gray Oakfield." in page.text
    assert "This person is the child in this case" in page.text


def test_everything_that_is_missing_is_said_at_once_and_nothing_typed_is_lost(site: Site) -> None:
    reference = report(site.services)
    page = site.person(HEAD).fill(form_of(site, SENIOR), 0, cases=reference, **{"until": "1", "until-month": "Jan"})

    assert page.status_code == 422
    assert "Choose to whom they go." in page.text
    assert "Write an answer: Why?" in page.text
    assert 'value="Jan"' in page.text


def test_a_day_that_is_over_is_refused_at_its_question(site: Site) -> None:
    reference = report(site.services)
    day = {"until": "1", "until-day": "1", "until-month": "1", "until-year": "2026"}
    page = site.person(HEAD).fill(form_of(site, SENIOR), 0, cases=reference, to=DEPUTY, reason="Away.", **day)

    assert "That day is over already. Give a last day that is still to come." in page.text


def test_cases_ticked_on_the_list_are_those_that_are_asked_about(site: Site) -> None:
    first, second = report(site.services), report(site.services, "https://a.example/2")
    head = site.person(HEAD)
    assert f'form="hand-over-chosen" name="case" type="checkbox" value="{first}"' in head.get("/cases").text
    assert first in head.get(f"/hand-over?case={first}").text
    shown = head.get(f"{form_of(site, SENIOR)}?case={first}").text

    assert f'value="{first}"' in shown
    assert f'value="{second}"' not in shown


def test_somebody_who_manages_nothing_is_offered_nothing_and_told_whom_to_ask(site: Site) -> None:
    report(site.services)
    teacher = site.person("oakfield-teacher")

    assert "hand-over-chosen" not in teacher.get("/cases").text
    assert "ask the senior manager of the case" in teacher.get("/hand-over").text
    assert teacher.get(form_of(site, SENIOR)).status_code == 404
    assert site.person(HEAD).get("/hand-over/done").url.path == "/hand-over"


def test_the_last_of_all_days_is_refused_at_its_question(site: Site) -> None:
    reference = report(site.services)
    day = {"until": "1", "until-day": "31", "until-month": "12", "until-year": "9999"}
    page = site.person(HEAD).fill(form_of(site, SENIOR), 0, cases=reference, to=DEPUTY, reason="Away.", **day)

    assert page.status_code == 422
    assert "There is no day after this one in any calendar." in page.text


def test_a_second_press_shows_what_came_of_the_first(site: Site) -> None:
    reference = report(site.services)
    head, place = site.person(HEAD), form_of(site, SENIOR)
    asked = head.get(place)
    typed = {"cases": reference, "to": DEPUTY, "reason": "On a course."}
    head.send(asked, 0, **typed)
    again = head.send(asked, 0, **typed)

    assert again.url.path == "/hand-over/done"
    assert "Jules Oakfield has taken over one case from Gray Oakfield." in again.text


def test_who_looks_at_what_may_be_handed_over_is_written_down(site: Site) -> None:
    report(site.services)
    head = site.person(HEAD)
    for place in ("/hand-over", form_of(site, SENIOR)):
        head.get(place)
    take_reads(site.services)
    viewer = caller(site.services, HEAD).viewer
    with site.services.store.reading() as reading:
        lines = [line.access for line in reading.accesses(viewer.organisation)]

    assert [each.person for each in lines if each.detail == "the cases that may be handed over"] == [viewer.person] * 2
