"""That somebody else reported the same page is told to who manages a case and sees the other; to others nothing."""

from __future__ import annotations

from pathlib import Path

from duecourse.casework.commands import steps
from engine.identity import CaseReference
from tests.cli import CALM, MONDAY
from tests.counting import counting
from tests.services import caller, report
from tests.site import Site, make_site

HINT = "The same page was reported in"


def test_who_manages_both_is_told_on_the_story_and_at_triage_of_the_same_page_in_another_spelling(site: Site) -> None:
    first = report(site.services, "https://www.posts.example/p/991/?utm_source=mail")
    second = report(site.services, "http://posts.example/p/991#top", "https://posts.example/p/992")
    senior = site.person("oakfield-senior")

    for place in (f"/cases/{second}", f"/cases/{second}/case/1/triage"):
        page = senior.get(place).text
        assert HINT in page
        assert f'href="/cases/{first}"' in page
    assert f'href="/cases/{second}"' in senior.get(f"/cases/{first}").text.split(HINT)[1]


def test_five_other_cases_of_a_page_cost_no_statement_more_than_one(tmp_path: Path) -> None:
    with counting() as counted:
        site = make_site(tmp_path, MONDAY)
        first = report(site.services, "https://posts.example/p/41")
        senior, costs, page = site.person("oakfield-senior"), list[int](), ""
        for others in (1, 4):
            for _ in range(others):
                report(site.services, "https://posts.example/p/41")
            senior.get(f"/cases/{first}")
            counted.begin()
            page = senior.get(f"/cases/{first}").text
            costs.append(counted.asked)
        site.services.store.close()

    assert page.count("/cases/LUM-2026-0006") == 1
    assert costs[0] == costs[1] <= 11, costs


def test_another_page_of_the_site_is_no_same_page(site: Site) -> None:
    report(site.services, "https://posts.example/p/7/comments")
    alone = report(site.services, "https://posts.example/p/7")

    assert HINT not in site.person("oakfield-senior").get(f"/cases/{alone}").text


def test_who_does_not_manage_the_case_or_sees_the_other_not_is_told_nothing(site: Site) -> None:
    hidden = _elsewhere(site, "https://posts.example/p/55")
    mine = report(site.services, "https://posts.example/p/55")
    twin = report(site.services, "https://posts.example/p/56")
    report(site.services, "https://posts.example/p/56")

    senior = site.person("oakfield-senior").get(f"/cases/{mine}").text
    assert HINT not in senior
    assert hidden not in senior
    assert HINT not in site.person("oakfield-teacher").get(f"/cases/{twin}").text


def _elsewhere(site: Site, url: str) -> CaseReference:
    """A case about a page at a school whose cases Oakfield does not see."""
    new = steps.NewReport(
        policy="lumen",
        school="riverside",
        reported_by="riverside-teacher",
        affected=("riverside-teacher",),
        addresses=(url,),
        answers=CALM,
    )
    return steps.report(site.services, caller(site.services, "riverside-teacher"), new).case.reference
