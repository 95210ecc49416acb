"""The policies on pages: every link leads somewhere, every clause is one click away, and the search narrows."""

from __future__ import annotations

import re

import pytest

from duecourse.casework.coverage import coverage_of
from tests.site import Site

TRACKS = ["case", "investigation", "removal", "police", "support", "safeguarding"]


def ids_of(text: str) -> list[str]:
    return re.findall(r' id="([^"]+)"', text)


@pytest.mark.parametrize("name", TRACKS)
def test_a_procedure_is_a_picture_and_the_same_in_words(site: Site, name: str) -> None:
    page = site.person("oakfield-teacher").get(f"/policies/lumen/tracks/{name}")
    definition = site.office.library.current("lumen").track(name).definition
    wanted = {f"state-{key}" for key in definition.states} | {f"step-{key}" for key in definition.actions}
    found = ids_of(page.text)

    assert page.status_code == 200
    assert len(set(found)) == len(found)
    assert wanted | {f"clock-{key}" for key in definition.deadlines} <= set(found)
    assert 'role="img"' in page.text
    assert " style=" not in page.text


def test_every_clause_with_steps_is_one_click_away(site: Site) -> None:
    person = site.person("oakfield-teacher")
    numbers = [line.number for line in coverage_of(site.office.library.current("lumen")) if line.kind == "clause"]
    for number in ("13.5", "13.6#2", "5.6#2", "10/6.3", "§1", "appendix", numbers[-1]):
        answer = person.client.get(f"/policies/lumen/clauses/{number.replace('#', '%23')}", follow_redirects=False)
        address, _, place = answer.headers["location"].partition("#")

        assert answer.status_code == 303
        assert place in ids_of(person.get(address).text)


def test_every_link_within_the_policy_leads_to_a_page_and_a_place_on_it(site: Site) -> None:
    person = site.person("oakfield-teacher")
    pages = {path: person.get(path) for path in [f"/policies/lumen/clauses?page={number}" for number in range(1, 6)]}
    links = {link for page in pages.values() for link in re.findall(r'href="(/policies/[^"]+#[^"]+)"', page.text)}
    tracks = {name: ids_of(person.get(f"/policies/lumen/tracks/{name}").text) for name in TRACKS}
    lost = [link for link in links if link.split("#")[1] not in tracks[link.split("#")[0].rsplit("/", 1)[1]]]

    assert len(links) > 60
    assert lost == []


def test_a_search_narrows_the_list_and_keeps_the_kind(site: Site) -> None:
    page = site.person("oakfield-teacher").get("/policies/lumen/clauses?kind=clause&q=internet+provider")

    assert "clause-13.6-part-2" in ids_of(page.text)
    assert "clause-13.7" not in ids_of(page.text)
    assert 'name="kind" value="clause"' in page.text
    assert 'value="internet provider"' in page.text


def test_a_search_that_finds_nothing_says_so_and_shows_no_markup_of_its_own(site: Site) -> None:
    page = site.person("oakfield-teacher").get("/policies/lumen/clauses?q=<script>alert(1)</script>")

    assert "No entry has all of these words" in page.text
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("path", ["nowhere", "lumen/tracks/nowhere", "lumen/clauses/99.9", "lumen/clauses/-"])
def test_what_is_not_there_is_not_found(site: Site, path: str) -> None:
    assert site.person("oakfield-teacher").get(f"/policies/{path}").status_code == 404


def test_a_policy_says_what_was_proved_and_in_how_many_situations(site: Site) -> None:
    person = site.person("oakfield-teacher")
    proof = site.app.state.proofs.of(site.office.library.current("lumen"))
    said = f"explored {proof.situations:,} situations"

    assert said in person.get("/policies/lumen").text
    assert "never comes to this: referred without consent in force" in person.get("/policies/lumen").text
    assert f"{proof.situations:,} situations explored" in person.get("/policies").text
