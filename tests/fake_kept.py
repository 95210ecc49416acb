"""Whole records in memory: what is kept of each case beside what its events give."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.identity import CaseId, CaseReference, OrganisationId
from engine.ports.kept_cases import Became, FoldedCase, RowKind, Stray
from engine.ports.records import EvidenceFile, Notice, SealedLetter, Viewer
from engine.record.case import Case
from engine.record.chain import Entry
from engine.record.effects import Clocked


@dataclass(frozen=True)
class FakeKeptCase:
    state: Any
    case: Case

    @property
    def id(self) -> CaseId:
        return self.case.id

    @property
    def reference(self) -> CaseReference:
        return self.case.reference

    @property
    def entries(self) -> Sequence[Entry]:
        return list(self.state.entries[self.id])

    @property
    def letters(self) -> Sequence[SealedLetter]:
        return [each for (case, _), each in self.state.letters.items() if case == self.id]

    @property
    def evidence(self) -> Sequence[EvidenceFile]:
        return [each for (case, _), each in self.state.evidence.items() if case == self.id]

    @property
    def notices(self) -> Sequence[Notice]:
        return [each for each in self.state.outbox.values() if each.case == self.id]

    @property
    def row_count(self) -> int:
        return 1 + len(self.entries) + len(self.letters) + len(self.evidence)

    @property
    def is_sighted(self) -> bool:
        return True

    def strays(self, given: FoldedCase) -> Sequence[Stray]:
        return list(self._strays(given))

    def _strays(self, given: FoldedCase) -> Iterator[Stray]:
        clocks = {
            (self.id, effect.deadline.key, effect.deadline.round): effect.deadline
            for entry in given.entries
            for effect in entry.event.effects
            if isinstance(effect, Clocked)
        }
        kept = {key: clock for key, clock in self.state.clocks.items() if key[0] == self.id}
        sights = {who: each for who, each in self.state.sights[self.id].items() if who not in given.following}
        meant = {who: each for who, each in (given.sights or {}).items() if who not in given.following}
        pairs = {
            RowKind.DEADLINE: (kept, clocks),
            RowKind.SIGHT: (sights, meant),
            RowKind.LETTER: (self.letters, list(given.letters)),
            RowKind.EVIDENCE: (self.evidence, list(given.evidence)),
        }
        for kind, (there, wanted) in pairs.items():
            if there != wanted:
                yield Stray(kind, ("?", "?", "?", "?", "?"), Became.CHANGED)


class FakeKept(ABC):
    """Reads of whole records."""

    state: Any = None

    def references(self, viewer: Viewer) -> Mapping[CaseId, CaseReference]:
        found = ((case.id, case.reference) for case in self.state.cases.values() if self.sees(viewer, case))
        return dict(sorted(found, key=lambda each: each[1]))

    def kept_cases(self, viewer: Viewer, cases: Collection[CaseId]) -> Sequence[FakeKeptCase]:
        return [FakeKeptCase(self.state, self.state.cases[id_]) for id_ in self.references(viewer) if id_ in cases]

    def with_unsealed_evidence(self, organisation: OrganisationId) -> Sequence[CaseId]:
        cases = self.state.cases.values()
        return sorted(case.id for case in cases if any(not each.is_sealed for each in case.evidence.values()))

    def without_case(self, organisation: OrganisationId) -> Mapping[RowKind, int]:
        return {}

    @abstractmethod
    def sees(self, viewer: Viewer, case: Case) -> bool:
        """Say whether somebody sees a case; the store in memory says how."""
