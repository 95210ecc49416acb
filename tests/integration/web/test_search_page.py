"""The search page: the words are sent in, and no address tells them."""

from __future__ import annotations

from tests.services import report
from tests.site import Site

SENIOR = "oakfield-senior"


def test_words_are_sent_in_and_found_at_an_address_that_does_not_tell_them(site: Site) -> None:
    reference = report(site.services, what_happened="A walrus said so to Mr O\u2019Brien.")
    senior = site.person(SENIOR)
    page = senior.fill("/cases", 0, words="obrien")

    assert page.status_code == 200
    assert "obrien" not in str(page.url).lower()
    assert f'href="/cases/{reference}"' in page.text
    assert '<mark class="dc-found__word">O\u2019Brien</mark>' in page.text


def test_what_was_looked_for_last_is_not_shown_to_anybody_else(site: Site) -> None:
    report(site.services, what_happened="A walrus said so.")
    page = site.person(SENIOR).fill("/search", 0, words="walrus")
    other = site.person("riverside-senior").get(page.url.raw_path.decode())

    assert "walrus" not in other.text.lower()
    assert "This search is not kept any more" in other.text


def test_nothing_found_says_what_was_searched_and_what_to_try(site: Site) -> None:
    reference = report(site.services, what_happened="A walrus said so.")
    page = site.person("riverside-senior").fill("/search", 0, words="walrus")

    assert "Nothing found: walrus" in page.text
    assert "another spelling of a name" in page.text
    assert reference not in page.text


def test_no_words_and_no_letters_are_told_as_an_error(site: Site) -> None:
    senior = site.person(SENIOR)
    empty = senior.fill("/search", 0, words=" ")
    signs = senior.fill("/search", 0, words="'?!")

    assert (empty.status_code, signs.status_code) == (422, 422)
    assert "Enter what you look for" in empty.text
    assert "no letter and no number" in signs.text


def test_going_back_shows_each_search_as_it_was(site: Site) -> None:
    first = report(site.services, what_happened="A walrus said so.")
    second = report(site.services, what_happened="A penguin said so.")
    senior = site.person(SENIOR)
    walrus, penguin = (senior.fill("/search", 0, words=word) for word in ("walrus", "penguin"))

    assert first in senior.get(walrus.url.raw_path.decode()).text
    assert second in senior.get(penguin.url.raw_path.decode()).text


def test_that_words_were_shown_is_written_down_and_opens_no_case(site: Site) -> None:
    reference = report(site.services, what_happened="A walrus said so.", child_at_risk="yes")
    dsl = site.person("oakfield-dsl")
    found = dsl.fill("/search", 0, words=reference)

    assert reference in found.text
    assert "Danger: open this first" in dsl.get("/work").text
