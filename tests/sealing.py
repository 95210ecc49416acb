"""Stores with the means to seal what is changed of an organisation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from duecourse.clock import SetClock
from duecourse.identifiers import RandomIdentifiers
from engine.ports.store import Store
from store import SqlStore, open_store
from store.migrations.copy import Keeping
from store.organisation_chain.sealer import Seals

WHEN = datetime(2026, 10, 23, 9, 0, tzinfo=UTC)


def seals(at: datetime = WHEN) -> Seals:
    """Give a clock that stands, and chance."""
    return Seals(SetClock(at), RandomIdentifiers())


def sealed(store: Store, at: datetime = WHEN) -> Store:
    """Give a store with the means to seal; one in memory needs none."""
    return replace(store, seals=seals(at)) if isinstance(store, SqlStore) else store


def open_sealed(url: str, keeping: Keeping | None = None) -> SqlStore:
    """Open a store by URL with the means to seal."""
    return open_store(url, keeping, seals())
