"""What a visible part of a case would give away of a hidden one, taken out: holds, reasons, clocks, chosen procedures.

`engine.people.visibility` leaves out whole instances; here goes what the remaining ones say about those. A hold that
comes from elsewhere still stops the clock, and says so, but not what it is that stops it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from duecourse.casework.context.look.visible_case import VisibleCase, visible
from engine.addresses.reported import AS_GIVEN, as_meant
from engine.identity import (
    CASE,
    NO_ACTION,
    NO_PERSON,
    NOWHERE,
    ClockId,
    FactName,
    InstanceId,
    PersonId,
    TrackName,
    WordsKey,
)
from engine.language.compiled import CompiledPolicy
from engine.language.guards import comparisons, reads
from engine.language.track_definition import Hold
from engine.language.vocabulary import REVIEW, FactKind, StateKind, is_answer
from engine.people.staffing import may_act
from engine.people.visibility import REPORTING, hides_some, seen_case, sees_everything, shows, works_in, works_on
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.chain import Entry, Event, Words
from engine.record.codes import Codes, token
from engine.record.effects import Alerted, Answered, Clocked, Effect, Held, Removed
from engine.record.kinds import OF_TWO_CASES, EventKind
from engine.record.values import SCHEDULER, Alert, Answer, Deadline, Instance, Letter, Part
from engine.steps.permissions import Request
from engine.steps.transition import Refusal
from engine.time.duration import Pause, PauseCause
from engine.time.pauses import HELD, cause_of

ELSEWHERE = "Another part of this case has to be settled first."
OTHER_PART = Reason(
    code=ReasonCode.ELSEWHERE,
    source=ReasonSource(SourceKind.HIDDEN),
    says=ELSEWHERE,
    unlocks="Ask the senior manager of the case.",
)
"""What is told in the place of reasons that come from what somebody may not know of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """A case before one person: `record` is all of it, `case` what they may see, `everything` that both are one."""

    policy: CompiledPolicy
    record: Case
    person: PersonId
    case: VisibleCase
    everything: bool

    def with_letters(self, letters: Mapping[str, Letter]) -> Redaction:
        """Give the same with letters that the person reads because they went out to them."""
        both = {**self.case.letters, **letters}
        return replace(self, case=replace(self.case, letters={key: both[key] for key in sorted(both, key=int)}))

    def reasons(self, reasons: Sequence[Reason], *, acts: bool) -> tuple[Reason, ...]:
        """Give why a step is locked; what stands elsewhere is named to nobody who may not see it.

        `acts` says whether the step is theirs at all: to others it is enough whose it is.
        """
        told = tuple(reason for reason in reasons if not self._hides(reason.source))
        if len(told) == len(reasons) or (told and not acts):
            return told
        return (*told, OTHER_PART)

    def effects(self, effects: Iterable[Effect]) -> tuple[Effect, ...]:
        """Give what somebody may be told of the effects of one event."""
        mine = (effect for effect in effects if shows(self.policy, self.record, self.person, effect))
        told = (effect if self.everything else self._effect(effect) for effect in mine)
        return tuple(effect for effect in told if effect is not None)

    def knows_of(self, entry: Entry, effects: Sequence[Effect]) -> bool:
        """Say whether somebody may know what an event was, and who did it: it is about what they see."""
        event = entry.event
        if self.everything:
            return True
        if (event.on or CASE) not in self.case.tracks:
            return False
        means = event.kind.means
        return means.open or any(isinstance(effect, means.about) for effect in effects)

    def hides_reporter(self, event: Event) -> bool:
        """Say whether somebody may not know who reported: an affected person does not, unless they did themselves."""
        told = event.by == self.person or self.record.is_part(self.person, *REPORTING)
        manages = works_in(self.policy, self.record, CASE.track, self.person)
        return event.kind is EventKind.OPENED and not told and not manages

    def reads(self, by: PersonId, on: InstanceId, key: str) -> bool:
        """Say whether somebody reads words that somebody, `by`, typed into an event on an instance.

        Those who work on what they belong to do; of others, the person who typed them, and of the report those who may
        see it as it came in. What is answered to a question, or about an entry in a register, is for the person who
        asked; why a clock was changed is not. An address is read by those who see it; how it was typed may name people,
        and is not.
        """
        words = WordsKey(key)
        place = InstanceId(words.place)
        if self.everything or by == self.person:
            return True
        if words.address_number and words.name != AS_GIVEN:
            return words.address_number in self.case.addresses
        if words.evidence_number:
            return words.evidence_number in self.case.evidence
        belongs_to = CASE if words.address_number else place or on or CASE
        if works_in(self.policy, self.record, belongs_to.track, self.person):
            return True
        if place in self.case.tracks and self._is_their_request():
            return True
        shell = self.case.tracks.get(CASE)
        # of the shell nothing is left here but what the report asked
        return belongs_to == CASE and shell is not None and words.name in shell.answers

    def _is_their_request(self) -> bool:
        """Say whether the case is no report, but what they themselves asked for."""
        shell = self.record.tracks.get(CASE)
        asked = shell is not None and self.policy.shell.fact(FactKind.PURPOSE) in shell.answers
        return asked and self.record.is_part(self.person, Part.REPORTER)

    def _effect(self, effect: Effect) -> Effect | None:
        match effect:
            case Held() if self._is_from_elsewhere(self._hold(effect.on, effect.name)):
                return None
            case Clocked() if self._hides_clock(effect.deadline.on, effect.deadline.name):
                return None
            case Alerted() if self._hides_clock(effect.alert.on, effect.alert.deadline):
                return None
            case Answered():
                answer = self._answer(effect.on.track, effect.name, effect.answer)
                return replace(effect, answer=answer) if answer else None
            case _:
                return effect

    def tracks(self) -> Mapping[InstanceId, Instance]:
        """Give the visible instances without holds that come from elsewhere and procedures that are not shown."""
        return {on: self._track(instance) for on, instance in self.case.tracks.items()}

    def _track(self, instance: Instance) -> Instance:
        answers = {name: self._answer(instance.track, name, answer) for name, answer in instance.answers.items()}
        held, by_hand = (
            tuple(name for name in names if not self._is_from_elsewhere(self._hold(instance.on, name)))
            for names in (instance.held, instance.held_by_hand)
        )
        kept = {name: answer for name, answer in answers.items() if answer is not None}
        return replace(instance, answers=kept, held=held, held_by_hand=by_hand)

    def _answer(self, track: TrackName, name: FactName, answer: Answer) -> Answer | None:
        """Leave out of a choice of several what would name a procedure that is not shown."""
        if not isinstance(answer.value, tuple):
            return answer
        definition = self.policy.track(track).definition
        openings = (*definition.opening, *(each for step in definition.actions.values() for each in step.opens))
        hidden = {
            value
            for opening in openings
            if opening.when is not None and self._hides_some(opening.track)
            for read, values in comparisons(opening.when)
            if (read.scope, read.fact) == ("", name)
            for value in values
        }
        left = tuple(value for value in answer.value if value not in hidden)
        return replace(answer, value=left) if left or not answer.value else None

    def deadlines(self) -> Mapping[ClockId, Deadline]:
        """Give the visible clocks; one that stands still because of something hidden does not say of what."""
        return {
            key: replace(clock, pauses=tuple(self._pause(clock.on, pause) for pause in clock.pauses))
            for key, clock in self.case.deadlines.items()
            if not self._hides_clock(clock.on, clock.name)
        }

    def alerts(self) -> Mapping[str, Alert]:
        """Give the visible alerts."""
        return {key: each for key, each in self.case.alerts.items() if not self._hides_clock(each.on, each.deadline)}

    def _pause(self, on: InstanceId, pause: Pause) -> Pause:
        cause = cause_of(pause, self.policy.track(on.track).definition.holds)
        if not self._is_from_elsewhere(self._hold(on, cause.hold)):
            return pause
        return replace(pause, reason=HELD + ELSEWHERE, cause=PauseCause(cause.kind))

    def _hides_clock(self, on: InstanceId, name: str) -> bool:
        """Say whether a clock reviews a hold whose cause is hidden, or waits for an answer: its name would name it."""
        if is_answer(name) and on in self.record.tracks:
            return not works_on(self.policy, self.record, self.record.tracks[on], self.person)
        return name.startswith(REVIEW) and self._is_from_elsewhere(self._hold(on, name.removeprefix(REVIEW)))

    def _hold(self, on: InstanceId, name: str) -> Hold | None:
        return self.policy.track(on.track).definition.holds.get(name)

    def _is_from_elsewhere(self, hold: Hold | None) -> bool:
        return hold is not None and hold.during is not None and any(map(self._hides_some, reads(hold.during)))

    def _hides(self, source: ReasonSource) -> bool:
        """Say whether what a reason comes from lies, or looks, where the person may not."""
        elsewhere = source.on != "" and source.on not in self.case.tracks
        return elsewhere or any(self._hides_some(track) for track in source.reads)

    def _hides_some(self, read: str) -> bool:
        """Say whether the case has instances of a track that are not shown; of any track, for `OTHERS`."""
        return hides_some(self.record, self.case.tracks, read, everything=self.everything)


def redacted(policy: CompiledPolicy, record: Case, person: PersonId) -> Redaction:
    """Redact a case: what one person may see of it, and nothing in it that tells of the rest."""
    everything = sees_everything(policy, record, person)
    codes = codes_of(policy, record)
    seen = visible(seen_case(policy, record, person), codes, everything=everything)
    bare = Redaction(policy=policy, record=record, person=person, case=seen, everything=everything)
    if everything:
        return bare
    case = replace(bare.case, tracks=bare.tracks(), deadlines=bare.deadlines(), alerts=bare.alerts())
    return replace(bare, case=case)


def codes_of(policy: CompiledPolicy, record: Case) -> Codes:
    """Give the codes of a case, the same for everybody: also of procedures that its policy has no longer."""
    return Codes(record.id, (*policy.tracks, *(instance.track for instance in record.tracks.values())))


def refused(policy: CompiledPolicy, record: Case, request: Request, refusal: Refusal) -> Refusal:
    """Give a refusal of a step as far as the person who asked for it may know of it."""
    definition = policy.track(request.on.track).definition
    by = definition.actions[request.action].by
    acts = bool(may_act(policy, record, record.tracks[request.on], by, request.by))
    redaction = redacted(policy, record, request.by.person)
    return Refusal(redaction.reasons(refusal.reasons, acts=acts))


def told(policy: CompiledPolicy, record: Case, person: PersonId, refusal: Refusal) -> Refusal:
    """Give a refusal of a change without what lies where the person may not look."""
    return Refusal(redacted(policy, record, person).reasons(refusal.reasons, acts=True))


def shown_of(redaction: Redaction, entry: Entry, removed: Collection[str] = ()) -> Entry | None:
    """Give an event with what one person may know of it; None where that is nothing."""
    event = entry.event
    if event.kind in OF_TWO_CASES:
        return None
    effects = redaction.effects(event.effects)
    if redaction.knows_of(entry, effects) or event.on in removed:
        words = {key: kept for key, kept in _meant(entry).items() if redaction.reads(event.by, event.on, key)}
        by = NO_PERSON if redaction.hides_reporter(event) else event.by
        return replace(entry, event=replace(event, by=by, effects=effects), words=words)
    if not effects:
        return None
    # it followed from what they may not know of: that it happened is told, by whom and why is not
    followed = replace(event, kind=EventKind.FOLLOWED, by=SCHEDULER, on=NOWHERE, action=NO_ACTION, effects=effects)
    return replace(entry, event=followed, words={})


def _meant(entry: Entry) -> Mapping[str, Words]:
    """Give the words of an event with the addresses in them as they are meant."""
    texts = as_meant({(0, key): words.text for key, words in entry.words.items()})
    return {key: Words(text, "") for (_, key), text in texts.items()}


def removed_of(redaction: Redaction, entries: Iterable[Entry]) -> frozenset[str]:
    """Name the instances whose beginning was taken back, of those that the person could have looked into."""
    gone = {effect.on for entry in entries for effect in entry.event.effects if isinstance(effect, Removed)}
    policy, record, person = redaction.policy, redaction.record, redaction.person
    return frozenset(on for on in gone if works_in(policy, record, on.track, person))


def token_of(redaction: Redaction, entries: Sequence[Entry]) -> str:
    """Give what a form carries of what its viewer saw; what happens unseen leaves it as it is."""
    removed = removed_of(redaction, entries)
    known = (each.event.sequence for each in reversed(entries) if shown_of(redaction, each, removed) is not None)
    return token(redaction.record.id, redaction.person, next(known, 0))


def is_over(policy: CompiledPolicy, case: VisibleCase) -> bool:
    """Say whether a case is closed, or all of it that somebody sees has ended; a request is never closed."""
    shell = case.tracks.get(CASE)
    if shell is None:
        return bool(case.tracks) and all(instance.ended for instance in case.tracks.values())
    return shell.ended and shell.state not in policy.shell.states_of(StateKind.REQUEST)


def standing(case: VisibleCase) -> str:
    """Say how a case stands for those who see this of it; without its shell, whether their own part has ended."""
    if case.status:
        return case.status
    return "ended" if case.tracks and all(instance.ended for instance in case.tracks.values()) else "open"
