"""Services on every store: the memory fake, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from duecourse.casework.context.services import Services
from tests.databases import open_store, postgresql
from tests.fakes import MemoryStore
from tests.services import services_on


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Services]:
    if request.param == "memory":
        yield services_on(MemoryStore(), tmp_path)
        return
    if request.param == "sqlite":
        store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
        yield services_on(store, tmp_path)
        store.close()
        return
    with postgresql() as url:
        store = open_store(url)
        yield services_on(store, tmp_path)
        store.close()
