"""A form about people sent in: everything that it asks for in one transaction, once, by the use cases there are."""

from __future__ import annotations

from collections.abc import Callable

from duecourse.casework.context.services import Caller, Services, spend
from duecourse.casework.setting_up.joined_store import joined


class _NotSpent(Exception):
    """Undoes the asking whether a form came before."""


def done_once(services: Services, caller: Caller, work: Callable[[Services], str]) -> str:
    """Do what a form asks, all of it or nothing, and keep what came of it for a second click on its button.

    `work` is given services whose transactions are parts of one, and gives the outcome. Raises AlreadyDone with the
    outcome of the first click, and whatever the work raises.
    """
    with services.store.writing() as writing:
        now = services.clock.now()
        try:
            with writing.savepoint():
                spend(writing, caller, "", now)
                raise _NotSpent
        except _NotSpent:
            pass
        outcome = work(joined(services, writing))
        spend(writing, caller, outcome, now)
    return outcome
