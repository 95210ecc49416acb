"""A clock is stopped, let run on or given more time on a page: what that does to the time is told before it is done."""

from __future__ import annotations

import re

import pytest
from httpx2 import Response

from duecourse.casework.context.look.case_reader import looking
from engine.identity import CASE, CaseReference, ClockId
from engine.record.values import Deadline
from tests.services import caller, report
from tests.site import Person, Site, forms_of

TRIAGE = ClockId.of(CASE, "triage")


def clock(site: Site, reference: CaseReference) -> Deadline:
    with looking(site.services, caller(site.services, "oakfield-senior"), reference) as case:
        return next(each for each in case.view.deadlines if each.key == TRIAGE)


def way(person: Person, reference: CaseReference, what: str) -> str:
    """The address of a way to change the clock of triage, as the page of the case links it."""
    found = re.search(rf'href="(/cases/[^"]*/triage/{what})"', person.get(f"/cases/{reference}/procedure").text)
    assert found is not None, f"there is no way to {what} it"
    return found[1]


def answered(person: Person, page: Response) -> Response:
    """Say yes to the question that was asked last."""
    sure = re.search(r'type="hidden" name="sure" value="([^"]*)"', page.text)
    assert sure is not None, page.text
    return person.send(page, sure=sure[1])


def test_more_time_is_told_before_it_is_given_and_nothing_typed_is_lost(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    before = clock(site, reference)
    told = senior.fill(way(senior, reference, "extend"), by="2 working days", reason="Two of us are ill")

    assert told.status_code == 200
    assert "There is a problem" not in told.text
    assert "instead of" in told.text
    assert "Two of us are ill" in told.text
    assert clock(site, reference) == before
    done = answered(senior, told)
    assert (done.status_code, done.url.path.rstrip("/")) == (200, f"/cases/{reference}")
    assert before.due_at is not None
    assert clock(site, reference).due_at != before.due_at
    assert "instead of" in senior.get(f"/cases/{reference}/history").text


def test_the_question_that_was_left_out_is_asked_for(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    before = clock(site, reference)
    told = senior.fill(way(senior, reference, "extend"), by="2 working days", reason="Ill")
    again = senior.send(told, sure="")

    assert (again.status_code, "There is a problem" in again.text) == (422, True)
    assert "Ill" in again.text
    assert clock(site, reference) == before


def test_an_answer_to_one_question_is_none_to_another(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    told = senior.fill(way(senior, reference, "extend"), by="2 working days", reason="Ill")
    sure = re.search(r'type="hidden" name="sure" value="([^"]*)"', told.text)
    assert sure is not None
    before = clock(site, reference)
    again = senior.send(told, by="9 working days", sure=sure[1])

    assert again.status_code == 422
    assert clock(site, reference) == before


def test_a_pause_over_the_close_of_business_is_told_twice_before_and_at_its_end_and_stands_in_the_history(
    site: Site,
) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    told = senior.fill(way(senior, reference, "pause"), reason="Half of us are away")

    assert "If it runs on before" in told.text
    answered(senior, told)
    assert clock(site, reference).due_at is None
    site.wait(days=2)
    back = senior.fill(way(senior, reference, "resume"), reason="Back")
    assert "because of the pause" in back.text
    answered(senior, back)
    assert "instead of" in senior.get(f"/cases/{reference}/history").text


def test_a_pause_that_costs_nothing_asks_nothing_at_its_end(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    before = clock(site, reference)
    answered(senior, senior.fill(way(senior, reference, "pause"), reason="A word with the head"))
    site.wait(minutes=2)
    done = senior.fill(way(senior, reference, "resume"), reason="Back")

    assert done.status_code == 200
    assert clock(site, reference).due_at == before.due_at


@pytest.mark.parametrize("by", ["", "soon", "0 days"])
def test_a_length_that_is_none_is_told_at_its_question_with_all_that_was_typed(site: Site, by: str) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    before = clock(site, reference)
    again = senior.fill(way(senior, reference, "extend"), by=by, reason="Two of us are ill")

    assert again.status_code == 422
    assert "Two of us are ill" in again.text
    assert clock(site, reference) == before
    assert forms_of(again)


def test_nobody_changes_a_clock_of_a_case_that_they_do_not_see(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    there = way(senior, reference, "pause")

    assert site.person("oakfield-teacher").client.get(there).status_code in (400, 403, 404, 422)
    assert senior.client.get(there.replace("/pause", "/nothing")).status_code == 404


def test_a_person_who_works_on_one_procedure_alone_has_the_ways_beside_its_clocks(site: Site) -> None:
    reference = report(site.services, personal_data="yes")
    page = site.person("dpo").get(f"/cases/{reference}/procedure").text

    assert re.search(r'href="/cases/[^"]*/clocks/data_breach/[^"]*/extend"', page)
    assert "/clocks/case/" not in page
