"""What checks files for malware must satisfy, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    """What a check found: nothing, malware, no answer, that it is too large, or that there is nobody to ask."""

    CLEAN = "clean"
    MALWARE = "malware"
    SILENT = "silent"
    LARGE = "large"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, and when it did."""

    verdict: Verdict
    at: datetime | None = None


UNCHECKED = Checked(Verdict.UNCHECKED)


class Scanner(Protocol):
    """Checks bytes for malware by what it knows today."""

    def check(self, content: bytes) -> Checked:
        """Check bytes; what does not answer in time is silent, and never clean."""
        ...

    def is_there(self) -> bool:
        """Say whether it answers at all."""
        ...
