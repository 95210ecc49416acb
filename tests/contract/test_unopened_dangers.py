"""Work warns who manages a case of a danger that nobody has opened, and nobody who may not know of it."""

from __future__ import annotations

import pytest

from duecourse.casework.context.access_log import take_reads
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from duecourse.casework.queries.agenda.agenda import agenda
from engine.identity import CaseReference
from engine.ports.sights import Page
from tests.services import caller, report


@pytest.fixture
def danger(place: Services) -> CaseReference:
    report(place)
    return report(place, child_at_risk="yes")


def warned(place: Services, who: str) -> list[CaseReference]:
    found = agenda(place, caller(place, who), None, Page(limit=9))
    assert all(found.alarming[each.reference] for each in found.beside.unopened)
    return [each.reference for each in found.beside.unopened]


def open_case(place: Services, who: str, reference: CaseReference) -> None:
    with looking(place, caller(place, who), reference):
        pass


def test_a_manager_is_warned_until_somebody_who_must_act_has_looked(place: Services, danger: CaseReference) -> None:
    assert warned(place, "oakfield-senior") == [danger]
    open_case(place, "oakfield-senior", danger)
    assert warned(place, "oakfield-senior") == [danger]
    open_case(place, "oakfield-dsl", danger)

    assert warned(place, "oakfield-senior") == []
    take_reads(place)
    assert warned(place, "oakfield-senior") == []


@pytest.mark.usefixtures("danger")
def test_nobody_is_warned_who_must_act_or_may_not_know_of_it(place: Services) -> None:
    for who in ("oakfield-dsl", "oakfield-teacher", "hilltop-senior", "dpo"):
        assert warned(place, who) == []


def test_a_warning_says_what_was_reported_and_what_was_sent_to_whom(place: Services, danger: CaseReference) -> None:
    found = agenda(place, caller(place, "oakfield-senior"), None, Page(limit=9)).beside.unopened

    assert [each.reference for each in found] == [danger]
    assert found[0].said
    assert "telephone" in " ".join(found[0].truth).lower()
