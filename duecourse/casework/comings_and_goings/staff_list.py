"""The people of a trust as a list: who is there, with which posts, who can sign in, and who has left."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.administration.holdings import HeldPost, holding
from duecourse.casework.administration.people import people
from duecourse.casework.administration.permission import demand_keeper
from duecourse.casework.administration.value_checks import posts_known
from duecourse.casework.context.services import Caller, Services
from engine.identity import PersonId
from engine.people.tenures import running
from engine.ports.records import Person, School, Tenure
from engine.search.folded_words import asked_words, kept_words

HERE, LEFT, EVERYBODY = "here", "left", "all"
"""Which people a list is of: those who are there, those who have left, or all."""
OUTSIDE = "their account of the trust"
"""What somebody signs in with who has no name here, but is bound to an account of the trust's own provider."""
WHOLE_TRUST = "~trust"
"""Stands for posts of the whole trust where a school is chosen: no short name begins so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffWanted:
    """To what a list of people is narrowed: words of a name, a school, a post, who is there, and who can sign in."""

    words: str = ""
    school: str = ""
    post: str = ""
    show: str = HERE
    signs_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLine:
    """Somebody in a list: the posts that they hold now, and those that are to come; `name` is what they sign in with.

    The name is "" for somebody who cannot sign in; `invited` says that they may choose a password still.
    """

    person: Person
    held: tuple[HeldPost, ...]
    coming: tuple[HeldPost, ...]
    name: str
    invited: bool
    is_there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffList:
    """The people who were asked for, out of `everybody` whom the viewer keeps, and by what a list may be narrowed."""

    lines: tuple[StaffLine, ...]
    everybody: int
    schools: Mapping[str, str]
    posts: Mapping[str, str]


def staff_list(services: Services, caller: Caller, wanted: StaffWanted) -> StaffList:
    """List the people whom somebody keeps. Raises NotPermitted for those who keep nobody."""
    now = services.clock.now()
    with services.store.reading() as reading:
        trust = reading.organisation()
        everybody = people(services, caller)
        keeper = demand_keeper(reading, caller, now)
        schools = services.schools(reading)
        outside = {each.person: OUTSIDE for each in reading.bound_identities(trust.id)}
        signing_in = outside | {each.person: each.name for each in reading.all_accounts(trust.id)}
        invited = {each.person for each in reading.one_time_links(trust.id) if each.is_living(now)}
        known = posts_known(services.library, trust)
    named = {each.id: each for each in everybody}
    look = _Look(schools=schools, people=named, signing_in=signing_in, invited=invited, now=now)
    lines = (look.line(each) for each in everybody)
    places = {school.key: school.name for school in schools if keeper.reaches(school.id)}
    return StaffList(
        lines=tuple(line for line in lines if _is_wanted(line, wanted)),
        everybody=len(everybody),
        schools={**places, WHOLE_TRUST: "The whole trust"} if keeper.whole else places,
        posts={post: post for post in known},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    schools: Sequence[School]
    people: Mapping[PersonId, Person]
    signing_in: Mapping[PersonId, str]
    invited: Collection[PersonId]
    now: datetime

    def line(self, person: Person) -> StaffLine:
        """Give the line of somebody."""
        posts = tuple(running(person.posts, self.now))
        return StaffLine(
            person=person,
            held=tuple(self._holding(person, each) for each in posts if each.is_held(self.now)),
            coming=tuple(self._holding(person, each) for each in posts if not each.is_held(self.now)),
            name=self.signing_in.get(person.id, ""),
            invited=person.id in self.invited,
            is_there=person.is_there(self.now),
        )

    def _holding(self, person: Person, held: Tenure) -> HeldPost:
        return holding(person, held, self.schools, filter(None, (self.people.get(held.instead_of),)))


def _is_wanted(line: StaffLine, wanted: StaffWanted) -> bool:
    if wanted.show != EVERYBODY and line.is_there != (wanted.show == HERE):
        return False
    if wanted.signs_in and bool(line.name) != (wanted.signs_in == "yes"):
        return False
    posts = (*line.held, *line.coming)
    school = "" if wanted.school == WHOLE_TRUST else wanted.school
    if wanted.school and not any(each.where == school for each in posts):
        return False
    if wanted.post and not any(each.post == wanted.post for each in posts):
        return False
    return _is_meant(line.person, wanted.words)


def _is_meant(person: Person, words: str) -> bool:
    """Say whether each of some words stands in what is known of somebody, whatever its capitals and marks."""
    said = (person.key, person.name, *person.former_names, person.given, person.family, person.email, person.telephone)
    known = kept_words(*said).split() if words else ()
    return all(any(asked.fits(word) for word in known) for asked in asked_words(words))
