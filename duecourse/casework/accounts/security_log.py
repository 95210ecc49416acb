"""The security log: lines written beside what they tell, read by administrators alone, and forgotten in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from duecourse.casework.administration.permission import demand_administrator
from duecourse.casework.context.access_log import commit_read
from duecourse.casework.context.services import Caller, Services
from engine.errors import NotFound
from engine.identity import NO_PERSON, NO_REFERENCE, PersonId, PersonKey
from engine.ports.settings import SECURITY_LOG_DAYS, USUAL_LOG_DAYS
from engine.ports.store import Writing
from engine.ports.watch.security_log import SecurityEvent, SecurityLine, SecurityWanted


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityShown:
    """A line as administrators read it: people by their short names; "" where nobody is known."""

    at: datetime
    what: SecurityEvent
    person: PersonKey | PersonId
    by: PersonKey | PersonId
    address: str
    detail: str


def note(
    services: Services,
    writing: Writing,
    what: SecurityEvent,
    person: PersonId = NO_PERSON,
    *,
    by: PersonId = NO_PERSON,
    address: str = "",
    detail: str = "",
) -> None:
    """Write a line, in the transaction that does what it tells; `by` only where that is another person."""
    writing.note_security(
        SecurityLine(
            id=services.ids.identifier(),
            organisation=writing.organisation().id,
            at=services.clock.now(),
            what=what,
            person=person,
            by=NO_PERSON if by == person else by,
            address=address,
            detail=detail,
        )
    )


def note_alone(
    services: Services, what: SecurityEvent, person: PersonId = NO_PERSON, *, address: str = "", detail: str = ""
) -> None:
    """Write a line in a transaction of its own: what was refused leaves nothing else behind. Raises Unavailable."""
    with services.store.writing() as writing:
        note(services, writing, what, person, address=address, detail=detail)


def note_refused(services: Services, person: str, command: str) -> None:
    """Write down that a command was not permitted to somebody, by short name. Raises NotFound or Unavailable."""
    with services.store.writing() as writing:
        known = writing.find_person(writing.organisation().id, person)
        note(services, writing, SecurityEvent.NOT_PERMITTED, known.id if known else NO_PERSON, detail=command)


def forget_old(services: Services, writing: Writing) -> int:
    """Forget the lines that are older than the trust keeps them. Gives how many those were."""
    try:
        trust = writing.organisation()
    except NotFound:
        return 0
    days = int(trust.settings.get(SECURITY_LOG_DAYS) or USUAL_LOG_DAYS)
    return writing.purge_security(trust.id, services.clock.now() - timedelta(days=days))


def security_lines(
    services: Services, caller: Caller, wanted: SecurityWanted, person: str = ""
) -> Sequence[SecurityShown]:
    """List lines, the newest first; `person` is a short name or "". That it was read stands in the access log.

    Raises NotPermitted, or NotFound where nobody has that short name.
    """
    organisation = caller.viewer.organisation
    with services.store.reading() as reading:
        demand_administrator(reading, caller, services.clock.now())
        if person:
            found = reading.find_person(organisation, person)
            if found is None:
                raise NotFound(f"There is nobody called '{person}' here. `duecourse person list` lists everybody.")
            wanted = replace(wanted, person=found.id)
        lines = reading.security_lines(organisation, wanted)
        named = {each for line in lines for each in (line.person, line.by) if each}
        keys = {each.id: each.key for each in reading.people_named(organisation, named)}
    commit_read(services, caller, NO_REFERENCE, "the security log")
    return [_shown(line, keys) for line in lines]


def _shown(line: SecurityLine, keys: dict[PersonId, PersonKey]) -> SecurityShown:
    return SecurityShown(
        at=line.at,
        what=line.what,
        person=keys.get(line.person, line.person),
        by=keys.get(line.by, line.by),
        address=line.address,
        detail=line.detail,
    )
