"""The three rungs of tests, as far as a test has to know on which one it runs."""

from __future__ import annotations

from hypothesis import settings

USUAL_EXAMPLES = 100


def examples(usual: int) -> int:
    """Give how many examples a random test tries that tries `usual` of them in `make test`."""
    return max(1, usual * settings().max_examples // USUAL_EXAMPLES)
