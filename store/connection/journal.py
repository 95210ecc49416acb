"""What one transaction changes of the organisation: collected as it is written, and sealed at its end as one event."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.identity import NO_PERSON, OrganisationId, PersonId
from engine.record.organisation_events import Place

Key = tuple[str | int, ...]


@dataclass
class Journal:
    """What a transaction changed of each organisation so far, and who did what in it, as far as that was told.

    `touched` has the tables and keys of the rows that were written, `erased` the places whose text was taken away.
    """

    touched: dict[OrganisationId, dict[tuple[str, Key], None]] = field(default_factory=dict)
    erased: dict[OrganisationId, list[Place]] = field(default_factory=dict)
    by: PersonId = NO_PERSON
    what: str = ""

    def touch(self, organisation: OrganisationId, table: str, *key: str | int) -> None:
        """Note that rows of one key were written."""
        self.touched.setdefault(organisation, {})[table, key] = None

    def seal_soon(self, organisation: OrganisationId) -> None:
        """Note that the transaction is to end with an event, also where no row was written."""
        self.touched.setdefault(organisation, {})

    def tell(self, by: PersonId, what: str) -> None:
        """Note who does what."""
        self.by, self.what = by, what

    def copied(self) -> Journal:
        """Give a journal that says the same, for when what follows is undone."""
        touched = {organisation: dict(rows) for organisation, rows in self.touched.items()}
        erased = {organisation: list(places) for organisation, places in self.erased.items()}
        return Journal(touched=touched, erased=erased, by=self.by, what=self.what)
