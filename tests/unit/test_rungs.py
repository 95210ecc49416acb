"""What begins first among the tests: the files that take longest, each of them there."""

from __future__ import annotations

from pathlib import Path

from tests.rungs import LONG

TESTS = Path(__file__).parents[1]


def test_each_file_that_begins_first_is_there_once() -> None:
    assert {name: len(list(TESTS.rglob(name))) for name in LONG} == dict.fromkeys(LONG, 1)
