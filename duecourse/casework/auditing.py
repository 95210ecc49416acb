"""Proof afterwards: the chain verifies, and folding the events gives what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from duecourse.casework.caseload import Loaded, load
from duecourse.casework.danger import blank
from duecourse.casework.office import Office, Sender
from duecourse.casework.veiling import veiled
from engine.apply import apply
from engine.chain import verify
from engine.chain import verify_accesses as walk_accesses
from engine.errors import BrokenRecord

UNREADABLE = "The record of the case, or the version of the policy that it is pinned to, cannot be read."


@dataclass(frozen=True, slots=True)
class Verdict:
    """What looking at one case's record gave; `wrong` is "" where all is well.

    `events` and `head` are of the whole chain for whoever sees all of it; for others 0 and "".
    """

    reference: str
    events: int
    head: str
    wrong: str


def verify_cases(office: Office, sender: Sender, reference: str = "") -> list[Verdict]:
    """Walk the chain of one case, or of every case the viewer may see."""
    return list(_verdicts(office, sender, reference, replay=False))


def replay_cases(office: Office, sender: Sender, reference: str = "") -> list[Verdict]:
    """Fold the events of one case, or of every case, and compare with what is stored."""
    return list(_verdicts(office, sender, reference, replay=True))


def verify_accesses(office: Office, organisation: str) -> int:
    """Walk the access chain. Gives its length. Raises BrokenRecord."""
    with office.store.reading() as reading:
        lines = reading.accesses(organisation)
    return walk_accesses(lines)


def _verdicts(office: Office, sender: Sender, reference: str, *, replay: bool) -> Iterator[Verdict]:
    with office.store.reading() as reading:
        rows = [row for row in reading.cases(sender.viewer) if reference in ("", row.reference)]
        if reference and not rows:
            reading.find_case(sender.viewer, reference)  # says that it is not there
        found = [(row, load(office, reading, sender.viewer, row)) for row in rows]
    for row, loaded in found:
        yield _verdict(office, sender, loaded, replay=replay) if loaded else Verdict(row.reference, 0, "", UNREADABLE)


def _verdict(office: Office, sender: Sender, loaded: Loaded, *, replay: bool) -> Verdict:
    case = loaded.case
    everything = veiled(loaded.policy, case, sender.viewer.person).everything
    events, told = 0, case.head if everything else ""
    try:
        with office.store.reading() as reading:
            entries = reading.entries(sender.viewer, case.id)
        events = len(entries) if everything else 0
        head = verify(entries)
        if head != case.head:
            raise BrokenRecord("The case does not end where its chain ends.")
        if replay and apply(blank(case), entries) != case:
            raise BrokenRecord("Folding the events does not give what is stored.")
    except BrokenRecord as error:
        return Verdict(case.reference, events, told, str(error))
    return Verdict(case.reference, events, told, "")
