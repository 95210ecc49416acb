"""The bytes of a flagged page are shut away wherever else they were handed in: no other place makes them harmless."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from duecourse.casework.commands import addresses, evidence
from duecourse.casework.commands.evidence import NewEvidence
from duecourse.casework.context.services import Services
from engine.errors import Refused
from engine.identity import InstanceId
from tests.databases import open_store
from tests.services import caller, report, services_on

FLAGGED, CLEAR = "https://posts.example/1", "https://other.example/2"
PICTURE = b"\x89PNG\r\n\x1a\nthe same picture"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path)
    store.close()


def test_the_same_bytes_are_neither_opened_nor_taken_again_under_another_address(place: Services) -> None:
    by = caller(place, "oakfield-senior")
    first, second = report(place, FLAGGED), report(place, CLEAR)
    evidence.add(place, by, second, NewEvidence(name="a.png", content=PICTURE, on=InstanceId("removal/1")))
    evidence.add(place, by, first, NewEvidence(name="b.png", content=PICTURE, on=InstanceId("removal/1")))
    evidence.fetch(place, by, second, 1)
    addresses.flag_address(place, by, first, 1)

    with pytest.raises(Refused, match="shut away"):
        evidence.fetch(place, by, second, 1)
    with pytest.raises(Refused, match="must not be copied"):
        evidence.add(
            place, by, second, NewEvidence(name="c.png", content=PICTURE, on=InstanceId("removal/1"), url=CLEAR)
        )
