"""What a step changes of how its case stands before everybody, beside what this process worked out for the last one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from duecourse.casework.context.sights import stands
from engine.identity import CaseId, PersonId
from engine.language.compiled import CompiledPolicy
from engine.people.outlooks import Outlook, outlooks
from engine.people.staffing import Staffing
from engine.ports.sights import NOBODY_SEES, Sights
from engine.ports.store import Reading
from engine.recent import Recent
from engine.record.case import Case
from engine.record.values import Deadline

KEPT = 512
"""Cases of which a process remembers how they stand; some 20 kB each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """How a case stands before everybody, with these people there, after the event that `head` is the hash of."""

    head: str
    staffing: Staffing
    seen: Mapping[PersonId, Outlook]
    sights: Sights


class KeptSights:
    """Sights of the cases that were worked on last.

    The hash of the last event says which case it is, to the letter; one that was never committed is never met again.
    """

    def __init__(self, passing: KeptSights | None = None) -> None:
        """Begin with nothing, or with what is kept there already, and add no further case to it."""
        self._kept: Recent[CaseId, _Standing] = Recent(KEPT) if passing is None else passing._kept
        self._keep = self._kept.keep if passing is None else self._kept.renew

    def __len__(self) -> int:
        """Count the cases."""
        return len(self._kept)

    def in_passing(self) -> KeptSights:
        """Give the same to one who goes through any number of cases once: those that nobody worked on are not added."""
        return KeptSights(self)

    def changes(
        self, reading: Reading, policy: CompiledPolicy, before: Case, after: Case, staffing: Staffing
    ) -> tuple[Sights, Sights]:
        """Work out how a case stood before everybody and how it stands now, from which its rows follow.

        Where nothing changed that anybody sees in a list (an alert, an erasure), nothing is worked out at all.
        """
        known, alike = self._known(before, staffing), _is_seen_alike(before, after)
        if before.policy_hash != after.policy_hash:
            # what the version before would have shown stands in the rows
            was = reading.sights(before.organisation, before.id) or NOBODY_SEES
            return was, stands(policy, after, outlooks(policy, after, staffing), staffing)
        if alike and _stands_alike(before, after):
            if known is not None:
                self._keep(after.id, replace(known, head=after.head))
            return NOBODY_SEES, NOBODY_SEES
        seen = known.seen if known is not None and alike else outlooks(policy, after, staffing)
        now = stands(policy, after, seen, staffing)
        self._keep(after.id, _Standing(head=after.head, staffing=staffing, seen=seen, sights=now))
        if known is not None:
            return known.sights, now
        seen_before = seen if alike else outlooks(policy, before, staffing)
        return stands(policy, before, seen_before, staffing), now

    def _known(self, case: Case, staffing: Staffing) -> _Standing | None:
        """Give how a case stands where that was worked out for this very case, with these very people."""
        known = self._kept.get(case.id)
        return known if known is not None and known.head == case.head and known.staffing is staffing else None


def _is_seen_alike(before: Case, after: Case) -> bool:
    """Say whether everybody may look into the same: nobody's part or role, and no instance, came, went or changed."""
    if before.team is not after.team or before.people is not after.people or before.by_post is not after.by_post:
        return False
    if before.shared is not after.shared:
        return False
    was, now = before.tracks, after.tracks
    return len(was) == len(now) and all(on in was and was[on].about == each.about for on, each in now.items())


def _stands_alike(before: Case, after: Case) -> bool:
    """Say whether no instance, address, letter or file and no time at which a clock runs out is another than it was.

    A letter waits to be sent, and a step may ask how many files are kept: either may change whose turn it is.
    """
    same = before.addresses is after.addresses and len(before.deadlines) == len(after.deadlines)
    same = same and before.letters is after.letters and before.evidence is after.evidence
    if not same or any(instance is not before.tracks[on] for on, instance in after.tracks.items()):
        return False
    pairs = ((before.deadlines.get(key), clock) for key, clock in after.deadlines.items())
    return all(was is clock or (was is not None and _runs_alike(was, clock)) for was, clock in pairs)


def _runs_alike(was: Deadline, clock: Deadline) -> bool:
    before, now = ((each.state, each.due_at, each.overdue_at, each.not_before) for each in (was, clock))
    return before == now
