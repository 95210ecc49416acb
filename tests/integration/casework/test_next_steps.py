"""What somebody does next is found however many cases lie before it in which others have to act."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from duecourse.casework.commands import steps
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from duecourse.casework.queries import next_steps, task_list
from duecourse.casework.queries.next_steps import NextSteps
from duecourse.casework.queries.policy_titles import Versions
from duecourse.casework.queries.possible_steps import may_have_a_step
from engine.identity import CaseReference, RoleName
from engine.ports.sights import CasesWanted, Page, SightKind
from tests.cli import CALM, IN_SCOPE
from tests.databases import open_store
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
    assert next_steps.next_steps(place, teacher, 3) == NextSteps((), whole=True)

    reference = investigated_by_the_teacher(place)

    assert [each.case for each in next_steps.next_steps(place, teacher, 3).steps] == [reference]


def test_a_case_is_named_once_however_many_of_its_clocks_run(place: Services) -> None:
    references = [report(place, f"https://{number}.example/1") for number in range(3)]
    found = [each.case for each in next_steps.next_steps(place, caller(place, "oakfield-senior"), 10).steps]

    assert sorted(found) == sorted(references)
    assert len(found) == len(set(found))


def test_no_more_cases_are_opened_than_somebody_would_wait_for_and_it_is_said(
    place: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(next_steps, "MOST_OPENED", 2)
    teacher = caller(place, "oakfield-teacher")
    report(place)
    assert next_steps.next_steps(place, teacher, 3).whole
    for number in range(OTHERS):
        report(place, f"https://{number}.example/1")

    assert next_steps.next_steps(place, teacher, 3) == NextSteps((), whole=False)


def test_the_rows_of_lists_never_hide_a_case_that_has_a_next_step(tmp_path: Path) -> None:
    """Everybody of the demo, in every case of it: where rows say that there is nothing, there is nothing."""
    store = open_store(f"sqlite:///{tmp_path / 'demo.db'}")
    place = services_on(store, tmp_path, cases=True)
    with store.reading() as reading:
        people = reading.people(reading.organisation().id)
    asked, closed = 0, 0
    for person in people:
        by = caller(place, person.key)
        with store.reading() as reading:
            rows = [
                row
                for kind in (SightKind.CASE, SightKind.REQUEST)
                for row in reading.listed_cases(by.viewer, CasesWanted(kind=kind, ended=False), Page(limit=1000))
            ]
            sights = {row.reference: (reading.sights(by.viewer.organisation, row.case) or {}) for row in rows}
            policies = {
                row.reference: Versions(place, reading, by.viewer.organisation).of(row.policy_hash) for row in rows
            }
        for reference, policy in policies.items():
            assert policy is not None
            if may_have_a_step(policy, sights[reference][person.id]):
                continue
            closed += 1
            with looking(place, by, reference, what="") as case:
                assert task_list.guide(case.view, case.steps()).next is None, (person.key, reference)
        asked += len(rows)
    store.close()

    assert closed > 0
    assert asked > closed
