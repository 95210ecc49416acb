"""Identifiers are short, and sort by the time they were made."""

from __future__ import annotations

from uuid import UUID

from duecourse.identifiers import RandomIdentifiers, shortened
from engine.ports.time_and_chance import Identifiers

OF_AN_EARLIER_VERSION = "01a22199-5a20-7924-8d7e-17705f62b3fb"
OF_NOVEMBER_2026 = "0355dm7sZUh95aB5IGtTYx"
LAST = 2**128 - 1


def test_identifiers_have_22_digits_and_letters_and_none_comes_twice() -> None:
    made = [RandomIdentifiers().identifier() for _ in range(200)]

    assert {len(each) for each in made} == {22}
    assert "".join(made).isalnum()
    assert len(set(made)) == 200


def test_a_case_has_14_signs_that_sort_by_the_time_they_were_made_and_none_comes_twice() -> None:
    ids: Identifiers = RandomIdentifiers()
    made = [ids.of_case() for _ in range(2000)]

    assert {len(each) for each in made} == {14}
    assert "".join(made).isalnum()
    assert sorted(set(made)) == made
    assert made[0] > max(OF_AN_EARLIER_VERSION, OF_NOVEMBER_2026)


def test_a_trust_a_school_and_a_person_have_8_signs_and_none_comes_twice() -> None:
    made = [RandomIdentifiers().short() for _ in range(2000)]

    assert {len(each) for each in made} == {8}
    assert "".join(made).isalnum()
    assert len(set(made)) == 2000


def test_identifiers_sort_by_the_time_they_were_made_and_after_those_of_earlier_versions() -> None:
    made = [RandomIdentifiers().identifier() for _ in range(200)]

    assert sorted(made) == made
    assert made[0] > OF_AN_EARLIER_VERSION


def test_numbers_keep_their_order_when_they_are_written_and_the_largest_still_has_its_place() -> None:
    numbers = [0, 1, 61, 62, 62**2, UUID(OF_AN_EARLIER_VERSION).int, 2**127, LAST - 1, LAST]
    written = [shortened(number) for number in numbers]

    assert sorted(set(written)) == written
    assert written[:4] == [f"{'0' * 20}{last}" for last in ("00", "01", "0z", "10")]
