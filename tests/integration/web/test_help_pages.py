"""Help in a reader’s words: every page leads to the part that is about it, and words are those of the glossary."""

from __future__ import annotations

import re

import pytest

from scripts.write_glossary_page import PAGE, written
from tests.services import report
from tests.site import Site

WAY = re.compile(r'href="/help#([a-z-]+)">Help')
PARTS = {
    "/work": "work",
    "/cases": "cases",
    "/views": "cases",
    "/search": "find",
    "/letters": "letters",
    "/registers": "registers",
    "/policies": "policies",
    "/cases/REF": "case",
    "/cases/REF/procedure": "procedure",
    "/cases/REF/items": "evidence",
    "/cases/REF/people": "people",
    "/cases/REF/letters": "case-letters",
    "/cases/REF/history": "history",
    "/cases/REF/notes": "notes",
    "/hand-over": "hand-over",
    "/account": "mine",
    "/deadlines": "mine",
    "/how-i-am-told": "mine",
    "/privacy": "everything",
}


def test_every_page_leads_to_the_part_of_the_help_that_is_about_it(site: Site) -> None:
    reference = report(site.services)
    senior = site.person("oakfield-senior")
    found = {path: WAY.findall(senior.get(path.replace("REF", reference)).text) for path in PARTS}
    help_page = senior.get("/help").text

    assert found == {path: [part] for path, part in PARTS.items()}
    assert [part for part in PARTS.values() if help_page.count(f'id="{part}"') != 1] == []


def test_the_page_of_words_says_what_the_glossary_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == written()


def test_the_words_are_those_of_the_policy_of_the_trust_for_who_is_signed_in(site: Site) -> None:
    page = site.person("oakfield-senior").get("/glossary").text

    assert "Lead safeguarding officer" in page.split("The roles in your policy")[1]
    assert "The roles in your policy" not in site.visitor().client.get("/glossary").text
    assert "Lumen" not in page.split("<main", 1)[1].split("The roles in your policy")[0]


@pytest.mark.parametrize("path", ["/help", "/glossary"])
def test_help_is_there_for_those_who_are_not_signed_in(site: Site, path: str) -> None:
    assert site.visitor().client.get(path).status_code == 200


def test_a_first_case_is_tried_on_a_demo(site: Site) -> None:
    page = site.visitor().client.get("/help/first-case")

    assert page.status_code == 200
    assert "/help/first-case" in site.visitor().client.get("/help").text

    site.app.state.demo.known = False

    assert site.visitor().client.get("/help/first-case").status_code == 404
    assert "/help/first-case" not in site.visitor().client.get("/help").text
