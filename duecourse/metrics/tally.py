"""What one process has done since it began, counted without a library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock


@dataclass
class Tally:
    """Counts by name; passes by the name of their job and whether they went well."""

    _counts: Counter[str] = field(default_factory=Counter)
    _passes: Counter[tuple[str, bool]] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def add(self, name: str, number: int) -> None:
        """Count more of something."""
        with self._lock:
            self._counts[name] += number

    def passed(self, job: str, *, well: bool) -> None:
        """Count one pass of a job."""
        with self._lock:
            self._passes[job, well] += 1

    def of(self, name: str) -> int:
        """Say how many there were."""
        return self._counts[name]

    @property
    def passes(self) -> Mapping[tuple[str, bool], int]:
        """Give the passes as they stand at this moment."""
        with self._lock:
            return dict(self._passes)
