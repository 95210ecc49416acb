"""The list of cases as a table: what the list shows, harmless in a spreadsheet, and written down as given."""

from __future__ import annotations

import csv
import io

import pytest

from duecourse.spreadsheets.text_tables import harmless
from tests.services import act, report, scheduler
from tests.site import Site

SENIOR = "oakfield-senior"


def rows(site: Site, who: str, query: str = "") -> list[dict[str, str]]:
    answer = site.person(who).client.get(f"/cases.csv{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_table_has_what_the_list_shows_and_nothing_of_others(site: Site) -> None:
    first, second = report(site.services), report(site.services)
    act(site.services, "senior", first, "case/1", "acknowledge")

    assert [row["Case"] for row in rows(site, SENIOR, "?order=reference")] == [first, second]
    assert [row["Case"] for row in rows(site, SENIOR, "?order=latest")] == [second, first]
    assert [row["Case"] for row in rows(site, SENIOR, "?stage=acknowledged")] == [first]
    assert rows(site, "riverside-senior") == []


def test_a_table_begins_so_that_a_spreadsheet_reads_its_letters(site: Site) -> None:
    report(site.services)

    assert site.person(SENIOR).client.get("/cases.csv").content.startswith("\ufeff".encode())


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-1", "@SUM(A1)", "\tx"])
def test_a_formula_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("LUM-2026-0001") == "LUM-2026-0001"


def test_that_a_table_was_given_is_committed_to_the_access_log(site: Site) -> None:
    report(site.services)
    rows(site, SENIOR)
    with site.services.store.reading() as reading:
        lines = reading.accesses(scheduler(site.services).organisation)

    assert lines[-1].access.detail == "a list of cases as a table"


def test_a_limit_that_is_not_known_is_told(site: Site) -> None:
    report(site.services)

    assert site.person(SENIOR).client.get("/cases.csv?stage=xyz").status_code == 422


def test_heads_of_the_list_sort_it_and_say_how_it_is_sorted(site: Site) -> None:
    report(site.services)
    senior = site.person(SENIOR)
    usual, by_case = senior.get("/cases").text, senior.get("/cases?order=reference").text

    assert (
        'aria-sort="ascending"><a class="govuk-link govuk-link--no-visited-state" href="/cases?show=open">Due' in usual
    )
    assert "/cases?show=open&amp;order=latest" in by_case
    assert by_case.count('aria-sort="ascending"') == 1
