"""Proof afterwards: the chain verifies, and folding the events gives what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from duecourse.casework.context.access_log import take_reads
from duecourse.casework.context.caseload import LoadedCase, load
from duecourse.casework.context.look.danger import blank
from duecourse.casework.context.look.redaction import redacted
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.context.sights import sights_of
from engine.errors import BrokenRecord
from engine.identity import NO_REFERENCE, CaseReference, OrganisationId
from engine.record.chain import verify
from engine.record.chain import verify_accesses as walk_accesses
from engine.record.replay import apply

UNREADABLE = "The record of the case, or the version of the policy that it is pinned to, cannot be read."


@dataclass(frozen=True, slots=True)
class Verification:
    """What looking at one case's record gave; `wrong` is "" where all is well.

    `events` and `head` are of the whole chain for those who see all of it; for others 0 and "".
    """

    reference: CaseReference
    events: int
    head: str
    wrong: str


def verify_cases(services: Services, caller: Caller, reference: CaseReference = NO_REFERENCE) -> list[Verification]:
    """Walk the chain of one case, or of every case the viewer may see."""
    return list(_verdicts(services, caller, reference, replay=False))


def replay_cases(services: Services, caller: Caller, reference: CaseReference = NO_REFERENCE) -> list[Verification]:
    """Fold the events of one case, or of every case, and compare with what is stored."""
    return list(_verdicts(services, caller, reference, replay=True))


def verify_accesses(services: Services, organisation: OrganisationId) -> int:
    """Walk the access chain, with what stands in the spools of this machine brought in first. Gives its length.

    Raises BrokenRecord.
    """
    take_reads(services)
    with services.store.reading() as reading:
        lines = reading.accesses(organisation)
    return walk_accesses(lines)


def _verdicts(services: Services, caller: Caller, reference: CaseReference, *, replay: bool) -> Iterator[Verification]:
    with services.store.reading() as reading:
        rows = [row for row in reading.cases(caller.viewer) if reference in ("", row.reference)]
        if reference and not rows:
            reading.find_case(caller.viewer, reference)  # says that it is not there
        found = [(row, load(services, reading, caller.viewer, row)) for row in rows]
    for row, loaded in found:
        yield (
            _verdict(services, caller, loaded, replay=replay)
            if loaded
            else Verification(row.reference, 0, "", UNREADABLE)
        )


def _compare_sights(services: Services, loaded: LoadedCase) -> None:
    """Work out again how a case stands before everybody, and compare it with what lists read. Raises BrokenRecord.

    Those whose posts have just begun or ended are left out until their lists have followed: until then they are shown
    less than they may see, and nothing more. So is a case of an earlier version that was never worked out.
    """
    case, now = loaded.case, services.clock.now()
    with services.store.reading() as reading:
        kept = reading.sights(case.organisation, case.id)
        worked_out = sights_of(loaded.policy, case, services.staffing(reading, case.school, now))
        behind = set(reading.catching_up(case.organisation, now))
    if kept is None:
        return
    others = {*kept, *worked_out} - behind
    if any(kept.get(person) != worked_out.get(person) for person in others):
        raise BrokenRecord("What lists show of the case is not what its events give.")


def _verdict(services: Services, caller: Caller, loaded: LoadedCase, *, replay: bool) -> Verification:
    case = loaded.case
    everything = redacted(loaded.policy, case, caller.viewer.person).everything
    events, told = 0, case.head if everything else ""
    try:
        with services.store.reading() as reading:
            entries = reading.entries(caller.viewer, case.id)
        events = len(entries) if everything else 0
        head = verify(entries)
        if head != case.head:
            raise BrokenRecord("The case does not end where its chain ends.")
        if replay and apply(blank(case), entries) != case:
            raise BrokenRecord("Folding the events does not give what is stored.")
        if replay:
            _compare_sights(services, loaded)
    except BrokenRecord as error:
        return Verification(case.reference, events, told, str(error))
    return Verification(case.reference, events, told, "")
