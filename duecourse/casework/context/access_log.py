"""Who looked: on the disk before the answer is given, and from there into the access chain, in batches.

Reading a page never waits for somebody who writes. What is given away as a file (evidence, letters, exports) is
committed to the chain first, and so is every refusal. The order of the chain is that of taking; a line says itself when
it was.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable

from duecourse.casework.context.services import Caller, Services
from duecourse.logs.log import Log
from engine.errors import DuecourseError
from engine.identity import CaseReference, OrganisationId
from engine.ports.spools import Looks
from engine.ports.store import Reading
from engine.record.access import FOUND, READ, Access
from engine.record.values import SCHEDULER

log = Log("duecourse.spool")
MOMENT = 1.0
SHOWN = "words that were looked for"


def log_read(services: Services, caller: Caller, reference: CaseReference, what: str) -> None:
    """Write down that somebody reads a case, before they do. Raises Unwritten; then nothing may be shown."""
    log_reads(services, caller, [(reference, what)])


def log_reads(services: Services, caller: Caller, lines: Iterable[tuple[CaseReference, str]]) -> None:
    """Do the same of several at once: the reference of a case, or "" for a list, and what is read."""
    if caller.viewer.person != SCHEDULER:
        services.spool.note(caller.viewer.organisation, _accesses(services, caller, lines))


def log_found(services: Services, caller: Caller, references: Iterable[CaseReference]) -> None:
    """Write down that words of cases are shown to somebody who looked for them, before they are; never which words."""
    now, viewer = services.clock.now(), caller.viewer
    lines = [Access(at=now, person=viewer.person, case=each, what=FOUND, detail=SHOWN) for each in references]
    if lines and viewer.person != SCHEDULER:
        services.spool.note(viewer.organisation, lines)


def commit_read(services: Services, caller: Caller, reference: CaseReference, what: str) -> None:
    """Write into the access chain itself that somebody is given a file or a letter, before they are."""
    if caller.viewer.person == SCHEDULER:
        return
    with services.store.writing() as writing:
        writing.log_access(caller.viewer.organisation, _accesses(services, caller, [(reference, what)]))


def _accesses(services: Services, caller: Caller, lines: Iterable[tuple[CaseReference, str]]) -> list[Access]:
    now, person = services.clock.now(), caller.viewer.person
    return [Access(at=now, person=person, case=reference, what=READ, detail=detail) for reference, detail in lines]


def last_reads(
    services: Services, reading: Reading, organisation: OrganisationId, references: Collection[str]
) -> Looks:
    """Say when each person last looked at these cases, what this process has only just written down included.

    What other processes wrote down is known once it has been taken, some seconds later.
    """
    found = dict(reading.last_reads(organisation, references))
    for look, at in services.spool.last_reads(organisation, references).items():
        found[look] = max(at, found.get(look, at))
    return found


def take_reads(services: Services) -> int:
    """Bring what stands in the spools of this machine into the access chain, each line once. Gives how many did.

    Raises Unavailable where the database is away; then the lines stay where they are.
    """
    moved = 0
    with services.spool.taking() as spools:
        for spool in spools:
            while lines := _take(services, spool):
                moved += lines
    return moved


def leave(services: Services) -> None:
    """Bring in what this process wrote down, and let go of its spool.

    A database that is busy is not waited for much longer than a moment: what it does not take now, the next process
    brings in.
    """
    last = threading.Thread(target=_bring_in, args=(services,), name="duecourse-leave", daemon=True)
    last.start()
    last.join(MOMENT)
    services.spool.close()


def _bring_in(services: Services) -> None:
    try:
        take_reads(services)
    except DuecourseError as error:
        log.warning("spool-left", "The next process brings in who looked.", kind=type(error).__name__)


def _take(services: Services, spool: str) -> int:
    finished = services.spool.finished()
    with services.store.writing(gives_way=True) as writing:
        organisation = writing.organisation().id
        taken = writing.spool_taken(organisation, spool)
        found = services.spool.read(organisation, spool, taken)
        if found is not None and found.end > taken:
            writing.log_access(organisation, found.accesses)
            writing.note_spool(organisation, spool, found.end)
        for each in finished:
            writing.forget_spool(organisation, each)
    services.spool.forget(finished)
    if found is None:
        return 0
    services.spool.took(spool, found.end)
    return len(found.accesses)
