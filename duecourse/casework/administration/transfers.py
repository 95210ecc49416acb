"""Somebody moves from one school of the trust to another: the cases of the old school are lost at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from duecourse.casework.administration.departures import EndingPost, ending_posts, heir_of
from duecourse.casework.administration.grants.weighty_posts import demand_somebody_else, tell_of_giving
from duecourse.casework.administration.holdings import (
    HeldPost,
    holding,
    let_go,
    place_posts,
    wrong_twice,
)
from duecourse.casework.administration.permission import (
    demand_a_keeper,
    demand_keeper,
    demand_reach,
    note,
)
from duecourse.casework.administration.posts import active
from duecourse.casework.administration.value_checks import refuse_all
from duecourse.casework.context.handovers import Work, handover_by, work_of
from duecourse.casework.context.services import Caller, Services, school_of
from engine.errors import BadInput
from engine.identity import NO_PERSON
from engine.people.tenures import all_ended, running
from engine.ports.records import Organisation, Person, School, Tenure
from engine.ports.store import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """A move as it is said: from school to school, at once or from a first day on.

    `posts` are those held at the new school; without any, the same as at the old one. Open cases go to `heir`.
    """

    key: str
    source: str
    target: str
    on: datetime | None = None
    posts: Sequence[str] = ()
    heir: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What follows when somebody moves: posts that end and begin, and the work of the old school that they lose."""

    person: Person
    source: School
    target: School
    at: datetime
    is_later: bool
    ends: tuple[EndingPost, ...]
    begins: tuple[HeldPost, ...]
    work: Work
    heir: Person | None
    after: Person


def look_ahead(services: Services, caller: Caller, said: Moving) -> Transfer:
    """Say what would follow if somebody moved; changes nothing. Raises as `move` does."""
    with services.store.reading() as reading:
        return _transfer(services, reading, caller, said)


def move(services: Services, caller: Caller, said: Moving) -> Transfer:
    """Move somebody with their posts, and hand over what they hold in open cases of the old school: one step.

    Raises:
        BadInput: with everything that is wrong. NotPermitted: one of the schools is not the caller's to keep.
    """
    with services.store.writing() as writing:
        trust = writing.organisation()
        found = _transfer(services, writing, caller, said)
        writing.save_person(found.after)
        for ending in found.ends:
            let_go(writing, trust, found.after, found.at, (ending.held.post, found.source.id))
        demand_a_keeper(writing, trust, services.clock.now())
        begun = [held for held in found.after.posts if held not in found.person.posts]
        tell_of_giving(services, writing, trust, caller, found.person.id, begun)
        heir = found.heir.id if found.heir else NO_PERSON
        handover_by(services, writing, trust, caller).all(found.work.cases, found.person.id, heir)
        note(writing, services, caller, "person moved", found.person.id)
    return found


def _transfer(services: Services, reading: Reading, caller: Caller, said: Moving) -> Transfer:
    now = services.clock.now()
    keeper = demand_keeper(reading, caller, now)
    trust = reading.organisation()
    source, target = (school_of(reading, trust.id, each) for each in (said.source, said.target))
    demand_reach(reading, keeper, (source.id, target.id), now)
    person, at = active(reading, trust, said.key), max(said.on or now, now)
    leaving = [held for held in running(person.posts, at) if held.school == source.id]
    refuse_all(_faults(person, source, target, leaving))
    new, wrong = _new_posts(services, trust, (source, target), leaving, said.posts)
    demand_somebody_else(services, reading, trust, caller, person.id, new)
    begins = tuple(replace(held, since=at) for held in new)
    stays = tuple(held for held in person.posts if held.school != source.id)
    rest = all_ended((held for held in person.posts if held.school == source.id), at)
    after = replace(person, posts=(*stays, *rest, *begins))
    unmoved = replace(person, posts=stays)
    refuse_all((*wrong, *(wrong_twice(unmoved, held, ZoneInfo(trust.zone)) for held in begins)))
    schools, people = reading.schools(trust.id), reading.people(trust.id)
    ends = ending_posts(person, schools, people, at)
    return Transfer(
        person=person,
        source=source,
        target=target,
        at=at,
        is_later=at > now,
        ends=tuple(each for each in ends if each.held.where == source.key),
        begins=tuple(holding(after, held, schools, people) for held in begins),
        work=work_of(reading, person, now, source.id),
        heir=heir_of(reading, trust, person, said.heir),
        after=after,
    )


def _faults(person: Person, source: School, target: School, leaving: Sequence[Tenure]) -> tuple[str, ...]:
    if source.id == target.id:
        return (f"{source.name} is where {person.name} would move to as well. Name two schools.",)
    gone = "" if target.active else f"{target.name} has left the trust: nobody moves there."
    none = "" if leaving else f"{person.name} holds no post at {source.name}, so there is none to move."
    return (gone, none)


def _new_posts(
    services: Services,
    trust: Organisation,
    places: tuple[School, School],
    leaving: Sequence[Tenure],
    said: Sequence[str],
) -> tuple[tuple[Tenure, ...], tuple[str, ...]]:
    """Read the posts at the new school: those that were named, else what is held of itself at the old one."""
    _, target = places
    if any("@" in each for each in said):
        raise BadInput(f"The posts are those at {target.name}: write them without @SCHOOL.")
    written = said or [held.post for held in leaving if held.kind == "held"]
    return place_posts(services, trust, places, dict.fromkeys(f"{each}@{target.key}" for each in written))
