"""Posts as they are written and shown, and what can be wrong with when somebody holds one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from duecourse.casework.administration.value_checks import posts_known, wrong_post
from duecourse.casework.context.services import Services
from engine.identity import NO_PERSON, NO_SCHOOL, PersonId, PostName, SchoolId
from engine.language.posts import spelling
from engine.nearest_name import nearest
from engine.people.tenures import ended, for_somebody, overlaps
from engine.ports.records import Organisation, Person, School, Tenure
from engine.ports.store import Writing
from engine.time.moments import say_beginning, say_ending


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPost:
    """One post of one person; the school is None for the whole trust, and so are moments that nobody noted.

    `instead_of` is the one who steps aside while this person acts, or whom they cover.
    """

    post: PostName
    person: Person
    school: School | None
    since: datetime | None = None
    until: datetime | None = None
    kind: str = "held"
    instead_of: Person | None = None

    @property
    def where(self) -> str:
        """Give the school's short name; "" for the whole trust."""
        return self.school.key if self.school else ""


def holding(person: Person, held: Tenure, schools: Iterable[School], people: Iterable[Person]) -> HeldPost:
    """Put a post together with its place and with the person in whose place it is exercised."""
    return HeldPost(
        post=held.post,
        person=person,
        school=next((school for school in schools if school.id == held.school), None),
        since=held.since,
        until=held.until,
        kind=held.kind,
        instead_of=next((each for each in people if each.id == held.instead_of), None),
    )


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
            place = places[where].id if mark else NO_SCHOOL
            held[Tenure(post=spelling(post, known), school=place, since=since)] = None
    return tuple(held), tuple(wrong)


def _wrong_place(text: str, where: str, said: bool, places: Iterable[str]) -> str:
    if not said or where in places:
        return ""
    known = tuple(places)
    close = nearest(where, known)
    meant = f"Did you mean '{close}'?" if close else f"Schools: {', '.join(known) or 'none'}."
    return f"'{text}' names a school that there is not. {meant}"


def says(held: Tenure, schools: Iterable[School]) -> str:
    """Write a post as it is given: POST, or POST@SCHOOL."""
    school = next((each.key for each in schools if each.id == held.school), "")
    return f"{held.post}@{school}" if school else held.post


def said_span(held: Tenure, zone: tzinfo) -> str:
    """Say from when and until when a post is held."""
    since = f"from {say_beginning(held.since, zone)}" if held.since else ""
    until = f"until {say_ending(held.until, zone)}" if held.until else ""
    return f"{since} {until}".strip() or "with no beginning or end that is known"


def wrong_span(held: Tenure, zone: tzinfo) -> str:
    """Say that a time ends before it begins."""
    if held.since is None or held.until is None or held.since < held.until:
        return ""
    return f"That ends before it begins: {said_span(held, zone)}. The last day may not lie before the first."


def wrong_twice(person: Person, new: Tenure, zone: tzinfo) -> str:
    """Say that somebody holds the same post already in a part of that time, and when it would be free."""
    for held in person.posts:
        if held.same == new.same and overlaps(held, new):
            last = held.until
            way = (
                f"It can be given from {say_beginning(last, zone)} on." if last else "End that one first, or leave it."
            )
            return f"{person.name} holds this post already, {said_span(held, zone)}. {way}"
    return ""


def let_go(
    writing: Writing, trust: Organisation, holder: Person, at: datetime, same: tuple[PostName, SchoolId] | None = None
) -> None:
    """End what others do in the place of somebody whose posts, or one of them, end at a moment.

    Who covers a post no longer does; who acts goes on, in nobody's place.
    """
    for person in writing.people(trust.id):
        after = let_go_of(person, holder.id, at, same)
        if after != person:
            writing.save_person(after)


def let_go_of(person: Person, holder: PersonId, at: datetime, same: tuple[PostName, SchoolId] | None = None) -> Person:
    """Give somebody as they are once nobody is left in whose place they do something; most stay as they are."""
    posts: Sequence[Tenure] = person.posts
    for held in [held for held in for_somebody(person.posts, holder, at) if same in (None, held.same)]:
        if held.kind == "cover":
            rest = [each for each in posts if each != held]
            posts = (*rest, *ended([held], held.same, at))
        else:
            posts = [replace(each, instead_of=NO_PERSON) if each == held else each for each in posts]
    return replace(person, posts=tuple(posts))
