"""The hour at which the day ends, on its page: what it would move is told, then it is set; others only read it."""

from __future__ import annotations

import re

from duecourse.casework.calendars.closing_hours import closing_hours
from duecourse.casework.commands import steps
from tests.cli import CALM
from tests.services import caller, report
from tests.site import Site

PLACE = "/closing-hours"
TYPED = {"school": "oakfield", "hour": "15:30", "reason": "The office closes early"}


def hour(site: Site) -> str:
    found = closing_hours(site.services, caller(site.services, "oakfield-head"))
    return next(each.hour for each in found if each.key == "oakfield")


def test_what_would_move_is_told_before_the_hour_is_set_and_nothing_typed_is_lost(site: Site) -> None:
    reference, head = report(site.services), site.person("oakfield-head")
    told = head.fill(PLACE, **TYPED)

    assert told.status_code == 422
    assert re.search(r"This moves \d+ of the times in 1 case\.", told.text)
    assert "The office closes early" in told.text
    assert hour(site) == "17:00"
    done = head.send(told, sure="oakfield 15:30")
    assert done.status_code == 200
    assert hour(site) == "15:30"
    assert (
        "3:30pm" in head.get(f"/cases/{reference}").text
        or "3:30pm" in site.person("oakfield-senior").get(f"/cases/{reference}").text
    )


def test_who_a_case_is_about_is_not_told_by_a_number_that_there_is_one(site: Site) -> None:
    new = steps.NewReport(
        policy="lumen",
        school="oakfield",
        reported_by="oakfield-teacher",
        affected=("oakfield-teacher",),
        about={"oakfield-head": ""},
        addresses=("https://a.example/1",),
        answers=CALM,
    )
    steps.report(site.services, caller(site.services, "oakfield-teacher"), new)
    done = site.person("oakfield-head").fill(PLACE, **TYPED)

    assert (done.status_code, "of the times" in done.text) == (200, False)
    assert hour(site) == "15:30"


def test_where_nothing_moves_it_is_set_at_once(site: Site) -> None:
    site.person("oakfield-head").fill(PLACE, **TYPED)

    assert hour(site) == "15:30"


def test_an_hour_that_is_none_is_told_at_its_question(site: Site) -> None:
    again = site.person("oakfield-head").fill(PLACE, **{**TYPED, "hour": "half past three"})

    assert again.status_code == 422
    assert "like 17:00 or 16:30" in again.text
    assert "half past three" in again.text


def test_somebody_who_keeps_no_calendar_reads_the_hours_and_sets_none(site: Site) -> None:
    page = site.person("oakfield-teacher").get(PLACE)

    assert "17:00" in page.text
    assert "Set another hour" not in page.text
