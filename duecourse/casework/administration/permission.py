"""Who may administer a trust, and the line that each change leaves in the access log."""

from __future__ import annotations

from datetime import datetime

from duecourse.casework.context.services import Caller, Services, person_of
from engine.errors import NotPermitted
from engine.identity import NO_REFERENCE, OrganisationId, PostName
from engine.language.posts import ADMINISTRATOR, spelling
from engine.language.vocabulary import Post
from engine.ports.records import Organisation, Person
from engine.ports.store import Reading, Writing
from engine.record.access import Access

ADMINISTERING = (ADMINISTRATOR, PostName(Post.IT), PostName(Post.CENTRAL_TEAM))
"""The posts whose holders keep people, schools and settings. None of them shows anybody a case."""


def administers(person: Person, at: datetime) -> bool:
    """Say whether somebody keeps the trust's people, schools and settings."""
    return person.active and any(spelling(post) in ADMINISTERING for post in (each.post for each in person.held(at)))


def demand_active(reading: Reading, caller: Caller) -> Person:
    """Give the person who asks. Raises NotPermitted where they have left."""
    person = person_of(reading, caller.viewer.organisation, caller.viewer.person)
    if not person.active:
        raise NotPermitted(f"{person.name} has left and can no longer act here.")
    return person


def demand_administrator(reading: Reading, caller: Caller, at: datetime) -> Person:
    """Give the person who asks, as one of those who administer. Raises NotPermitted, naming the posts that do."""
    person = demand_active(reading, caller)
    if administers(person, at):
        return person
    others = [each for each in reading.people(person.organisation) if administers(each, at)]
    way = (
        f"Ask one of them: {', '.join(each.name for each in others)}."
        if others
        else f"Nobody holds one yet. Somebody can take it: `duecourse post give PERSON {ADMINISTRATOR}`."
    )
    raise NotPermitted(f"People, schools and settings are kept by these posts: {', '.join(ADMINISTERING)}. {way}")


def somebody_administers(reading: Reading, organisation: OrganisationId, at: datetime) -> bool:
    """Say whether anybody holds one of the posts that administer."""
    return any(administers(each, at) for each in reading.people(organisation))


def demand_a_keeper(writing: Writing, trust: Organisation, at: datetime) -> None:
    """Refuse a change after which nobody could administer any more; it undoes the transaction. Raises NotPermitted."""
    if not somebody_administers(writing, trust.id, at):
        raise NotPermitted(
            "After this nobody could keep people, schools and settings any more. Give the post to somebody else "
            f"first: `duecourse post give PERSON {ADMINISTRATOR}`."
        )


def note(writing: Writing, services: Services, caller: Caller, what: str, which: str) -> None:
    """Write a change into the access log: what was changed and its identifier, never a name."""
    line = Access(at=services.clock.now(), person=caller.viewer.person, case=NO_REFERENCE, what=what, detail=which)
    writing.log_access(caller.viewer.organisation, [line])
