"""From whatever schema a database has to the present one: all of it in one transaction, or nothing."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from engine.errors import BrokenRecord, Unavailable
from store.database import PRAGMAS, Database, connect
from store.pen import driver_errors


def is_current(database: Database) -> bool:
    """Say whether a database has the present schema. Raises Unavailable."""
    head = ScriptDirectory.from_config(_configuration()).get_current_head()
    with driver_errors(database.driver), database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def migrate(database: Database) -> None:
    """Bring a database to the present schema; of two who try at once, the slower one finds it done.

    Raises:
        Unavailable: it did not answer, or a newer Duecourse made it. BrokenRecord: rows would lose what they tie to.
    """
    # Alembic rebuilds a table of SQLite by dropping the old one, which takes the rows that are tied to it along;
    # only a connection that never watched the ties can do that inside a transaction. They are checked at its end.
    url = database.engine.url.render_as_string(hide_password=False)
    unwatched = connect(url, tuple(pragma for pragma in PRAGMAS if not pragma.startswith("foreign_keys")))
    try:
        _migrate(unwatched)
    except Exception:
        # PostgreSQL lets two begin, and stops the slower one at the first table that the other has made
        if not is_current(database):
            raise
    finally:
        unwatched.engine.dispose()


def _migrate(database: Database) -> None:
    with database.transaction(write=True) as pen:
        _upgrade(pen.connection)
        if pen.is_sqlite and pen.fetch("PRAGMA foreign_key_check"):
            raise BrokenRecord("The present schema would leave rows without what they belong to; nothing changed.")


def _upgrade(connection: Connection) -> None:
    configuration = _configuration()
    configuration.attributes["connection"] = connection
    connection.begin()  # tells Alembic that the transaction is somebody else's: it would commit halfway
    try:
        command.upgrade(configuration, "head")
    except CommandError as error:
        raise Unavailable("A newer Duecourse made this database; start that one.") from error


def _configuration() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(files("store") / "migrations"))
    return configuration
