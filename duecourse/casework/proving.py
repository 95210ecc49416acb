"""What the proof of each policy gave, walked once for each version and kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

from engine.compiled import CompiledPolicy
from engine.proof import Failure, prove


@dataclass(frozen=True, slots=True)
class ProofResult:
    """How many situations were walked, and what was found; () where nothing was."""

    situations: int
    failures: tuple[Failure, ...]


@dataclass
class Proofs:
    """The proofs of one process, by the content hash of the policy."""

    _kept: dict[str, ProofResult] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, policy: CompiledPolicy) -> ProofResult:
        """Give the proof of a policy, walking it the first time."""
        with self._lock:
            if policy.hash not in self._kept:
                tracks = prove(policy)
                failures = tuple(failure for track in tracks for failure in track.failures)
                self._kept[policy.hash] = ProofResult(sum(track.situations for track in tracks), failures)
            return self._kept[policy.hash]
