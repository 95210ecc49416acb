"""What one person may see of a case: all that leaves the room in which the whole of it is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.identity import CASE, CaseReference, ClockId, InstanceId, PersonId, RoleName, SchoolId, TrackName
from engine.record.case import Case
from engine.record.values import Address, Alert, Deadline, Evidence, Instance, Letter, Part


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleCase:
    """A case as one person may see it: no kind of `Case`, and taken nowhere where one is asked for.

    `revision` is that of the whole case, for the forms of a page; `head` is "" for those who do not see all of it.
    """

    reference: CaseReference
    policy: str
    policy_hash: str
    school: SchoolId
    reported_at: datetime
    revision: int
    head: str
    tracks: Mapping[InstanceId, Instance]
    addresses: Mapping[str, Address]
    people: Mapping[PersonId, tuple[Part, ...]]
    categories: Mapping[PersonId, str]
    team: Mapping[RoleName, tuple[PersonId, ...]]
    deadlines: Mapping[ClockId, Deadline]
    letters: Mapping[str, Letter]
    evidence: Mapping[str, Evidence]
    alerts: Mapping[str, Alert]

    @property
    def status(self) -> str:
        """Give the state of the case shell, or "" to those who do not see it."""
        return self.tracks[CASE].state if CASE in self.tracks else ""

    def of_track(self, track: TrackName) -> tuple[Instance, ...]:
        """List the visible instances of one track, in order."""
        return tuple(each for each in self.tracks.values() if each.track == track)

    def is_part(self, person: PersonId, *parts: Part) -> bool:
        """Say whether somebody is any of these to the case, as far as the viewer may know."""
        return any(part in parts for part in self.people.get(person, ()))

    def named(self) -> Iterator[PersonId]:
        """List the people who appear in it, some of them more than once."""
        yield from self.people
        for holders in self.team.values():
            yield from holders
        for instance in self.tracks.values():
            if instance.person:
                yield instance.person
            yield from (done.by for done in instance.done.values())


def visible(case: Case, *, everything: bool) -> VisibleCase:
    """Take over a case from which all that somebody may not see was left out; `everything` says that nothing was."""
    return VisibleCase(
        reference=case.reference,
        policy=case.policy,
        policy_hash=case.policy_hash,
        school=case.school,
        reported_at=case.reported_at,
        revision=case.revision,
        head=case.head if everything else "",
        tracks=case.tracks,
        addresses=case.addresses,
        people=case.people,
        categories=case.categories,
        team=case.team,
        deadlines=case.deadlines,
        letters=case.letters,
        evidence=case.evidence,
        alerts=case.alerts,
    )
