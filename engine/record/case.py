"""A case as its events have made it: the whole of it, which no page and no command may hold.

Only what decides and what writes imports it, by contract; what somebody may see of it is another type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.identity import (
    CASE,
    CaseId,
    CaseReference,
    ClockId,
    InstanceId,
    OrganisationId,
    PersonId,
    PostName,
    RoleName,
    SchoolId,
    TrackName,
)
from engine.language.vocabulary import PUPIL
from engine.record.erasures import ErasedPlace, Erasure, Ground
from engine.record.replacement import replace
from engine.record.values import Address, Alert, Deadline, Evidence, Instance, Letter, Loan, Part, Share


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case as its events have made it. `revision` counts its events, `head` is the last hash of its chain.

    `team` and `former` map roles to who holds them, and to who held them before; `by_post` those of the team who came
    to their role by a post to that post; `by_hand` those to whom somebody gave a role (true), or from whom somebody
    took it (false); `lent` those who gave up a role until a moment; `categories` people to what they are to the trust;
    `shared` the other schools that share it; `links` the cases that it is linked with.
    """

    id: CaseId
    organisation: OrganisationId
    reference: CaseReference
    policy: str
    policy_hash: str
    school: SchoolId
    reported_at: datetime
    revision: int = 0
    head: str = ""
    tracks: Mapping[InstanceId, Instance] = field(default_factory=dict)
    addresses: Mapping[str, Address] = field(default_factory=dict)
    people: Mapping[PersonId, tuple[Part, ...]] = field(default_factory=dict)
    categories: Mapping[PersonId, str] = field(default_factory=dict)
    team: Mapping[RoleName, tuple[PersonId, ...]] = field(default_factory=dict)
    former: Mapping[RoleName, tuple[PersonId, ...]] = field(default_factory=dict)
    by_post: Mapping[RoleName, Mapping[PersonId, PostName]] = field(default_factory=dict)
    by_hand: Mapping[RoleName, Mapping[PersonId, bool]] = field(default_factory=dict)
    lent: Mapping[RoleName, Mapping[PersonId, Loan]] = field(default_factory=dict)
    deadlines: Mapping[ClockId, Deadline] = field(default_factory=dict)
    letters: Mapping[str, Letter] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    alerts: Mapping[str, Alert] = field(default_factory=dict)
    shared: Mapping[SchoolId, Share] = field(default_factory=dict)
    links: tuple[CaseId, ...] = ()
    erasures: Mapping[str, Erasure] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """Give the state of the case shell, or "" before it is opened."""
        return self.tracks[CASE].state if CASE in self.tracks else ""

    @property
    def erased(self) -> frozenset[ErasedPlace]:
        """Name the places that erasures have emptied."""
        done = (each for each in self.erasures.values() if each.status == "done")
        return frozenset(place for erasure in done for place in erasure.places)

    @property
    def is_disposed(self) -> bool:
        """Say whether the whole case was disposed of: nobody is told any more who was what to it."""
        return any(each.ground is Ground.DISPOSAL and each.status == "done" for each in self.erasures.values())

    def of_track(self, track: TrackName) -> tuple[Instance, ...]:
        """List the instances of one track, in order."""
        return tuple(each for each in self.tracks.values() if each.track == track)

    def is_part(self, person: PersonId, *parts: Part) -> bool:
        """Say whether somebody is any of these to the case."""
        return any(part in parts for part in self.people.get(person, ()))

    def is_pupil(self, person: PersonId) -> bool:
        """Say whether somebody is known to be a pupil: nobody writes to them, and an adult speaks with them."""
        return self.categories.get(person) == PUPIL or self.is_part(person, Part.CHILD)

    def is_from_report(self, instance: Instance) -> bool:
        """Say whether the times of an instance count from a report, and not from a step that opened it later."""
        return instance.reported_at == self.first_known(instance)

    def first_known(self, instance: Instance) -> datetime:
        """Give when what an instance deals with was reported: its address, or else the case."""
        address = self.addresses.get(instance.about.address_number) if instance.about.is_address else None
        return address.reported_at if address is not None else self.reported_at

    def with_track(self, instance: Instance) -> Case:
        """Give the case with one instance put in place."""
        return replace(self, tracks={**self.tracks, instance.on: instance})
