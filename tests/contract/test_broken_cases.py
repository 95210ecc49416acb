"""One case that cannot be read takes no other along: it is named in lists, and everything else is as before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from duecourse.casework.administration.calendars import recalendar
from duecourse.casework.audit import verification
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.commands.undo import movable
from duecourse.casework.context.look import danger
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import case_lists, case_view
from duecourse.casework.upkeep.checkup import check_up
from engine.errors import BrokenRecord
from engine.identity import CaseReference
from engine.ports.sights import UNREADABLE
from engine.record.snapshot import encode_case
from store.connection.compression import packed
from store.sql_store import SqlWriting
from tests.databases import open_store, postgresql
from tests.lists import work_list
from tests.services import START, caller, library, move_clock, report, scheduler, services_on

FILES: Mapping[str, Mapping[str, str] | None] = {
    "no files": {},
    "half a file": {"policies/lumen.yaml": "policy: ["},
    "files that are not kept": None,
}


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Services]:
    if request.param == "sqlite":
        store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
        yield services_on(store, tmp_path)
        store.close()
        return
    with postgresql() as url:
        store = open_store(url)
        yield services_on(store, tmp_path)
        store.close()


def spoil_record(place: Services, reference: CaseReference) -> None:
    with place.store.writing() as writing:
        assert isinstance(writing, SqlWriting)
        writing.cursor.run("UPDATE cases SET snapshot = '{' WHERE reference = ?", (reference,))


def pin_to_damaged(place: Services, reference: CaseReference, files: dict[str, str] | None) -> None:
    """Pin a case to a version of its policy whose files are damaged, or not kept at all."""
    with place.store.writing() as writing:
        assert isinstance(writing, SqlWriting)
        case = writing.find_case(scheduler(place), reference)
        if files is not None:
            writing.keep_policy(case.organisation, "damaged", case.policy, files)
        damaged = packed(encode_case(case).replace(case.policy_hash, "damaged"))
        writing.cursor.run("UPDATE cases SET snapshot = ? WHERE reference = ?", (damaged, reference))
        if files is not None:
            writing.cursor.run("UPDATE cases SET policy_hash = 'damaged' WHERE reference = ?", (reference,))


def test_a_record_that_cannot_be_read_takes_no_other_case_out_of_any_list(place: Services) -> None:
    good, bad = report(place, "https://a.example/1"), report(place, "https://a.example/2")
    spoil_record(place, bad)
    senior, everybody = caller(place, "oakfield-senior"), Caller(viewer=scheduler(place))
    move_clock(place, START)

    swept = sweep(place, START.replace(day=28))
    work = work_list(place, senior)
    with place.store.reading() as reading:
        told = [trouble.says for trouble in check_up(place, reading)]
        school = reading.find_case(senior.viewer, good).school
    # lists load no case: they go on showing what its last step wrote, and opening it says what is wrong
    assert {row.reference: row.status for row in case_lists.cases(place, senior)} == {good: "reported", bad: "reported"}
    assert {line.reference for line in work.cases} == {good, bad}
    assert {line.clock.reference for line in case_lists.due(place, senior)} == {good, bad}
    with pytest.raises(BrokenRecord):
        case_view.look(place, senior, bad)
    assert {line.reference for line in case_lists.alerts(place, senior)} == {good}
    assert danger.marks(place, senior) == ()
    assert swept.fired > 0
    assert recalendar(place, school, START).cases == 0
    assert {each.reference: each.wrong != "" for each in verification.verify_cases(place, everybody)} == {
        good: False,
        bad: True,
    }
    assert movable(place, senior, library().current("lumen").hash) == []
    assert any(bad in says and good not in says for says in told)


def test_an_event_that_cannot_be_read_is_the_verdict_on_its_case_and_on_no_other(place: Services) -> None:
    good, bad = report(place, "https://a.example/1"), report(place, "https://a.example/2")
    everybody = Caller(viewer=scheduler(place))
    with place.store.writing() as writing:
        assert isinstance(writing, SqlWriting)
        case = writing.find_case(everybody.viewer, bad).id
        writing.cursor.run("UPDATE events SET body = '{' WHERE case_id = ? AND sequence = 1", (case,))

    for found in (verification.verify_cases(place, everybody), verification.replay_cases(place, everybody)):
        assert {each.reference: each.wrong != "" for each in found} == {good: False, bad: True}


@pytest.mark.parametrize("files", FILES.values(), ids=list(FILES))
def test_a_version_of_a_policy_that_is_damaged_is_our_fault_and_only_that_case_waits(
    place: Services, files: dict[str, str] | None
) -> None:
    good, bad = report(place, "https://a.example/1"), report(place, "https://a.example/2")
    pin_to_damaged(place, bad, files)
    senior = caller(place, "oakfield-senior")

    # where the files are missing, only the record names the version, which no list reads
    found = "reported" if files is None else UNREADABLE
    assert {row.reference: row.status for row in case_lists.cases(place, senior)} == {good: "reported", bad: found}
    assert case_view.look(place, senior, good).case.reference == good
    with pytest.raises(BrokenRecord, match=bad):
        case_view.look(place, senior, bad)
