"""The page of letters across cases, for those who work on them and for those who have none."""

from __future__ import annotations

from duecourse.outbox import run_outbox
from tests.letters_given import drafted
from tests.site import Site


def test_letters_that_wait_are_listed_with_their_case_and_found_from_work(site: Site) -> None:
    reference, _ = drafted(site.services)
    run_outbox(site.services)
    senior = site.person("oakfield-senior")
    page = senior.get("/letters?show=check").text

    assert f'href="/cases/{reference}/letters/' in page
    assert "Acknowledgement" in page
    assert 'href="/letters"' in senior.get("/work").text


def test_who_has_no_letters_is_told_so_kindly(site: Site) -> None:
    drafted(site.services)
    page = site.person("oakfield-teacher").get("/letters").text

    assert "No letter waits to be checked." in page
    assert "LUM-2026" not in page


def test_a_list_that_there_is_not_is_told_with_those_that_there_are(site: Site) -> None:
    answer = site.person("oakfield-senior").client.get("/letters?show=lost&age=5")

    assert answer.status_code == 422
    assert "There is no list of letters" in answer.text
    assert "at least 3, 7, 14, 28 days" in answer.text
