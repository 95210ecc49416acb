"""Two people are affected by one incident, and one of them reported it: what the other one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from duecourse.casework.commands import steps
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from engine.identity import CaseReference
from tests.fakes import MemoryStore
from tests.services import CALM, caller, services_on


@pytest.fixture
def place(tmp_path: Path) -> Services:
    return services_on(MemoryStore(), tmp_path)


@pytest.fixture
def reference(place: Services) -> CaseReference:
    new = steps.NewReport(
        policy="lumen",
        school="oakfield",
        reported_by="oakfield-teacher",
        affected=("oakfield-teacher", "oakfield-teacher-two"),
        addresses=("https://a.example/1",),
        answers=CALM,
    )
    return steps.report(place, caller(place, "oakfield-teacher"), new).case.reference


def told_by(place: Services, reference: CaseReference, who: str) -> tuple[str, str]:
    """Who the first line of the history is by, and all that the history and the page know of people."""
    with looking(place, caller(place, who), reference) as case:
        history, view = case.history(), case.view
    known = [each.name for each in view.people.values()]
    return history[0].who, " ".join([*known, *(str(line) for line in history)])


def test_the_one_who_did_not_report_is_not_told_who_did(place: Services, reference: CaseReference) -> None:
    first, everything = told_by(place, reference, "oakfield-teacher-two")
    reporter, _ = told_by(place, reference, "oakfield-senior")

    assert first == "Somebody"
    assert reporter not in everything


@pytest.mark.parametrize("who", ["oakfield-teacher", "oakfield-senior"])
def test_the_one_who_reported_and_the_manager_are(place: Services, reference: CaseReference, who: str) -> None:
    reporter, _ = told_by(place, reference, who)

    assert reporter != "Somebody"
