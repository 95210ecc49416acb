"""Somebody leaves: they can no longer sign in or act, and stay known in the cases they had a part in."""

from __future__ import annotations

from dataclasses import replace

from duecourse.casework.administration.permission import demand_a_keeper, demand_keeper, demand_person, note
from duecourse.casework.context.services import Caller, Services, person_of
from engine.errors import BadInput
from engine.ports.records import Person


def end_person(services: Services, caller: Caller, key: str) -> Person:
    """Let somebody leave at once, without handing anything over."""
    with services.store.writing() as writing:
        now = services.clock.now()
        keeper = demand_keeper(writing, caller, now)
        trust = writing.organisation()
        before = person_of(writing, trust.id, key)
        demand_person(writing, keeper, before, now)
        if not before.active:
            raise BadInput(f"{before.name} has left already.")
        after = replace(before, active=False)
        writing.save_person(after)
        demand_a_keeper(writing, trust, now)
        writing.end_sessions(after.id, now)
        note(writing, services, caller, "person ended", after.id)
    return after
