"""Registers and questions: requests that are no report, filed in one go and looked up as far as somebody may see.

A request is a case whose shell stands at `request` and holds nothing open; its entry or its question is a procedure
inside it. The one who looks into a case of discipline reads the entries about its subject by that step alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.context.looking.redaction import redacted
from duecourse.casework.context.report_form import report_form
from duecourse.casework.context.services import (
    Caller,
    Services,
    demand_sight,
    log_refusal,
    notices,
    person_of,
    spend,
    write,
)
from duecourse.casework.context.time_checks import refuse_future
from duecourse.casework.context.looking.entries import EntryStatus, RegisterEntry, kinds
from duecourse.casework.context.looking.lookup import Looker, PolicyQuestion
from engine.errors import BadInput, NotFound, Refused
from engine.identity import NO_REFERENCE, CaseId, CaseReference, InstanceId
from engine.language.compiled import CompiledPolicy, purpose_of
from engine.language.track_definition import Action, TrackDefinition
from engine.language.vocabulary import ActionKind, FactKind, TrackKind
from engine.people.staffing import may_act
from engine.people.visibility import members
from engine.ports.records import School, Viewer
from engine.ports.store import Reading
from engine.reasons import Reason
from engine.record.access import Access
from engine.record.case import Case
from engine.record.values import Instance
from engine.steps.permissions import Request, hindrances
from engine.steps.take import Report, act, open_case, unopened
from engine.steps.transition import Refusal, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulted:
    """What the registers said about the subject of a procedure at a moment; `name` is "" where nobody is named."""

    reference: CaseReference
    on: InstanceId
    name: str
    at: datetime
    entries: tuple[RegisterEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry as somebody makes it; `person` is whose entry it is, or "" for their own, `school` where it is for.

    `policy` is that of the trust where it is left out, `school` the only one where there is only one.
    """

    kind: str
    words: str
    school: str = ""
    person: str = ""
    policy: str = ""
    happened_at: datetime | None = None


def enter(services: Services, caller: Caller, new: NewEntry) -> Step:
    """Open a request and make its entry, in one transaction: both are there, or nothing is.

    Raises:
        BadInput: an answer cannot be taken. NotFound: no such person, or no such school for them.
        Refused: only the person themselves, or a senior manager, may make an entry. AlreadyDone: it was made before.
    """
    said = {FactKind.REGISTER: new.kind, FactKind.ENTRY: new.words}
    return _request(services, caller, new, TrackKind.REGISTER, said)


def ask(services: Services, caller: Caller, words: str, school: str = "", policy: str = "") -> Step:
    """Open a request with a question about the policy.

    Raises:
        BadInput: there are no words. NotFound: no such school for them. AlreadyDone: it was asked before.
    """
    new = NewEntry(kind="", words=words, school=school, policy=policy)
    return _request(services, caller, new, TrackKind.QUESTION, {FactKind.QUESTION: words})


def _request(services: Services, caller: Caller, new: NewEntry, kind: TrackKind, said: Mapping[FactKind, str]) -> Step:
    now = services.clock.now()
    at = new.happened_at or now
    form = report_form(services, caller)
    policy = services.library.current(new.policy) if new.policy else form.policy
    definition = request_track(policy, kind)
    place = school_in(form.schools, new.school)
    with services.store.writing() as writing:
        organisation = writing.organisation()
        world = services.world(writing, organisation, place.id, now)
        refuse_future(at, now, world.calendar.zone)
        reporter = person_of(writing, organisation.id, new.person).id if new.person else caller.viewer.person
        writing.keep_policy(organisation.id, policy.hash, policy.key, policy.sources)
        year = at.astimezone(world.calendar.zone).year
        reference = writing.next_reference(organisation.id, policy.definition.prefix, year)
        spend(writing, caller, reference, now)
        made = services.ids.identifier()
        blank = unopened(
            policy, id=CaseId(made), organisation=organisation.id, reference=reference, school=place.id, reported_at=at
        )
        purpose = {policy.shell.fact(FactKind.PURPOSE): purpose_of(policy.shell, definition.track)}
        me, via = caller.viewer.person, caller.via
        told = Report(reported_by=reporter, recorded_by=me, answers=purpose, reported_at=at, via=via)
        begun = open_case(policy, blank, told, world)
        if isinstance(begun, Refusal):
            raise Refused(begun.reasons)
        writing.create_case(begun.case, begun.entries, members(policy, begun.case))
        writing.queue(notices(services, begun))
        filing = Request(
            on=begun.case.of_track(definition.track)[0].on,
            action=definition.action(ActionKind.FILING),
            by=caller.actor,
            happened_at=at,
            facts={definition.fact(asked): text for asked, text in said.items()},
            via=caller.via,
        )
        return write(writing, services, policy, begun.case, act(policy, begun.case, filing, world))


def request_track(policy: CompiledPolicy, kind: TrackKind) -> TrackDefinition:
    """Give the track of an entry, or of a question. Raises BadInput where the policy has none."""
    name = policy.track_of(kind)
    if not name:
        raise BadInput(f"{policy.definition.title} has no {kind}.")
    return policy.track(name).definition


def entries(
    services: Services,
    caller: Caller,
    *,
    person: str | None = None,
    kind: str | None = None,
    at: datetime | None = None,
    standing: str | None = None,
) -> list[RegisterEntry]:
    """List the entries that the viewer may see, newest first, as they stood at a moment: now unless one is given.

    Raises:
        BadInput: there is no such kind or standing. NotFound: there is no such person.
    """
    if standing and standing not in tuple(EntryStatus):
        raise BadInput(f"'{standing}' is no standing of an entry. Possible: {', '.join(EntryStatus)}.")
    known = kinds(next(iter(services.library.policies.values())))
    if kind and kind not in known:
        raise BadInput(f"There is no register '{kind}'. Registers: {', '.join(known)}.")
    with services.store.reading() as reading:
        who = person_of(reading, reading.organisation().id, person).id if person else ""
        looker = Looker(services, reading, caller.viewer, at or services.clock.now())
        found = [
            entry
            for entry in looker.entries(who)
            if kind in (None, "", entry.kind) and standing in (None, "", entry.standing)
        ]
    log_reads(services, caller, [(NO_REFERENCE, f"the registers: {len(found)} shown")])
    return sorted(found, key=lambda entry: entry.reference, reverse=True)


def entry(services: Services, caller: Caller, reference: CaseReference) -> RegisterEntry:
    """Give one entry as it stands now. Raises NotFound, also for one that the viewer may not see."""
    with services.store.reading() as reading:
        looker = Looker(services, reading, caller.viewer, services.clock.now())
        found = next(looker.of(reading.find_case(caller.viewer, reference)), None)
    if found is None:
        raise NotFound(f"{reference} is no entry of a register, or none that you may see.")
    log_reads(services, caller, [(reference, "the entry of a register")])
    return found


def questions(services: Services, caller: Caller) -> list[PolicyQuestion]:
    """List the questions that the viewer asked or may answer: those that wait first, then the newest."""
    with services.store.reading() as reading:
        looker = Looker(services, reading, caller.viewer, services.clock.now())
        found = list(looker.questions())
    if found:
        log_reads(services, caller, [(NO_REFERENCE, f"questions about the policy: {len(found)} shown")])
    newest = sorted(found, key=lambda question: question.reference, reverse=True)
    return sorted(newest, key=lambda question: not question.waits)


def consult(
    services: Services, caller: Caller, reference: CaseReference, on: InstanceId, at: datetime | None = None
) -> Consulted:
    """Give the entries about the subject of a procedure that were in force at a moment: that of the report, or `at`.

    Those who may take the step of looking at the registers now read them by that alone, and each read is logged.

    Raises:
        NotFound, BadInput: there is no such procedure for them. Refused: they may not take that step now.
    """
    with services.store.reading() as reading:
        case = reading.find_case(caller.viewer, reference)
        policy = services.policy_of(reading, case)
        demand_sight(policy, case, caller.viewer.person, on)
        instance = case.tracks[on]
        step = _lookup(policy, instance)[0]
        reasons = _in_the_way(services, reading, caller, case, policy, instance)
        moment = at or case.reported_at
        # the subject is part of every entry of their own, so their eyes find these and few others
        looker = Looker(services, reading, Viewer(caller.viewer.organisation, instance.person), moment)
        about = looker.entries(instance.person) if instance.person and not reasons else ()
        looked_up = _lookup(policy, instance)[1].looks_up
        found = tuple(each for each in about if each.kind in looked_up and each.standing == EntryStatus.IN_FORCE)
        name = looker.names.get(instance.person, "")
    if reasons:
        log_refusal(services, caller, reference, f"{on} {step}", reasons)
        raise Refused(reasons)
    # what is logged with an entry does not say for which case: others may read that
    shown = ", ".join(each.reference for each in found) or "none"
    lines = [(reference, f"the registers for {on}: {shown}")]
    log_reads(services, caller, [*lines, *((each.reference, "the registers were consulted") for each in found)])
    return Consulted(reference=reference, on=on, name=name, at=moment, entries=found)


def _in_the_way(
    services: Services, reading: Reading, caller: Caller, case: Case, policy: CompiledPolicy, instance: Instance
) -> tuple[Reason, ...]:
    """List why somebody may not take the step of looking at the registers now, as far as they may know it."""
    name, step = _lookup(policy, instance)
    now = services.clock.now()
    world = services.world(reading, reading.organisation(), case.school, now)
    reasons = hindrances(
        policy, case, instance, Request(on=instance.on, action=name, by=caller.actor, happened_at=now), world
    )
    acts = bool(may_act(policy, case, instance, step.by, caller.actor))
    return redacted(policy, case, caller.viewer.person).reasons(reasons, acts=acts)


def _lookup(policy: CompiledPolicy, instance: Instance) -> tuple[str, Action]:
    """Find the step that looks into the registers, with its name. Raises BadInput where a procedure has none."""
    definition = policy.track(instance.track).definition
    name = definition.action(ActionKind.LOOKUP)
    if not name:
        raise BadInput(f"{instance.on} is not a procedure that looks at the registers.")
    return name, definition.actions[name]


def school_in(schools: tuple[School, ...], key: str) -> School:
    """Find a school by its short name, or the only one that there is. Raises BadInput or NotFound."""
    names = ", ".join(school.key for school in schools)
    if not key and len(schools) > 1:
        raise BadInput(f"Say which school it is for: {names}.")
    found = schools[0] if schools and not key else next((school for school in schools if school.key == key), None)
    if found is None:
        raise NotFound(f"There is no school '{key}' at which you hold a post. Yours: {names}.")
    return found


def log_reads(services: Services, caller: Caller, lines: list[tuple[CaseReference, str]]) -> None:
    """Write reads into the access chain: the reference of a case, or "" for a list, and what was read."""
    now, person = services.clock.now(), caller.viewer.person
    with services.store.writing() as writing:
        accesses = [
            Access(at=now, person=person, case=reference, what="read", detail=detail) for reference, detail in lines
        ]
        writing.log_access(caller.viewer.organisation, accesses)
