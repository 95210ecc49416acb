"""One entry of a register, as its events have made it: what it says, and when it was in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from duecourse.casework.context.look.redaction import codes_of
from engine.identity import NO_PERSON, CaseReference, FactName, InstanceId, PersonId, WordsKey
from engine.language.compiled import CompiledPolicy
from engine.language.track_definition import TrackDefinition
from engine.language.vocabulary import ActionKind, FactKind, StateKind, TrackKind
from engine.questions.answers import options_of
from engine.record.case import Case
from engine.record.chain import Entry, Event
from engine.record.effects import Answered, Moved, Opened
from engine.record.erasures import tombstone
from engine.record.values import Answer, Instance, Part


class EntryStatus(StrEnum):
    """How an entry stands at a moment."""

    WAITING = "waiting"
    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    ENDED = "ended"


STATUSES = {
    EntryStatus.WAITING: "Waiting for somebody",
    EntryStatus.NOT_YET: "Not in force yet",
    EntryStatus.IN_FORCE: "In force",
    EntryStatus.ENDED: "No longer in force, or never",
}


def kinds(policy: CompiledPolicy) -> Mapping[str, str]:
    """Give the registers that there are under a policy, with what each is called."""
    track = register_of(policy)
    if track is None:
        return {}
    filed = track.actions[track.action(ActionKind.FILING)].outcomes
    every = options_of(track.facts[track.fact(FactKind.REGISTER)], policy.definition)
    return {key: says for key, says in every.items() if key in filed}


def register_of(policy: CompiledPolicy) -> TrackDefinition | None:
    """Give the track of an entry in a register; None where a policy has none."""
    name = policy.track_of(TrackKind.REGISTER)
    return policy.track(name).definition if name else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One time during which an entry was in force, and who decided so when; `end` is None while none is set."""

    start: datetime
    end: datetime | None
    scope: str
    decided_by: PersonId
    decided_at: datetime

    def covers(self, at: datetime) -> bool:
        """Say whether a moment lies in it."""
        return self.start <= at and (self.end is None or at < self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """One entry. `person` is the identifier of whose entry it is, `state` the title of where it stands today.

    `on` is the procedure by its code.

    `standing` is that of the moment that was asked for, and `period` the time in force which that moment lies in, or
    else the last one; None where it was never in force.
    """

    reference: CaseReference
    on: InstanceId
    kind: str
    title: str
    person: PersonId
    name: str
    school: str
    words: str
    state: str
    standing: EntryStatus
    entered_at: datetime
    period: Period | None
    decided_by: str
    periods: tuple[Period, ...] = ()

    @property
    def stands(self) -> str:
        """Say how it stands."""
        return STATUSES[self.standing]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Where an entry is read from: its case under its policy, its events, and how people and its school are called."""

    case: Case
    policy: CompiledPolicy
    events: Sequence[Entry]
    name_of: Callable[[PersonId], str]
    school: str


def read_entry(filing: Filing, instance: Instance, at: datetime) -> RegisterEntry:
    """Read an entry as it stood at a moment."""
    case, definition = filing.case, filing.policy.track(instance.track).definition
    walk = _walked(filing.events, instance.on, definition)
    kind = walk.value(FactKind.REGISTER)
    person = holder(case)
    period = next((each for each in walk.periods if each.covers(at)), walk.periods[-1] if walk.periods else None)
    return RegisterEntry(
        reference=case.reference,
        on=codes_of(filing.policy, case).place(instance.on),
        kind=kind,
        title=kinds(filing.policy).get(kind, kind),
        person=person,
        name=filing.name_of(person),
        school=filing.school,
        words=walk.text(FactKind.ENTRY),
        state=definition.states[instance.state].title,
        standing=_standing(walk, instance, at),
        entered_at=case.reported_at,
        period=period,
        decided_by=filing.name_of(period.decided_by) if period else "",
        periods=tuple(walk.periods),
    )


def holder(case: Case) -> PersonId:
    """Give the identifier of the person who asked or whose entry it is; "" for nobody."""
    return next((person for person, parts in case.people.items() if Part.REPORTER in parts), NO_PERSON)


def _standing(walk: _Walk, instance: Instance, at: datetime) -> EntryStatus:
    if any(period.covers(at) for period in walk.periods):
        return EntryStatus.IN_FORCE
    if any(period.start > at and period.start != period.end for period in walk.periods):
        return EntryStatus.NOT_YET
    return EntryStatus.ENDED if instance.ended or walk.periods else EntryStatus.WAITING


@dataclass(slots=True, kw_only=True)
class _Walk:
    """The events of one entry, taken one after the other."""

    on: InstanceId
    definition: TrackDefinition
    state: str = ""
    answers: dict[FactName, Answer] = field(default_factory=dict)
    words: dict[FactName, str] = field(default_factory=dict)
    periods: list[Period] = field(default_factory=list)

    def take(self, entry: Entry) -> None:
        before, event = self.state, entry.event
        said = self._note(entry)
        if self._in_force(self.state) and event.on == self.on and self._puts_in_force(event):
            self._close(event.happened_at)
            self._begin(event)
        elif self._in_force(self.state) and said and self.periods:
            self._amend(said)
        elif self._in_force(before) and not self._in_force(self.state):
            self._close(event.happened_at)

    def _in_force(self, state: str) -> bool:
        return state in self.definition.states_of(StateKind.IN_FORCE)

    def _puts_in_force(self, event: Event) -> bool:
        action = self.definition.actions.get(event.taken)
        end = action.outcomes.get(event.outcome) if action else None
        return action is not None and self._in_force(end.to if end else action.to)

    def value(self, kind: FactKind) -> str:
        """Give the answer to the question of a kind; "" where there is none."""
        answer = self.answers.get(self.definition.fact(kind))
        return str(answer.value) if answer is not None else ""

    def text(self, kind: FactKind) -> str:
        """Give the words that answer the question of a kind; "" where there are none."""
        return self.words.get(self.definition.fact(kind), "")

    def _note(self, entry: Entry) -> frozenset[FactName]:
        """Take the answers and the state of an event; gives the names of what was answered."""
        said = set[FactName]()
        for effect in entry.event.effects:
            if isinstance(effect, Answered) and effect.on == self.on:
                said.add(effect.name)
                self.answers[effect.name] = effect.answer
                key = WordsKey.of_fact(self.on, effect.name)
                kept = entry.words.get(key)
                if kept is not None:
                    self.words[effect.name] = tombstone(key) if kept.text is None else kept.text
            elif isinstance(effect, Moved) and effect.on == self.on:
                self.state = effect.to
            elif isinstance(effect, Opened) and effect.on == self.on:
                self.state = effect.state
        return frozenset(said)

    def _begin(self, event: Event) -> None:
        asked = self.definition.fact(FactKind.ENTRY_FROM) in self.definition.actions[event.taken].asks
        start = (self._time(FactKind.ENTRY_FROM) if asked else None) or event.happened_at
        until, scope = self._time(FactKind.ENTRY_UNTIL), self.text(FactKind.ENTRY_SCOPE)
        self.periods.append(
            Period(start=start, end=until, scope=scope, decided_by=event.by, decided_at=event.happened_at)
        )

    def _amend(self, said: frozenset[FactName]) -> None:
        """An answer was corrected while the entry is in force."""
        last = self.periods[-1]
        moved = self.definition.fact(FactKind.ENTRY_FROM) in said
        start = (self._time(FactKind.ENTRY_FROM) if moved else None) or last.start
        until, scope = self._time(FactKind.ENTRY_UNTIL), self.text(FactKind.ENTRY_SCOPE)
        self.periods[-1] = replace(last, start=start, end=until, scope=scope)

    def _close(self, at: datetime) -> None:
        if self.periods and (self.periods[-1].end is None or at < self.periods[-1].end):
            self.periods[-1] = replace(self.periods[-1], end=max(at, self.periods[-1].start))

    def _time(self, kind: FactKind) -> datetime | None:
        answer = self.answers.get(self.definition.fact(kind))
        known = answer is not None and answer.kind == "value"
        return datetime.fromisoformat(str(answer.value)) if answer is not None and known else None


def _walked(events: Iterable[Entry], on: InstanceId, definition: TrackDefinition) -> _Walk:
    walk = _Walk(on=on, definition=definition)
    for entry in events:
        walk.take(entry)
    return walk
