"""How much the random tests try on each rung: `make test`, `make thorough` and `make endurance` name their profile."""

from __future__ import annotations

from hypothesis import settings

from tests.rungs import USUAL_EXAMPLES

# No time limit for one example: the machine may be busy with other things.
settings.register_profile("usual", deadline=None, max_examples=USUAL_EXAMPLES)
settings.register_profile("thorough", deadline=None, max_examples=5 * USUAL_EXAMPLES)
settings.register_profile("endurance", deadline=None, max_examples=50 * USUAL_EXAMPLES)
settings.load_profile("usual")
