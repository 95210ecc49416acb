"""A process keeps cases read, and never shows one that is not what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace as dataclass_replace
from datetime import timedelta
from pathlib import Path

import pytest

from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.kept_sights import KeptSights
from duecourse.casework.context.services import Services
from engine.errors import BrokenRecord
from engine.identity import CaseReference
from engine.record.case import Case
from engine.record.replacement import replace
from store.sql_store import SqlStore
from tests.databases import postgresql
from tests.sealing import open_sealed
from tests.services import START, act, move_clock, report, scheduler, services_on


def services_on_elsewhere(store: SqlStore, place: Services) -> Services:
    """Give the same trust to another process."""
    return dataclass_replace(place, store=store, kept_sights=KeptSights())


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.db'}"
        return
    with postgresql() as address:
        yield address


def load(store: SqlStore, place: Services, reference: CaseReference) -> Case:
    with store.reading() as reading:
        return reading.find_case(scheduler(place), reference)


def test_what_another_process_wrote_is_read_by_this_one(url: str, tmp_path: Path) -> None:
    with closing(open_sealed(url)) as here, closing(open_sealed(url)) as elsewhere:
        place = services_on(elsewhere, tmp_path)
        reference = report(place)
        before = load(here, place, reference)
        act(place, "senior", reference, "case/1", "acknowledge")
        now = load(here, place, reference)

        assert now == load(elsewhere, place, reference)
        assert now.revision == before.revision + 1


def test_a_snapshot_that_was_changed_behind_our_back_is_read_as_it_stands(url: str, tmp_path: Path) -> None:
    with closing(open_sealed(url)) as store:
        place = services_on(store, tmp_path)
        reference = report(place)
        load(store, place, reference)
        with store.database.transaction(write=True) as cursor:
            cursor.run("UPDATE cases SET snapshot = '{'")

        with pytest.raises(BrokenRecord):
            load(store, place, reference)


def test_a_step_that_was_undone_before_its_end_is_not_there(url: str, tmp_path: Path) -> None:
    with closing(open_sealed(url)) as store:
        place = services_on(store, tmp_path)
        reference = report(place)
        before = load(store, place, reference)
        with suppress(InterruptedError), store.writing() as writing:
            found = writing.find_case(scheduler(place), reference)
            writing.save_case(found, replace(found, revision=found.revision + 1), [], ({}, {}))
            raise InterruptedError

        assert load(store, place, reference) == before


def test_a_pass_over_all_cases_keeps_those_alone_that_somebody_works_on(url: str, tmp_path: Path) -> None:
    with closing(open_sealed(url)) as store, closing(open_sealed(url)) as elsewhere:
        place = services_on(store, tmp_path)
        due = [report(place), report(services_on_elsewhere(elsewhere, place))]
        cases = [load(elsewhere, place, reference).id for reference in due]
        move_clock(place, START + timedelta(days=10))
        sweep(place, place.clock.now())
        kept = [store.snapshots.get(case) for case in cases]

        assert [each is not None for each in kept] == [True, False]
        assert [load(store, place, reference) for reference in due] == [
            load(elsewhere, place, reference) for reference in due
        ]
        assert all(load(store, place, reference).alerts for reference in due)
