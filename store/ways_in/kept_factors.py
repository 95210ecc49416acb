"""Second factors of people, and their recovery codes by hash."""

from __future__ import annotations

from engine.identity import PersonId
from engine.ports.ways_in.second_factors import SecondFactor
from store.connection.cursor import inserting
from store.connection.session import Session
from store.mapping import moment, when

COLUMNS = ("organisation_id", "person_id", "secret", "since", "recovery")
FIND = f"SELECT {', '.join(COLUMNS)} FROM second_factors WHERE person_id = ?"
KEEP = (
    f"{inserting('second_factors', COLUMNS)} ON CONFLICT (organisation_id, person_id) DO UPDATE SET "
    "secret = excluded.secret, since = excluded.since, recovery = excluded.recovery"
)
# What is compared is what was read: of two who use one code at the same time the second finds it gone.
USE_RECOVERY = "UPDATE second_factors SET recovery = ? WHERE person_id = ? AND recovery = ?"


class SqlFactorsReading(Session):
    """Reads of second factors."""

    def second_factor(self, person: PersonId) -> SecondFactor | None:
        """Give the second factor of a person; None where they have none."""
        row = self.cursor.fetch_one(FIND, (person,))
        if row is None:
            return None
        organisation, whose, secret, since, recovery = row
        return SecondFactor(
            organisation=organisation,
            person=whose,
            secret=secret,
            since=when(since),
            recovery=tuple(recovery.split()),
        )


class SqlFactorsWriting(SqlFactorsReading):
    """Writes of second factors, each of them sealed."""

    def keep_factor(self, factor: SecondFactor) -> None:
        """Add a second factor, or replace that of the same person."""
        known = (factor.organisation, factor.person, factor.secret, moment(factor.since))
        self.cursor.run(KEEP, (*known, " ".join(factor.recovery)))
        self.journal.touch(factor.organisation, "second_factors", factor.person)

    def drop_factor(self, person: PersonId) -> bool:
        """Take a second factor away. Says whether there was one."""
        had = self.second_factor(person)
        if had is None:
            return False
        self.journal.touch(had.organisation, "second_factors", person)
        return bool(self.cursor.run("DELETE FROM second_factors WHERE person_id = ?", (person,)))

    def use_recovery(self, person: PersonId, code: str) -> bool:
        """Use up a recovery code, by its hash. Says whether it was there: to one of several alone."""
        factor = self.second_factor(person)
        if factor is None or code not in factor.recovery:
            return False
        self.journal.touch(factor.organisation, "second_factors", person)
        left = " ".join(each for each in factor.recovery if each != code)
        return bool(self.cursor.run(USE_RECOVERY, (left, person, " ".join(factor.recovery))))
