"""Who holds which post, at one school or for the whole trust, from when and until when; only posts that policies know.

Giving and ending are one transaction each: the one who steps aside, comes back or is no longer covered changes with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from duecourse.casework.administration.grants.weighty_posts import demand_somebody_else, tell_of_giving
from duecourse.casework.administration.holdings import (
    HeldPost,
    holding,
    let_go,
    place_posts,
    said_span,
    says,
    wrong_span,
    wrong_twice,
)
from duecourse.casework.administration.permission import (
    ADMINISTERING,
    demand_a_keeper,
    demand_active,
    demand_keeper,
    demand_reach,
    note,
    somebody_administers,
)
from duecourse.casework.administration.value_checks import posts_known, refuse_all
from duecourse.casework.context.services import Caller, Services, person_of
from engine.errors import BadInput
from engine.identity import PostName
from engine.people.tenures import come_back, ended, overlaps, running, step_aside
from engine.ports.records import Organisation, Person, School, Tenure
from engine.ports.store import Reading, Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """A post as it is to be given: written POST or POST@SCHOOL, from now on where no beginning is said.

    Somebody `acting` exercises it `instead_of` its holder, or while nobody holds it.
    """

    post: str
    since: datetime | None = None
    until: datetime | None = None
    acting: bool = False
    instead_of: str = ""


def give_post(services: Services, caller: Caller, key: str, given: Giving) -> tuple[Person, HeldPost]:
    """Give somebody a post; a holder in whose place they act steps aside for that time.

    While nobody administers the trust, the post of those who do is given to anybody, so that somebody can begin.
    Raises BadInput with everything that is wrong, NotPermitted.
    """
    with services.store.writing() as writing:
        trust, now = writing.organisation(), services.clock.now()
        schools = writing.schools(trust.id)
        placed, wrong = place_posts(services, trust, schools, (given.post,), since=given.since or now)
        if placed and placed[0].post in ADMINISTERING and not somebody_administers(writing, trust.id, now):
            demand_active(writing, caller)
        else:
            keeper = demand_keeper(writing, caller, now)
            demand_reach(writing, keeper, (held.school for held in placed), now)
        refuse_all(wrong)
        before = active(writing, trust, key)
        demand_somebody_else(services, writing, trust, caller, before.id, placed)
        new = replace(placed[0], until=given.until, kind="acting" if given.acting else "held")
        zone, people = ZoneInfo(trust.zone), writing.people(trust.id)
        holder, faults = _in_whose_place(people, before, new, given)
        refuse_all((wrong_span(new, zone), wrong_twice(before, new, zone), *faults))
        if holder is not None:
            aside, new = step_aside(holder, replace(new, instead_of=holder.id))
            writing.save_person(aside)
        after = replace(before, posts=(*before.posts, new))
        writing.save_person(after)
        demand_a_keeper(writing, trust, now)
        tell_of_giving(services, writing, trust, caller, after.id, (new,))
        note(writing, services, caller, "post given", after.id)
        return after, holding(after, new, schools, writing.people(trust.id))


def _in_whose_place(
    people: Sequence[Person], who: Person, new: Tenure, given: Giving
) -> tuple[Person | None, tuple[str, ...]]:
    """Find who steps aside for somebody acting, and say what is wrong with it."""
    others = [
        each
        for each in people
        if each.active
        and each.id != who.id
        and any(held.same == new.same and held.kind != "cover" and overlaps(held, new) for held in each.posts)
    ]
    named = ", ".join(f"{each.name} ({each.key})" for each in others) or "nobody"
    if not given.acting:
        says_so = (
            "--instead-of goes with --acting. To stand in while its holder keeps the post: `duecourse cover give`."
        )
        return None, (says_so,) if given.instead_of else ()
    if given.instead_of in (who.id, who.key):
        return None, (f"Nobody acts in place of themselves. Who holds this post in that time: {named}.",)
    found = next((each for each in others if given.instead_of in (each.id, each.key)), None)
    if given.instead_of and found is None:
        return None, (
            f"'{given.instead_of}' does not hold this post in that time, but: {named}. While nobody holds it, somebody "
            "acts in nobody's place.",
        )
    if others and found is None:
        return None, (f"Say in whose place they act. Who holds this post in that time: {named}.",)
    return found, ()


def end_post(
    services: Services, caller: Caller, key: str, written: str, on: datetime | None = None
) -> tuple[Person, HeldPost]:
    """Take a post from somebody, written as it was given: it ends now, or on a day, and stays known.

    What they see and do in cases by this post ends with it. A holder in whose place they acted has it again; who
    covered it for them no longer does. One that is still to come is taken back where no day is said.
    """
    now = services.clock.now()
    with services.store.writing() as writing:
        trust = writing.organisation()
        before, schools = person_of(writing, trust.id, key), writing.schools(trust.id)
        keeper = demand_keeper(writing, caller, now)
        mine = _meant(before, written, schools, now)
        demand_reach(writing, keeper, (mine.school,), now)
        refuse_all([_wrong_end(mine, on, ZoneInfo(trust.zone))])
        at = on or now
        after = replace(before, posts=ended(before.posts, mine.same, at))
        writing.save_person(after)
        if mine.kind == "acting" and mine.instead_of:
            _give_back(writing, trust, mine, at)
        let_go(writing, trust, after, at, mine.same)
        demand_a_keeper(writing, trust, now)
        note(writing, services, caller, "post ended", after.id)
        return after, holding(after, replace(mine, until=at), schools, writing.people(trust.id))


def _meant(person: Person, written: str, schools: Sequence[School], now: datetime) -> Tenure:
    """Find the post that is held, or is to come, under what was written. Raises BadInput with those that there are."""
    there = sorted(running(person.posts, now), key=lambda held: not held.is_held(now))
    plain = "@".join(" ".join(part.split()) for part in written.split("@")).casefold()
    for held in there:
        if says(held, schools).casefold() == plain:
            return held
    said = ", ".join(dict.fromkeys(says(held, schools) for held in there))
    raise BadInput(f"{person.name} does not hold '{written}', but: {said or 'no post'}.")


def _wrong_end(mine: Tenure, on: datetime | None, zone: ZoneInfo) -> str:
    if on is None:
        return ""
    if mine.since is not None and on <= mine.since:
        return (
            f"That is before it begins: it is held {said_span(mine, zone)}. Say a later day, or none to end it at once."
        )
    if mine.until is not None and on > mine.until:
        return f"It ends before that: it is held {said_span(mine, zone)}. Give it again for longer: `post give --from`."
    return ""


def _give_back(writing: Writing, trust: Organisation, acting: Tenure, at: datetime) -> None:
    holder = next((each for each in writing.people(trust.id) if each.id == acting.instead_of and each.active), None)
    if holder is not None:
        writing.save_person(come_back(holder, acting, max(at, acting.since or at)))


def active(reading: Reading, trust: Organisation, key: str) -> Person:
    """Find somebody who is there. Raises BadInput where they have left, NotFound."""
    person = person_of(reading, trust.id, key)
    if not person.active:
        raise BadInput(f"{person.name} has left and takes no post. If they are back: `duecourse person change --back`.")
    return person


def holdings(services: Services, caller: Caller, *, always: bool = False) -> Sequence[HeldPost]:
    """List every post that somebody holds now who is there, by post and then by name; `always` those of every time."""
    now = services.clock.now()
    with services.store.reading() as reading:
        demand_active(reading, caller)
        trust = reading.organisation()
        schools, everybody = reading.schools(trust.id), reading.people(trust.id)
    found = [
        holding(person, each, schools, everybody)
        for person in everybody
        if person.active or always
        for each in (person.posts if always else person.held(now))
    ]
    return sorted(found, key=lambda each: (each.post.casefold(), each.person.name, each.where))


def known(services: Services, caller: Caller) -> tuple[PostName, ...]:
    """List the posts that somebody may hold, those of the trust's own policy first."""
    with services.store.reading() as reading:
        demand_active(reading, caller)
        return posts_known(services.library, reading.organisation())
