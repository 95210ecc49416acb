"""The record as plain sentences: who did what, when, and what followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import TypeAlias

from engine.addresses.reported import AS_GIVEN
from engine.changes.letters.following_letters import CALLED
from engine.identity import CASE, ClockId, FactName, InstanceId, PersonId, SchoolId, TrackName, WordsKey
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import CONSENT
from engine.ports.letters.rendered_letters import LetterWriter
from engine.ports.records import LetterKind, Person
from engine.questions.answers import options_of
from engine.record import effects as change
from engine.record.chain import Entry, Event
from engine.record.codes import CodeKind, Codes
from engine.record.erasures import ErasedPlace, Erasure, tombstone
from engine.record.kinds import CLOCK_BY_HAND, EventKind
from engine.record.values import SCHEDULER, Answer, Deadline
from engine.steps.sets.told_sets import is_of_a_list, is_of_many, said_of_list, said_of_many
from engine.time.moments import say_ending, say_given, say_moment
from engine.wordings import BROUGHT, WORDING, said_changes

WORDS = {
    "via": "recorded",
    "url": "web address",
    "proof": "proof of dispatch",
    "to": "to be sent to",
    **CALLED,
    "confirmed": "what stays",
    BROUGHT: "brought back from Word, by SHA-256",
    AS_GIVEN: "web address, as it was typed",
}
"""How words are called that answer no question of a track."""
KINDS = {"words": CodeKind.EVENT, "file": CodeKind.FILE, "letter": CodeKind.LETTER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One event in words. `at` is when it was recorded, `happened_at` when it took place; both UTC.

    `number` is 0 for those who do not see every event; `code` is what everybody calls it by. `undoable` says that the
    reader may still take it back, unless something was built on it since.
    """

    number: int
    at: datetime
    happened_at: datetime
    who: str
    says: str
    details: tuple[str, ...]
    undoable: bool = False
    code: str = ""


SOMEBODY = "Somebody"
"""How a person is called whom the reader may not know: the one who reported, before an affected person."""
Other: TypeAlias = (
    change.LetterChanged
    | change.Linked
    | change.NoteWritten
    | change.PersonAdded
    | change.RoleChanged
    | change.AddressAdded
    | change.AddressFlagged
    | change.EvidenceChanged
)
Rare: TypeAlias = (
    change.Attached | change.Restored | change.Removed | change.PolicyChanged | change.ErasureChanged | change.Shared
)


@dataclass(frozen=True, kw_only=True)
class Narrator:
    """Tells events in the words of one policy; `names` and `schools` map identifiers to names.

    `due_before` says by when each open clock was due before, so that what moved is told with both times, `stood_at` by
    when one was that stands still, and `taken_back` is the event that this one took back. Procedures of the tracks in
    `alone` are called by their title, without their code.
    """

    policy: CompiledPolicy
    names: Mapping[PersonId, str]
    letters: Mapping[str, LetterKind]
    zone: tzinfo
    codes: Codes | None
    schools: Mapping[SchoolId, str] = field(default_factory=dict)
    due_before: Mapping[ClockId, datetime | None] = field(default_factory=dict)
    stood_at: Mapping[ClockId, datetime] = field(default_factory=dict)
    taken_back: Event | None = None
    alone: frozenset[TrackName] = frozenset()

    def tell(self, entry: Entry) -> Sentence:
        """Tell one event."""
        event = entry.event
        who = "Duecourse" if event.by == SCHEDULER else self.names.get(event.by, event.by) or SOMEBODY
        details = (*self.follows(entry), *self._words(entry))
        return Sentence(
            number=event.sequence,
            at=event.at,
            happened_at=event.happened_at,
            who=who,
            says=self._headline(entry),
            details=details,
        )

    def follows(self, entry: Entry, kinds: tuple[type[object], ...] = (object,)) -> tuple[str, ...]:
        """Tell what an event changes, without the words that were typed; with `kinds`, only such effects."""
        shown = [effect for effect in entry.event.effects if isinstance(effect, kinds)]
        each_told = filter(None, (self._effect(each) for each in shown if not is_of_many(each, shown)))
        return (*each_told, *said_of_many(shown))

    def instance(self, on: InstanceId) -> str:
        """Call an instance by its title and code: "Removal K7F", "The case"."""
        if on == CASE or on.track in self.alone:
            return self._title(on)
        return f"{self._title(on)} {self.codes.of_procedure(on) if self.codes else on.number}"

    def _code(self, kind: CodeKind, number: int | str) -> str:
        return self.codes.of(kind, number) if self.codes else str(number)

    def _headline(self, entry: Entry) -> str:
        event = entry.event
        if event.kind != EventKind.UNDONE:
            return self._deed(event)
        of_a_clock = self.taken_back is not None and self.taken_back.kind in CLOCK_BY_HAND
        undone = replace(event, kind=self.taken_back.kind if self.taken_back and of_a_clock else EventKind.ACTED)
        return f"Taken back: {self._deed(undone)}" if event.action else event.kind.means.says

    def _deed(self, event: Event) -> str:
        says = event.kind.means.says
        if event.action and event.kind in CLOCK_BY_HAND:
            return f"{says}: {self._clock_named(ClockId.of(event.on, event.action))}"
        if event.action and event.kind == EventKind.ACTED:
            action = self.policy.track(event.on.track).definition.actions.get(event.taken)
            return f"{action.title if action else event.action} ({self.instance(event.on)})"
        return f"{says} ({self.instance(event.on)})" if event.on and event.kind != EventKind.OPENED else says

    def _clock_named(self, clock: ClockId) -> str:
        return f"“{self.policy.clock_title(clock.on.track, clock.name)}” ({self.instance(clock.on)})"

    def _effect(self, effect: change.Effect) -> str:
        match effect:
            case change.Opened():
                return f"{self.instance(effect.on)} began."
            case change.Moved():
                states = self.policy.track(effect.on.track).definition.states
                return f"{self.instance(effect.on)} is now at “{states[effect.to].title}”."
            case change.Answered():
                return self._answer(effect.on, effect.name, effect.answer)
            case change.Consented():
                return f"Consent “{effect.name.replace('_', ' ')}”: {CONSENT[effect.value].lower()}."
            case change.Clocked():
                return self._clock(effect)
            case change.Held():
                says = self.policy.hold_says(effect.on.track, effect.name)
                return f"{self.instance(effect.on)}: the hold “{says}” {'began' if effect.active else 'ended'}."
            case change.Alerted():
                return self._alert(effect)
            case _:
                return self._other(effect)

    def _other(self, effect: Other | Rare) -> str:
        match effect:
            case change.LetterChanged():
                kind = self.letters.get(effect.letter.template)
                title = kind.title if kind else effect.letter.template
                return f"Letter {self._code(CodeKind.LETTER, effect.letter.number)}, “{title}”: {effect.letter.stands}."
            case change.PersonAdded():
                return f"{self.names.get(effect.person, effect.person)} is the {effect.part} here."
            case change.RoleChanged():
                verb = "takes" if effect.active else "gives up"
                name = self.names.get(effect.person, effect.person)
                until = f" until {say_ending(effect.until, self.zone)}" if effect.until else ""
                return f"{name} {verb} the role of {self.policy.title(effect.role)}{until}."
            case change.AddressAdded():
                return f"Address {self._code(CodeKind.ADDRESS, effect.number)} was reported."
            case change.AddressFlagged():
                flag = "flagged as a possible illegal image" if effect.flagged else "no longer flagged"
                return f"Address {self._code(CodeKind.ADDRESS, effect.number)} is {flag}."
            case change.EvidenceChanged():
                state = "shut away unseen" if effect.evidence.quarantined else "in custody"
                return f"Evidence {self._code(CodeKind.FILE, effect.evidence.number)} is {state}."
            case change.Linked() | change.NoteWritten():
                corrects = 0 if isinstance(effect, change.Linked) else effect.corrects
                return f"It puts right the note {self._code(CodeKind.EVENT, corrects)}." if corrects else ""
            case _:
                return self._rare(effect)

    def _rare(self, effect: Rare) -> str:
        match effect:
            case change.Attached():
                return f"{self.instance(effect.on)} is now about somebody."
            case change.Restored():
                state = self.policy.track(effect.track.track).definition.states[effect.track.state]
                return f"{self.instance(effect.track.on)} is back at “{state.title}”."
            case change.Removed():
                return f"{self.instance(effect.on)} is no longer needed: it had begun by mistake."
            case change.PolicyChanged():
                return f"The case follows version {effect.policy_hash[:8]} of its policy."
            case change.Shared():
                does = "manages the case as well" if effect.active else "has no part in the case any more"
                return f"{self.schools.get(effect.school, 'another school')} {does}."
            case change.ErasureChanged():
                return self._erasure(effect.erasure)

    def _erasure(self, erasure: Erasure) -> str:
        said = {"asked": "To be erased", "done": "Erased", "dropped": "Not to be erased after all"}
        things = ", ".join(map(self._place, erasure.places))
        return f"{said[erasure.status]}: {things}. Ground: {erasure.ground.says}."

    def _place(self, place: ErasedPlace) -> str:
        kind = KINDS.get(place.what)
        return f"{place.thing} ({self._code(kind, place.number)})" if kind else place.thing

    def _title(self, on: InstanceId) -> str:
        return self.policy.track(on.track).definition.title

    def _answer(self, on: InstanceId, name: FactName, answer: Answer) -> str:
        fact = self.policy.track(on.track).definition.facts.get(name)
        asked = (fact.ask if fact and fact.ask else name.replace("_", " ")).rstrip("?")
        if answer.kind != "value" or fact is None or fact.set:
            return ""
        labels = options_of(fact, self.policy.definition)
        values = answer.value if isinstance(answer.value, tuple) else (str(answer.value),)
        return f"{asked}: {', '.join(say_given(fact.type, labels.get(value, value), self.zone) for value in values)}."

    def _clock(self, effect: change.Clocked) -> str:
        clock = effect.deadline
        named = self._clock_named(clock.key)
        if clock.not_before:
            return self._to_pass(clock, named)
        if clock.state != "open":
            return f"The deadline for {named} {'is met' if clock.state == 'met' else 'is no longer needed'}."
        known, was = clock.key in self.due_before, self._was(clock)
        if clock.raised and not (known and was != clock.due_at):
            return ""
        if clock.due_at is None:
            return f"The deadline for {named} stands still{self._instead(was, '; it was due by ')}."
        now = say_moment(clock.due_at, self.zone)
        return f"{named} is due by {now}{self._instead(was, ' instead of ') if was != clock.due_at else ''}."

    def _was(self, clock: Deadline) -> datetime | None:
        """Say by when a clock was due before; one that runs on again, by when it was before it stood still."""
        was = self.due_before.get(clock.key)
        runs_on = was is None and clock.key in self.due_before and clock.due_at is not None
        return self.stood_at.get(clock.key) if runs_on else was

    def _to_pass(self, clock: Deadline, named: str) -> str:
        """Tell of a time that has to pass before a step: it is never due, and nothing is late by it."""
        if clock.state != "open":
            return f"{named}: nothing waits for this time any more."
        was = self._was(clock)
        if clock.due_at is None:
            return f"{named}: the time stands still{self._instead(was, '; it was from ')}."
        now = say_moment(clock.due_at, self.zone)
        return f"{named}: from {now}{self._instead(was, ' instead of ') if was != clock.due_at else ''}."

    def _instead(self, was: datetime | None, words: str) -> str:
        return words + say_moment(was, self.zone) if was else ""

    def _alert(self, effect: change.Alerted) -> str:
        alert = effect.alert
        said = {"raised": "Alert", "superseded": "Alert no longer needed", "acknowledged": "Alert taken up"}
        moment = say_moment(alert.breached_at, self.zone)
        clock = self._clock_named(ClockId.of(alert.on, alert.deadline))
        called = self._code(CodeKind.ALERT, alert.number)
        return f"{said[alert.status]} {called}: {clock}, {alert.alert}, {moment}."

    def _words(self, entry: Entry) -> Iterator[str]:
        promised = (each for each in entry.words.items() if each[0] in entry.event.commitments)
        yield from said_of_list(tuple(entry.words))
        for key, words in (each for each in promised if not is_of_a_list(each[0])):
            if key == WORDING and words.text is not None:
                yield from said_changes(words.text)
                continue
            text = words.text if words.text is not None else tombstone(key)
            yield f"{self._label(key)}: {text}"

    def _label(self, key: str) -> str:
        """Call words by the question that they answer: `removal/1.host_words` by what was asked."""
        name, track = WordsKey(key).name, InstanceId(WordsKey(key).place).track
        known = self.policy.definitions[track].facts.get(FactName(name)) if track in self.policy.definitions else None
        if known is not None and known.ask:
            return known.ask.rstrip("?")
        said = WORDS.get(name, name.replace("_", " "))
        return said[:1].upper() + said[1:]


def narrator_of(
    policy: CompiledPolicy, people: Iterable[Person], letters: LetterWriter, zone: tzinfo, codes: Codes | None
) -> Narrator:
    """Put a narrator together from who is known and which letters there are; a case to come has no codes yet."""
    names = {person.id: person.name for person in people}
    return Narrator(policy=policy, names=names, letters=letters.kinds(), zone=zone, codes=codes)
