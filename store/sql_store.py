"""The store as `engine.ports.store` describes it, put together from the noun modules."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field

from engine.identity import CaseId, OrganisationId, PersonId, WordsKey
from engine.recent import Recent
from engine.record.erasures import ErasedPlace
from store.accounts import SqlAccountsReading, SqlAccountsWriting
from store.audit import AuditReading, AuditWriting
from store.cases import CasesWriting
from store.chains import SqlChainsReading
from store.connection.cursor import driver_errors
from store.connection.database import Database, connect, tighten
from store.connection.session import KEPT, Snapshots
from store.deadlines import DeadlinesReading, DeadlinesWriting
from store.evidence import EvidenceReading, EvidenceWriting
from store.feeds.kept_feeds import SqlFeedsReading, SqlFeedsWriting
from store.kept_rows import SqlKeptReading
from store.letters import LettersReading, LettersWriting
from store.mail import SqlMailReading, SqlMailWriting
from store.migrations.copy import Keeping
from store.migrations.current import is_current
from store.organisation_chain.sealer import Seals, seal_all
from store.paper.kept_documents import SqlTrustDocumentsReading, SqlTrustDocumentsWriting
from store.paper.kept_letterheads import SqlLetterheadsReading, SqlLetterheadsWriting
from store.people import PeopleReading, PeopleWriting
from store.search.piece_rows import REBUILD
from store.sight.letter_rows import LetterListsReading
from store.watch.database_size import SqlSizeReading
from store.watch.security_log import SqlSecurityReading, SqlSecurityWriting
from store.watch.troubles import SqlTroublesReading, SqlTroublesWriting
from store.ways_in.kept_devices import SqlDevicesReading, SqlDevicesWriting
from store.ways_in.kept_factors import SqlFactorsReading, SqlFactorsWriting
from store.ways_in.kept_identities import SqlIdentitiesReading, SqlIdentitiesWriting
from store.ways_in.kept_links import SqlLinksReading, SqlLinksWriting
from store.ways_in.kept_passkeys import SqlPasskeysReading, SqlPasskeysWriting
from store.ways_in.kept_tries import SqlTriesWriting

SCRUB_FILE = (REBUILD, "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
WITH_WORDS = ("words", "pieces", "letters", "letter_renditions", "letter_drafts", "evidence", "kept_forms")
SCRUB_TABLES = tuple(f"VACUUM {table}" for table in WITH_WORDS)
"""PostgreSQL gives the room of what was deleted to what is written next; backups and its own log keep their time."""


class SqlReading(
    PeopleReading,
    LettersReading,
    LetterListsReading,
    EvidenceReading,
    DeadlinesReading,
    SqlMailReading,
    AuditReading,
    SqlChainsReading,
    SqlKeptReading,
    SqlAccountsReading,
    SqlDevicesReading,
    SqlFactorsReading,
    SqlLinksReading,
    SqlIdentitiesReading,
    SqlPasskeysReading,
    SqlFeedsReading,
    SqlLetterheadsReading,
    SqlTrustDocumentsReading,
    SqlSecurityReading,
    SqlSizeReading,
    SqlTroublesReading,
):
    """One consistent look."""


class SqlWriting(
    PeopleWriting,
    CasesWriting,
    LettersWriting,
    LetterListsReading,
    EvidenceWriting,
    DeadlinesWriting,
    SqlMailWriting,
    AuditWriting,
    SqlChainsReading,
    SqlKeptReading,
    SqlAccountsWriting,
    SqlDevicesWriting,
    SqlFactorsWriting,
    SqlLinksWriting,
    SqlIdentitiesWriting,
    SqlPasskeysWriting,
    SqlTriesWriting,
    SqlFeedsWriting,
    SqlLetterheadsWriting,
    SqlTrustDocumentsWriting,
    SqlSecurityWriting,
    SqlTroublesWriting,
    SqlSizeReading,
):
    """One transaction."""

    def erase(self, organisation: OrganisationId, case: CaseId, places: Iterable[ErasedPlace]) -> None:
        """Empty words with their salts, letters with their renditions, rows of evidence, and who came from outside."""
        for place in places:
            if place.what == "letter":
                self.erase_letter(organisation, case, place.number)
            elif place.what == "words":
                self.erase_words(organisation, case, place.number, place.key)
                self.erase_said(organisation, case, WordsKey(place.key))
            elif place.what == "person":
                self.erase_outsider(organisation, case, PersonId(place.key))

    @contextmanager
    def savepoint(self) -> Generator[None]:
        """Undo only what happens inside when it fails; the error goes on to the caller."""
        with driver_errors(self.cursor.driver):
            self.cursor.run("SAVEPOINT inner_part")
            journal, written = self.journal.copied(), set(self.cursor.written)
            try:
                yield
            except BaseException:
                self.cursor.run("ROLLBACK TO SAVEPOINT inner_part")
                self.cursor.run("RELEASE SAVEPOINT inner_part")
                self.kept.clear()
                self.journal, self.cursor.written = journal, written
                raise
            self.cursor.run("RELEASE SAVEPOINT inner_part")


@dataclass(frozen=True)
class SqlStore:
    """Where everything is kept; what is changed of an organisation is sealed with `seals`."""

    database: Database
    seals: Seals | None = None
    snapshots: Snapshots = field(default_factory=lambda: Recent(KEPT), repr=False, compare=False)

    @contextmanager
    def reading(self) -> Generator[SqlReading]:
        """Open one consistent look."""
        with self.database.transaction(write=False) as cursor:
            yield SqlReading(cursor=cursor, snapshots=self.snapshots)

    @contextmanager
    def writing(self, *, gives_way: bool = False) -> Generator[SqlWriting]:
        """Open one transaction; it commits when the block ends well and rolls back otherwise.

        With `gives_way`, it begins once nobody else in this process waits to write.
        """
        with self.database.transaction(write=True, gives_way=gives_way) as cursor:
            writing = SqlWriting(cursor=cursor, write=True, passes=gives_way, snapshots=self.snapshots)
            yield writing
            seal_all(cursor, writing.journal, self.seals)

    @property
    def is_awaited(self) -> bool:
        """Say whether somebody in this process waits to write."""
        return self.database.turns.waiting > 0

    def scrub(self) -> None:
        """Write what is left of the database once more, without what was taken out. Raises Unavailable."""
        self.database.run_alone(SCRUB_FILE if self.database.is_sqlite else SCRUB_TABLES)

    def close(self) -> None:
        """Let go of every connection."""
        self.database.close()


def open_store(url: str, keeping: Keeping | None = None, seals: Seals | None = None) -> SqlStore:
    """Open a store by URL and bring it to the present schema, what it holds being copied first as `keeping` says.

    Without `seals` nothing of an organisation can be changed.

    Raises BadInput, Unavailable or BrokenRecord.
    """
    store = SqlStore(connect(url), seals)
    try:
        if not is_current(store.database):
            # Alembic is needed for that alone
            from store.migrations.run import migrate

            migrate(store.database, keeping, seals)
        tighten(store.database)
    except BaseException:
        store.close()
        raise
    return store
