"""Who may administer a trust or one school of it, and the line that each change leaves in the access log."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from duecourse.casework.context.services import Caller, Services, person_of
from engine.errors import NotPermitted
from engine.identity import NO_REFERENCE, NO_SCHOOL, OrganisationId, PostName, SchoolId
from engine.language.posts import ADMINISTRATOR, spelling
from engine.language.vocabulary import Post
from engine.people.tenures import running
from engine.ports.records import Organisation, Person, School
from engine.ports.store import Reading, Writing
from engine.record.access import Access
from engine.time.moments import say_beginning

ADMINISTERING = (ADMINISTRATOR, PostName(Post.IT), PostName(Post.CENTRAL_TEAM))
"""The posts whose holders keep people, schools and settings. None of them shows anybody a case."""

CALENDARS = (*ADMINISTERING, PostName(Post.HR), PostName(Post.SENIOR_MANAGER), PostName(Post.HEADTEACHER))
"""The posts whose holders keep calendars."""


@dataclass(frozen=True, slots=True)
class Remit:
    """Somebody who keeps things, and where: in the whole trust, or at some schools alone."""

    person: Person
    places: frozenset[SchoolId]

    @property
    def whole(self) -> bool:
        """Say whether it is the whole trust."""
        return NO_SCHOOL in self.places

    def reaches(self, school: SchoolId) -> bool:
        """Say whether a school is theirs; "" asks for what is of the whole trust."""
        return self.whole or school in self.places

    def has(self, person: Person, at: datetime) -> bool:
        """Say whether somebody is theirs to keep: every post that they hold or will hold is at these schools."""
        places = {held.school for held in running(person.posts, at)}
        return self.whole or (bool(places) and places <= self.places)


def remit(person: Person, at: datetime, posts: Collection[PostName] = ADMINISTERING) -> Remit:
    """Say where somebody holds one of the posts that keep something."""
    places = (held.school for held in person.held(at) if spelling(held.post) in posts)
    return Remit(person, frozenset(places) if person.is_there(at) else frozenset())


def administers(person: Person, at: datetime) -> bool:
    """Say whether somebody keeps the whole trust's people, schools and settings."""
    return remit(person, at).whole


def demand_active(reading: Reading, caller: Caller) -> Person:
    """Give the person who asks. Raises NotPermitted where they have left."""
    person = person_of(reading, caller.viewer.organisation, caller.viewer.person)
    if not person.active or (caller.viewer.at is not None and not person.is_there(caller.viewer.at)):
        raise NotPermitted(f"{person.name} has left and can no longer act here.")
    return person


def demand_keeper(reading: Reading, caller: Caller, at: datetime) -> Remit:
    """Give the person who asks, who administers the trust or a school.

    Raises NotPermitted, naming the posts that do.
    """
    person = demand_active(reading, caller)
    found = remit(person, at)
    if found.places:
        return found
    raise NotPermitted(
        f"People, schools and settings are kept by these posts: {', '.join(ADMINISTERING)}. "
        f"{_whom_to_ask(reading, person, at)}"
    )


def demand_administrator(reading: Reading, caller: Caller, at: datetime) -> Person:
    """Give the person who asks, as one of those who administer the whole trust. Raises NotPermitted."""
    found = demand_keeper(reading, caller, at)
    if found.whole:
        return found.person
    raise NotPermitted(
        f"This is for the whole trust, and {found.person.name} keeps one school's people and days alone. "
        f"{_whom_to_ask(reading, found.person, at)}"
    )


def demand_reach(reading: Reading, found: Remit, places: Iterable[SchoolId], at: datetime) -> None:
    """Refuse to change what is of another school, or of the whole trust. Raises NotPermitted, naming whom to ask."""
    beyond = sorted({place for place in places if not found.reaches(place)})
    if beyond:
        schools = reading.schools(found.person.organisation)
        asked = " and ".join(_place(schools, each) for each in beyond)
        mine = " and ".join(_place(schools, each) for each in sorted(found.places))
        raise NotPermitted(
            f"{found.person.name} keeps {mine} and not {asked}. {_whom_to_ask(reading, found.person, at)}"
        )


def demand_school(
    reading: Reading, caller: Caller, school: SchoolId, at: datetime, posts: Collection[PostName] = ADMINISTERING
) -> Person:
    """Give the person who asks, who holds one of these posts at a school or in the trust. Raises NotPermitted."""
    person = demand_active(reading, caller)
    found = remit(person, at, posts)
    if not found.places and posts is ADMINISTERING:
        found = demand_keeper(reading, caller, at)
    if not found.places:
        raise NotPermitted(f"This is done at a school by its: {', '.join(posts)}.")
    demand_reach(reading, found, (school,), at)
    return person


def demand_person(reading: Reading, found: Remit, person: Person, at: datetime) -> None:
    """Refuse to change somebody who is not of one's own school alone. Raises NotPermitted, naming whom to ask."""
    if not found.has(person, at):
        demand_reach(reading, found, {held.school for held in running(person.posts, at)} or {NO_SCHOOL}, at)


def _place(schools: Iterable[School], school: SchoolId) -> str:
    return next((each.name for each in schools if each.id == school), "the whole trust")


def _whom_to_ask(reading: Reading, person: Person, at: datetime) -> str:
    others = [each for each in reading.people(person.organisation) if administers(each, at) and each != person]
    if others:
        return f"Ask one of them: {', '.join(each.name for each in others)}."
    return f"Nobody holds one yet. Somebody can take it: `duecourse post give PERSON {ADMINISTRATOR}`."


def somebody_administers(reading: Reading, organisation: OrganisationId, at: datetime) -> bool:
    """Say whether anybody holds one of the posts that administer the whole trust."""
    return any(administers(each, at) for each in reading.people(organisation))


def demand_a_keeper(writing: Writing, trust: Organisation, at: datetime) -> None:
    """Refuse a change after which nobody administers, at once or from some day on; it undoes the transaction.

    Raises NotPermitted.
    """
    wrong = wrong_keepers(writing.people(trust.id), trust, at)
    if wrong:
        raise NotPermitted(wrong)


def wrong_keepers(people: Sequence[Person], trust: Organisation, at: datetime) -> str:
    """Say that nobody administers, at a moment or from some day on."""
    held = (each for person in people if person.active for each in person.posts if spelling(each.post) in ADMINISTERING)
    moments = sorted({at, *(each.until for each in held if each.until is not None and each.until > at)})
    for moment in moments:
        if not any(administers(each, moment) for each in people):
            when = "" if moment == at else f" from {say_beginning(moment, ZoneInfo(trust.zone))} on"
            return (
                f"After this nobody could keep people, schools and settings any more{when}. Give the post to somebody "
                f"else first: `duecourse post give PERSON {ADMINISTRATOR}`."
            )
    return ""


def note(writing: Writing, services: Services, caller: Caller, what: str, which: str) -> None:
    """Write a change into the access log: what was changed and its identifier, never a name."""
    line = Access(at=services.clock.now(), person=caller.viewer.person, case=NO_REFERENCE, what=what, detail=which)
    writing.log_access(caller.viewer.organisation, [line])
