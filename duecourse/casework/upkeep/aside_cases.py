"""Cases that no sweep takes any more, for those who keep the trust: by reference and code, and nothing of them."""

from __future__ import annotations

from collections.abc import Sequence

from duecourse.casework.administration.permission import demand_administrator, note
from duecourse.casework.commands.sweep import put_back, set_aside
from duecourse.casework.context.services import Caller, Services, spend
from engine.identity import CaseReference
from engine.ports.sweeps import SetAside


def stuck_cases(services: Services, caller: Caller) -> Sequence[SetAside]:
    """List them by reference. Raises NotPermitted."""
    with services.store.reading() as reading:
        demand_administrator(reading, caller, services.clock.now())
    return sorted(set_aside(services), key=lambda each: each.reference)


def try_again(services: Services, caller: Caller) -> Sequence[CaseReference]:
    """Put all of them back among the others, so that the next sweep takes them. Raises NotPermitted, AlreadyDone."""
    with services.store.writing() as writing:
        spend(writing, caller, "", services.clock.now())
        demand_administrator(writing, caller, services.clock.now())
        note(writing, services, caller, "cases put back", "")
    return put_back(services)
