"""Whatever is changed in a store behind its back is found: every column of every table, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from duecourse.casework.audit.organisation_verdict import WHAT
from duecourse.casework.commands import evidence
from duecourse.casework.context.services import Services
from duecourse.files import EvidenceFiles
from engine.errors import BrokenRecord
from engine.identity import CaseReference
from store.organisation_chain.audited_rows import ALL
from store.tables import SCHEMA
from store.tables.outside import OUTSIDE
from tests.databases import postgresql
from tests.services import caller, scheduler
from tests.tampered_trust import PICTURE, filled_at, is_found
from tests.tampering import audited, tampering, try_all

HELD_BACK: dict[str, str] = {}
"""Tables of which not every change is found yet, and why."""
AUDITED = [table.name for table in audited() if table.name not in HELD_BACK]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, str]]:
    folder: Path = tmp_path_factory.mktemp("tampering")

    with ExitStack() as stack:
        is_sqlite = request.param == "sqlite"
        url = f"sqlite:///{folder / 'store.db'}" if is_sqlite else stack.enter_context(postgresql())
        yield stack.enter_context(filled_at(url, folder)), url


def test_what_nobody_changed_is_as_its_events_give_it(filled: tuple[Services, str]) -> None:
    assert not is_found(filled[0])


@pytest.mark.parametrize("table", AUDITED)
def test_every_single_change_of_a_row_of_a_case_is_found(filled: tuple[Services, str], table: str) -> None:
    place, url = filled
    with tampering(url) as tamperer:
        tally = try_all(tamperer, SCHEMA.tables[table], lambda: is_found(place))

    assert tally.tried > 0
    assert tally.missed == []
    assert not is_found(place)


def test_bytes_of_evidence_that_were_changed_lost_or_exchanged_are_found(filled: tuple[Services, str]) -> None:
    place, _ = filled
    with place.store.reading() as reading:
        rows = reading.evidence(scheduler(place), next(iter(reading.references(scheduler(place)))))
    one, other = (file_of(place, row.sha256) for row in rows)
    bytes_of_one, bytes_of_other = one.read_bytes(), other.read_bytes()

    for changed in (bytes_of_one + b"x", b"", bytes_of_other):
        one.write_bytes(changed)
        assert is_found(place)
    one.unlink()
    assert is_found(place)
    one.write_bytes(bytes_of_one)
    assert not is_found(place)


def test_a_forged_file_whose_digest_is_written_into_its_row_is_found_and_never_served(
    filled: tuple[Services, str],
) -> None:
    place, url = filled
    senior = caller(place, "oakfield-senior")
    digest = place.files.keep(PICTURE + b"forged")
    table = SCHEMA.tables["evidence"]
    with tampering(url) as tamperer:
        rows = tamperer.rows(table)
        where = [column.name for column in table.columns].index("sha256")
        tamperer.write(table, [(*rows[0][:where], digest, *rows[0][where + 1 :]), *rows[1:]])
        found = is_found(place)
        with pytest.raises(BrokenRecord, match="not the file"):
            evidence.fetch(place, senior, CaseReference("LUM-2026-0001"), 1)
        tamperer.write(table, rows)

    assert found
    assert evidence.fetch(place, senior, CaseReference("LUM-2026-0001"), 1)[1] == PICTURE + b"one.png"


def file_of(place: Services, digest: str) -> Path:
    """Find the file that keeps bytes."""
    assert isinstance(place.files, EvidenceFiles)
    return place.files.folder / digest[:2] / digest


def test_what_is_held_back_or_outside_is_there() -> None:
    names = {*SCHEMA.tables} | {f"{table.name}.{each.name}" for table in SCHEMA.sorted_tables for each in table.columns}

    assert set(HELD_BACK) <= names
    assert set(OUTSIDE) <= names
    assert not set(HELD_BACK) & set(OUTSIDE)


def test_every_table_that_the_chain_of_the_organisation_speaks_for_has_words_for_people() -> None:
    assert {each.table for each in ALL} - set(WHAT) == set()
