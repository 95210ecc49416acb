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


def test_the_documentation_is_read_by_everybody_within_the_site(site: Site) -> None:
    stranger, senior = site.visitor().client, site.person("oakfield-senior")
    front = stranger.get("/help/documentation").text
    listed = re.findall(r'href="(/help/[^"#]+)"', front.split("<main", 1)[1])

    assert len(listed) > 40
    assert [path for path in listed if stranger.get(path).status_code != 200] == []
    assert "Back up, and get back" in front
    assert senior.get("/help/how-to/send-mail").text.count('class="dc-nav"') == 1
    assert 'href="/help/documentation"' in stranger.get("/help").text


def test_what_is_looked_for_stands_in_no_address(site: Site) -> None:
    client = site.visitor().client
    answer = client.post("/help/search", data={"words": "backup encrypted"})

    assert answer.status_code == 200
    assert str(answer.url).endswith("/help/search")
    assert 'href="/help/how-to/back-up-and-get-back"' in answer.text
    assert "No page has all of these words" in client.post("/help/search", data={"words": "backup zyzzyva"}).text
    assert "<b>" not in client.post("/help/search", data={"words": "<b>backup</b>"}).text
    assert "Enter a word or several" in client.post("/help/search", data={"words": "  "}).text


@pytest.mark.parametrize("path", ["nowhere", "how-to/gone", "../SECURITY", "how-to/send-mail.md", "pictures/gone.png"])
def test_a_page_of_the_documentation_that_is_not_there_is_said_to_be_missing(site: Site, path: str) -> None:
    assert site.visitor().client.get(f"/help/{path.replace('..', '%2e%2e')}").status_code == 404
