"""The policies on pages: every link leads somewhere, every clause is one click away, and the search narrows."""

from __future__ import annotations

import re

import pytest

from duecourse.casework.policies.coverage import coverage_of, totals_of
from duecourse.casework.policies.grounds import grounds_of
from engine.identity import TrackName
from tests.services import letters, library, report
from tests.site import Person, Site

LUMEN = library().current("lumen")
TRACKS = ["case", "investigation", "removal", "police", "discipline", "data_breach"]


def ids_of(text: str) -> list[str]:
    return re.findall(r' id="([^"]+)"', text)


@pytest.mark.parametrize("name", TRACKS)
def test_a_procedure_is_a_picture_and_the_same_in_words(site: Site, name: str) -> None:
    page = site.person("oakfield-teacher").get(f"/policies/lumen/tracks/{name}")
    definition = site.services.library.current("lumen").track(TrackName(name)).definition
    wanted = {f"state-{key}" for key in definition.states} | {f"step-{key}" for key in definition.actions}
    found = ids_of(page.text)

    assert page.status_code == 200
    assert len(set(found)) == len(found)
    assert wanted | {f"clock-{key}" for key in definition.deadlines} <= set(found)
    assert {f"at-{key}" for key in definition.states} <= set(found)
    assert " style=" not in page.text


def test_every_clause_with_steps_is_one_click_away(site: Site) -> None:
    person = site.person("oakfield-teacher")
    numbers = [line.number for line in coverage_of(LUMEN, letters().kinds()) if line.kind == "clause"]
    for number in ("13.5", "13.6#2", "5.6#2", "10/6.3", "§1", "appendix", numbers[-1]):
        answer = person.client.get(f"/policies/lumen/clauses/{number.replace('#', '%23')}", follow_redirects=False)
        address, _, place = answer.headers["location"].partition("#")

        assert answer.status_code == 303
        assert place in ids_of(person.get(address).text)


def sheets_of(person: Person, path: str) -> list[str]:
    """Give the text of every page of a list, from the first to the last."""
    first = person.get(path).text
    last = max((int(number) for number in re.findall(r"[?&](?:amp;)?page=(\d+)", first)), default=1)
    return [first, *(person.get(f"{path}?page={number}").text for number in range(2, last + 1))]


@pytest.mark.parametrize("listed", ["clauses", "steps"])
def test_every_link_within_the_policy_leads_to_a_page_and_a_place_on_it(site: Site, listed: str) -> None:
    person = site.person("oakfield-teacher")
    pages = sheets_of(person, f"/policies/lumen/{listed}")
    links = {link for page in pages for link in re.findall(r'href="/policies/lumen/tracks/([^"]+#[^"]+)"', page)}
    named = {link.split("#")[0] for link in links}
    tracks = {name: ids_of(person.get(f"/policies/lumen/tracks/{name}").text) for name in named}
    lost = [link for link in links if link.split("#")[1] not in tracks[link.split("#")[0]]]

    assert len(pages) > 3
    assert len(links) > 60
    assert lost == []


def test_the_list_of_steps_has_every_step_and_deadline_once(site: Site) -> None:
    pages = sheets_of(site.person("oakfield-teacher"), "/policies/lumen/steps")
    found = [place for page in pages for place in ids_of(page) if re.match("(step|clock)-", place)]
    tracks = [track.definition for track in LUMEN.tracks.values()]
    by_hand = {f"{track}-{key}" for track, key in LUMEN.done_by_hand}
    steps = [f"step-{track.track}-{key}" for track in tracks for key in track.actions]
    clocks = [f"clock-{track.track}-{key}" for track in tracks for key in track.deadlines]
    found += [f"{kind}-{each}" for kind in ("step", "clock") for each in by_hand]

    assert by_hand
    assert sorted(found) == sorted(steps + clocks)


def test_a_clause_shows_its_steps_with_their_letters_and_a_step_its_clauses(site: Site) -> None:
    person = site.person("oakfield-teacher")
    clauses = person.get("/policies/lumen/clauses?q=13.5").text
    steps = person.get("/policies/lumen/steps?q=removal+ask+the+host+13.5").text

    assert "Letter: Request to amend or remove material" in clauses
    assert 'href="/policies/lumen/clauses/13.5">clause 13.5</a>' in steps
    assert "Letter: Request to amend or remove material" in steps


def test_steps_on_a_default_say_where_it_comes_from(site: Site) -> None:
    page = site.person("oakfield-teacher").get("/policies/lumen/steps?basis=default&q=reminder").text

    assert "the policy is silent; this comes from: A reminder is good practice" in page
    assert "step-removal-remind" in ids_of(page)
    assert "step-removal-send" not in ids_of(page)


def test_rules_of_conduct_name_the_steps_that_pick_from_them(site: Site) -> None:
    page = site.person("oakfield-teacher").get("/policies/lumen/clauses?kind=conduct").text

    assert 'href="/policies/lumen/tracks/investigation#step-record_findings"' in page
    assert "clause-9.1" in ids_of(page)
    assert "clause-13.5" not in ids_of(page)


@pytest.mark.parametrize("name", sorted(library().policies))
def test_the_totals_stand_at_the_top_of_both_lists(site: Site, name: str) -> None:
    policy = library().current(name)
    found = totals_of(coverage_of(policy, letters().kinds()), grounds_of(policy, letters().kinds()))
    person = site.person("oakfield-teacher")
    for listed in ("clauses", "steps"):
        text = person.get(f"/policies/{name}/{listed}").text

        assert f"{found.numbers}, unnumbered sections among them" in text
        assert f"{sum(found.steps.values())}: {found.steps['prescribed']} prescribed" in text
        assert f"{found.deadlines['default']} on a default" in text


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
    proof = site.app.state.proofs.of(site.services.library.current("lumen"))
    said = f"explored {proof.situations:,} situations"

    assert said in person.get("/policies/lumen").text
    assert "never comes to this: referred without consent in force" in person.get("/policies/lumen").text


def test_somebody_at_a_school_is_shown_their_own_policy_and_the_central_team_all(site: Site) -> None:
    of_one, of_all = (site.person(who).get("/policies").text for who in ("oakfield-teacher", "central"))

    assert 'href="/policies/lumen"' in of_one
    assert 'href="/policies/link"' not in of_one
    assert 'href="/policies/link"' in of_all


def test_the_page_of_a_step_says_what_it_stands_on(site: Site) -> None:
    reference = report(site.services)
    senior = site.person("oakfield-senior")
    prescribed = senior.get(f"/cases/{reference}/removal/1/record_capture").text
    silent = senior.get(f"/cases/{reference}/removal/1/remind").text

    assert "Prescribed by clause 12.2." in prescribed
    assert "The policy is silent; this comes from: A reminder is good practice" in silent
    assert "Prescribed by" not in silent
