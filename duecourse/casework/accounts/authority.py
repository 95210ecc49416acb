"""Who may give somebody a password or sign them out: those who keep them; nobody is asked while a trust is set up."""

from __future__ import annotations

from datetime import datetime

from duecourse.casework.administration.permission import administers, demand_keeper, demand_person
from duecourse.casework.context.services import Caller
from engine.errors import NotPermitted
from engine.identity import NO_PERSON, PersonId
from engine.ports.records import Person
from engine.ports.store import Reading


def can_sign_in(reading: Reading, person: PersonId) -> bool:
    """Say whether somebody has a way in: a password here, or an account of the trust that is bound."""
    return reading.account_of(person) is not None or reading.bound_identity(person) is not None


def author_of(reading: Reading, caller: Caller | None, person: Person, at: datetime) -> PersonId:
    """Name who changes how somebody signs in, as the record has it; NO_PERSON for the person who sets Duecourse up.

    That person is on the machine, and names nobody: it goes until somebody who administers the trust can sign in.
    Raises NotPermitted.
    """
    if caller is not None:
        demand_person(reading, demand_keeper(reading, caller, at), person, at)
        return caller.viewer.person
    able = [
        each.key
        for each in reading.people(person.organisation)
        if administers(each, at) and can_sign_in(reading, each.id)
    ]
    if able:
        raise NotPermitted(
            f"Say who you are with --as: somebody who keeps people, such as {', '.join(able[:3])}. "
            "Without a name it goes only until one of them can sign in."
        )
    return NO_PERSON
