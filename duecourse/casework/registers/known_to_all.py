"""Entries that everybody at a school is to know, because the policy says so: such as who has objected to pictures."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from duecourse.casework.context.access_log import log_reads
from duecourse.casework.context.look.entries import EntryStatus, RegisterEntry
from duecourse.casework.context.look.lookup import Looker
from duecourse.casework.context.report_form import ReportPlaces, report_places_in
from duecourse.casework.context.services import Caller, Services
from engine.identity import NO_REFERENCE
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import TrackKind
from engine.ports.records import Viewer
from engine.ports.store import Reading
from engine.record.values import SCHEDULER


def known_to_all(services: Services, caller: Caller, at: datetime | None = None) -> tuple[RegisterEntry, ...]:
    """List what was in force at a moment and everybody at the viewer's schools is to know, and note that it was read.

    Raises NotFound where the viewer has no school.
    """
    with services.store.reading() as reading:
        places = report_places_in(services, reading, caller)
        found = known_in(services, reading, places, at or services.clock.now())
    log_known(services, caller, found)
    return found


def known_in(services: Services, reading: Reading, places: ReportPlaces, at: datetime) -> tuple[RegisterEntry, ...]:
    """List the same in a look that is open; what shows them notes it.

    The policy of the trust says whether there are any. A post at the school is what gives the right to read them;
    nothing but the entry itself is read for it.
    """
    if not opened_by(places.policy):
        return ()
    looker = Looker(services, reading, Viewer(reading.organisation().id, SCHEDULER), at)
    return tuple(entry for school in places.schools for entry in _at(looker, school.id))


def _at(looker: Looker, school: str) -> Iterator[RegisterEntry]:
    for case in looker.requests(school):
        opened = opened_by(looker.policy_of(case))
        if opened:
            entries = looker.of(case)
            yield from (each for each in entries if each.kind in opened and each.standing == EntryStatus.IN_FORCE)


def opened_by(policy: CompiledPolicy) -> Collection[str]:
    """Name the registers whose entries in force everybody at the school reads under a policy."""
    name = policy.track_of(TrackKind.REGISTER)
    return policy.definition.tracks[name].shown_to_all if name else ()


def log_known(services: Services, caller: Caller, found: Collection[RegisterEntry]) -> None:
    """Note that they were shown, where there were any."""
    if found:
        log_reads(services, caller, [(NO_REFERENCE, f"what everybody at the school is to know: {len(found)} shown")])
