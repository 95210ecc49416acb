"""The versions of policies that a list names: loaded by their hash, once each, and none where its files are damaged."""

from __future__ import annotations

from dataclasses import dataclass, field

from duecourse.casework.context.services import Services
from duecourse.logs.log import Log
from engine.errors import Unavailable
from engine.identity import OrganisationId
from engine.language.compiled import CompiledPolicy
from engine.ports.store import Reading

log = Log("duecourse")


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of one list."""

    services: Services
    reading: Reading
    organisation: OrganisationId
    _loaded: dict[str, CompiledPolicy | None] = field(default_factory=dict)

    def of(self, hash_: str) -> CompiledPolicy | None:
        """Give a version; None where its files are missing or damaged, which is logged. Raises Unavailable."""
        if hash_ not in self._loaded:
            self._loaded[hash_] = self._load(hash_)
        return self._loaded[hash_]

    def _load(self, hash_: str) -> CompiledPolicy | None:
        library = self.services.library
        try:
            return library.known(hash_) or library.recall(self.reading.policy_sources(self.organisation, hash_))
        except Unavailable:
            raise
        except Exception:
            # whatever is damaged: the cases of other versions have clocks that run
            log.fault("policy-unreadable", "A version of a policy cannot be read.", version=hash_[:12])
            return None
