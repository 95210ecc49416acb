"""The page of the table of roles: for those alone who may see it, a school at a time, with gaps."""

from __future__ import annotations

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

    assert "/roles?school=hilltop" in central.get("/roles").text
    assert "Gray Hilltop" in central.get("/roles?school=hilltop").text


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
