"""The schools of a trust and who is there, kept between transactions for as long as they are still so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from engine.errors import NotFound
from engine.identity import OrganisationId, PersonId, PostName, SchoolId
from engine.people.lent_posts import keeps_systems, spelled, standing
from engine.people.staffing import Staffing
from engine.ports.records import Person, School, Tenure
from engine.ports.store import Reading


@dataclass(frozen=True, slots=True)
class Present:
    """Who is at a school from one moment on and until another: no post begins or ends in between."""

    staffing: Staffing
    since: datetime
    until: datetime

    def is_so(self, at: datetime) -> bool:
        """Say whether this is who is there at a moment."""
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a trust as it stands at one count of its changes."""

    count: int | None
    schools: tuple[School, ...]
    present: dict[SchoolId, Present] = field(default_factory=dict)
    together: dict[tuple[SchoolId, ...], tuple[tuple[Staffing, ...], Staffing]] = field(default_factory=dict)
    """The people of schools that share a case, with those of each of which they were put together."""


class Staff:
    """Schools and staffing of each trust, used only at the count of changes at which they were read.

    The count is read in the same transaction as everything else, so what another process changes is noticed by the
    next step here. Threads share it: what they put in is whole, and whichever comes last stays.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._kept: dict[OrganisationId, Kept] = {}

    def schools(self, reading: Reading) -> Sequence[School]:
        """List the schools of the trust by name."""
        return self._now(reading).schools

    def school(self, reading: Reading, school: str) -> School:
        """Find a school of the trust by its identifier or key. Raises NotFound, naming those that there are."""
        schools = self.schools(reading)
        for each in schools:
            if school in (each.id, each.key):
                return each
        raise NotFound(f"There is no school '{school}'. Schools: {', '.join(each.key for each in schools) or 'none'}.")

    def staffing(self, reading: Reading, school: SchoolId, at: datetime) -> Staffing:
        """Give who is at a school, and in the trust above it, with the posts that they hold there at a moment."""
        kept = self._now(reading)
        found = kept.present.get(school)
        if found is None or not found.is_so(at):
            found = present(reading.staff_of(reading.organisation().id, school), school, at)
            kept.present[school] = found
        return found.staffing

    def together(self, reading: Reading, schools: tuple[SchoolId, ...], at: datetime) -> Staffing:
        """Give who is at the first of some schools at a moment, with those of the others beside."""
        each = tuple(self.staffing(reading, school, at) for school in schools)
        if len(each) == 1:
            return each[0]
        kept = self._now(reading).together
        known = kept.get(schools)
        if known is None or any(one is not other for one, other in zip(known[0], each, strict=True)):
            known = kept[schools] = each, replace(each[0], beside=dict(zip(schools[1:], each[1:], strict=True)))
        return known[1]

    def _now(self, reading: Reading) -> Kept:
        """Give what is kept at the present count; of another count everything is read again.

        In a transaction that changes who is there nothing is kept: it may be undone, and its count given to another.
        """
        trust = reading.organisation()
        known = self._kept.get(trust.id)
        if known is not None and known.count == trust.staffing:
            return known
        read = Kept(trust.staffing, tuple(reading.schools(trust.id)))
        if trust.staffing is not None:
            self._kept[trust.id] = read
        return read


def present(staff: Sequence[Person], school: SchoolId, at: datetime) -> Present:
    """Work out who is at a school at a moment, and between which moments that is so."""
    posts: dict[PersonId, frozenset[PostName]] = {}
    others: dict[PersonId, Mapping[PostName, datetime | None]] = {}
    covered: dict[PersonId, frozenset[PostName]] = {}
    keepers: set[PersonId] = set()
    since, until = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    for person in staff:
        tenures = [each for each in person.posts if each.school in ("", school)]
        here = [each for each in standing(person.posts, at) if each in tenures and person.active]
        held = _named(here)
        own = _named(each for each in here if each.kind != "cover")
        if held:
            posts[person.id] = held
        if held - own:
            covered[person.id] = held - own
        if person.active and keeps_systems(person.posts, at):
            keepers.add(person.id)
        elsewhen = _other_posts(tenures, held, at)
        if elsewhen:
            others[person.id] = elsewhen
        for moment in (moment for each in person.posts for moment in (each.since, each.until) if moment):
            since, until = (max(since, moment), until) if moment <= at else (since, min(until, moment))
    return Present(Staffing(posts=posts, covered=covered, keepers=frozenset(keepers), others=others), since, until)


def _other_posts(
    tenures: Sequence[Tenure], held: Collection[PostName], at: datetime
) -> Mapping[PostName, datetime | None]:
    """Give the posts that somebody does not hold now, with the last end of each; None where that is ahead."""
    found: dict[PostName, datetime | None] = {}
    for each in tenures:
        post = spelled(each.post)
        ended = each.until if each.until is not None and each.until <= at else None
        if post not in held:
            known = found.get(post, ended)
            found[post] = None if known is None or ended is None else max(known, ended)
    return found


def _named(tenures: Iterable[Tenure]) -> frozenset[PostName]:
    return frozenset(spelled(each.post) for each in tenures)
