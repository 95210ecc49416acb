"""Cover: somebody holds a post of somebody who is away besides them, from one day until another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from duecourse.casework.administration.grants.weighty_posts import demand_somebody_else, tell_of_giving
from duecourse.casework.administration.holdings import (
    HeldPost,
    holding,
    place_posts,
    said_span,
    says,
    wrong_span,
    wrong_twice,
)
from duecourse.casework.administration.permission import demand_active, demand_keeper, demand_reach, note
from duecourse.casework.administration.posts import active
from duecourse.casework.administration.value_checks import refuse_all
from duecourse.casework.context.services import Caller, Services, person_of
from engine.errors import BadInput
from engine.people.tenures import ended, overlaps, running, spans
from engine.ports.records import Person, School, Tenure


@dataclass(frozen=True, slots=True, kw_only=True)
class Covering:
    """Cover as it is said: a post written POST or POST@SCHOOL, or "" for the only one that there is to cover."""

    post: str = ""
    since: datetime | None = None
    until: datetime


def give_cover(services: Services, caller: Caller, key: str, away: str, said: Covering) -> HeldPost:
    """Let somebody hold a post of somebody else's besides them, from now on where no beginning is said.

    Raises:
        BadInput: with everything that is wrong, and what would be allowed. NotPermitted.
    """
    with services.store.writing() as writing:
        trust, now = writing.organisation(), services.clock.now()
        keeper = demand_keeper(writing, caller, now)
        schools, zone = writing.schools(trust.id), ZoneInfo(trust.zone)
        covered, who = active(writing, trust, away), active(writing, trust, key)
        since = said.since or now
        post = said.post or _only_post(covered, schools, since)
        placed, wrong = place_posts(services, trust, schools, (post,), since=since)
        refuse_all(wrong)
        demand_reach(writing, keeper, (placed[0].school,), now)
        demand_somebody_else(services, writing, trust, caller, who.id, placed)
        new = replace(placed[0], until=said.until, kind="cover", instead_of=covered.id)
        refuse_all(_faults(who, covered, new, _Where(now, zone, schools, writing.people(trust.id))))
        after = replace(who, posts=(*who.posts, new))
        writing.save_person(after)
        tell_of_giving(services, writing, trust, caller, after.id, (new,))
        note(writing, services, caller, "cover given", after.id)
        return holding(after, new, schools, (covered,))


@dataclass(frozen=True, slots=True)
class _Where:
    now: datetime
    zone: ZoneInfo
    schools: Sequence[School]
    people: Sequence[Person]


def _faults(who: Person, covered: Person, new: Tenure, where: _Where) -> Iterator[str]:
    if who.id == covered.id:
        yield "Nobody covers for themselves. Name somebody else to stand in, and then the person who is away."
        return
    yield wrong_span(new, where.zone)
    if new.until is not None and new.until <= where.now:
        yield "That time is over already, and nobody covers in the past. Say a last day that is still to come."
    yield wrong_twice(who, new, where.zone)
    yield _wrong_covered(covered, new, where)


def _wrong_covered(covered: Person, new: Tenure, where: _Where) -> str:
    """Say that the person who is away does not hold the post in all of that time, and what could be covered."""
    own = [held for held in covered.posts if held.same == new.same and held.kind != "cover"]
    if any(spans(held, new) for held in own):
        return ""
    post = says(new, where.schools)
    partly = [held for held in own if overlaps(held, new)]
    if partly:
        return f"{covered.name} holds {post} only {said_span(partly[0], where.zone)}. Cover lies within that time."
    others = [
        each.name
        for each in where.people
        if each.active and any(held.same == new.same and overlaps(held, new) for held in each.posts)
    ]
    there = list(dict.fromkeys(says(held, where.schools) for held in running(covered.posts, new.since or where.now)))
    who = f"It is held by: {', '.join(others)}." if others else "Nobody holds it then: give it with `post give`."
    can = f" {covered.name} holds: {', '.join(there)}." if there else ""
    return f"{covered.name} does not hold {post} in that time. {who}{can}"


def _only_post(covered: Person, schools: Sequence[School], at: datetime) -> str:
    there = list(dict.fromkeys(says(held, schools) for held in covered.held(at) if held.kind != "cover"))
    if len(there) == 1:
        return there[0]
    if not there:
        raise BadInput(f"{covered.name} holds no post then, so there is nothing to cover.")
    raise BadInput(f"Say which post is covered, with --post. {covered.name} holds: {', '.join(there)}.")


def end_cover(
    services: Services, caller: Caller, key: str, away: str, *, post: str = "", on: datetime | None = None
) -> Sequence[HeldPost]:
    """End what somebody covers for somebody else, or one post of it: now, or on a day.

    Raises BadInput, NotPermitted.
    """
    now = services.clock.now()
    with services.store.writing() as writing:
        trust = writing.organisation()
        keeper = demand_keeper(writing, caller, now)
        who, covered = person_of(writing, trust.id, key), person_of(writing, trust.id, away)
        schools, zone = writing.schools(trust.id), ZoneInfo(trust.zone)
        theirs = [held for held in running(who.posts, now) if held.kind == "cover" and held.instead_of == covered.id]
        mine = [held for held in theirs if post.casefold() in ("", says(held, schools).casefold())]
        if not mine:
            said = ", ".join(says(held, schools) for held in theirs) or "nothing at present"
            raise BadInput(f"{who.name} covers for {covered.name}: {said}. Look at the list of cover again.")
        demand_reach(writing, keeper, {held.school for held in mine}, now)
        refuse_all(_wrong_end(held, on, zone) for held in mine)
        rest = tuple(held for held in who.posts if held not in mine)
        left = tuple(part for held in mine for part in ended([held], held.same, on or now))
        writing.save_person(replace(who, posts=(*rest, *left)))
        note(writing, services, caller, "cover ended", who.id)
        return [holding(who, replace(held, until=on or now), schools, (covered,)) for held in mine]


def _wrong_end(held: Tenure, on: datetime | None, zone: ZoneInfo) -> str:
    if on is None or ((held.since is None or held.since < on) and (held.until is None or on <= held.until)):
        return ""
    return f"This cover runs {said_span(held, zone)}: it ends on a day in that time, or at once where none is said."


def covers(services: Services, caller: Caller, *, always: bool = False) -> Sequence[HeldPost]:
    """List who covers which post for whom, now or later, by when it begins; `always` also what is over."""
    now = services.clock.now()
    with services.store.reading() as reading:
        demand_active(reading, caller)
        trust = reading.organisation()
        schools, people = reading.schools(trust.id), reading.people(trust.id)
    found = [
        holding(person, held, schools, people)
        for person in people
        for held in (person.posts if always else running(person.posts, now))
        if held.kind == "cover"
    ]
    return sorted(found, key=lambda each: (each.since or now, each.person.name, each.post))
