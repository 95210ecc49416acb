"""Who verifies a record that was changed is told as much of it as they may know of its case, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from duecourse.casework.audit.verification import Verification, verify_cases
from duecourse.casework.context.services import Services
from store.tables import SCHEMA
from tests.databases import open_store
from tests.services import caller, report, scheduler, services_on
from tests.tampering import tampering


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path)
    store.close()


def told(place: Services, who: str) -> list[Verification]:
    return [each for each in verify_cases(place, caller(place, who)) if each.wrong]


def take_out(tmp_path: Path, table: str, person: str = "") -> None:
    """Take the first row of a table out of the store, or the first of somebody."""
    meant = SCHEMA.tables[table]
    with tampering(f"sqlite:///{tmp_path / 'store.db'}") as tamperer:
        rows = tamperer.rows(meant)
        gone = next(row for row in rows if person in ("", *row))
        tamperer.write(meant, [row for row in rows if row != gone])


def test_what_was_changed_is_named_to_those_who_see_it_all_and_only_that_it_was_to_others(
    place: Services, tmp_path: Path
) -> None:
    reference = report(place)
    take_out(tmp_path, "deadlines")

    (senior,), (reporter,), (keeper,) = (told(place, who) for who in ("oakfield-senior", "oakfield-teacher", "central"))
    assert (senior.reference, senior.wrong.startswith("The deadline")) == (reference, True)
    assert (reporter.reference, "deadline" in reporter.wrong, reporter.events) == (reference, False, 0)
    assert (reference in keeper.reference + keeper.wrong, "deadline" in keeper.wrong) == (False, False)
    assert told(place, "riverside-senior") == []


def test_a_case_that_is_hidden_from_somebody_is_found_by_those_who_administer(place: Services, tmp_path: Path) -> None:
    report(place)
    senior = caller(place, "oakfield-senior").viewer.person
    take_out(tmp_path, "case_sights", senior)

    assert told(place, "oakfield-senior") == []
    assert len(told(place, "central")) == 1


def test_rows_of_a_case_that_was_taken_out_are_found(place: Services, tmp_path: Path) -> None:
    report(place)
    with place.store.reading() as reading:
        assert len(reading.references(scheduler(place))) == 1
    take_out(tmp_path, "cases")

    assert any("belong to no case" in each.wrong for each in told(place, "central"))
