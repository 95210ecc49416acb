"""What one person may see of a case: all that leaves the room in which the whole of it is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from engine.identity import CASE, CaseReference, ClockId, InstanceId, PersonId, RoleName, SchoolId, TrackName
from engine.record.case import Case
from engine.record.codes import CodeKind, Codes, typed_code
from engine.record.values import Address, Alert, Deadline, Evidence, Instance, Letter, Part, Share

_KINDS: Mapping[type, CodeKind] = {
    Address: CodeKind.ADDRESS,
    Letter: CodeKind.LETTER,
    Evidence: CodeKind.FILE,
    Alert: CodeKind.ALERT,
}
Thing = TypeVar("Thing", Instance, Address, Letter, Evidence, Alert)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleCase:
    """A case as one person may see it: no kind of `Case`, and taken nowhere where one is asked for.

    `revision` is 0 and `head` "" for those who do not see all of it. What it holds is found by its code, or by its
    number as links of earlier versions have it; what it does not hold is found by neither.
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
    shared: Mapping[SchoolId, Share]
    codes: Codes = field(compare=False, repr=False)

    @property
    def status(self) -> str:
        """Give the state of the case shell, or "" to those who do not see it."""
        return self.tracks[CASE].state if CASE in self.tracks else ""

    def of_track(self, track: TrackName) -> tuple[Instance, ...]:
        """List the visible instances of one track, in order."""
        return tuple(each for each in self.tracks.values() if each.track == track)

    @property
    def alone(self) -> frozenset[TrackName]:
        """Name the tracks of which the viewer sees one procedure: it needs no code to be told from others."""
        many = Counter(each.track for each in self.tracks.values())
        return frozenset(track for track, count in many.items() if count == 1)

    def is_part(self, person: PersonId, *parts: Part) -> bool:
        """Say whether somebody is any of these to the case, as far as the viewer may know."""
        return any(part in parts for part in self.people.get(person, ()))

    def code(self, thing: Instance | Address | Letter | Evidence | Alert) -> str:
        """Give the code of something that it holds."""
        if isinstance(thing, Instance):
            return self.codes.of_procedure(thing.on)
        return self.codes.of(_KINDS[type(thing)], thing.number)

    def place(self, on: InstanceId) -> InstanceId:
        """Name an instance for a program: removal/2 for those who see all of the case, and removal/K7F for others."""
        return on if self.revision else self.codes.place(on)

    def number(self, thing: Address | Letter | Evidence | Alert) -> int | None:
        """Give a number for a program: None for those who do not see all of the case, who could count by it."""
        return thing.number if self.revision else None

    def procedure(self, typed: str) -> Instance | None:
        """Find an instance as it was typed: K7F, removal/K7F, removal/1 or removal for the first one."""
        track, name = InstanceId.typed(typed)
        if not track and (first := self.tracks.get(InstanceId.of(TrackName(name), 1))):
            return first
        found = self._found(self.tracks.values(), name)
        if found is None:
            return self.tracks.get(InstanceId.of(TrackName(track), name))
        return found if track in ("", found.track) else None

    def address(self, typed: str) -> Address | None:
        """Find an address by its code or number."""
        return self._found(self.addresses.values(), typed) or self.addresses.get(typed)

    def letter(self, typed: str) -> Letter | None:
        """Find a letter by its code or number."""
        return self._found(self.letters.values(), typed) or self.letters.get(typed)

    def file(self, typed: str) -> Evidence | None:
        """Find a piece of evidence by its code or number."""
        return self._found(self.evidence.values(), typed) or self.evidence.get(typed)

    def alert(self, typed: str) -> Alert | None:
        """Find an alert by its code or number."""
        return self._found(self.alerts.values(), typed) or self.alerts.get(typed)

    def _found(self, things: Iterable[Thing], typed: str) -> Thing | None:
        code = typed_code(typed)
        return next((each for each in things if code and self.code(each) == code), None)

    def named(self) -> Iterator[PersonId]:
        """List the people who appear in it, some of them more than once."""
        yield from self.people
        for holders in self.team.values():
            yield from holders
        for instance in self.tracks.values():
            if instance.person:
                yield instance.person
            yield from (done.by for done in instance.done.values())
        yield from (share.by for share in self.shared.values())


def visible(case: Case, codes: Codes, *, everything: bool) -> VisibleCase:
    """Take over a case from which all that somebody may not see was left out; `everything` says that nothing was."""
    return VisibleCase(
        reference=case.reference,
        policy=case.policy,
        policy_hash=case.policy_hash,
        school=case.school,
        reported_at=case.reported_at,
        revision=case.revision if everything else 0,
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
        shared=case.shared,
        codes=codes,
    )
