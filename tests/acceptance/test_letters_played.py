"""Every letter under every policy, from real cases, held against the written lists of what it has to say and must not.

The lists stand beside the templates, in `letters/expectations/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from duecourse.casework.context.services import Services
from tests.databases import open_store
from tests.expectations import expectations, faults, listed, told
from tests.letters_played import NEVER_PLAYED, Played, play
from tests.services import library, services_on
from tests.unit.letters.facts import shipped

ALWAYS = [("lumen", track) for track in ("removal", "police", "suspension", "data_breach", "register", "contractor")]
"""What every rung plays: the rest is played by `make thorough`."""
POLICIES = tuple(library().policies)


@pytest.fixture(scope="module")
def place() -> Iterator[Services]:
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/store.db")
        yield services_on(store, Path(folder))
        store.close()


_KEPT: dict[tuple[str, str], list[Played]] = {}


def played(place: Services, policy: str, track: str) -> list[Played]:
    """Play a procedure under a policy, once for all tests."""
    if (policy, track) not in _KEPT:
        _KEPT[policy, track] = list(play(place, library().policies[policy], track))
    return _KEPT[policy, track]


@cache
def tracks_of(policy: str) -> tuple[str, ...]:
    return tuple(library().policies[policy].tracks)


def test_every_letter_has_a_list_of_what_it_has_to_say_and_must_not() -> None:
    assert listed() == set(shipped().templates)
    assert [letter for letter in listed() if not expectations(letter).must_say] == []


@pytest.mark.parametrize(("policy", "track"), ALWAYS)
def test_the_letters_of_a_procedure_say_what_they_have_to(place: Services, policy: str, track: str) -> None:
    letters = played(place, policy, track)
    found = [(letter, fault) for letter in letters for fault in faults(letter, library().policies[policy])]

    assert letters
    assert told(found) == {}
    assert {letter.template: letter.problems for letter in letters if letter.problems} == {}


@pytest.mark.thorough
@pytest.mark.parametrize("policy", POLICIES)
def test_every_letter_under_a_policy_says_what_it_has_to(place: Services, policy: str) -> None:
    letters = [letter for track in tracks_of(policy) for letter in played(place, policy, track)]
    found = [(letter, fault) for letter in letters for fault in faults(letter, library().policies[policy])]

    assert told(found) == {}
    assert {letter.template: letter.problems for letter in letters if letter.problems} == {}


@pytest.mark.thorough
def test_every_letter_is_played_under_some_policy(place: Services) -> None:
    letters = {
        letter.template for policy in POLICIES for track in tracks_of(policy) for letter in played(place, policy, track)
    }

    assert set(shipped().templates) - letters == set(NEVER_PLAYED)
