"""Wrong tries, counted in a table: for every process at once, and over a restart."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from engine.identity import OrganisationId
from engine.ports.ways_in.wrong_tries import WrongTries
from store.connection.cursor import inserting
from store.connection.session import Session
from store.mapping import moment, when

COLUMNS = ("organisation_id", "subject", "tries", "last_at", "free_at")
# The update changes nothing, and holds the row: on PostgreSQL two processes would count one try for two otherwise.
HOLD = (
    f"{inserting('wrong_tries', COLUMNS)} ON CONFLICT (organisation_id, subject) DO UPDATE "
    "SET tries = wrong_tries.tries"
)
FIND = "SELECT tries, last_at, free_at FROM wrong_tries WHERE organisation_id = ? AND subject = ?"
KEEP = "UPDATE wrong_tries SET tries = ?, last_at = ?, free_at = ? WHERE organisation_id = ? AND subject = ?"


class SqlTriesWriting(Session):
    """Counts of wrong tries."""

    def hold_tries(self, organisation: OrganisationId, subject: str, at: datetime) -> WrongTries:
        """Give the count of a subject, none where there is none; nobody else counts it until the transaction ends."""
        self.cursor.run(HOLD, (organisation, subject, 0, moment(at), moment(at)))
        tries, last_at, free_at = self.cursor.fetch(FIND, (organisation, subject))[0]
        return WrongTries(
            organisation=organisation, subject=subject, tries=tries, last_at=when(last_at), free_at=when(free_at)
        )

    def keep_tries(self, tries: WrongTries) -> None:
        """Write a count in place of the one that was held."""
        counted = (tries.tries, moment(tries.last_at), moment(tries.free_at))
        self.cursor.run(KEEP, (*counted, tries.organisation, tries.subject))

    def forget_tries(self, organisation: OrganisationId, subjects: Collection[str]) -> int:
        """Forget the counts of some subjects. Gives how many those were."""
        statement = "DELETE FROM wrong_tries WHERE organisation_id = ? AND subject = ?"
        return sum(self.cursor.run(statement, (organisation, subject)) for subject in sorted(subjects))

    def purge_tries(self, before: datetime) -> int:
        """Forget every count whose last try was before a moment, and that holds nobody up. Gives how many."""
        return self.cursor.run(
            "DELETE FROM wrong_tries WHERE last_at < ? AND free_at < ?", (moment(before), moment(before))
        )
