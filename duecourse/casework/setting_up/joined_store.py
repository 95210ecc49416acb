"""Many use cases in one transaction: what one of them opens is a part of it, so that all is kept or nothing.

Each of them asks who is there, and some several times: the people are read once, and again one by one as they change.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any, cast

from duecourse.casework.context.services import Services
from engine.identity import NO_CASE, CaseId, OrganisationId, PersonId
from engine.ports.records import Person
from engine.ports.store import Reading, Store, Writing


class JoinedWriting:
    """One transaction as the use cases inside it see it; all but the list of people is the transaction's own."""

    def __init__(self, writing: Writing) -> None:
        """Begin without knowing anybody."""
        self._writing = writing
        self._known: dict[OrganisationId, dict[PersonId, Person]] = {}

    def people(self, organisation: OrganisationId, case: CaseId = NO_CASE) -> Sequence[Person]:
        """List the people of an organisation by name as they stand now, those who have left included."""
        if case:
            return self._writing.people(organisation, case)
        if organisation not in self._known:
            self._known[organisation] = {each.id: each for each in self._writing.people(organisation)}
        return sorted(self._known[organisation].values(), key=lambda each: (each.name, each.id))

    def save_person(self, person: Person) -> None:
        """Add a person, or replace what is known of one, and know them from now on as they were kept."""
        self._writing.save_person(person)
        if person.organisation in self._known and person.case == NO_CASE:
            kept = self._writing.people_named(person.organisation, (person.id,))
            self._known[person.organisation] |= {each.id: each for each in kept}

    @contextmanager
    def savepoint(self) -> Generator[None]:
        """Undo only what happens inside when it fails, and forget who was known by then."""
        try:
            with self._writing.savepoint():
                yield
        except BaseException:
            self._known.clear()
            raise

    def __getattr__(self, name: str) -> Any:
        """Give whatever else the transaction has."""
        return getattr(self._writing, name)


class JoinedStore:
    """A store as it is seen inside one transaction, by one thread; all but its transactions is the store's own."""

    def __init__(self, store: Store, writing: Writing) -> None:
        """Join what is opened from now on to a transaction that is open."""
        self._store = store
        self._writing = writing

    def reading(self) -> AbstractContextManager[Reading]:
        """Give the transaction, in which what was written before is seen."""
        return nullcontext(self._writing)

    @contextmanager
    def writing(self, *, gives_way: bool = False) -> Generator[Writing]:
        """Give the transaction; what is written is undone alone where the block fails. Nothing gives way inside."""
        del gives_way
        with self._writing.savepoint():
            yield self._writing

    def __getattr__(self, name: str) -> Any:
        """Give whatever else the store has."""
        return getattr(self._store, name)


def joined(services: Services, writing: Writing) -> Services:
    """Give the same services, all of whose transactions are parts of one."""
    store = JoinedStore(services.store, cast(Writing, JoinedWriting(writing)))
    return replace(services, store=cast(Store, store))
