"""The list of cases is narrowed to one school, and what may be chosen tells nobody of cases."""

from __future__ import annotations

import re

from duecourse.casework.commands import steps
from duecourse.casework.queries import case_lists
from duecourse.casework.queries.case_filters import AskedCases
from engine.identity import CaseReference
from tests.cli import CALM
from tests.services import caller
from tests.site import Person, Site

SCHOOLS = ("oakfield", "riverside")


def breaches(site: Site) -> dict[str, CaseReference]:
    """Report that personal data was published, once at each of two schools: both are the data protection officer's."""
    place, found = site.services, dict[str, CaseReference]()
    for school in SCHOOLS:
        teacher = f"{school}-teacher"
        new = steps.NewReport(
            policy="lumen",
            school=school,
            reported_by=teacher,
            affected=(teacher,),
            addresses=("https://a.example/1",),
            answers={**CALM, "personal_data": "yes"},
        )
        found[school] = steps.report(place, caller(place, teacher), new).case.reference
    return found


def listed(person: Person, path: str) -> set[str]:
    return set(re.findall(r"LUM-2026-\d{4}", person.get(path).text))


def test_cases_are_narrowed_to_one_school_and_shown_again(site: Site) -> None:
    found, dpo = breaches(site), site.person("dpo")

    assert listed(dpo, "/cases") == set(found.values())
    for school in SCHOOLS:
        page = dpo.get(f"/cases?show=all&school={school}").text
        assert listed(dpo, f"/cases?show=all&school={school}") == {found[school]}
        assert f'<option value="{school}" selected>' in page
        assert f"/cases?show=closed&amp;school={school}" in page
    assert listed(dpo, "/cases?school=") == set(found.values())


def test_a_school_without_such_cases_says_so_and_leads_back(site: Site) -> None:
    breaches(site)
    page = site.person("dpo").get("/cases?school=hilltop").text

    assert "There are no such cases" in page
    assert "Show the cases of all schools" in page
    assert "Show the cases of all schools" not in site.person("dpo").get("/cases").text


def test_who_has_posts_at_one_school_alone_chooses_nothing(site: Site) -> None:
    found, senior = breaches(site), site.person("oakfield-senior")

    assert '<select class="govuk-select" id="school"' not in senior.get("/cases").text
    assert listed(senior, "/cases?school=oakfield") == {found["oakfield"]}


def test_a_school_of_which_one_sees_nothing_is_not_told_from_one_that_there_is_not(site: Site) -> None:
    breaches(site)
    client = site.person("oakfield-senior").client

    for list_ in ("/cases?show=all&", "/work?", "/work?show=overdue&"):
        hidden, absent = (client.get(f"{list_}school={school}") for school in ("riverside", "nowhere"))
        assert (hidden.status_code, absent.status_code) == (422, 422)
        assert hidden.text.replace("riverside", "nowhere") == absent.text
        assert "Your schools: oakfield." in absent.text


def test_a_school_where_somebody_sees_a_case_by_their_name_may_be_chosen(site: Site) -> None:
    """The teacher of Oakfield is affected by what was reported at Riverside."""
    place = site.services
    new = steps.NewReport(
        policy="lumen",
        school="riverside",
        reported_by="riverside-teacher",
        affected=("oakfield-teacher",),
        addresses=("https://a.example/1",),
        answers=CALM,
    )
    reference = steps.report(place, caller(place, "riverside-teacher"), new).case.reference

    assert listed(site.person("oakfield-teacher"), "/cases?school=riverside") == {reference}


def test_a_place_that_belongs_to_another_list_is_no_fault_of_ours(site: Site) -> None:
    breaches(site)
    dpo = site.person("dpo")

    for place in ("a~b~c~d", "a~b", "0~a~b", "x"):
        for list_ in ("/cases?show=open", "/cases?show=all", "/work?show=overdue"):
            assert dpo.client.get(f"{list_}&after={place}").status_code == 200


def test_the_command_line_narrows_its_list_as_well(site: Site) -> None:
    found, place = breaches(site), site.services

    for school in SCHOOLS:
        assert [
            row.reference for row in case_lists.listing(place, caller(place, "dpo"), AskedCases(school=school)).cases
        ] == [found[school]]


def test_the_work_list_is_narrowed_to_one_school_and_its_lists_stay_so(site: Site) -> None:
    found, dpo = breaches(site), site.person("dpo")

    for school in SCHOOLS:
        page = dpo.get(f"/work?school={school}").text
        assert f'<option value="{school}" selected>' in page
        assert listed_below_dangers(page) == {found[school]}
        assert f"/work?tab=others&amp;school={school}" in page
        assert listed_below_dangers(dpo.get(f"/work?show=today&school={school}").text) == {found[school]}
    assert listed_below_dangers(dpo.get("/work").text) == set(found.values())
    assert 'id="school"' not in site.person("oakfield-senior").get("/work").text


def listed_below_dangers(page: str) -> set[str]:
    """Name the cases of a page below its dangers, which are those of every school."""
    return set(re.findall(r"LUM-2026-\d{4}", page.rpartition("</section>")[2]))


def test_a_list_of_work_that_there_is_not_is_told_with_those_that_there_are(site: Site) -> None:
    page = site.person("dpo").client.get("/work?show=xyz")

    assert page.status_code == 422
    assert "Lists: overdue, today, week, waiting, later." in page.text
