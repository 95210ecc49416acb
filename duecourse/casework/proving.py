"""What the proof of each policy gave, walked once for each version and kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock

from duecourse.policies import Library, load_library, read_workflows
from engine.compiled import CompiledPolicy, content_hash
from engine.errors import BadFiles, BadInput
from engine.ports import Writing
from engine.proof import Failure, prove
from engine.remembering import Memory

log = logging.getLogger("duecourse")


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
    _memory: Memory = field(default_factory=Memory)
    _lock: Lock = field(default_factory=Lock)

    def of(self, policy: CompiledPolicy) -> ProofResult:
        """Give the proof of a policy, walking it the first time."""
        with self._lock:
            if policy.hash not in self._kept:
                self._kept[policy.hash] = _walked(policy, self._memory)
            return self._kept[policy.hash]


PROOFS = Proofs()
"""The proofs of this process."""


def demand_proof(writing: Writing, organisation: str, policy: CompiledPolicy) -> None:
    """Let no case be opened under a policy that does not pass its proof; a version once kept has passed it.

    Raises:
        BadInput: the proof found something; the message says what, and how it is looked into.
    """
    if writing.keeps_policy(organisation, policy.hash):
        return
    failures = PROOFS.of(policy).failures
    if failures:
        raise BadInput(
            f"No case can be opened under “{policy.key}”: its proof found {len(failures)} faults, the first at "
            f"{failures[0].track} {failures[0].where}: {failures[0].says}. `duecourse check` lists them all."
        )
    writing.keep_policy(organisation, policy.hash, policy.key, policy.sources)


def take_up(library: Library) -> bool:
    """Look whether the files of the policies have changed; they are taken up only once they pass every check.

    Running cases stay pinned to their version either way. Says whether new versions are in use now.
    """
    found: Library | None = None
    try:
        sources = read_workflows(library.folder)
        if content_hash(sources) == library.read:
            return False
        library.read = content_hash(sources)
        found = load_library(sources, library.letters)
        faults = [f"{key}: {each.track} {each.where}: {each.says}" for key, each in _failures(found)]
    except BadFiles as bad:
        faults = [str(finding) for finding in bad.findings]
    except OSError as error:
        faults = [f"The folder of the policies cannot be read: {error.strerror}."]
    library.refused = tuple(faults)
    if faults or found is None:
        log.error("Changed policy files were not taken up.", extra={"action": "policies", "faults": len(faults)})
        return False
    library.policies = found.policies
    log.info("Changed policy files were taken up.", extra={"action": "policies"})
    return True


def _failures(library: Library) -> Iterator[tuple[str, Failure]]:
    for key, policy in library.policies.items():
        yield from ((key, failure) for failure in PROOFS.of(policy).failures)


def _walked(policy: CompiledPolicy, memory: Memory) -> ProofResult:
    proofs = prove(policy, memory)
    situations = {proof.track: proof.situations for proof in proofs}
    failures = tuple(failure for proof in proofs for failure in proof.failures)
    return ProofResult(sum(situations.values()), situations, failures)
