"""How much the random tests try on each rung, named by `make test` and its two brothers, and what begins first."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.rungs import USUAL_EXAMPLES, longest_first

# No time limit for one example: the machine may be busy with other things.
settings.register_profile("usual", deadline=None, max_examples=USUAL_EXAMPLES)
settings.register_profile("thorough", deadline=None, max_examples=5 * USUAL_EXAMPLES)
settings.register_profile("endurance", deadline=None, max_examples=50 * USUAL_EXAMPLES)
settings.load_profile("usual")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the files that take longest begin first; processes that share the tests take one file after another."""
    longest_first(items)
