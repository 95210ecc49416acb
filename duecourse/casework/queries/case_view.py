"""Looking at cases: each look passes the visibility filter, shows only what the viewer may see, and is logged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from duecourse.casework.context.looking.narrative import Sentence, narrator_of
from duecourse.casework.context.looking.redaction import Redaction, redacted
from duecourse.casework.context.services import Caller, Services, log_read
from duecourse.casework.context.looking.versions import versions_along
from engine.addresses.reported import as_meant
from engine.errors import NotFound
from engine.history.undo import is_final, standing_steps
from engine.identity import CASE, NOWHERE, CaseReference, InstanceId, PersonId, WordsKey
from engine.language.compiled import CompiledPolicy
from engine.people.staffing import may_act
from engine.people.visibility import works_in, works_on
from engine.ports.records import Organisation, Person, School, Viewer
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.chain import Entry, Event, Words
from engine.record.effects import Removed
from engine.record.kinds import EventKind
from engine.record.values import SCHEDULER, Deadline, Instance, Letter
from engine.steps.deadlines import explained, is_known
from engine.steps.options import Option, options
from engine.steps.transition import Step
from engine.time.calendar import Calendar
from engine.time.explanation import Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as one person sees it. `case` has only what they may see; `record` has all of it, for the engine alone.

    `whole` says whether they work on the case itself, and not only on some part of it; `redaction` hides the rest.
    """

    case: Case
    record: Case
    policy: CompiledPolicy
    organisation: Organisation
    school: School
    calendar: Calendar
    people: dict[PersonId, Person]
    words: dict[tuple[int, str], str | None]
    redaction: Redaction
    whole: bool
    now: datetime

    @property
    def tracks(self) -> tuple[Instance, ...]:
        """List the instances."""
        return tuple(self.case.tracks.values())

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """List the clocks, open ones first, soonest first; one that ended under another version may be history only."""
        clocks = (clock for clock in self.case.deadlines.values() if is_known(self.policy, clock))
        return tuple(sorted(clocks, key=lambda clock: (clock.state != "open", str(clock.due_at or "9"), clock.key)))

    @property
    def letters(self) -> tuple[Letter, ...]:
        """List the letters."""
        return tuple(self.case.letters.values())

    def url(self, number: str) -> str:
        """Give the text of an address."""
        address = self.case.addresses[number]
        return self.words.get((address.event, WordsKey.of_address(number))) or "[erased]"

    def name(self, person: PersonId) -> str:
        """Give a name for the screen."""
        known = self.people.get(person)
        return known.name if known else person

    def explain(self, deadline: Deadline) -> Explanation:
        """Work a deadline out in words."""
        return explained(self.policy, deadline, self.calendar)


def look(services: Services, caller: Caller, reference: CaseReference, what: str = "the case") -> CaseView:
    """Load a case for one person's eyes, and log that they looked. Raises NotFound."""
    viewer = caller.viewer
    with services.store.reading() as reading:
        case = reading.find_case(viewer, reference)
        organisation = reading.organisation()
        school = next(place for place in reading.schools(organisation.id) if place.id == case.school)
        policy = services.policy_of(reading, case)
        people = {person.id: person for person in reading.people(organisation.id)}
        kept = redacted(policy, case, viewer.person)
        words = _words(reading, viewer, kept)
    log_read(services, caller, case, what)
    return CaseView(
        case=kept.case,
        record=case,
        policy=policy,
        organisation=organisation,
        school=school,
        calendar=services.calendar(school, organisation.zone),
        people=people,
        words=words,
        redaction=kept,
        whole=works_on(policy, case, case.tracks[CASE], viewer.person),
        now=services.clock.now(),
    )


def _words(reading: Reading, viewer: Viewer, redaction: Redaction) -> dict[tuple[int, str], str | None]:
    """Read the words of a case, as far as they may be read; who typed them is asked only where that matters."""
    found = as_meant(reading.words(viewer, redaction.record.id))
    if redaction.everything:
        return found
    events = {entry.event.sequence: entry.event for entry in reading.entries(viewer, redaction.record.id)}
    return {
        (number, key): text
        for (number, key), text in found.items()
        if redaction.reads(events[number].by, events[number].on, key)
    }


def possible(services: Services, caller: Caller, reference: CaseReference) -> list[Option]:
    """List what the viewer may do now, and what is locked and why, on what they may see."""
    seen = look(services, caller, reference, "what may be done")
    with services.store.reading() as reading:
        world = services.world(reading, seen.organisation, seen.case.school, seen.now)
    found = options(seen.policy, seen.record, caller.actor, world)
    return [_told(seen, caller, option) for option in found if option.on in seen.case.tracks]


def _told(seen: CaseView, caller: Caller, option: Option) -> Option:
    """Give a step with the reasons that somebody may know."""
    instance = seen.record.tracks[option.on]
    action = seen.policy.track(instance.track).definition.actions[option.action]
    acts = bool(may_act(seen.policy, seen.record, instance, action.by, caller.actor))
    return replace(option, reasons=seen.redaction.reasons(option.reasons, acts=acts))


def history(services: Services, caller: Caller, reference: CaseReference) -> list[Sentence]:
    """Tell a case in plain sentences, oldest first: what the viewer may see of it.

    The events are numbered for those who see all of them: a number left out would say that there was one more. The
    others may take back only the last step that they see, which needs no number.
    """
    seen, told = _history(services, caller, reference)
    if seen.redaction.everything:
        return told
    last = max((sentence.number for sentence in told if sentence.undoable), default=0)
    return [replace(each, number=0, undoable=each.undoable and each.number == last) for each in told]


def _history(services: Services, caller: Caller, reference: CaseReference) -> tuple[CaseView, list[Sentence]]:
    seen = look(services, caller, reference, "the history")
    with services.store.reading() as reading:
        entries = reading.entries(caller.viewer, seen.case.id)
        versions = versions_along(services, reading, seen.record, entries)
    in_force, removed = standing_steps(entries), _removed(seen, caller.viewer.person, entries)
    told = []
    for entry in entries:
        shown = _shown(seen.redaction, entry, removed)
        if shown is not None:
            version = versions[entry.event.sequence]
            narrator = narrator_of(version, seen.people.values(), services.letters, seen.calendar.zone)
            stands = entry.event.sequence in in_force and version.hash == seen.policy.hash
            undoable = stands and _may_take_back(seen, caller, entry.event)
            told.append(replace(narrator.tell(shown), undoable=undoable))
    return seen, told


def _removed(seen: CaseView, person: PersonId, entries: Sequence[Entry]) -> frozenset[str]:
    """Name the instances whose beginning was taken back, of those that the viewer could have looked into."""
    gone = {effect.on for entry in entries for effect in entry.event.effects if isinstance(effect, Removed)}
    return frozenset(on for on in gone if works_in(seen.policy, seen.record, on.track, person))


def _may_take_back(seen: CaseView, caller: Caller, event: Event) -> bool:
    if event.kind == EventKind.MIGRATED:
        return seen.whole
    instance = seen.case.tracks.get(event.on)
    if event.kind != EventKind.ACTED or instance is None or is_final(seen.policy, event):
        return False
    action = seen.policy.track(instance.track).definition.actions.get(event.action)
    return action is not None and bool(may_act(seen.policy, seen.record, instance, action.by, caller.actor))


def _shown(redaction: Redaction, entry: Entry, removed: Collection[str]) -> Entry | None:
    """Give an event with what one person may know of it; None where that is nothing."""
    event = entry.event
    effects = redaction.effects(event.effects)
    if redaction.knows_of(entry, effects) or event.on in removed:
        words = {key: kept for key, kept in _meant(entry).items() if redaction.reads(event.by, event.on, key)}
        return replace(entry, event=replace(event, effects=effects), words=words)
    if not effects:
        return None
    # it followed from what they may not know of: that it happened is told, by whom and why is not
    followed = replace(event, kind=EventKind.FOLLOWED, by=SCHEDULER, on=NOWHERE, action="", effects=effects)
    return replace(entry, event=followed, words={})


def _meant(entry: Entry) -> Mapping[str, Words]:
    """Give the words of an event with the addresses in them as they are meant."""
    texts = as_meant({(0, key): words.text for key, words in entry.words.items()})
    return {key: Words(text, "") for (_, key), text in texts.items()}


def deadline_of(seen: CaseView, on: InstanceId, name: str) -> Deadline:
    """Find a clock by name. Raises NotFound, naming those that there are."""
    found = next((deadline for deadline in seen.deadlines if (deadline.on, deadline.name) == (on, name)), None)
    if found is None:
        names = ", ".join(sorted({deadline.name for deadline in seen.deadlines if deadline.on == on})) or "none"
        raise NotFound(f"{on} has no clock '{name}' in case {seen.case.reference}. Its clocks: {names}.")
    return found


@dataclass(frozen=True, slots=True)
class Since:
    """What has happened to a case since somebody looked: the revision it is at now, and the events in words."""

    revision: int
    sentences: tuple[Sentence, ...]


def since(services: Services, caller: Caller, reference: CaseReference, revision: int) -> Since:
    """Tell what happened after a revision, as far as the viewer may see it."""
    _, told = _history(services, caller, reference)
    with services.store.reading() as reading:
        now_at = reading.find_case(caller.viewer, reference).revision
    return Since(now_at, tuple(sentence for sentence in told if sentence.number > revision))


def own_share(services: Services, step: Step) -> Step:
    """Give what a step wrote, as far as its taker may know of it; without revision and numbers if that is not all."""
    person = step.entries[-1].event.by
    with services.store.reading() as reading:
        redaction = redacted(services.policy_of(reading, step.case), step.case, person)
    if redaction.everything:
        return step
    shown = (told for entry in step.entries if (told := _shown(redaction, entry, ())))
    entries = tuple(replace(entry, event=replace(entry.event, sequence=0)) for entry in shown)
    return Step(replace(redaction.case, revision=0), entries, (), ())


@dataclass(frozen=True, slots=True)
class Proofread:
    """What there is to say about a draft: `problems` stop its issue, `notes` do not."""

    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def proofread(services: Services, caller: Caller, reference: CaseReference, number: int) -> Proofread:
    """Say what is wrong with a draft, as it was last read; nothing once the letter is no draft any more."""
    with services.store.reading() as reading:
        case = reading.find_case(caller.viewer, reference)
        letter = redacted(services.policy_of(reading, case), case, caller.viewer.person).case.letters.get(str(number))
        draft = reading.draft(caller.viewer, case.id, number)
    if draft is None or letter is None or letter.status != "draft":
        return Proofread()
    return Proofread(draft.problems, services.letters.notes(draft.blocks))
