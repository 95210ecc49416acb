"""How much a verification looked at, chain by chain: so that "nothing is wrong" says of what."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.ports.kept_cases import KeptCase
from engine.record.erasures import ErasedPlace


@dataclass(kw_only=True)
class Looked:
    """What was looked at in the chain of one kind: events, rows held against them, files hashed, places erased."""

    chains: int = 0
    events: int = 0
    rows: int = 0
    files: int = 0
    erased: int = 0


@dataclass(kw_only=True)
class Summary:
    """What a verification looked at: counted as it goes on. `accesses` are the lines of the access log.

    A case of which the viewer sees a part is counted as a case alone: the rest would tell how much is hidden.
    """

    cases: Looked = field(default_factory=Looked)
    organisation: Looked = field(default_factory=Looked)
    accesses: int = 0

    def add(self, kept: KeptCase, *, everything: bool, hashed: bool) -> None:
        """Count a case; `hashed` says whether its files were, too."""
        self.cases.chains += 1
        if everything:
            erased = kept.case.erased
            standing = [each for each in kept.evidence if ErasedPlace("file", each.number) not in erased]
            self.cases.events += len(kept.entries)
            self.cases.rows += kept.row_count
            self.cases.files += len(standing) if hashed else 0
            self.cases.erased += len(erased)
