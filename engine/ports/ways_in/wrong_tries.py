"""Wrong tries at a way in, counted for a name, a place or a device: when the next one may be made."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.identity import OrganisationId


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongTries:
    """How many wrong tries there were of one `subject`, a text that says nothing of anybody.

    `last_at` is when the last one was, `free_at` from when another may be made.
    """

    organisation: OrganisationId
    subject: str
    tries: int
    last_at: datetime
    free_at: datetime


class TriesWriting(Protocol):
    """What a transaction counts. There is no reading without it: who asks is about to try."""

    def hold_tries(self, organisation: OrganisationId, subject: str, at: datetime) -> WrongTries:
        """Give the count of a subject, none where there is none; nobody else counts it until the transaction ends."""
        ...

    def keep_tries(self, tries: WrongTries) -> None:
        """Write a count in place of the one that was held."""
        ...

    def forget_tries(self, organisation: OrganisationId, subjects: Collection[str]) -> int:
        """Forget the counts of some subjects. Gives how many those were."""
        ...

    def purge_tries(self, before: datetime) -> int:
        """Forget every count whose last try was before a moment, and that holds nobody up. Gives how many."""
        ...
