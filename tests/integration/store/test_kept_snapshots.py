"""A process keeps cases read, and never shows one that is not what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from duecourse.casework.context.services import Services
from engine.errors import BrokenRecord
from engine.identity import CaseReference
from engine.record.case import Case
from engine.record.replacement import replace
from store.sql_store import SqlStore
from tests.databases import postgresql
from tests.sealing import open_sealed
from tests.services import act, report, scheduler, services_on


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
