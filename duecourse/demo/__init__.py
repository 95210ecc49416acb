"""A demo trust: invented people in every role, three schools, and cases of every kind at different stages.

Everything goes through the same use cases as real work, on a clock that is set back, so that the demo can do
nothing that a real case cannot.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.services import Services
from duecourse.demo.plots import PLOTS
from duecourse.demo.storyteller import Story
from duecourse.demo.trust import (
    DEMO_PASSWORD,
    DEMO_POLICY,
    TRUST_POSTS,
    demo_policy,
    make_accounts,
    make_office,
    make_organisation,
)

__all__ = ["DEMO_PASSWORD", "TRUST_POSTS", "make_accounts", "make_demo", "make_organisation"]


def make_demo(services: Services, calendar: Mapping[str, object]) -> None:
    """Fill an empty store with the demo trust and its cases; every school has the example calendar.

    The invented cases are told under one policy, so where that one is not loaded there are none.
    """
    make_organisation(services, calendar)
    make_office(services, calendar)
    now = services.clock.now()
    plots = PLOTS if demo_policy(services) == DEMO_POLICY else ()
    for number, plot in enumerate(plots, 1):
        Story(services, now - timedelta(hours=plot.age), number, plot).tell()
    sweep(services, now)
