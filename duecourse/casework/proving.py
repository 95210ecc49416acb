"""What the proof of each policy gave, walked once for each version and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from engine.compiled import CompiledPolicy
from engine.proof import Failure, prove


@dataclass(frozen=True, slots=True)
class ProofResult:
    """How many situations were walked, in all and by track, and what was found; () where nothing was."""

    situations: int
    by_track: Mapping[str, int]
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
                self._kept[policy.hash] = _walked(policy)
            return self._kept[policy.hash]


def _walked(policy: CompiledPolicy) -> ProofResult:
    proofs = prove(policy)
    situations = {proof.track: proof.situations for proof in proofs}
    failures = tuple(failure for proof in proofs for failure in proof.failures)
    return ProofResult(sum(situations.values()), situations, failures)
