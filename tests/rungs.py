"""The three rungs of tests, as far as a test has to know on which one it runs."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import settings

USUAL_EXAMPLES = 100


LONG = (
    "test_pages.py",
    "test_kill.py",
    "test_words.py",
    "test_hidden_pages.py",
    "test_sight_ends_with_its_ground.py",
    "test_clocks_never_die.py",
    "test_hidden_commands.py",
    "test_every_way_out.py",
    "test_everything.py",
    "test_every_end.py",
    "test_watched_over.py",
    "test_letters_played.py",
)
"""Files that take minutes by themselves: they begin first, so that none is left to one process at the end."""


def longest_first(items: list[pytest.Item]) -> None:
    """Put the tests of the long files first, and leave all others as they stand."""
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


def examples(usual: int) -> int:
    """Give how many examples a random test tries that tries `usual` of them in `make test`."""
    return max(1, usual * settings().max_examples // USUAL_EXAMPLES)


def by_turns(everybody: Iterable[str]) -> list[pytest.ParameterSet]:
    """Give people for a walk that is alike for each: every second of them is left to `make thorough`."""
    return [pytest.param(who, marks=pytest.mark.thorough if turn % 2 else ()) for turn, who in enumerate(everybody)]
