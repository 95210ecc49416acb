"""What a guard can see of one instance of a real case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.identity import CASE, ClockId, FactName, InstanceId, TrackName
from engine.language.guards import Atom, Quantified, Reference
from engine.language.track_definition import Fact, TrackDefinition
from engine.language.vocabulary import FOR_PUPIL
from engine.record.case import Case
from engine.record.values import Answer, Instance


@dataclass(frozen=True, slots=True)
class InstanceGuardView:
    """One instance seen at one moment; clocks are judged at `happened_at`."""

    case: Case
    instance: Instance
    definitions: Mapping[TrackName, TrackDefinition]
    happened_at: datetime

    def read(self, reference: Reference) -> Atom:
        """Give the value behind a name, or None while nobody has answered."""
        match reference.scope:
            case "":
                return self._own(self.instance, reference.fact)
            case "consent":
                return self.instance.consents.get(reference.name, "not_asked")
            case "case":
                return self._own(self.case.tracks[CASE], reference.fact)
            case "recorded":
                answer = self.instance.answers.get(reference.fact)
                return answer is not None and answer.kind != "cleared"
            case "done":
                return reference.name in self.instance.done
            case "evidence":
                return self._count(reference.name)
            case "others":
                others = (each for on, each in self.case.tracks.items() if on not in (CASE, self.instance.on))
                return all(each.ended for each in others)
            case scope:
                return self._clock(scope, reference.name)

    def instances(self, quantified: Quantified) -> Sequence[InstanceGuardView]:
        """Give a view of each instance of the quantified track."""
        found = self.case.of_track(quantified.track)
        return [InstanceGuardView(self.case, track, self.definitions, self.happened_at) for track in found]

    def _own(self, instance: Instance, name: FactName) -> Atom:
        if name == "ended":
            return instance.ended
        if name == "named":
            return bool(instance.person)
        if name == FOR_PUPIL:
            return self.case.is_pupil(instance.person)
        fact = self.definitions[instance.track].facts.get(name)
        return atom(fact, instance.answers.get(name))

    def _count(self, kind: str) -> int:
        """Count what is kept here of a kind; what is shut away unseen is no copy on which a step may rest."""
        items = (item for item in self.case.evidence.values() if not item.quarantined)
        kept = (item for item in items if kind in (item.kind, "any"))
        return sum(1 for item in kept if self._is_here(item.on))

    def _is_here(self, on: InstanceId) -> bool:
        """What was kept of an address counts in every procedure about that address."""
        about = self.case.tracks[on].about
        return on == self.instance.on or (about == self.instance.about and about.is_address)

    def _clock(self, scope: str, name: str) -> bool:
        deadline = self.case.deadlines.get(ClockId.of(self.instance.on, name))
        if deadline is None or deadline.state != "open":
            return False
        return deadline.is_overdue(self.happened_at) if scope == "overdue" else deadline.is_due(self.happened_at)


def atom(fact: Fact | None, answer: Answer | None) -> Atom:
    """Give an answer as guards read it: its value, or None where there is none that they may read."""
    if answer is None:
        return fact.initial or None if fact else None
    return answer.value if answer.kind == "value" else None
