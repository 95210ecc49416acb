"""From whatever schema a database has to the present one: all of it in one transaction, or nothing."""

from __future__ import annotations

from contextlib import nullcontext
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from engine.errors import BrokenRecord, Unavailable
from store.connection.alchemy import shared
from store.connection.database import PRAGMAS, Database, connect
from store.migrations.copy import Keeping, kept_before
from store.migrations.current import is_current, revision_of
from store.organisation_chain.sealer import Seals, seal_as_it_stood

SEALED_FROM = "0010"
"""The first schema with a chain of the organisation."""
NEWER = "A newer Duecourse made this database; start that one."


def migrate(database: Database, keeping: Keeping | None = None, seals: Seals | None = None) -> None:
    """Bring a database to the present schema; of two who try at once, the slower one finds it done.

    What the database holds is copied first, as `keeping` says. What it holds of an organisation is sealed as it stood,
    where no chain speaks for it yet.

    Raises:
        Unavailable: it did not answer, or a newer Duecourse made it. BrokenRecord: rows would lose what they tie to.
        BadInput: it could not be copied first.
    """
    # Alembic rebuilds a table of SQLite by dropping the old one, which takes the rows that are tied to it along;
    # only a connection that never watched the ties can do that inside a transaction. They are checked at its end.
    unwatched = connect(database.url, tuple(pragma for pragma in PRAGMAS if not pragma.startswith("foreign_keys")))
    try:
        _migrate(unwatched, keeping or Keeping(), seals)
    except Exception:
        # PostgreSQL lets two begin, and stops the slower one at the first table that the other has made
        if not is_current(database):
            raise
    finally:
        unwatched.close()


def _migrate(database: Database, keeping: Keeping, seals: Seals | None) -> None:
    # the copy is made under the lock that keeps others from writing, so nothing can come between it and the change
    with (
        shared(database.engine, database.driver) as (connection, cursor),
        cursor.transaction(database.beginning(write=True)),
    ):
        revision = revision_of(cursor)
        with kept_before(database, _known(revision), keeping) if revision else nullcontext():
            _upgrade(connection)
            if revision and revision < SEALED_FROM:
                seal_as_it_stood(cursor, seals)
            if cursor.is_sqlite and cursor.fetch("PRAGMA foreign_key_check"):
                raise BrokenRecord("The present schema would leave rows without what they belong to; nothing changed.")


def _known(revision: str) -> str:
    try:
        ScriptDirectory.from_config(_configuration()).get_revision(revision)
    except CommandError as error:
        raise Unavailable(NEWER) from error
    return revision


def _upgrade(connection: Connection) -> None:
    configuration = _configuration()
    configuration.attributes["connection"] = connection
    connection.begin()  # tells Alembic that the transaction is somebody else's: it would commit halfway
    command.upgrade(configuration, "head")


def _configuration() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(files("store") / "migrations"))
    return configuration
