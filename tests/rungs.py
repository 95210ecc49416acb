"""The three rungs of tests, as far as a test has to know on which one it runs."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import settings

USUAL_EXAMPLES = 100


def examples(usual: int) -> int:
    """Give how many examples a random test tries that tries `usual` of them in `make test`."""
    return max(1, usual * settings().max_examples // USUAL_EXAMPLES)


def by_turns(everybody: Iterable[str]) -> list[pytest.ParameterSet]:
    """Give people for a walk that is alike for each: every second of them is left to `make thorough`."""
    return [pytest.param(who, marks=pytest.mark.thorough if turn % 2 else ()) for turn, who in enumerate(everybody)]
