"""What the scheduler asks of a store: which clocks are due, and what it knows of its own passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.identity import NO_CASE, CaseId, CaseReference, OrganisationId
from engine.ports.records import DoneByHand, Notice


@dataclass(frozen=True, slots=True)
class SetAside:
    """A case that no sweep takes any more: its reference, how often one failed, and under what the log says why."""

    reference: CaseReference
    tries: int
    log: str


class SweepsReading(Protocol):
    """Reads of clocks, of passes, and of what waits for one."""

    def due_cases(
        self, organisation: OrganisationId, now: datetime, limit: int, after: CaseId = NO_CASE, *, aside: bool = False
    ) -> Sequence[CaseId]:
        """List identifiers of cases with an alert to raise by now, in order and after one of them.

        Those set aside are left out, unless `aside` asks for them too.
        """
        ...

    def one_of_each(self, organisation: OrganisationId, cases: Sequence[CaseId]) -> Sequence[CaseId]:
        """Give one of these cases for each version of a policy and each school that they have, in order."""
        ...

    def dangers_watched(self, organisation: OrganisationId, now: datetime, limit: int) -> Sequence[CaseId]:
        """List identifiers of cases in which somebody must know at once, and that are to be looked at by now."""
        ...

    def lent_until(self, organisation: OrganisationId, now: datetime, limit: int) -> Sequence[CaseId]:
        """List identifiers of cases in which a role goes back by now to somebody who lent it."""
        ...

    def done_by_hand(self, organisation: OrganisationId) -> Sequence[DoneByHand]:
        """List what was ticked off of that which policies ask people to do outside Duecourse, the latest first."""
        ...

    def queued(self, organisation: OrganisationId, kind: str, limit: int) -> Sequence[Notice]:
        """List the oldest notices of a kind that wait in the outbox."""
        ...

    def count_queued(self, organisation: OrganisationId) -> Mapping[str, int]:
        """Say how many notices of each kind wait in the outbox."""
        ...

    def last_sweep(self, organisation: OrganisationId) -> datetime | None:
        """Say when the last sweep ended; None before the first."""
        ...

    def set_aside(self, organisation: OrganisationId) -> Mapping[CaseId, SetAside]:
        """Give the cases that no sweep takes any more, by identifier, in the order of their references."""
        ...

    def waiting_since(self, organisation: OrganisationId, kind: str) -> datetime | None:
        """Say since when the oldest notice of a kind waits in the outbox; None where none does."""
        ...


class SweepsWriting(Protocol):
    """What the scheduler writes down about itself, and what people ticked off."""

    def tick_off(self, done: DoneByHand) -> None:
        """Note that something was done outside Duecourse; it is sealed as a change of the organisation."""
        ...

    def watch_danger(self, organisation: OrganisationId, case: CaseId, at: datetime | None) -> None:
        """Say when to look next whether the dangers of a case were opened; None where that need not be."""
        ...

    def claim(self, organisation: OrganisationId, cases: Sequence[CaseId], now: datetime) -> Sequence[CaseId]:
        """Give those of a few cases that still have an alert to raise, and that no other sweep is at."""
        ...

    def note_sweep(self, organisation: OrganisationId, at: datetime) -> None:
        """Note when a sweep ended."""
        ...

    def note_failure(self, organisation: OrganisationId, case: CaseId, reference: str, limit: int) -> int:
        """Count a failed sweep of a case, with the log's reference; set it aside at `limit`. Gives the tries."""
        ...

    def forget_failures(self, organisation: OrganisationId, case: CaseId) -> None:
        """Put a case that was set aside, or nearly, back among the others."""
        ...
