"""A case with the roles that are in force now: what looks and permissions ask; what is written is the case itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from duecourse.casework.context.services import Services, Transaction
from engine.identity import NO_SCHOOL, PersonId
from engine.language.compiled import CompiledPolicy
from engine.people.presence import in_force
from engine.people.visibility import seen_case
from engine.ports.records import Person, School, Viewer
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.values import Part
from engine.steps.transition import World

UNTOLD = (Part.REPORTER, Part.AFFECTED, Part.SUBJECT, Part.CHILD, Part.WITNESS, Part.CONTACT)
"""Who is not named any more once a case is disposed of."""


class CaseNow(Protocol):
    """A case in the world as it is now, whether it is only looked at or may be written."""

    @property
    def policy(self) -> CompiledPolicy:
        """Give the policy that it is pinned to."""
        ...

    @property
    def case(self) -> Case:
        """Give the case as it is recorded."""
        ...

    @property
    def world(self) -> World:
        """Give the people, the days and the present."""
        ...


def present(services: Services, reading: Reading, policy: CompiledPolicy, case: Case) -> Case:
    """Give a case for somebody's eyes: without the roles of those whose post has ended."""
    return in_force(policy, case, services.staffing_of(reading, case, services.clock.now()))


def present_in(now: CaseNow) -> Case:
    """Do the same inside a transaction, whose own case stays as it is."""
    return in_force(now.policy, now.case, now.world.staffing)


def seen_in(transaction: Transaction, person: PersonId) -> Case:
    """Give what somebody may see of the case inside a transaction."""
    return seen_case(transaction.policy, present_in(transaction), person)


def own_schools(reading: Reading, viewer: Viewer, places: Iterable[School], now: datetime) -> tuple[School, ...]:
    """List those of the schools at which somebody holds a post now; all of them where it is for the whole trust."""
    person = reading.find_person(viewer.organisation, viewer.person)
    held = {each.school for each in person.held(now)} if person is not None else set()
    return tuple(place for place in places if NO_SCHOOL in held or place.id in held)


def untold(case: Case, people: Mapping[PersonId, Person], reader: PersonId) -> Mapping[PersonId, Person]:
    """Give people without their names where they had a part in a disposed case besides dealing with it."""
    bare = (reader, *(each for each in people if not case.is_part(each, *UNTOLD)))
    return {each: person if each in bare else _nameless(person) for each, person in people.items()}


def _nameless(person: Person) -> Person:
    return Person(
        id=person.id, organisation=person.organisation, key=person.key, name="somebody", email="", case=person.case
    )
