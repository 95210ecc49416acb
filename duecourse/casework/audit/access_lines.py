"""Who looked at what, read from the access log by those who may.

The log of one case is for those who see the whole of it. Those who administer read everybody's lines, but of a line
that belongs to a case only who it was, when, and what kind of line it is: which case it is and what was opened in it
would tell them of cases that they may not see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from duecourse.casework.administration.permission import demand_administrator
from duecourse.casework.context.access_log import commit_read, take_reads
from duecourse.casework.context.look.redaction import redacted
from duecourse.casework.context.services import Caller, Services
from engine.errors import NotFound, NotPermitted
from engine.identity import NO_REFERENCE, CaseReference, PersonId, PersonKey
from engine.ports.store import Reading
from engine.record.access import Access, AccessesWanted


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLine:
    """One line as it is shown: who it was by short name, and whether it belongs to a case."""

    at: datetime
    person: PersonKey | PersonId
    of_case: bool
    case: CaseReference
    what: str
    detail: str


def access_lines(services: Services, caller: Caller, wanted: AccessesWanted, person: str = "") -> Sequence[AccessLine]:
    """List lines of the access log, the newest first; `person` is a short name or "". That it was read is a line too.

    Raises:
        NotFound: there is no such case before the person who asks, or nobody of that short name.
        NotPermitted: they see a part of the case alone, or ask for all cases and do not administer the trust.
    """
    take_reads(services)
    organisation = caller.viewer.organisation
    with services.store.reading() as reading:
        if wanted.case:
            _demand_whole(services, reading, caller, wanted.case)
        else:
            demand_administrator(reading, caller, services.clock.now())
        wanted = replace(wanted, person=_identifier(reading, caller, person))
        lines = reading.accesses_wanted(organisation, wanted)
        keys = {
            each.id: each.key for each in reading.people_named(organisation, {line.access.person for line in lines})
        }
    commit_read(services, caller, wanted.case, "the access log")
    return [_shown(line.access, keys.get(line.access.person), named=bool(wanted.case)) for line in lines]


def _demand_whole(services: Services, reading: Reading, caller: Caller, reference: CaseReference) -> None:
    case = reading.find_case(caller.viewer, reference)
    if not redacted(services.policy_of(reading, case), case, caller.viewer.person).everything:
        raise NotPermitted(
            f"You see a part of {reference} alone, and its access log is for those who see the whole of it. "
            "Ask the person who manages the case."
        )


def _identifier(reading: Reading, caller: Caller, key: str) -> PersonId | None:
    if not key:
        return None
    found = reading.find_person(caller.viewer.organisation, key)
    if found is None:
        raise NotFound(f"There is nobody called '{key}' here. `duecourse person list` lists everybody.")
    return found.id


def _shown(access: Access, key: PersonKey | None, *, named: bool) -> AccessLine:
    of_case = bool(access.case)
    told = named or not of_case
    return AccessLine(
        at=access.at,
        person=key or access.person,
        of_case=of_case,
        case=access.case if told else NO_REFERENCE,
        what=access.what,
        detail=access.detail if told else "",
    )
