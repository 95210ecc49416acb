"""What of an installation wants an administrator: since when it stands, when it was told, and why it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from engine.identity import OrganisationId


class TroubleCode(StrEnum):
    """What is wrong."""

    SWEEP = "sweep-late"
    DRAFTS = "drafts-wait"
    READS = "reads-wait"
    MAIL_WAITS = "mail-waits"
    MAIL_HELD = "mail-held"
    MAIL_PAUSED = "mail-paused"
    MAIL_UNKNOWN = "mail-unknown"
    MAIL_FAILED = "mail-failed"
    RELAY = "relay-refuses"
    CASES_ASIDE = "cases-aside"
    DISK = "disk-full"
    CALENDAR = "calendar-ends"
    CLOCK_FORWARD = "clock-forward"
    CLOCK_BACK = "clock-back"


JUMPS = (TroubleCode.CLOCK_FORWARD, TroubleCode.CLOCK_BACK)
"""What happened and is over: it is told once, and stays to be seen for a day."""

MENDED, PASSED = "mended", "passed"
"""Why one ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingTrouble:
    """One trouble; `detail` is a code or a number of ours, `told_at` when administrators were last told by mail."""

    organisation: OrganisationId
    code: TroubleCode
    since: datetime
    detail: str = ""
    told_at: datetime | None = None
    ended_at: datetime | None = None
    ended: str = ""


class TroublesReading(Protocol):
    """Reads of troubles."""

    def troubles(self, organisation: OrganisationId, ended_after: datetime | None = None) -> Sequence[StandingTrouble]:
        """List what stands, the oldest first; with a moment, what ended after it as well."""
        ...


class TroublesWriting(Protocol):
    """Writes of troubles."""

    def watch_alone(self, organisation: OrganisationId) -> None:
        """Keep other processes from looking at the troubles of an organisation until the transaction ends.

        What is read after that holds all that they noted.
        """
        ...

    def keep_trouble(self, trouble: StandingTrouble) -> None:
        """Write a trouble, in place of the same one of the same beginning."""
        ...

    def purge_troubles(self, organisation: OrganisationId, before: datetime) -> int:
        """Forget those that ended before a moment. Gives how many those were."""
        ...
