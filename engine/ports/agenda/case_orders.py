"""In which order a list shows cases."""

from __future__ import annotations

from enum import StrEnum


class CaseOrder(StrEnum):
    """In which order a list shows cases: by their next deadline or act, newest first, or by reference."""

    SOONEST = "soonest"
    ACT = "act"
    NEWEST = "newest"
    LATEST = "latest"
    REFERENCE = "reference"
