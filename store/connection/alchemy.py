"""SQLAlchemy's way to a database: for its schema and for migrations, and for nothing that a step does.

It is imported when a schema has to be looked at or changed; see `store.connection.database`.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from store.connection.cursor import Cursor, driver_errors, fault_of


def engine_of(url: str, arguments: Mapping[str, object], preparing: Sequence[str]) -> Engine:
    """Make an engine; every connection of it runs the statements that prepare it, and none begins by itself."""
    spelt = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(spelt, isolation_level="AUTOCOMMIT", connect_args=dict(arguments), hide_parameters=True)

    def prepare(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        for statement in preparing:
            cursor.execute(statement)
        cursor.close()

    event.listen(engine, "connect", prepare)
    return engine


@contextmanager
def shared(engine: Engine, driver: Any) -> Generator[tuple[Connection, Cursor]]:
    """Give a connection as SQLAlchemy knows it together with a cursor on it: both are in one transaction.

    What SQLAlchemy makes of an error of the driver becomes a fault of ours.
    """
    try:
        with driver_errors(driver), engine.connect() as connection:
            yield connection, Cursor(connection.connection, driver)
    except DBAPIError as error:
        fault = fault_of(driver, error.orig) if error.orig is not None else None
        if fault is None:
            raise
        raise fault.with_traceback(error.__traceback__) from None
