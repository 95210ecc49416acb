"""Who looked: written into the access chain when they have, and before anything is shown."""

from __future__ import annotations

from collections.abc import Iterable

from duecourse.casework.context.services import Caller, Services
from engine.identity import CaseReference
from engine.record.access import Access
from engine.record.values import SCHEDULER


def log_read(services: Services, caller: Caller, reference: CaseReference, what: str) -> None:
    """Write that somebody read a case into the access chain."""
    log_reads(services, caller, [(reference, what)])


def log_reads(services: Services, caller: Caller, lines: Iterable[tuple[CaseReference, str]]) -> None:
    """Do the same of several at once: the reference of a case, or "" for a list, and what was read."""
    viewer, now = caller.viewer, services.clock.now()
    if viewer.person == SCHEDULER:
        return
    with services.store.writing() as writing:
        accesses = [
            Access(at=now, person=viewer.person, case=reference, what="read", detail=detail)
            for reference, detail in lines
        ]
        writing.log_access(viewer.organisation, accesses)
