"""Who holds which post, at one school or for the whole trust; only posts that the policies know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from duecourse.casework.administration.permission import (
    ADMINISTERING,
    demand_a_keeper,
    demand_active,
    demand_administrator,
    note,
    somebody_administers,
)
from duecourse.casework.administration.value_checks import posts_known, refuse_all, wrong_post
from duecourse.casework.context.services import Caller, Services, person_of
from engine.errors import BadInput
from engine.identity import NO_SCHOOL, PostName
from engine.language.posts import spelling
from engine.ports.records import Organisation, Person, School, Tenure
from engine.ports.store import Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPost:
    """One post of one person; the school is None for the whole trust, and so are moments that nobody noted."""

    post: PostName
    person: Person
    school: School | None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def where(self) -> str:
        """Give the school's short name; "" for the whole trust."""
        return self.school.key if self.school else ""


def place_posts(
    services: Services,
    trust: Organisation,
    schools: Iterable[School],
    written: Iterable[str],
    *,
    since: datetime | None = None,
) -> tuple[tuple[Tenure, ...], tuple[str, ...]]:
    """Read posts written POST or POST@SCHOOL: those that are known, in their own spelling, and what is wrong.

    They are held from `since` on.
    """
    known, places = posts_known(services.library, trust), {school.key: school for school in schools}
    held: dict[Tenure, None] = {}
    wrong: list[str] = []
    for text in written:
        post, mark, where = (part.strip() for part in text.partition("@"))
        faults = [wrong_post(post, known), _wrong_place(text, where, bool(mark), places)]
        wrong += [fault for fault in faults if fault]
        if not any(faults):
            held[Tenure(post=spelling(post, known), school=places[where].id if mark else NO_SCHOOL, since=since)] = None
    return tuple(held), tuple(wrong)


def _wrong_place(text: str, where: str, said: bool, places: Iterable[str]) -> str:
    if not said or where in places:
        return ""
    return f"'{text}' names a school that there is not. Schools: {', '.join(places) or 'none'}."


def give_post(services: Services, caller: Caller, key: str, written: str) -> tuple[Person, HeldPost]:
    """Give somebody a post, written POST or POST@SCHOOL.

    While nobody administers the trust, the post of those who do is given to anybody, so that somebody can begin.
    """
    with services.store.writing() as writing:
        trust, now = writing.organisation(), services.clock.now()
        given, wrong = place_posts(services, trust, writing.schools(trust.id), (written,), since=now)
        first = bool(given) and given[0].post in ADMINISTERING and not somebody_administers(writing, trust.id, now)
        if first:
            demand_active(writing, caller)
        else:
            demand_administrator(writing, caller, now)
        refuse_all(wrong)
        before = _active(writing, trust, key)
        if given[0].same in {each.same for each in before.held(now)}:
            raise BadInput(f"{before.name} holds this post already.")
        after = replace(before, posts=(*before.posts, *given))
        writing.save_person(after)
        note(writing, services, caller, "post given", after.id)
        return after, _holding(after, given[0], writing.schools(trust.id))


def end_post(services: Services, caller: Caller, key: str, written: str) -> tuple[Person, HeldPost]:
    """Take a post from somebody, written as it was given: it ends now and stays known.

    What they see and do in cases by this post ends with it; the roles are given to others by hand.
    """
    now = services.clock.now()
    with services.store.writing() as writing:
        demand_administrator(writing, caller, now)
        trust = writing.organisation()
        before = person_of(writing, trust.id, key)
        schools = writing.schools(trust.id)
        mine = [each for each in before.held(now) if _says(each, schools).casefold() == _plain(written).casefold()]
        if not mine:
            said = ", ".join(_says(each, schools) for each in before.held(now))
            raise BadInput(f"{before.name} does not hold '{written}', but: {said or 'no post'}.")
        ended = replace(mine[0], until=now)
        after = replace(before, posts=tuple(ended if each == mine[0] else each for each in before.posts))
        writing.save_person(after)
        demand_a_keeper(writing, trust, now)
        note(writing, services, caller, "post ended", after.id)
        return after, _holding(after, ended, schools)


def holdings(services: Services, caller: Caller) -> Sequence[HeldPost]:
    """List every post that somebody holds now who is there, by post and then by name."""
    now = services.clock.now()
    with services.store.reading() as reading:
        demand_active(reading, caller)
        trust = reading.organisation()
        schools, everybody = reading.schools(trust.id), reading.people(trust.id)
    found = [_holding(person, each, schools) for person in everybody if person.active for each in person.held(now)]
    return sorted(found, key=lambda each: (each.post.casefold(), each.person.name, each.where))


def known(services: Services, caller: Caller | None = None) -> tuple[PostName, ...]:
    """List the posts that somebody may hold; those of a trust's own policy first where somebody of it asks."""
    if caller is None:
        return posts_known(services.library)
    with services.store.reading() as reading:
        demand_active(reading, caller)
        return posts_known(services.library, reading.organisation())


def _active(writing: Writing, trust: Organisation, key: str) -> Person:
    person = person_of(writing, trust.id, key)
    if not person.active:
        raise BadInput(f"{person.name} has left and takes no post. If they are back: `duecourse person change --back`.")
    return person


def _holding(person: Person, held: Tenure, schools: Iterable[School]) -> HeldPost:
    place = next((school for school in schools if school.id == held.school), None)
    return HeldPost(post=held.post, person=person, school=place, since=held.since, until=held.until)


def _says(held: Tenure, schools: Iterable[School]) -> str:
    school = next((each.key for each in schools if each.id == held.school), "")
    return f"{held.post}@{school}" if school else held.post


def _plain(written: str) -> str:
    return "@".join(" ".join(part.split()) for part in written.split("@"))
