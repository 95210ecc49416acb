"""Cases that are linked: the same over the memory fake, SQLite and PostgreSQL."""

from __future__ import annotations

import pytest

from duecourse.casework.commands import case_roles, steps
from duecourse.casework.commands.two_cases.linked_cases import change_link
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from duecourse.casework.queries.case_view import history
from duecourse.casework.queries.upkeep.told_links import LinkedCase, linked_with
from duecourse.casework.search.findings import search
from engine.errors import BadInput, NotFound, NotPermitted, Refused
from engine.identity import CaseReference
from engine.ports.sights import Page
from tests.cli import CALM
from tests.services import caller, report

SENIOR, TEACHER, RIVERSIDE = "oakfield-senior", "oakfield-teacher", "riverside-senior"
WHY = "Both are about the walrus account."


def links(place: Services, who: str, case: CaseReference) -> tuple[LinkedCase, ...]:
    with looking(place, caller(place, who), case) as reader:
        return linked_with(reader, caller(place, who).viewer.person)


def change(place: Services, who: str, one: CaseReference, other: CaseReference, why: str = WHY, *, on: bool) -> None:
    change_link(place, caller(place, who), one, other, why, active=on)


def at_riverside(place: Services) -> CaseReference:
    new = steps.NewReport(
        policy="lumen",
        school="riverside",
        reported_by="riverside-teacher",
        affected=("riverside-teacher",),
        addresses=("https://a.example/9",),
        answers=CALM,
    )
    return steps.report(place, caller(place, "riverside-teacher"), new).case.reference


def test_each_of_two_cases_shows_the_other_until_the_link_is_taken_off(place: Services) -> None:
    one, other = report(place), report(place, "https://b.example/2")
    change(place, SENIOR, one, other, on=True)

    assert [(each.reference, each.reason) for each in links(place, SENIOR, one)] == [(other, WHY)]
    assert [each.reference for each in links(place, SENIOR, other)] == [one]
    assert links(place, TEACHER, one) == ()
    with pytest.raises(Refused, match="linked already"):
        change(place, SENIOR, other, one, on=True)
    change(place, SENIOR, other, one, "It was a mix-up", on=False)
    assert (links(place, SENIOR, one), links(place, SENIOR, other)) == ((), ())
    with pytest.raises(Refused, match="not linked"):
        change(place, SENIOR, one, other, on=False)


def test_who_does_not_see_the_other_case_is_told_nothing_anywhere(place: Services) -> None:
    mine, theirs = report(place), at_riverside(place)
    case_roles.share(place, caller(place, RIVERSIDE), theirs, "oakfield", "Somebody of theirs is in it")
    before = [each.says for each in history(place, caller(place, RIVERSIDE), theirs)]
    change(place, SENIOR, mine, theirs, on=True)

    assert [each.reference for each in links(place, SENIOR, theirs)] == [mine]
    assert links(place, RIVERSIDE, theirs) == ()
    assert [each.says for each in history(place, caller(place, RIVERSIDE), theirs)] == before
    assert search(place, caller(place, RIVERSIDE), "walrus", Page(limit=9)).lines == ()
    with pytest.raises(NotFound):
        change(place, RIVERSIDE, theirs, mine, on=False)


def test_a_link_needs_a_reason_two_cases_and_somebody_who_works_on_both(place: Services) -> None:
    one, other = report(place), report(place, "https://b.example/2")

    with pytest.raises(Refused, match="with a reason"):
        change(place, SENIOR, one, other, " ", on=True)
    with pytest.raises(BadInput, match="not with itself"):
        change(place, SENIOR, one, one, on=True)
    with pytest.raises(NotPermitted, match="works on both"):
        change(place, TEACHER, one, other, on=True)
    assert links(place, SENIOR, one) == ()
