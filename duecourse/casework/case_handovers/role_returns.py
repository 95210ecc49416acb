"""Roles that were lent until a moment and go back by themselves; the scheduler's part of handing over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from duecourse.casework.commands.sweep import SHORTEST, no_rest
from duecourse.casework.context.services import Services, write
from duecourse.logs.log import Log
from engine.changes.passed_roles import give_back
from engine.errors import Unavailable
from engine.identity import CaseId, OrganisationId
from engine.ports.records import Viewer
from engine.record.values import SCHEDULER

log = Log("duecourse")
AT_ONCE = 500
"""So many cases are looked for in one pass; the next one goes on."""


def return_roles(services: Services, now: datetime, *, rest: Callable[[float], bool] = no_rest) -> int:
    """Give back every role whose moment has come. Gives in how many cases.

    One case that cannot be changed is logged, and holds up no other; the next pass tries it again.
    """
    with services.store.reading() as reading:
        organisation = reading.organisation().id
        due = reading.lent_until(organisation, now, AT_ONCE)
    done = 0
    for case in due:
        begun = services.clock.monotonic()
        done += _one(services, organisation, case, now)
        if rest(max(services.clock.monotonic() - begun, SHORTEST)):
            break
    return done


def _one(services: Services, organisation: OrganisationId, named: CaseId, now: datetime) -> bool:
    try:
        with services.store.writing(gives_way=True) as writing:
            case = writing.case_by_id(Viewer(organisation, SCHEDULER), named)
            policy = services.policy_of(writing, case)
            step = give_back(policy, case, services.world_of(writing, writing.organisation(), case, now))
            if step is not None:
                write(writing, services, policy, case, step)
            return step is not None
    except Unavailable:
        raise
    except Exception:
        log.fault("case-unreadable", "A case cannot be read, so nothing of it is handed over.", case=named)
        return False
