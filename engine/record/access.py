"""The access log of an organisation: reads, refusals and exports, each linked to the line before it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from engine.identity import NO_REFERENCE, CaseReference, PersonId

READ = "read"
"""Says that somebody looked; any other line is of something that somebody did or was refused."""


FOUND = "found"
"""Says that words of a case were shown to somebody who looked for them: they have not opened it."""
BACKUP = "backup"
LOOKS = (READ, FOUND)
"""What somebody did who changed nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One line of an organisation's access log: a read, a refusal, an export."""

    at: datetime
    person: PersonId
    case: CaseReference
    what: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessesWanted:
    """Which lines of the access log are wanted; what is None or "" is not asked.

    `since` is within, `until` beyond; so many lines at most, after the newest `passed`.
    """

    case: CaseReference = NO_REFERENCE
    person: PersonId | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int
    passed: int = 0


@dataclass(frozen=True, slots=True)
class SealedAccess:
    """An access line in its chain."""

    sequence: int
    access: Access
    previous: str
    hash: str


def access_body(sequence: int, access: Access) -> str:
    """Write an access line as the text that is hashed after the line before it."""
    parts = [sequence, access.at.isoformat(), access.person, access.case, access.what, access.detail]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
