"""A time that has to pass before a step stands everywhere as “from”: no page, list or command calls it due or late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from duecourse.casework.queries import case_lists, case_view
from duecourse.casework.queries.work_lines import When
from duecourse.casework.queries.work_list import clocks_when
from duecourse.cli import json_shapes
from engine.ports.sights import ClocksWanted, Page
from engine.time.moments import say_moment
from tests.cli import MONDAY
from tests.services import caller, move_clock
from tests.site import Site, make_site

NOTICE = "notice"
KEY = "hr"


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return make_site(tmp_path_factory.mktemp("passing"), MONDAY, cases=True)


def notice_of(place: Services) -> case_lists.DueLine:
    """The time to prepare for the hearing that is called in the demo trust."""
    found = [line for line in case_lists.due(place, caller(place, KEY)) if line.clock.sight.name == NOTICE]
    assert len(found) == 1
    return found[0]


def test_it_is_listed_as_a_time_to_come_and_in_no_list_of_what_is_due(site: Site) -> None:
    place = site.services
    line = notice_of(place)
    shape: dict[str, Any] = json_shapes.due_line(line, danger=False)
    far = place.clock.now() + timedelta(days=400)
    late = case_lists.due(place, caller(place, KEY), ClocksWanted(overdue_by=far))
    grace = case_lists.due(place, caller(place, KEY), ClocksWanted(due_by=far, in_grace_at=place.clock.now()))

    assert (shape["due_at"], shape["overdue_at"]) == (None, None)
    assert shape["not_before"]
    assert line.bound.startswith("A target: ")
    assert NOTICE not in {each.clock.sight.name for each in (*late, *grace)}


def test_the_page_of_the_case_and_the_work_list_say_from_when(site: Site) -> None:
    place = site.services
    line = notice_of(place)
    at = line.clock.sight.due_at
    assert at is not None
    said = say_moment(at, place.zone())
    move_clock(place, at - timedelta(days=2))
    person = site.person(KEY)
    page = person.get(f"/cases/{line.clock.reference}").text
    waiting = person.get("/work?show=waiting").text

    assert f"Time to prepare for the hearing: from {said}" in " ".join(page.split())
    assert f"From {said}" in waiting


def test_once_it_has_passed_nobody_is_told_and_nothing_is_late(site: Site) -> None:
    place = site.services
    line = notice_of(place)
    at = line.clock.sight.due_at
    assert at is not None
    site.wait(days=40)
    assert at < place.clock.now()
    sweep(place, place.clock.now())
    reference = line.clock.reference
    with looking(place, caller(place, KEY), reference, "a clock") as case:
        alerts = {each.deadline for each in case.view.case.alerts.values()}

    assert alerts, "others are late by then"
    assert NOTICE not in alerts
    for when in When:
        lines, _ = clocks_when(place, caller(place, KEY), when, Page(limit=99))
        assert "Time to prepare for the hearing" not in {each.clock for each in lines.lines}
    assert f"since {say_moment(at, place.zone())}" in site.person(KEY).get(f"/cases/{reference}").text


def test_the_command_that_explains_it_says_not_before(site: Site) -> None:
    place = site.services
    line = notice_of(place)
    with looking(place, caller(place, KEY), line.clock.reference, "a clock") as case:
        clock = case_view.deadline_of(case.view, line.clock.sight.on, NOTICE)
        shape: dict[str, Any] = json_shapes.deadline(case.view, clock)

    assert (shape["due_at"], shape["overdue_at"]) == (None, None)
    assert "Not before" in " ".join(shape["explanation"])
    assert str(shape["rests_on"]).startswith("This time has to pass first")
