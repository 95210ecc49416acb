"""What the proof of each policy gave, walked once for each version and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from engine.identity import TrackName

if TYPE_CHECKING:
    from engine.language.compiled import CompiledPolicy
    from engine.proof.cache import Memory
    from engine.proof.run import Failure


@dataclass(frozen=True, slots=True)
class ProofResult:
    """How many situations were walked, in all and by track, and what was found; () where nothing was."""

    situations: int
    by_track: Mapping[TrackName, int]
    failures: tuple[Failure, ...]


@dataclass
class Proofs:
    """The proofs that were walked, by the content hash of the policy; walking them is imported when it is needed."""

    _kept: dict[str, ProofResult] = field(default_factory=dict)
    _memory: list[Memory] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def of(self, policy: CompiledPolicy) -> ProofResult:
        """Give the proof of a policy, walking it the first time."""
        with self._lock:
            if policy.hash not in self._kept:
                self._kept[policy.hash] = _walked(policy, self._memory)
            return self._kept[policy.hash]


def _walked(policy: CompiledPolicy, memories: list[Memory]) -> ProofResult:
    from engine.proof.cache import Memory
    from engine.proof.run import prove

    memory = memories[0] if memories else Memory()
    memories[:] = [memory]
    proofs = prove(policy, memory)
    situations = {proof.track: proof.situations for proof in proofs}
    failures = tuple(failure for proof in proofs for failure in proof.failures)
    return ProofResult(sum(situations.values()), situations, failures)
