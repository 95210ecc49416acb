"""Requests read with one pair of eyes: entries of registers, and questions about the policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.caseload import load
from duecourse.casework.office import Office
from duecourse.casework.register_entries import (
    REGISTER,
    Filing,
    RegisterEntry,
    holder,
    read_entry,
)
from engine.case import Case, Track
from engine.compiled import CompiledPolicy
from engine.ports import Reading
from engine.records import Viewer
from engine.seeing import sees_track

REQUEST, QUERY = "request", "query"


@dataclass(frozen=True, slots=True)
class Question:
    """A question about the policy; `answer` is "" until somebody has answered."""

    reference: str
    name: str
    school: str
    words: str
    answer: str
    state: str
    asked_at: datetime
    waits: bool


class Looker:
    """Reads requests as one person may see them, as they stood at a moment; other cases are not even loaded."""

    def __init__(self, office: Office, reading: Reading, viewer: Viewer, at: datetime) -> None:
        """Take the names of people and schools once."""
        self.office, self.reading, self.viewer, self.at = office, reading, viewer, at
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
        for track in self._seen(policy, case, REGISTER):
            events = self.reading.entries(self.viewer, case.id)
            filing = Filing(case, policy, events, self.names, self.schools.get(case.school, ""))
            yield read_entry(filing, track, self.at)

    def questions(self) -> Iterator[Question]:
        """Read every question."""
        for case in self.requests():
            policy = self.policy_of(case)
            for track in self._seen(policy, case, QUERY):
                yield self._question(case, policy, track)

    def policy_of(self, case: Case) -> CompiledPolicy:
        """Give the policy that a case is pinned to."""
        return self.office.policy_of(self.reading, case)

    def _question(self, case: Case, policy: CompiledPolicy, track: Track) -> Question:
        words = self.reading.words(self.viewer, case.id)
        said = {name: words.get((answer.event, f"{track.on}.{name}")) or "" for name, answer in track.answers.items()}
        state = policy.track(QUERY).definition.states[track.state].title
        asker = holder(case)
        return Question(
            case.reference,
            self.names.get(asker, asker),
            self.schools.get(case.school, ""),
            said.get("question_words", ""),
            said.get("answer_words", ""),
            state,
            case.reported_at,
            not track.ended,
        )

    def requests(self, school: str = "") -> Iterator[Case]:
        """Load every request that can be read, or those of one school."""
        for row in self.reading.cases(self.viewer):
            if row.status == REQUEST and school in ("", row.school):
                loaded = load(self.office, self.reading, self.viewer, row)
                if loaded is not None:
                    yield loaded.case

    def _seen(self, policy: CompiledPolicy, case: Case, name: str) -> Iterator[Track]:
        return (track for track in case.of_track(name) if sees_track(policy, case, track, self.viewer.person))
