"""One look for all that a page or a command reads: a reading transaction that is opened inside is the same one."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any, cast

from duecourse.casework.context.services import Services
from engine.ports.store import Reading, Store


class OneLook:
    """A store as one page or command sees it, by one thread at a time; all but its looks is the store's own."""

    def __init__(self, store: Store) -> None:
        """Begin without a look that is shared."""
        self._store = store
        self._look: Reading | None = None

    def reading(self) -> AbstractContextManager[Reading]:
        """Give the look that is open, or open one."""
        return self._store.reading() if self._look is None else nullcontext(self._look)

    @contextmanager
    def shared(self) -> Generator[None]:
        """Open one look for everything inside; where one is open already, it goes on.

        It sees nothing of what is written inside.
        """
        if self._look is not None:
            yield
            return
        with self._store.reading() as reading:
            self._look = reading
            try:
                yield
            finally:
                self._look = None

    def __getattr__(self, name: str) -> Any:
        """Give whatever else the store has."""
        return getattr(self._store, name)


def looking_once(services: Services) -> Services:
    """Give the same services to one page or command, so that it may share its looks."""
    return replace(services, store=cast(Store, OneLook(services.store)))


@contextmanager
def one_look(services: Services) -> Generator[None]:
    """Let everything inside be read in one look, where the services are of one page or command."""
    if isinstance(services.store, OneLook):
        with services.store.shared():
            yield
    else:
        yield
