"""Requests read with one pair of eyes: entries of registers, and questions about the policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.context.attendance import present
from duecourse.casework.context.caseload import load, maybe_requests
from duecourse.casework.context.look.entries import (
    EntryStatus,
    Filing,
    RegisterEntry,
    holder,
    read_entry,
    register_of,
)
from duecourse.casework.context.look.whole_case import WholeCase
from duecourse.casework.context.services import Services, demand_sight, log_refusal
from engine.errors import BadInput, Refused
from engine.identity import ActionName, CaseReference, InstanceId, PersonId, WordsKey
from engine.language.compiled import CompiledPolicy
from engine.language.track_definition import Action, TrackDefinition
from engine.language.vocabulary import ActionKind, FactKind, StateKind, TrackKind
from engine.people.staffing import may_act
from engine.people.visibility import sees_track
from engine.ports.records import School, Viewer
from engine.ports.store import Reading
from engine.reasons import Reason
from engine.record.case import Case
from engine.record.values import Instance
from engine.steps.permissions import Request, hindrances


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulted:
    """What the registers said about the subject of a procedure at a moment; `name` is "" where nobody is named."""

    reference: CaseReference
    on: InstanceId
    name: str
    at: datetime
    entries: tuple[RegisterEntry, ...]


class Looker:
    """Reads requests as one person may see them, as they stood at a moment; other cases are not even loaded."""

    def __init__(self, services: Services, reading: Reading, viewer: Viewer, at: datetime) -> None:
        """Take the names of the schools once; those of people are read as they are met."""
        self.services, self.reading, self.viewer, self.at = services, reading, viewer, at
        self._names: dict[PersonId, str] = {}
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
                case=case, policy=policy, events=events, name_of=self.name_of, school=self.schools.get(case.school, "")
            )
            yield read_entry(filing, track, self.at)

    def questions(self) -> Iterator[PolicyQuestion]:
        """Read every question."""
        for case in self.requests():
            policy = self.policy_of(case)
            for track in self._seen(policy, case, TrackKind.QUESTION):
                yield self._question(case, policy, track)

    def name_of(self, person: PersonId) -> str:
        """Give the name of somebody; their identifier where nobody has it."""
        if person and person not in self._names:
            found = self.reading.people_named(self.viewer.organisation, (person,))
            self._names[person] = found[0].name if found else person
        return self._names.get(person, "")

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
            name=self.name_of(asker),
            school=self.schools.get(case.school, ""),
            words=said.get(definition.fact(FactKind.QUESTION), ""),
            answer=said.get(definition.fact(FactKind.REPLY), ""),
            state=definition.states[instance.state].title,
            asked_at=case.reported_at,
            waits=not instance.ended,
        )

    def requests(self, school: str = "") -> Iterator[Case]:
        """Load every request that can be read, or those of one school."""
        for row in maybe_requests(self.services, self.reading, self.viewer):
            if school in ("", row.school):
                loaded = load(self.services, self.reading, self.viewer, row)
                if loaded is not None and loaded.is_request:
                    yield loaded.case

    def readers(self, school: School, policy: CompiledPolicy) -> frozenset[PersonId]:
        """Give the identifiers of those who have recorded at a school that they read a policy as it stands."""
        return frozenset(
            holder(case)
            for case in self.requests(school.id)
            if case.policy == policy.key and _has_read(self.policy_of(case), case, policy.definition.dating)
        )

    def _seen(self, policy: CompiledPolicy, case: Case, kind: TrackKind) -> Iterator[Instance]:
        now = present(self.services, self.reading, policy, case)
        return (
            instance
            for instance in case.of_track(policy.track_of(kind))
            if sees_track(policy, now, instance, self.viewer.person)
        )


def _has_read(pinned: CompiledPolicy, case: Case, dating: str) -> bool:
    """Say whether a request records, under the version that it is pinned to, that somebody has read this policy."""
    register = register_of(pinned)
    if register is None or pinned.definition.dating != dating:
        return False
    return any(_is_reading(register, instance) for instance in case.of_track(register.track))


def _is_reading(register: TrackDefinition, instance: Instance) -> bool:
    asked = register.fact(FactKind.REGISTER)
    answer, taken_back = instance.answers.get(asked), register.states_of(StateKind.TAKEN_BACK)
    return answer is not None and answer.value in register.facts[asked].means and instance.state not in taken_back


def consult_of(whole: WholeCase, on: InstanceId, at: datetime | None) -> Consulted:
    """Give the entries about the subject of a procedure that were in force at a moment: that of the report, or `at`.

    Those who may take the step of looking at the registers now read them by that alone, and each read is logged.

    Raises:
        BadInput: there is no such procedure for them. Refused: they may not take that step now.
    """
    case, policy, viewer = whole.case, whole.policy, whole.caller.viewer
    demand_sight(policy, case, whole.person, on)
    instance = case.tracks[on]
    step, action = _lookup(policy, instance)
    reasons = _in_the_way(whole, instance, step, action)
    if reasons:
        log_refusal(whole.services, whole.caller, case.reference, f"{on} {step}", reasons)
        raise Refused(reasons)
    moment = at or case.reported_at
    # the subject is part of every entry of their own, so their eyes find these and few others
    looker = Looker(whole.services, whole.reading, Viewer(viewer.organisation, instance.person, moment), moment)
    about = looker.entries(instance.person) if instance.person else ()
    found = tuple(each for each in about if each.kind in action.looks_up and each.standing == EntryStatus.IN_FORCE)
    # what is logged with an entry does not say for which case: others may read that
    shown = ", ".join(each.reference for each in found) or "none"
    whole.reads.append((case.reference, f"the registers for {on}: {shown}"))
    whole.reads.extend((each.reference, "the registers were consulted") for each in found)
    subject = looker.name_of(instance.person)
    return Consulted(
        reference=case.reference, on=whole.redaction.case.place(on), name=subject, at=moment, entries=found
    )


def _in_the_way(whole: WholeCase, instance: Instance, step: ActionName, action: Action) -> tuple[Reason, ...]:
    """List why somebody may not take the step of looking at the registers now, as far as they may know it."""
    request = Request(on=instance.on, action=step, by=whole.caller.actor, happened_at=whole.now)
    reasons = hindrances(whole.policy, whole.record, instance, request, whole.world)
    acts = bool(may_act(whole.policy, whole.case, instance, action.by, whole.caller.actor))
    return whole.redaction.reasons(reasons, acts=acts)


def _lookup(policy: CompiledPolicy, instance: Instance) -> tuple[ActionName, Action]:
    """Find the step that looks into the registers, with its name. Raises BadInput where a procedure has none."""
    definition = policy.track(instance.track).definition
    name = definition.action(ActionKind.LOOKUP)
    if not name:
        raise BadInput(f"This procedure, {instance.track}, does not look at the registers.")
    return name, definition.actions[name]
