"""What lists read in the place of cases: how a case, and each of its running clocks, stands before one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from engine.identity import (
    NO_PERSON,
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
from engine.ports.agenda.case_orders import CaseOrder
from engine.ports.agenda.headings import CaseHeading
from engine.ports.agenda.next_acts import NextAct, Whose
from engine.ports.records import Viewer
from engine.record.case import Case
from engine.record.values import Alert

EVERY_TRACK = TrackName("")
"""Where a list is of every procedure."""
UNREADABLE = "cannot_be_read"
"""How a case stands in a list that cannot be read: that it is there must not be hidden from those who see it."""


class SightKind(StrEnum):
    """Which list a case belongs to before somebody; `NONE` where none of their roles is in force."""

    CASE = "case"
    REQUEST = "request"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSight:
    """A running clock before somebody. `waits` says that others have to act first, or that it stands still.

    `not_before` says that it is a time that has to pass before a step: nothing is due by it.
    """

    on: InstanceId
    name: str
    state: str
    due_at: datetime | None
    overdue_at: datetime | None
    waits: bool
    not_before: bool = False

    @property
    def key(self) -> ClockId:
        """Name the clock within its case."""
        return ClockId.of(self.on, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How a case stands before one person.

    They see it while they hold one of `posts`; where there are none, whatever they hold. All the rest is true while
    they hold every post in `relied`, and is shown to nobody who does not. `works` are the instances that they work on,
    `sees` those that they merely look into, `unseen` the clocks that they may not know of; `danger_at` is when the last
    danger began that they must act on. `heading` is what its title tells them, `act` what is next in it, or None.
    """

    posts: tuple[PostName, ...] = ()
    relied: tuple[PostName, ...] = ()
    kind: SightKind
    ended: bool = False
    everything: bool = False
    state: str = ""
    danger_at: datetime | None = None
    works: tuple[InstanceId, ...] = ()
    sees: tuple[InstanceId, ...] = ()
    unseen: tuple[ClockId, ...] = ()
    clocks: tuple[ClockSight, ...] = ()
    heading: CaseHeading | None = None
    act: NextAct | None = None

    @property
    def soonest(self) -> ClockSight | None:
        """Give the clock by which something is due first; None where none runs."""
        return next((clock for clock in self.clocks if not clock.not_before), None)


Sights: TypeAlias = Mapping[PersonId, Sight]
"""A case before everybody who sees it."""
NOBODY_SEES: Sights = {}
Key: TypeAlias = tuple[str | int, ...]
"""Where a line stands in its list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which part of a list: `limit` lines after the one with this key, or before it where `back` says so."""

    limit: int
    after: Key = ()
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedClock:
    """A line of a list of clocks; `key` is where it stands in the list.

    `shared` are the other schools that share the case, for those who work on the case itself.
    """

    case: CaseId
    reference: CaseReference
    school: SchoolId
    policy_hash: str
    round: int
    binding: str
    roles: tuple[RoleName, ...]
    sight: ClockSight
    key: Key
    shared: tuple[SchoolId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase:
    """A line of a list of cases. `revision` is 0 for those who do not see all of it; `key`, `shared` as for clocks."""

    case: CaseId
    reference: CaseReference
    school: SchoolId
    policy: str
    policy_hash: str
    reported_at: datetime
    revision: int
    state: str
    ended: bool
    soonest: ClockSight | None
    key: Key
    shared: tuple[SchoolId, ...] = ()
    heading: CaseHeading | None = None
    act: NextAct | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesWanted:
    """Which cases a list shows: of one kind, of every school or one, in every state or one; `ended` is None for both.

    `mine` keeps those that the viewer works on, `late_at` those with a clock before them that is overdue then, `track`
    those in which a clock of that procedure runs before them. `topic` keeps those whose title before the viewer is made
    of that code, `holder` those in which the next act is told to be that person's, `danger` those with a danger that
    the viewer must act on, or of which they see everything. `turn` keeps those in which it is somebody's turn,
    `since` those that came to stand as they do after a moment, and that the viewer has not looked at since, `soon` of
    those that have ended such alone in which an act is due by then.
    """

    kind: SightKind | None = SightKind.CASE
    ended: bool | None = None
    due_by: datetime | None = None
    school: SchoolId | None = None
    state: str = ""
    mine: bool = False
    late_at: datetime | None = None
    track: TrackName = EVERY_TRACK
    turn: Whose | None = None
    since: datetime | None = None
    soon: datetime | None = None
    policy: str = ""
    topic: str = ""
    holder: PersonId = NO_PERSON
    danger: bool = False
    reported_from: datetime | None = None
    reported_before: datetime | None = None
    order: CaseOrder = CaseOrder.SOONEST


@dataclass(frozen=True, slots=True, kw_only=True)
class ClocksWanted:
    """Which clocks a list shows: due in a span of time, overdue at a moment or not yet, waiting for others or not.

    `track` names the procedure whose clocks they are. `not_before` asks for times that have to pass, and those alone;
    `mine` for clocks of procedures that the viewer works on.
    """

    due_after: datetime | None = None
    due_by: datetime | None = None
    overdue_by: datetime | None = None
    in_grace_at: datetime | None = None
    waits: bool | None = None
    not_before: bool = False
    school: SchoolId | None = None
    track: TrackName = EVERY_TRACK
    mine: bool = False


class SightsReading(Protocol):
    """Reads of what stands before somebody; nothing here loads a case."""

    def listed_cases(self, viewer: Viewer, wanted: CasesWanted, page: Page) -> Sequence[ListedCase]:
        """List cases in the order that is wanted; by deadline, those that cannot be read come first."""
        ...

    def cases_named(
        self, viewer: Viewer, wanted: CasesWanted, references: Sequence[CaseReference]
    ) -> Sequence[ListedCase]:
        """List such of these cases as are before the viewer, in the same order."""
        ...

    def count_cases(self, viewer: Viewer, wanted: CasesWanted, limit: int) -> int:
        """Count such cases, and stop at a limit."""
        ...

    def versions_in_use(self, viewer: Viewer, policy: str) -> Mapping[str, int]:
        """Count the cases under a policy before the viewer, by the hash of the version that they go by."""
        ...

    def listed_clocks(self, viewer: Viewer, wanted: ClocksWanted, page: Page) -> Sequence[ListedClock]:
        """List running clocks, soonest first; those that stand still come last."""
        ...

    def count_clocks(self, viewer: Viewer, wanted: ClocksWanted, limit: int) -> int:
        """Count such clocks, and stop at a limit."""
        ...

    def open_alerts(self, viewer: Viewer, limit: int) -> Sequence[tuple[CaseReference, Alert]]:
        """List the alerts that nobody has taken up, of what the viewer works on, oldest first.

        All that was raised of one round of a clock is one: called by its first line, and as far as its last.
        """
        ...

    def dangers_unread(self, viewer: Viewer) -> Sequence[CaseId]:
        """List the cases with a danger that the viewer must act on and may not have looked at since."""
        ...

    def dangers_unopened(self, viewer: Viewer, limit: int) -> Sequence[CaseId]:
        """List the viewer's newest open cases with a danger that others must act on and may not have opened."""
        ...

    def given_unread(self, viewer: Viewer, limit: int) -> Sequence[CaseReference]:
        """List the cases that came to the viewer with a post, and that they have not looked at since."""
        ...

    def erasing(self, viewer: Viewer, limit: int) -> Sequence[CaseReference]:
        """List the cases of which the viewer sees the whole, as the scheduler does, in which an erasure waits."""
        ...

    def approving(self, viewer: Viewer, limit: int) -> Sequence[CaseReference]:
        """List the cases that the viewer sees something of, in which a letter waits for a second person."""
        ...

    def is_catching_up(self, viewer: Viewer, at: datetime) -> bool:
        """Say whether posts of the viewer began or ended, and their lists still have to follow."""
        ...

    def sights(self, organisation: OrganisationId, case: CaseId) -> Sights | None:
        """Give a case before everybody who sees it, as it is kept; None where it was never worked out."""
        ...

    def has_unsighted(self) -> bool:
        """Say whether there are cases of earlier versions that nobody has worked out yet who sees what of."""
        ...

    def unsighted(self, organisation: OrganisationId, limit: int) -> Sequence[CaseId]:
        """List such cases of an organisation."""
        ...

    def catching_up(self, organisation: OrganisationId, at: datetime) -> Sequence[PersonId]:
        """List whose posts began or ended since their lists were last brought up to date."""
        ...

    def relying_on_posts(
        self, organisation: OrganisationId, person: PersonId, at: datetime, limit: int
    ) -> Sequence[CaseId]:
        """List the next cases that do not follow somebody's posts yet: those that they see by a post, and those that
        are open where they hold one."""
        ...


class SightsWriting(SightsReading, Protocol):
    """Writes of what stands before somebody, beside those of steps."""

    def keep_sights(self, case: Case, sights: Sights) -> None:
        """Write how a case stands before everybody, in the place of what stood there."""
        ...

    def give_up_sight(self, organisation: OrganisationId, case: CaseId) -> None:
        """Note that a case cannot be read, so that nobody tries again to work out who sees what of it."""
        ...

    def reach(self, organisation: OrganisationId, person: PersonId, at: datetime, case: CaseId) -> None:
        """Note up to which case the lists of somebody follow their posts as they are at a moment; "" for all."""
        ...
