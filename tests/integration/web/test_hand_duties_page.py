"""What a policy asks people to do outside Duecourse is under Work when it is due, and is ticked off on a page."""

import re
from datetime import timedelta

from tests.site import Site

REVIEW = "/by-hand/-/15.2%232"
TALKS = "/by-hand/oakfield/3.2%234"


def test_what_is_due_stands_under_work_until_it_is_ticked_off_with_a_note(site: Site) -> None:
    central = site.person("central")
    work = central.get("/work").text
    assert "Late" in work  # the day on which the policy says that it is reviewed has passed
    assert REVIEW in work

    listed = central.fill(REVIEW, what_was_done="Reviewed with the unions")

    assert listed.url.path == "/by-hand"
    assert "Reviewed with the unions" in listed.text
    assert "Drew Instance" in listed.text
    assert "By hand" not in central.get("/work").text
    assert "Reviewed with the unions" in central.get(REVIEW).text


def test_what_is_late_is_said_quietly_with_its_day(site: Site) -> None:
    central = site.person("central")
    central.fill(REVIEW, what_was_done="Reviewed")
    site.wait(days=800)

    work = central.get("/work").text
    assert "Late" in work
    assert "2 November 2028" in work


def test_nothing_is_asked_of_those_whose_posts_have_no_such_duty(site: Site) -> None:
    teacher = site.person("oakfield-teacher")

    assert "By hand" not in teacher.get("/work").text
    assert teacher.get("/by-hand").status_code == 200
    assert teacher.get(TALKS).status_code == 404
    assert teacher.get("/by-hand/-/1.1").status_code == 404


def test_a_mistake_in_the_form_is_said_at_its_question_and_keeps_what_was_typed(site: Site) -> None:
    head = site.person("oakfield-head")
    ahead = site.services.clock.now() + timedelta(days=3)
    day = {"done_on-day": str(ahead.day), "done_on-month": str(ahead.month), "done_on-year": str(ahead.year)}
    wrong = head.fill(TALKS, what_was_done="In the briefing", **day)

    assert wrong.status_code == 422
    assert "still to come" in wrong.text
    assert "In the briefing" in wrong.text

    missing = head.fill(TALKS, what_was_done="")
    assert missing.status_code == 422


def test_those_who_look_after_a_school_read_there_who_ticked_off_what(site: Site) -> None:
    site.person("oakfield-head").fill(TALKS, what_was_done="In the briefing")

    seen = site.person("oakfield-senior").get("/by-hand").text
    assert "In the briefing" in seen
    assert TALKS not in seen
    assert "In the briefing" not in site.person("hilltop-senior").get("/by-hand").text


def test_a_clause_is_called_as_the_document_prints_it(site: Site) -> None:
    page = site.person("oakfield-head").get("/by-hand").text

    assert ">3.2<span" in page
    assert not re.search(r">\s*\d[\d.]*#\d", page)
