"""Requests read with one pair of eyes: entries of registers, and questions about the policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.context.caseload import load, may_be_request
from duecourse.casework.context.services import Services
from duecourse.casework.context.looking.entries import Filing, RegisterEntry, holder, read_entry
from engine.identity import CaseReference, WordsKey
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import FactKind, TrackKind
from engine.people.visibility import sees_track
from engine.ports.records import Viewer
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.values import Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyQuestion:
    """A question about the policy; `answer` is "" until somebody has answered."""

    reference: CaseReference
    name: str
    school: str
    words: str
    answer: str
    state: str
    asked_at: datetime
    waits: bool


class Looker:
    """Reads requests as one person may see them, as they stood at a moment; other cases are not even loaded."""

    def __init__(self, services: Services, reading: Reading, viewer: Viewer, at: datetime) -> None:
        """Take the names of people and schools once."""
        self.services, self.reading, self.viewer, self.at = services, reading, viewer, at
        self.names = {person.id: person.name for person in reading.people(viewer.organisation)}
        self.schools = {school.id: school.name for school in reading.schools(viewer.organisation)}

    def entries(self, person: str = "") -> Iterator[RegisterEntry]:
        """Read every entry, or those of one person."""
        for case in self.requests():
            if not person or holder(case) == person:
                yield from self.of(case)

    def of(self, case: Case) -> Iterator[RegisterEntry]:
        """Read the entry of a case, if it has one that these eyes may see."""
        policy = self.policy_of(case)
        for track in self._seen(policy, case, TrackKind.REGISTER):
            events = self.reading.entries(self.viewer, case.id)
            filing = Filing(
                case=case, policy=policy, events=events, names=self.names, school=self.schools.get(case.school, "")
            )
            yield read_entry(filing, track, self.at)

    def questions(self) -> Iterator[PolicyQuestion]:
        """Read every question."""
        for case in self.requests():
            policy = self.policy_of(case)
            for track in self._seen(policy, case, TrackKind.QUESTION):
                yield self._question(case, policy, track)

    def policy_of(self, case: Case) -> CompiledPolicy:
        """Give the policy that a case is pinned to."""
        return self.services.policy_of(self.reading, case)

    def _question(self, case: Case, policy: CompiledPolicy, instance: Instance) -> PolicyQuestion:
        words = self.reading.words(self.viewer, case.id)
        said = {
            name: words.get((answer.event, WordsKey.of_fact(instance.on, name))) or ""
            for name, answer in instance.answers.items()
        }
        definition = policy.track(instance.track).definition
        asker = holder(case)
        return PolicyQuestion(
            reference=case.reference,
            name=self.names.get(asker, asker),
            school=self.schools.get(case.school, ""),
            words=said.get(definition.fact(FactKind.QUESTION), ""),
            answer=said.get(definition.fact(FactKind.REPLY), ""),
            state=definition.states[instance.state].title,
            asked_at=case.reported_at,
            waits=not instance.ended,
        )

    def requests(self, school: str = "") -> Iterator[Case]:
        """Load every request that can be read, or those of one school."""
        for row in self.reading.cases(self.viewer):
            if school in ("", row.school) and may_be_request(self.services, row):
                loaded = load(self.services, self.reading, self.viewer, row)
                if loaded is not None and loaded.is_request:
                    yield loaded.case

    def _seen(self, policy: CompiledPolicy, case: Case, kind: TrackKind) -> Iterator[Instance]:
        return (
            instance
            for instance in case.of_track(policy.track_of(kind))
            if sees_track(policy, case, instance, self.viewer.person)
        )
