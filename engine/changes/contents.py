"""What may be done to a case besides the steps of its tracks: people, addresses, corrections, letters and evidence.

Roles stand in `engine.changes.assignments`, holds, clocks and alerts in `engine.changes.clocks_and_holds`. Each is one
event, and gives a `Step` or a `Refusal`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from engine.addresses.reported import page_of, reported
from engine.changes.change import Change, begin, unexplained
from engine.changes.corrections import why_not_correct
from engine.errors import BadInput
from engine.identity import CASE, FactName, InstanceId, PersonId, WordsKey
from engine.language.compiled import CompiledPolicy
from engine.language.machine import asked_by
from engine.language.track_definition import Opening, TrackDefinition
from engine.language.vocabulary import Truth
from engine.people.presence import in_force
from engine.people.staffing import conflict, passed_over
from engine.people.visibility import works_on
from engine.questions.answers import called_for, is_called, take_facts
from engine.questions.bounds import Cause, Occasion
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.chain import Event
from engine.record.effects import EvidenceChanged, LetterChanged, PersonAdded, RoleChanged
from engine.record.kinds import EventKind
from engine.record.outbox_marks import NEWS
from engine.record.values import SCHEDULER, Evidence, Instance, Letter, Part
from engine.steps.contradictions import refuse_contradictions
from engine.steps.deadlines import counted
from engine.steps.image_gate import flag, flag_all, image_gate, suspicion
from engine.steps.openings import answered, attach, follow_openings
from engine.steps.step_times import outside, sealing
from engine.steps.take import conclude, find_instance, record_address
from engine.steps.transition import Recording, Refusal, Step, World

LETTER_KINDS = {
    "issued": EventKind.LETTER_ISSUED,
    "dispatched": EventKind.LETTER_DISPATCHED,
    "withdrawn": EventKind.LETTER_WITHDRAWN,
}
"""What is recorded of a letter by hand, by the status that it takes."""


def add_person(
    policy: CompiledPolicy,
    case: Case,
    person: PersonId,
    part: Part,
    change: Change,
    world: World,
    *,
    category: str = "",
) -> Step | Refusal:
    """Make somebody part of a case; those who become conflicted lose every role in it at once (ruling 22).

    Where a report turns out to be about somebody at the top, every role that passes on does so in this very event.
    `category` is one of `engine.language.vocabulary.CATEGORIES`, or "" where it is not said.
    """
    if part in case.people.get(person, ()) and category in ("", case.categories.get(person, "")):
        source = ReasonSource(SourceKind.PART, (part,))
        return Refusal(
            (
                Reason(
                    code=ReasonCode.DONE_ALREADY, source=source, says=f"This person is already the {part} in this case."
                ),
            )
        )
    recording = begin(policy, case, EventKind.PERSON_ADDED, change, world)
    recording.do(PersonAdded(person, part, category))
    for role, holders in case.team.items():
        over = passed_over(policy, recording.case, role, world.staffing)
        for holder in holders:
            if holder in over or conflict(policy, recording.case, role, holder):
                recording.do(RoleChanged(role=role, person=holder, active=False))
    return conclude(recording, attach(recording, part, person))


def add_address(
    policy: CompiledPolicy, case: Case, address: str, change: Change, world: World, *, as_given: bool = False
) -> Step | Refusal:
    """Add a web address to an open case, with a clock of its own from this report. Raises BadInput."""
    meant = reported(address, as_given=as_given)
    if case.tracks[CASE].ended:
        source, unlocks = ReasonSource(SourceKind.STATE), "Reopen it first, then add the address."
        return Refusal(
            (Reason(code=ReasonCode.CASE_CLOSED, source=source, says="The case is closed.", unlocks=unlocks),)
        )
    told = Cause(case.reported_at, "when the case was reported")
    early = tuple(outside(change.happened_at, [told], world.at, world.calendar.zone))
    if early:
        return Refusal(early)
    there = world.pages.of(page_of(meant.url))
    if there:
        return Refusal((already_there(there[0]),))
    recording = begin(policy, case, EventKind.ADDRESS_ADDED, change, world)
    return conclude(recording, record_address(recording, meant, change.happened_at))


def already_there(number: str = "") -> Reason:
    """Say that an address is in the case already, by its number where that may be told."""
    says = f"This page is in the case already: it is address {number}." if number else "This page is in the case."
    unlocks = "It has its procedure and its clock; nothing has to be added."
    return Reason(code=ReasonCode.DONE_ALREADY, source=ReasonSource(SourceKind.RECORD), says=says, unlocks=unlocks)


def flag_address(policy: CompiledPolicy, case: Case, number: int, change: Change, world: World) -> Step | Refusal:
    """Flag an address where no step of the policy does so: those who see it may, and nobody has to wait (ruling 9)."""
    if case.addresses[str(number)].flagged:
        says = f"Address {number} is flagged already."
        return Refusal((Reason(code=ReasonCode.DONE_ALREADY, source=ReasonSource(SourceKind.IMAGE), says=says),))
    recording = begin(policy, case, EventKind.ADDRESS_FLAGGED, change, world)
    return conclude(recording, flag(recording, str(number)))


def correct(
    policy: CompiledPolicy, case: Case, on: InstanceId, facts: Mapping[str, str], change: Change, world: World
) -> Step | Refusal:
    """Correct recorded answers; guards see the new ones from now on, and what they open is opened.

    What a step that was taken left open, or what no step asks as it came later than the case, is answered so as well.
    What a step that was taken, a consent or a second person rests on is not taken away (`engine.changes.corrections`).

    Raises:
        BadInput: there is no such instance or question, or an answer cannot be taken.
    """
    instance = find_instance(case, on)
    definition = policy.track(instance.track).definition
    corrected = {FactName(name): text for name, text in facts.items()}
    unknown = [name for name in corrected if name not in definition.facts or definition.facts[name].set]
    if unknown:
        askable = ", ".join(name for name, fact in definition.facts.items() if not fact.set)
        raise BadInput(f"'{unknown[0]}' cannot be corrected. What can: {askable}.")
    reasons = tuple(_why_nothing_to_correct(definition, instance, corrected, change))
    if reasons:
        return Refusal(reasons)
    occasion = Occasion(
        definition=definition, case=case, instance=instance, at=world.at, now=world.at, calendar=world.calendar
    )
    taken = take_facts(definition, tuple(corrected), facts, policy.definition, occasion, clearing=True)
    refuse_contradictions(policy, case, instance, taken, change.happened_at)
    reasons = why_not_correct(
        policy, in_force(policy, case, world.staffing), instance, taken.answers, change.by, change.happened_at
    )
    if reasons:
        return Refusal(reasons)
    recording = begin(policy, case, EventKind.CORRECTED, change, world, on=on)
    recording.do(*answered(on, taken.answers, recording.event.sequence))
    recording.keep_all(on, taken.words)
    happenings = follow_openings(recording, on, tuple(_reopened(definition, instance, corrected)))
    if on == CASE:
        before, now = suspicion(policy, instance.answers), suspicion(policy, recording.case.tracks[CASE].answers)
        happenings += flag_all(recording) if before != now == Truth.YES else ()
    return conclude(recording, happenings)


def _reopened(definition: TrackDefinition, instance: Instance, facts: Collection[FactName]) -> Iterator[Opening]:
    """List what the report, or a step that was taken, opens by answers that are now corrected."""
    if set(facts) & set(definition.report):
        yield from definition.opening
    for name in instance.done:
        action = definition.actions.get(name)
        if action is not None and set(facts) & {each.fact for each in asked_by(action)}:
            yield from action.opens


def _why_nothing_to_correct(
    definition: TrackDefinition, instance: Instance, facts: Collection[FactName], change: Change
) -> list[Reason]:
    waiting = [(name, _asked_later(definition, instance, name)) for name in facts if name not in instance.answers]
    reasons = [
        Reason(
            code=ReasonCode.NOT_DONE,
            source=ReasonSource(SourceKind.RECORD, (name,)),
            says=f"“{name}” has not been answered yet, so there is nothing to correct.",
            unlocks=f"It is asked when you take the step “{step}”.",
        )
        for name, step in waiting
        if step
    ]
    return reasons + unexplained(change, "A correction needs a reason.", "Say why the record was wrong.")


def correctable(definition: TrackDefinition, instance: Instance) -> tuple[FactName, ...]:
    """Name the questions of an instance that a correction may answer: answered ones, and those that were left open."""
    asked = (set(definition.request) - set(definition.report)) & set(instance.answers)
    first = definition.request if asked else definition.report
    return tuple(
        name
        for name, fact in definition.facts.items()
        if not fact.set and (name in instance.answers or _is_left_open(definition, instance, name, first))
    )


def _is_left_open(definition: TrackDefinition, instance: Instance, name: FactName, first: Collection[FactName]) -> bool:
    """Say whether a question was asked and not answered, or came later than the step that would have asked it."""
    if name in (*definition.report, *definition.request):
        return name in first
    asking = [action for action in definition.actions.values() if name in (action.choose, *action.asks)]
    taken = [action for key, action in definition.actions.items() if action in asking and key in instance.done]
    if not taken:
        return not asking
    return any(is_called(called_for(action).get(name, {}), instance) for action in taken)


def _asked_later(definition: TrackDefinition, instance: Instance, name: FactName) -> str:
    """Name the step that will ask a question; "" where it was asked, or where no step asks it any more."""
    if name in (*definition.report, *definition.request):
        return ""
    asking = [key for key, action in definition.actions.items() if name in (action.choose, *action.asks)]
    taken = any(key in instance.done for key in asking)
    return definition.actions[asking[0]].title if asking and not taken else ""


def change_letter(
    policy: CompiledPolicy,
    case: Case,
    letter: Letter,
    change: Change,
    world: World,
    *,
    tell: Iterable[PersonId] = (),
    beside: Iterable[Letter] = (),
) -> Step | Refusal:
    """Record that a letter was issued, dispatched without being a step, or withdrawn; some people are told of it.

    Where it goes to each of a list of people, the letters of these are issued `beside` it.
    """
    sealed = sealing(letter) if letter.status == "dispatched" else ()
    early = tuple(outside(change.happened_at, sealed, world.at, world.calendar.zone))
    if early:
        return Refusal(early)
    recording = begin(policy, case, LETTER_KINDS[letter.status], change, world, on=letter.on, action=letter.template)
    recording.do(*(LetterChanged(each) for each in (letter, *beside)))
    recording.tell(NEWS, (), letter.on, "", f"letter {letter.number} {recording.event.sequence}", people=tell)
    return conclude(recording, list(counted(policy, recording.case, letter, change.happened_at)))


def add_evidence(
    policy: CompiledPolicy,
    case: Case,
    evidence: Evidence,
    words: Mapping[str, str],
    change: Change,
    world: World,
) -> Step | Refusal:
    """Record evidence; where an item may be an indecent image of a child nothing is taken (ruling 9).

    The words say under `url` where it was seen, if that is known.
    """
    find_instance(case, evidence.on)
    reasons = image_gate(policy, case, evidence.on, words.get("url", ""), world.pages)
    if reasons:
        return Refusal(reasons)
    recording = begin(policy, case, EventKind.EVIDENCE_ADDED, change, world, on=evidence.on)
    recording.do(EvidenceChanged(evidence))
    for key, text in words.items():
        recording.keep(WordsKey.of_evidence(evidence.number, key), text)
    return conclude(recording, [])


def seal_evidence(policy: CompiledPolicy, case: Case, known: Iterable[Evidence], world: World) -> Step:
    """Record, by itself, what is known of evidence that came in before all of it was sealed."""
    kind = EventKind.EVIDENCE_SEALED
    event = Event(sequence=0, kind=kind, at=world.at, happened_at=world.at, by=SCHEDULER)
    recording = Recording.begin(policy, world, case, event)
    recording.do(*(EvidenceChanged(each) for each in known))
    return recording.finish()


def may_manage(policy: CompiledPolicy, case: Case, person: PersonId, on: InstanceId = CASE) -> bool:
    """Say whether somebody may keep house in an instance: they hold a role that works on it, and no conflict."""
    return on in case.tracks and works_on(policy, case, case.tracks[on], person)
