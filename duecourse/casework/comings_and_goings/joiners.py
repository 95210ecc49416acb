"""Somebody joins: added with a post from a day on, in one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.administration.known_person import with_values, wrong_values
from duecourse.casework.administration.people import add_person
from duecourse.casework.administration.value_checks import wrong_key
from duecourse.casework.context.services import Caller, Services
from engine.errors import BadAnswers
from engine.identity import NO_PERSON, PersonKey
from engine.people.names import display_name
from engine.ports.records import Person
from engine.search.folded_words import spelled

LONGEST_MADE = 50
"""So many letters of a name make a short name, so that a number behind it has room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joiner:
    """Somebody as they join: what is known of them, and a post written POST or POST@SCHOOL, or "" for none yet.

    Without a short name, one is made of their name. The post is held from now on where no beginning is said.
    """

    said: Mapping[str, str]
    key: str = ""
    post: str = ""
    since: datetime | None = None
    until: datetime | None = None


def join(services: Services, caller: Caller, joiner: Joiner) -> Person:
    """Let somebody join. Raises BadAnswers by what is known of a person, else as `add_person` does."""
    with services.store.reading() as reading:
        trust = reading.organisation().id
        taken = {each.key.casefold() for each in reading.people(trust)}
    key = joiner.key
    if not key:
        name = joiner.said.get("name", "") or display_name(joiner.said.get("given", ""), joiner.said.get("family", ""))
        key = short_name(name, taken)
    demand_known(Person(id=NO_PERSON, organisation=trust, key=PersonKey(key), name="", email=""), joiner.said)
    wrong = wrong_key(key, taken)
    if wrong:
        raise BadAnswers.of({"key": wrong})
    posts = (joiner.post,) if joiner.post else ()
    return add_person(services, caller, key, joiner.said, posts, span=(joiner.since, joiner.until))


def demand_known(before: Person, said: Mapping[str, str]) -> None:
    """See that what is typed of somebody can be taken. Raises BadAnswers, by the name of each value."""
    faults: dict[str, str] = {}
    for value, sentence in wrong_values(with_values(before, said), before):
        faults.setdefault(value, sentence)
    if faults:
        raise BadAnswers.of(faults)


def short_name(name: str, taken: Iterable[str]) -> str:
    """Make a short name that nobody has yet: the name in small letters, with a number where it is taken."""
    made = "-".join(word.spellings[0] for word in spelled(name))[:LONGEST_MADE] or "person"
    there = set(taken)
    numbered = (f"{made}-{number}" for number in range(2, len(there) + 3))
    return next(each for each in (made, *numbered) if each not in there)
