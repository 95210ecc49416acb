"""What somebody does next is found however many cases lie before it in which others have to act."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from duecourse.casework.commands import steps
from duecourse.casework.context.services import Services
from duecourse.casework.queries import next_steps
from engine.identity import CaseReference, RoleName
from store import open_store
from tests.cli import CALM, IN_SCOPE
from tests.services import act, caller, report, services_on

OTHERS = 12
"""More cases than used to be opened, and than are read in one look."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path)
    store.close()


def investigated_by_the_teacher(place: Services) -> CaseReference:
    """Report a case of somebody else, which the teacher of Oakfield investigates."""
    new = steps.NewReport(
        policy="lumen",
        school="oakfield",
        reported_by="oakfield-head",
        affected=("oakfield-head",),
        addresses=("https://last.example/1",),
        answers=CALM,
    )
    reference = steps.report(place, caller(place, "oakfield-head"), new).case.reference
    act(place, "senior", reference, "case/1", "acknowledge")
    act(place, "senior", reference, "case/1", "triage", **IN_SCOPE)
    act(place, "senior", reference, "case/1", "open_tracks")
    steps.assign(place, caller(place, "oakfield-senior"), reference, RoleName("investigator"), "oakfield-teacher")
    return reference


def test_a_step_is_found_behind_many_cases_in_which_others_have_to_act(
    place: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(next_steps, "AT_ONCE", 5)
    teacher = caller(place, "oakfield-teacher")
    for number in range(OTHERS):
        report(place, f"https://{number}.example/1")
    assert next_steps.next_steps(place, teacher, 3) == []

    reference = investigated_by_the_teacher(place)

    assert [each.case for each in next_steps.next_steps(place, teacher, 3)] == [reference]


def test_a_case_is_named_once_however_many_of_its_clocks_run(place: Services) -> None:
    references = [report(place, f"https://{number}.example/1") for number in range(3)]
    found = [each.case for each in next_steps.next_steps(place, caller(place, "oakfield-senior"), 10)]

    assert sorted(found) == sorted(references)
    assert len(found) == len(set(found))
