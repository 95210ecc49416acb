"""Somebody leaves: they can no longer sign in or act, and stay known in the cases they had a part in.

Who hands over needs no sight of any case, so what they are told beforehand is numbers, and posts that everybody knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from duecourse.casework.administration.holdings import HeldPost, holding, let_go
from duecourse.casework.administration.permission import demand_a_keeper, demand_keeper, demand_person, note
from duecourse.casework.administration.posts import active
from duecourse.casework.context.handovers import Work, handover_by, work_of
from duecourse.casework.context.services import Caller, Services, person_of
from engine.errors import BadInput
from engine.identity import NO_PERSON
from engine.people.tenures import all_ended, overlaps, running
from engine.ports.records import Organisation, Person, School, Viewer
from engine.ports.store import Reading, Writing
from engine.record.values import SCHEDULER


@dataclass(frozen=True, slots=True)
class EndingPost:
    """A post that ends, and who holds it besides from then on."""

    held: HeldPost
    others: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What follows when somebody leaves, and when; `is_later` where that is still to come.

    `heir` gets of the open cases what a post of theirs brings them to; the rest goes to whom the policy names.
    """

    person: Person
    at: datetime
    is_later: bool
    ends: tuple[EndingPost, ...]
    work: Work
    heir: Person | None


def look_ahead(services: Services, caller: Caller, key: str, on: datetime | None = None, to: str = "") -> Departure:
    """Say what would follow if somebody left; changes nothing. Raises as `leave` does."""
    with services.store.reading() as reading:
        return _departure(services, reading, caller, (key, to), on)


def leave(services: Services, caller: Caller, key: str, on: datetime | None = None, to: str = "") -> Departure:
    """Let somebody leave at once, or after a last day, and hand over what they hold in open cases: one step.

    Raises:
        BadInput: they have left already, or cannot hand over to whom they are to. NotPermitted: they are of another
        school, or nobody could keep the trust any more.
    """
    with services.store.writing() as writing:
        trust, now = writing.organisation(), services.clock.now()
        found = _departure(services, writing, caller, (key, to), on)
        after = replace(
            found.person,
            active=found.is_later,
            leaves_at=found.at,
            posts=all_ended(found.person.posts, found.at),
        )
        writing.save_person(after)
        let_go(writing, trust, after, found.at)
        demand_a_keeper(writing, trust, now)
        heir = found.heir.id if found.heir else NO_PERSON
        handover_by(services, writing, trust, caller).all(found.work.cases, after.id, heir)
        if not found.is_later:
            _shut_out(writing, after, now)
        note(writing, services, caller, "person leaves", after.id)
    return replace(found, person=after)


def _departure(
    services: Services, reading: Reading, caller: Caller, who: tuple[str, str], on: datetime | None
) -> Departure:
    key, to = who
    now = services.clock.now()
    keeper = demand_keeper(reading, caller, now)
    trust = reading.organisation()
    person = person_of(reading, trust.id, key)
    demand_person(reading, keeper, person, now)
    if not person.is_there(now):
        raise BadInput(f"{person.name} has left already.")
    at = max(on or now, now)
    heir = heir_of(reading, trust, person, to)
    return Departure(
        person=person,
        at=at,
        is_later=at > now,
        ends=ending_posts(person, reading.schools(trust.id), reading.people(trust.id), at),
        work=work_of(reading, person, now),
        heir=heir,
    )


def heir_of(reading: Reading, trust: Organisation, person: Person, to: str) -> Person | None:
    """Find whom somebody hands over to; None where nobody is named. Raises BadInput."""
    if not to:
        return None
    heir = active(reading, trust, to)
    if heir.id == person.id:
        raise BadInput("Nobody hands over to themselves. Name somebody else, or leave --hand-over-to out.")
    return heir


def ending_posts(
    person: Person, schools: Sequence[School], people: Sequence[Person], at: datetime
) -> tuple[EndingPost, ...]:
    """List the posts of somebody that end at a moment, or do not come any more, with who else holds them then."""
    found = []
    for held in running(person.posts, at):
        others = tuple(
            each
            for each in people
            if each.id != person.id
            and each.active
            and any(other.same == held.same and other.is_held(at) and overlaps(other, held) for other in each.posts)
            and not any(other.same == held.same and other.instead_of == person.id for other in each.posts)
        )
        found.append(EndingPost(holding(person, held, schools, people), others))
    return tuple(found)


def end_person(services: Services, caller: Caller, key: str) -> Person:
    """Let somebody be away at once, without handing anything over; their posts stand again if they come back."""
    with services.store.writing() as writing:
        now = services.clock.now()
        keeper = demand_keeper(writing, caller, now)
        trust = writing.organisation()
        before = person_of(writing, trust.id, key)
        demand_person(writing, keeper, before, now)
        if not before.active:
            raise BadInput(f"{before.name} has left already.")
        after = replace(before, active=False)
        writing.save_person(after)
        demand_a_keeper(writing, trust, now)
        _shut_out(writing, after, now)
        note(writing, services, caller, "person ended", after.id)
    return after


def depart(services: Services, now: datetime) -> int:
    """Let those go whose last day is over. Gives how many those were; the scheduler's part of leaving."""
    with services.store.reading() as reading:
        trust = reading.organisation()
        due = [each for each in reading.people(trust.id) if each.active and not each.is_there(now)]
    for person in due:
        with services.store.writing(gives_way=True) as writing:
            _go(services, writing, person, now)
    return len(due)


def _go(services: Services, writing: Writing, person: Person, now: datetime) -> None:
    trust = writing.organisation()
    known = person_of(writing, trust.id, person.id)
    if known.active and known.leaves_at is not None and not known.is_there(now):
        # from that moment on they see nothing any more: what they had is what they saw just before
        work = work_of(writing, known, known.leaves_at - timedelta.resolution)
        writing.save_person(replace(known, active=False))
        scheduler = Caller(viewer=Viewer(trust.id, SCHEDULER, now))
        handover_by(services, writing, trust, scheduler).all(work.cases, known.id)
        _shut_out(writing, known, now)
        note(writing, services, scheduler, "person left", known.id)


def _shut_out(writing: Writing, person: Person, now: datetime) -> None:
    """End what somebody has here who is gone: their sessions, a link to choose a password, their calendar feed,
    and the image of their signature."""
    writing.end_sessions(person.id, now)
    writing.end_link(person.id, now)
    writing.end_feed(person.organisation, person.id)
    writing.drop_signature(person.organisation, person.id)
