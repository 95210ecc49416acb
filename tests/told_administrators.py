"""One administrator whom mail can reach, so that it can be counted."""

from __future__ import annotations

from dataclasses import replace

from duecourse.casework.context.administrators import administrators
from duecourse.casework.context.services import Services

ADDRESS = "it@trust.example"


def address_one_administrator(place: Services) -> None:
    """Give one of those who are told an address, and the others none."""
    with place.store.writing() as writing:
        people = writing.people(writing.organisation().id)
        told = administrators(people, place.clock.now())
        for person in people:
            if person.id in told:
                writing.save_person(replace(person, email=ADDRESS if person.id == told[0] else ""))
