"""Evidence of before all of it was sealed is held against what is sealed of it, and sealed once from then on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from duecourse.casework.audit.verification import verify_cases
from duecourse.casework.commands.evidence_upkeep import seal_earlier
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction, change_case
from engine.changes import contents
from engine.identity import CaseReference, InstanceId
from engine.ports.records import EvidenceFile
from engine.record.kinds import EventKind
from engine.record.values import Evidence
from engine.steps.transition import Refusal, Step
from store.tables import SCHEMA
from tests.databases import open_store
from tests.services import START, caller, report, scheduler, services_on
from tests.tampering import tampering

PICTURE = b"\x89PNG\r\n\x1a\na picture"
ON = InstanceId("removal/1")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path)
    store.close()


def add_as_before(place: Services, reference: CaseReference) -> None:
    """Take a file in as an earlier version did: its event tells the digest and the kind, its row all of it."""
    senior = caller(place, "oakfield-senior")
    digest = place.files.keep(PICTURE)

    def decide(transaction: Transaction) -> Step | Refusal:
        evidence = Evidence(number=1, kind="screenshot", on=ON, sha256=digest)
        change = managed(transaction, senior, on=ON)
        words = {"name": "a.png"}
        row = EvidenceFile(
            case=transaction.case.id,
            number=1,
            on=ON,
            kind="screenshot",
            name="a.png",
            media_type="image/png",
            size=len(PICTURE),
            sha256=digest,
            url="",
            captured_at=START,
            added_at=transaction.world.at,
            added_by=senior.viewer.person,
        )
        transaction.writing.add_evidence(transaction.case.organisation, row)
        return contents.add_evidence(
            transaction.policy, transaction.case, evidence, words, change, transaction.knowing_pages
        )

    change_case(place, senior, reference, "evidence", decide)


def wrong(place: Services) -> str:
    (found,) = verify_cases(place, Caller(viewer=scheduler(place)))
    return found.wrong


def change_row(tmp_path: Path, column: str, value: object) -> None:
    table = SCHEMA.tables["evidence"]
    names = [each.name for each in table.columns]
    with tampering(f"sqlite:///{tmp_path / 'store.db'}") as tamperer:
        (row,) = tamperer.rows(table)
        tamperer.write(table, [tuple(value if name == column else old for name, old in zip(names, row, strict=True))])


def test_earlier_evidence_is_sealed_once_and_then_all_of_it_is_held_against_the_seal(
    place: Services, tmp_path: Path
) -> None:
    reference = report(place)
    add_as_before(place, reference)
    assert wrong(place) == ""

    assert (seal_earlier(place), seal_earlier(place)) == (1, 0)
    assert wrong(place) == ""
    with place.store.reading() as reading:
        case = reading.find_case(scheduler(place), reference)
        last = reading.entries(scheduler(place), case.id)[-1].event
    assert last.kind == EventKind.EVIDENCE_SEALED
    assert case.evidence["1"] == replace(
        case.evidence["1"], sha256=sha256(PICTURE).hexdigest(), size=len(PICTURE), media_type="image/png"
    )
    change_row(tmp_path, "captured_at", None)
    assert "evidence 1" in wrong(place)


def test_what_is_sealed_of_earlier_evidence_is_checked_before_it_is_sealed_too(place: Services, tmp_path: Path) -> None:
    add_as_before(place, report(place))
    change_row(tmp_path, "size", 3)
    assert "The file of evidence 1" in wrong(place)
    change_row(tmp_path, "sha256", "0" * 64)
    assert "evidence 1" in wrong(place)
