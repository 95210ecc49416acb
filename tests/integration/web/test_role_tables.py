"""The page of the table of roles: for those alone who may see it, a school at a time, with gaps."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from duecourse.casework.administration import posts
from tests.services import caller
from tests.site import Site

LINK = 'href="/roles"'


def test_who_manages_cases_sees_their_school_and_who_administers_sees_each(site: Site) -> None:
    senior, central = site.person("oakfield-senior"), site.person("central")
    mine = senior.get("/roles")
    assert LINK in senior.get("/policies").text
    assert "Gray Oakfield" in mine.text
    assert "If the report is about" in mine.text
    assert "Noor Oakfield" in mine.text, "the vice-chair would step in after a report about the chair"
    assert "/roles?school=hilltop" not in mine.text
    assert senior.get("/roles?school=hilltop").status_code == 403

    every = central.get("/roles").text
    assert "/roles?school=hilltop" in every
    assert "Gray Hilltop" in every
    assert "Gray Hilltop" in central.get("/roles?school=hilltop").text
    assert "Gray Oakfield" not in central.get("/roles?school=hilltop").text


@pytest.mark.parametrize("who", ["oakfield-teacher", "oakfield-dsl", "oakfield-deputy"])
def test_nobody_else_is_shown_the_page_or_a_link_to_it(site: Site, who: str) -> None:
    person = site.person(who)

    assert LINK not in person.get("/policies").text
    assert person.get("/roles").status_code == 403


def test_a_gap_is_told_first(site: Site) -> None:
    assert "Somebody is missing" not in site.person("oakfield-senior").get("/roles").text
    for who, post in (
        ("oakfield-dsl", "DSL@oakfield"),
        ("oakfield-deputy-dsl", "deputy DSL@oakfield"),
        ("trustee", "safeguarding trustee"),
        ("board", "trust board"),
    ):
        posts.end_post(site.services, caller(site.services, "central"), who, post)

    page = site.person("oakfield-senior").get("/roles").text

    assert "Somebody is missing in lead safeguarding officer" in page
    assert "Nobody" in page


def test_a_gap_that_dates_of_posts_bring_is_told_before_it_comes_and_so_is_its_end(site: Site) -> None:
    place, by = site.services, caller(site.services, "central")
    last, first = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 12, 15, tzinfo=UTC)
    for who, post in (("trustee", "safeguarding trustee"), ("board", "trust board")):
        posts.end_post(place, by, who, post)
    for who, post in (("oakfield-dsl", "DSL@oakfield"), ("oakfield-deputy-dsl", "deputy DSL@oakfield")):
        posts.end_post(place, by, who, post, last)
    before = site.person("central").get("/roles?school=oakfield&gaps=yes").text
    site.wait(days=30)
    posts.give_post(place, caller(place, "central"), "oakfield-teacher", posts.Giving(post="DSL@oakfield", since=first))
    after = site.person("central").get("/roles?school=oakfield&role=DSL").text

    assert "From 20 November 2026 somebody is missing in lead safeguarding officer" in before
    assert "Line manager</th>" not in before
    assert "until 15 December 2026, when" in after


def test_it_is_shown_who_takes_a_role_where_its_holder_is_part_of_the_case(site: Site) -> None:
    central = site.person("central")
    page = central.get("/roles?school=oakfield&role=DSL").text
    sheet = central.get("/roles.csv?school=oakfield")

    assert "Kit Oakfield is the one it is about or affected: Lane Oakfield" in page
    assert sheet.headers["content-disposition"] == 'attachment; filename="roles.csv"'
    assert "Kit Oakfield (subject, affected): Lane Oakfield (deputy DSL)" in sheet.text
    assert site.person("oakfield-teacher").get("/roles.csv").status_code == 403
