"""Passwords as Argon2id hashes."""

from __future__ import annotations

import unicodedata

import pytest

from duecourse.passwords import Argon2Passwords

CHEAP = Argon2Passwords(time_cost=1, memory_cost=8, parallelism=1)


def test_a_password_fits_its_own_hash_and_no_other_password_does() -> None:
    made = CHEAP.hash("three unrelated words")

    assert CHEAP.matches(made, "three unrelated words")
    assert not CHEAP.matches(made, "three unrelated word")
    assert not CHEAP.matches(made, "")


def test_the_same_password_gives_another_hash_every_time() -> None:
    assert CHEAP.hash("three unrelated words") != CHEAP.hash("three unrelated words")


def test_the_same_letters_from_another_keyboard_are_the_same_password() -> None:
    whole, in_parts = (unicodedata.normalize(form, "grüße aus Köln") for form in ("NFC", "NFD"))

    assert whole != in_parts
    assert CHEAP.matches(CHEAP.hash(whole), in_parts)


@pytest.mark.parametrize("broken", ["", "not a hash", "$argon2id$v=19$m=8,t=1,p=1$short"])
def test_what_is_no_hash_fits_no_password(broken: str) -> None:
    assert not CHEAP.matches(broken, "three unrelated words")


def test_a_hash_made_more_cheaply_than_today_is_outdated() -> None:
    made = CHEAP.hash("three unrelated words")

    assert not CHEAP.is_outdated(made)
    assert Argon2Passwords().is_outdated(made)


def test_the_usual_cost_is_that_of_the_standard_for_little_memory() -> None:
    assert Argon2Passwords().hash("x").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
