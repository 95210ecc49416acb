"""Many use cases in one transaction: what one of them opens is a part of it, so that all is kept or nothing."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any, cast

from duecourse.casework.context.services import Services
from engine.ports.store import Reading, Store, Writing


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
    return replace(services, store=cast(Store, JoinedStore(services.store, writing)))
