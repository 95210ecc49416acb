"""The page Work: what somebody must do, in lists by whose turn it is, and no word of what is not theirs to know."""

from __future__ import annotations

import pytest

from tests.services import report
from tests.site import Site

TABS = ("mine", "letters", "others", "late", "new")


@pytest.mark.parametrize("who", ["oakfield-senior", "oakfield-teacher", "central", "hilltop-senior"])
@pytest.mark.parametrize("tab", TABS)
def test_every_list_is_shown_to_everybody_who_asks_for_it(site: Site, who: str, tab: str) -> None:
    reference = report(site.services)
    page = site.person(who).get(f"/work?tab={tab}")

    assert page.status_code == 200
    assert (reference in page.text) <= (who != "hilltop-senior")


def test_a_line_opens_the_case_and_the_page_of_the_act_that_is_next(site: Site) -> None:
    reference = report(site.services)
    text = site.person("oakfield-senior").get("/work").text

    assert f'href="/cases/{reference}">One web page about Oakley Oakfield</a>' in text
    assert f'href="/cases/{reference}/removal/' in text
    assert "There is nothing for you to do" not in text


def test_who_has_nothing_to_do_reads_who_has_what_and_no_name_that_they_may_not_know(site: Site) -> None:
    report(site.services)
    text = site.person("oakfield-teacher").get("/work").text

    assert "There is nothing for you to do now." in text
    assert "One web page about you" in text
    assert "The senior manager" in text
    assert "Gray Oakfield" not in text


def test_a_list_that_there_is_not_is_refused_in_a_sentence(site: Site) -> None:
    page = site.person("oakfield-senior").get("/work?tab=nothing")

    assert page.status_code == 422
    assert "There is no list of work called" in page.text
