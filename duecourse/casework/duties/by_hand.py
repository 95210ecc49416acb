"""What a policy asks people to do outside Duecourse: whose it is, when it is due, and who ticked it off."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from duecourse.casework.administration.trust_facts import first_school
from duecourse.casework.context.own_policy import own_policy
from duecourse.casework.context.services import Caller, Services, person_of
from engine.errors import NoCalendar, NotFound
from engine.identity import NO_SCHOOL, PersonId, PostName, RoleName, SchoolId
from engine.language.compiled import CompiledPolicy
from engine.language.field_types import ByHand
from engine.language.vocabulary import ANYONE, Post, RoleKind
from engine.ports.records import DoneByHand, Organisation, Person, School
from engine.ports.store import Reading
from engine.time.calendar import Calendar
from engine.time.due_times import Timing, work_out
from engine.time.duration import Duration

AHEAD = timedelta(days=14)
"""So long before it is due, a duty is put before those whose it is."""


class HandStanding(StrEnum):
    """How a duty stands that is done by hand: before anything was ticked off, with time, soon due, late, or as told."""

    NEVER = "never"
    TO_COME = "to come"
    SOON = "soon"
    LATE = "late"
    OCCASION = "occasion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """That somebody did it: on which day, what they noted, and who noted it when."""

    done_on: date
    by: str
    noted_at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandDuty:
    """One number of the policy that is done by hand, at one school or for the trust (`school` is "").

    `every` or `when` says how often or at which occasion, `due_at` by when it is to be done again, where something was
    ticked off. `done` has what was ticked off, the latest first; `mine` says that the person who looks may do so.
    """

    number: str
    says: str
    posts: tuple[PostName, ...]
    school: str
    place: str
    every: str
    when: str
    due_at: datetime | None
    standing: HandStanding
    done: tuple[Ticked, ...]
    mine: bool

    @property
    def is_due(self) -> bool:
        """Say whether it is put before those whose it is: never ticked off, late, or due within two weeks."""
        return self.standing in (HandStanding.NEVER, HandStanding.SOON, HandStanding.LATE)


def next_due(every: Duration, done_on: date, calendar: Calendar) -> datetime | None:
    """Work out by when something is done again that was done on a day; None where no calendar reaches so far."""
    start = datetime.combine(done_on, time(12), calendar.zone)
    try:
        return work_out(Timing(start=start, within=every), calendar).due_at
    except NoCalendar:
        return None


def standing_of(duty: ByHand, last: date | None, due_at: datetime | None, now: datetime) -> HandStanding:
    """Say how a duty stands at a moment, by the day on which it was done last, or is to be done for the first time."""
    if duty.every is None and (not duty.review or due_at is None):
        return HandStanding.OCCASION
    if last is None and due_at is None:
        return HandStanding.NEVER
    if due_at is None or now + AHEAD < due_at:
        return HandStanding.TO_COME
    return HandStanding.LATE if due_at < now else HandStanding.SOON


def posts_doing(policy: CompiledPolicy, duty: ByHand) -> tuple[PostName, ...]:
    """Name the posts that do something by hand; none where it is everybody whom the policy covers."""
    roles = policy.definition.roles
    named = (roles[RoleName(who)].held_by if who in roles else (PostName(who),) for who in duty.who if who != ANYONE)
    return tuple(dict.fromkeys(post for posts in named for post in posts))


def hand_duties(services: Services, caller: Caller) -> tuple[HandDuty, ...]:
    """List what somebody does by hand by their posts, and what others do at the schools that they look after."""
    with services.store.reading() as reading:
        return tuple(_listed(services, reading, caller, everybody=True))


def due_by_hand(services: Services, reading: Reading, caller: Caller) -> tuple[HandDuty, ...]:
    """List what is due of that which somebody does by hand, by their posts."""
    try:
        return tuple(each for each in _listed(services, reading, caller, everybody=False) if each.is_due)
    except NotFound:
        return ()  # nobody has said yet which policy is the trust's: the list of work is shown all the same


def place_in(schools: Iterable[School], school: SchoolId) -> SchoolId:
    """Give where a post at a place counts: the place of the trust itself beside its schools is the whole trust."""
    return next((NO_SCHOOL for each in schools if each.id == school and each.kind == "trust"), school)


def posts_watching(policy: CompiledPolicy, duty: ByHand) -> tuple[PostName, ...]:
    """Name the posts that see how something done by hand stands without doing it: of a review, the central team's."""
    central = policy.definition.roles.get(RoleName(Post.CENTRAL_TEAM.value))
    return central.held_by if duty.review and central is not None else ()


def first_due(policy: CompiledPolicy, duty: ByHand, calendar: Calendar) -> datetime | None:
    """Give when a duty is due for the first time: a review of the policy by the day that it prints."""
    day = review_day(policy) if duty.review else None
    return datetime.combine(day, calendar.close_of_business, calendar.zone) if day is not None else None


def review_day(policy: CompiledPolicy) -> date | None:
    """Give the day by which a policy prints that it is reviewed: of a month, its last day."""
    if policy.definition.review_due is None:
        return None
    year, month, *day = map(int, policy.definition.review_due.split("-"))
    return date(year, month, *(day or (monthrange(year, month)[1],)))


@dataclass(frozen=True, kw_only=True)
class _Look:
    services: Services
    trust: Organisation
    policy: CompiledPolicy
    schools: Sequence[School]
    now: datetime
    mine: frozenset[tuple[PostName, SchoolId]]
    others: frozenset[tuple[PostName, SchoolId]]
    done: Sequence[DoneByHand]
    names: Mapping[PersonId, str]

    def duties(self) -> Iterator[HandDuty]:
        for number, duty in self.policy.definition.by_hand.items():
            if duty.arises is not None:
                continue  # it is ticked off in the case that it arises in
            posts = posts_doing(self.policy, duty)
            mine = {school for post, school in self.mine if post in posts}
            others = {school for post, school in self.others if post in posts}
            yield from (
                self._duty(number, duty, posts, school, mine=school in mine) for school in self._in_order(mine | others)
            )
            watched = {school for post, school in self.mine if post in posts_watching(self.policy, duty)}
            yield from (
                self._duty(number, duty, posts, school, mine=False, anywhere=True)
                for school in self._in_order(watched - mine - others)
            )

    def _in_order(self, places: set[SchoolId]) -> Iterator[SchoolId]:
        yield from (
            school for school in (NO_SCHOOL, *(each.id for each in self.schools if each.active)) if school in places
        )

    def _duty(
        self,
        number: str,
        duty: ByHand,
        posts: tuple[PostName, ...],
        school: SchoolId,
        *,
        mine: bool,
        anywhere: bool = False,
    ) -> HandDuty:
        place = next((each for each in self.schools if each.id == school), None)
        done = [each for each in self.done if each.number == number and (anywhere or each.school == school)]
        last = done[0].done_on if done else None
        calendar = self.services.calendar(place or first_school(self.schools), self.trust.zone)
        if last is None:
            due_at = first_due(self.policy, duty, calendar)
        else:
            due_at = next_due(duty.every, last, calendar) if duty.every else None
        return HandDuty(
            number=number,
            says=duty.says,
            posts=posts,
            school=place.key if place else "",
            place=place.name if place else self.trust.name,
            every=str(duty.every or ""),
            when=duty.when,
            due_at=due_at,
            standing=standing_of(duty, last, due_at, self.now),
            done=tuple(self._ticked(each) for each in done),
            mine=mine,
        )

    def _ticked(self, done: DoneByHand) -> Ticked:
        return Ticked(done_on=done.done_on, by=self.names[done.by], noted_at=done.noted_at, note=done.note)


def _listed(services: Services, reading: Reading, caller: Caller, *, everybody: bool) -> Iterator[HandDuty]:
    trust, now = reading.organisation(), services.clock.now()
    policy, schools = own_policy(services.library, trust), services.schools(reading)
    me = person_of(reading, trust.id, caller.viewer.person)
    asked = {
        post
        for duty in policy.definition.by_hand.values()
        for post in (*posts_doing(policy, duty), *posts_watching(policy, duty))
    }
    mine = _held([me], schools, now) if me.is_there(now) else frozenset()
    others: frozenset[tuple[PostName, SchoolId]] = frozenset()
    if everybody:
        overseen = _overseen(policy, mine)
        there = _held((each for each in reading.people(trust.id) if each.is_there(now)), schools, now)
        others = frozenset(each for each in there if each[1] in overseen or NO_SCHOOL in overseen)
    if not any(post in asked for post, _ in mine | others):
        return
    done = [each for each in reading.done_by_hand(trust.id) if each.policy == policy.definition.policy]
    named = reading.people_named(trust.id, {each.by for each in done})
    look = _Look(
        services=services,
        trust=trust,
        policy=policy,
        schools=schools,
        now=now,
        mine=mine,
        others=others,
        done=done,
        names={person.id: person.name for person in named},
    )
    yield from look.duties()


def _held(people: Iterable[Person], schools: Sequence[School], now: datetime) -> frozenset[tuple[PostName, SchoolId]]:
    return frozenset((held.post, place_in(schools, held.school)) for person in people for held in person.held(now))


def _overseen(policy: CompiledPolicy, mine: frozenset[tuple[PostName, SchoolId]]) -> frozenset[SchoolId]:
    """Give where somebody holds one of the posts that look after a school."""
    posts = {post for role in policy.roles_of(RoleKind.OVERSEER) for post in policy.role(role).held_by}
    return frozenset(school for post, school in mine if post in posts)
