"""What was erased is known by its place, and a chain takes empty words only where one of its events says so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import pytest

from engine.errors import BrokenRecord
from engine.identity import PersonId
from engine.record.chain import GENESIS, Entry, Event, Words, seal, verify
from engine.record.effects import ErasureChanged
from engine.record.erasures import ErasedPlace, Erasure, Ground, tombstone
from engine.record.kinds import EventKind
from engine.record.replacement import replace

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
KEY = "removal/1.host_words"
GONE = Words(None, "")


def chained(status: Literal["asked", "done", "dropped"], place: ErasedPlace) -> tuple[Entry, Entry]:
    """Two events: one with words, and one of an erasure."""
    first = Event(sequence=1, kind=EventKind.ACTED, at=AT, happened_at=AT, by=PersonId("a"))
    said = seal(GENESIS, first, {KEY: Words("A name", "salt")})
    erasure = Erasure(number=1, ground=Ground.RIGHT, places=(place,), status=status, asked_by=PersonId("a"))
    second = Event(
        sequence=2, kind=EventKind.ERASED, at=AT, happened_at=AT, by=PersonId("b"), effects=(ErasureChanged(erasure),)
    )
    return said, seal(said.hash, second, {})


def test_words_are_empty_where_an_erasure_was_done() -> None:
    said, erased = chained("done", ErasedPlace("words", 1, KEY))

    assert verify([replace(said, words={KEY: GONE}), erased]) == erased.hash


@pytest.mark.parametrize("kept", [Words("A name", "salt"), Words(None, "salt"), Words("", "")])
def test_what_was_erased_may_not_stand_again(kept: Words) -> None:
    said, erased = chained("done", ErasedPlace("words", 1, KEY))

    with pytest.raises(BrokenRecord, match="were erased, and stand again"):
        verify([replace(said, words={KEY: kept}), erased])


@pytest.mark.parametrize(
    ("status", "place"),
    [
        ("asked", ErasedPlace("words", 1, KEY)),
        ("dropped", ErasedPlace("words", 1, KEY)),
        ("done", ErasedPlace("words", 1, "removal/1.other")),
        ("done", ErasedPlace("file", 1)),
    ],
)
def test_no_other_erasure_empties_words(status: Literal["asked", "done", "dropped"], place: ErasedPlace) -> None:
    said, erased = chained(status, place)

    assert verify([said, erased]) == erased.hash
    with pytest.raises(BrokenRecord, match="emptied, which no event did"):
        verify([replace(said, words={KEY: GONE}), erased])


@pytest.mark.parametrize(
    ("key", "says"),
    [
        (KEY, "an answer in words"),
        ("address/1.url", "a web address"),
        ("evidence/2.name", "the name of a file"),
        ("reason", "a reason"),
    ],
)
def test_a_tombstone_says_what_kind_of_thing_was_there(key: str, says: str) -> None:
    assert tombstone(key) == f"[erased: {says}]"
