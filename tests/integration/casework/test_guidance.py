"""What to do next: the soonest deadline that the person can meet, and nothing that is not theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from duecourse.casework.context.services import Services
from duecourse.casework.queries import case_view, task_list
from duecourse.casework.queries.task_list import Guide, TaskStatus
from duecourse.casework.queries.work_lines import When
from engine.identity import ActionName, CaseReference
from tests.cli import FINDINGS, IN_SCOPE, MONDAY
from tests.databases import open_store
from tests.lists import work_list
from tests.services import act, caller, move_clock, report, services_on


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path, MONDAY)
    store.close()


def guide_of(place: Services, who: str, reference: CaseReference) -> Guide:
    by = caller(place, f"oakfield-{who}")
    return task_list.guide(case_view.look(place, by, reference), case_view.possible(place, by, reference))


def title(guide: Guide) -> str:
    return guide.next.option.title if guide.next else ""


def test_the_next_step_meets_the_soonest_deadline(place: Services) -> None:
    reference = report(place)

    assert title(guide_of(place, "senior", reference)) == "Decide whether to ask the host"

    act(place, "senior", reference, "removal/1", "decide", approach="no_approach", approach_reason="Not unkind.")

    assert title(guide_of(place, "senior", reference)) == "Acknowledge the report"


def test_a_letter_that_waits_to_be_sent_is_the_next_step_and_leads_to_the_letter(place: Services) -> None:
    reference = report(place)
    act(place, "senior", reference, "case/1", "triage", **IN_SCOPE)
    act(place, "senior", reference, "case/1", "open_tracks")
    act(place, "senior", reference, "investigation/1", "start")
    act(place, "senior", reference, "investigation/1", "record_findings", **{**FINDINGS, "material": "neither"})
    act(place, "senior", reference, "support/1", "offer", how_offered="In person")
    act(place, "senior", reference, "removal/1", "decide", approach="ask_host", approach_reason="Public.")
    following = guide_of(place, "senior", reference).next

    assert following is not None
    seen = case_view.look(place, caller(place, "oakfield-senior"), reference).case
    letter = seen.code(seen.letters[str(following.option.letter)])
    assert (following.option.action, following.place) == ("send", f"letters/{letter}")


def test_those_who_have_nothing_to_do_are_told_so(place: Services) -> None:
    reference = report(place)

    assert guide_of(place, "deputy", reference).next is None


def test_a_locked_step_says_what_unlocks_it(place: Services) -> None:
    reference = report(place)
    tasks = [task for section in guide_of(place, "senior", reference).sections for task in section.tasks]
    close = next(task for task in tasks if task.option.action == "close")

    assert close.standing is TaskStatus.LOCKED
    assert all(reason.says and reason.unlocks for reason in task_list.reasons_of(close))


def test_a_step_that_was_taken_is_done_and_one_that_no_way_leads_to_is_not_needed(place: Services) -> None:
    reference = report(place)
    act(place, "senior", reference, "case/1", "triage", **IN_SCOPE)
    tasks = [task for section in guide_of(place, "senior", reference).sections for task in section.tasks]
    standing = {task.option.action: task.standing for task in tasks if task.option.on == "case/1"}

    assert standing[ActionName("triage")] is TaskStatus.DONE
    assert standing[ActionName("redirect")] is TaskStatus.OVER
    assert standing[ActionName("close")] is TaskStatus.LOCKED


def test_exactly_one_task_is_the_next(place: Services) -> None:
    sections = guide_of(place, "senior", report(place)).sections
    marked = [task for section in sections for task in section.tasks if task.standing is TaskStatus.NEXT]

    assert len(marked) == 1


def test_the_work_list_sorts_by_when_a_deadline_needs_somebody(place: Services) -> None:
    report(place)
    by = caller(place, "oakfield-senior")
    early = work_list(place, by)
    move_clock(place, MONDAY + timedelta(hours=25))
    late = work_list(place, by)

    assert early.of(When.OVERDUE) == ()
    assert {row.clock for row in late.of(When.OVERDUE)} == {
        "Ask the host, or help the person to complain there themselves"
    }
    assert {row.when for row in late.rows} <= {When.OVERDUE, When.TODAY}
    assert [line.reference for line in late.cases] == ["LUM-2026-0001"]


def test_the_work_list_shows_nothing_of_other_schools_and_nothing_hidden(place: Services) -> None:
    reference = report(place)
    act(place, "senior", reference, "case/1", "triage", **IN_SCOPE)
    teacher = work_list(place, caller(place, "oakfield-teacher"))

    assert work_list(place, caller(place, "riverside-senior")).cases == ()
    assert "investigation/1" not in {row.on for row in teacher.rows}
