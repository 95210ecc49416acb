"""Administrators find everything that they keep on one page, and nobody else is led there."""

from __future__ import annotations

from duecourse.web.pages.administration.administration_index import GROUPS, Keeps
from tests.site import Site

ROWS = [row for rows in GROUPS.values() for row in rows]


def test_the_index_leads_to_every_page_and_each_opens(site: Site) -> None:
    it = site.person("it")
    page = it.get("/administration").text

    for row in ROWS:
        assert f'href="{row.address}"' in page
        assert it.get(row.address).status_code == 200, row.address


def test_only_those_who_administer_are_led_there(site: Site) -> None:
    assert 'href="/administration"' in site.person("it").get("/work").text
    assert 'href="/administration"' not in site.person("oakfield-teacher").get("/work").text


def test_a_headteacher_finds_the_days_alone_and_a_teacher_hears_whose_it_is(site: Site) -> None:
    days = [row for row in ROWS if row.keeps == Keeps.DAYS]
    others = [row for row in ROWS if row.keeps != Keeps.DAYS]
    page = site.person("oakfield-head").get("/administration").text
    refused = site.person("oakfield-teacher").get("/administration")

    listed = page.split("<main", 1)[1].split("</main>", 1)[0]
    assert all(f'href="{row.address}"' in listed for row in days)
    assert not any(f'href="{row.address}"' in listed for row in others)
    assert refused.status_code == 403
    assert "administrator" in refused.text
