"""The list of cases is narrowed by a form that needs no script, and keeps what was chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duecourse.casework.context.services import person_of
from engine.identity import CaseId, PersonId, PersonKey
from tests.services import act, caller, report
from tests.site import Site, forms_of


def test_what_was_chosen_stays_chosen_on_the_page_and_in_its_links(site: Site) -> None:
    report(site.services)
    page = site.person("oakfield-senior").get("/cases?stage=reported&mine=yes").text

    assert '<option value="reported" selected>' in page
    assert 'name="mine" type="checkbox" value="yes" checked' in page
    assert "/cases?show=closed&amp;stage=reported&amp;mine=yes" in page


def test_each_limit_of_a_list_stands_above_it_with_a_way_to_take_it_off(site: Site) -> None:
    report(site.services)
    asked = "/cases?stage=reported&kind=abuse&danger=yes&holder=me&from=2026-11-01&until=2026-12-31"
    page = site.person("oakfield-senior").get(asked).text

    assert 'href="/cases?show=open&amp;kind=abuse&amp;holder=me&amp;from=2026-11-01&amp;until=2026-12-31' in page
    for says in ("Stage: Reported", "Next step is for me", "Reported from 1 November 2026", "Only cases with a danger"):
        assert f"Take off: </span>{says}</a>" in page
    assert '<a class="govuk-link" href="/cases?show=open">Take all of these off</a>' in page


def test_a_line_tells_the_title_of_its_case_and_who_has_the_next_step(site: Site) -> None:
    reference = report(site.services, "https://a.example/1")
    page = site.person("oakfield-head").get("/cases").text

    assert f'href="/cases/{reference}">One web page about ' in page
    assert "with " in page


def test_the_form_asks_for_what_the_page_shows(site: Site) -> None:
    place = site.services
    first, second = report(place), report(place)
    act(place, "senior", first, "case/1", "acknowledge")
    senior = site.person("oakfield-senior")
    (form,) = (form for form in forms_of(senior.get("/cases")) if form.action == "/cases")
    page = senior.client.get("/cases", params={**form.fields, "stage": "acknowledged"}).text

    assert first in page
    assert second not in page


@pytest.mark.parametrize("asked", ["show=xyz", "stage=xyz", "school=nowhere", "school=riverside"])
def test_what_is_not_known_is_told_and_the_other_choices_are_kept(site: Site, asked: str) -> None:
    reference = report(site.services)
    page = site.person("oakfield-senior").client.get(f"/cases?{asked}&late=yes")

    assert page.status_code == 422
    assert "There is a problem" in page.text
    assert 'name="late" type="checkbox" value="yes" checked' in page.text
    assert reference not in page.text


@pytest.mark.parametrize("limit", ["from", "until"])
def test_a_moment_in_the_place_of_a_day_is_refused_in_words(site: Site, limit: str) -> None:
    page = site.person("oakfield-senior").get(f"/cases?{limit}=2026-09-01T00:00Z")

    assert page.status_code == 422
    assert "Enter the day as year, month and day" in page.text


def test_an_address_that_names_somebody_from_outside_does_not_give_their_name(site: Site) -> None:
    viewer = caller(site.services, "oakfield-senior").viewer
    with site.services.store.writing() as writing:
        known = person_of(writing, viewer.organisation, viewer.person)
        mother = replace(known, id=PersonId("mother"), key=PersonKey("mother"), name="Mrs Smith", posts=())
        writing.save_person(replace(mother, case=CaseId("one"), relation="parent"))
    page = site.person("hilltop-senior").get("/cases?holder=mother")

    assert page.status_code == 422
    assert "Nobody here is called" in page.text
    assert "Mrs Smith" not in page.text
