"""Registers and questions: requests that are no report, filed in one go and looked up as far as somebody may see.

A request is a case whose shell stands at `request` and holds nothing open; its entry or its question is a procedure
inside it. The one who looks into a case of discipline reads the entries about its subject by that step alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from duecourse.casework.context.access_log import log_reads
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.entries import EntryStatus, RegisterEntry, kinds
from duecourse.casework.context.look.lookup import Consulted, Looker, PolicyQuestion
from duecourse.casework.context.look.written_case import Written, shared
from duecourse.casework.context.report_form import report_form
from duecourse.casework.context.services import Caller, Services, notices, person_of, spend, write
from duecourse.casework.context.sights import sights_of
from duecourse.casework.context.time_checks import refuse_future
from engine.errors import BadInput, NotFound, Refused
from engine.identity import NO_REFERENCE, CaseId, CaseReference, InstanceId
from engine.language.compiled import CompiledPolicy, purpose_of
from engine.language.track_definition import TrackDefinition
from engine.language.vocabulary import ActionKind, FactKind, TrackKind
from engine.ports.records import School
from engine.ports.store import Reading
from engine.steps.options import Ask, asked_of
from engine.steps.permissions import Request
from engine.steps.take import Report, act, open_case, unopened
from engine.steps.transition import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry as somebody makes it; `person` is whose entry it is, or "" for their own, `school` where it is for.

    `policy` is that of the trust where it is left out, `school` the only one where there is only one. `meant_for` is
    what a permission or an account is for; a policy may leave it to that who gives it. `own` answers the questions that
    the policy asks besides, and `given_to` is the person whom the policy has one name, such as one's own manager.
    """

    kind: str
    words: str
    meant_for: str = ""
    school: str = ""
    person: str = ""
    policy: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    given_to: str = ""
    happened_at: datetime | None = None


def enter(services: Services, caller: Caller, new: NewEntry) -> Written:
    """Open a request and make its entry, in one transaction: both are there, or nothing is.

    Raises:
        BadInput: an answer cannot be taken, or is none to a question of this policy's register.
        NotFound: no such person, or no such school for them.
        Refused: only the person themselves, or a senior manager, may make an entry. AlreadyDone: it was made before.
    """
    said = {FactKind.REGISTER: new.kind, FactKind.ENTRY: new.words}
    if new.meant_for:
        said[FactKind.ENTRY_PURPOSE] = new.meant_for
    return _request(services, caller, new, TrackKind.REGISTER, said)


def ask(
    services: Services,
    caller: Caller,
    words: str,
    school: str = "",
    policy: str = "",
    own: Mapping[str, str] | None = None,
) -> Written:
    """Open a request with a question about the policy; `own` answers what the policy asks besides.

    Raises:
        BadInput: there are no words. NotFound: no such school for them. AlreadyDone: it was asked before.
    """
    new = NewEntry(kind="", words=words, school=school, policy=policy, own=own or {})
    return _request(services, caller, new, TrackKind.QUESTION, {FactKind.QUESTION: words})


def _request(
    services: Services, caller: Caller, new: NewEntry, kind: TrackKind, said: Mapping[FactKind, str]
) -> Written:
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
        made = services.ids.of_case()
        blank = unopened(
            policy, id=CaseId(made), organisation=organisation.id, reference=reference, school=place.id, reported_at=at
        )
        purpose: dict[str, str] = {policy.shell.fact(FactKind.PURPOSE): purpose_of(policy.shell, definition.track)}
        me, via = caller.viewer.person, caller.via
        given = (person_of(writing, organisation.id, new.given_to).id,) if new.given_to else ()
        told = Report(reported_by=reporter, recorded_by=me, answers=purpose, reported_at=at, via=via, given_to=given)
        begun = open_case(policy, blank, told, world)
        if isinstance(begun, Refusal):
            raise Refused(begun.reasons)
        writing.create_case(begun.case, begun.entries, sights_of(policy, begun.case, world.staffing))
        writing.queue(notices(services, begun))
        filing = Request(
            on=begun.case.of_track(definition.track)[0].on,
            action=definition.action(ActionKind.FILING),
            by=caller.actor,
            happened_at=at,
            facts={**{definition.fact(asked): text for asked, text in said.items()}, **new.own},
            via=caller.via,
        )
        return shared(services, write(writing, services, policy, begun.case, act(policy, begun.case, filing, world)))


def request_track(policy: CompiledPolicy, kind: TrackKind) -> TrackDefinition:
    """Give the track of an entry, or of a question. Raises BadInput where the policy has none."""
    name = policy.track_of(kind)
    if not name:
        raise BadInput(f"{policy.definition.title} has no {kind}.")
    return policy.track(name).definition


def own_asks(policy: CompiledPolicy, kind: TrackKind) -> tuple[Ask, ...]:
    """List the questions of a policy's own that are asked with an entry, or with a question about the policy."""
    definition = request_track(policy, kind)
    used = policy.definition.tracks[definition.track]
    named = used.asks.get(definition.action(ActionKind.FILING), ())
    return tuple(asked_of(name, definition.facts[name], policy) for name in named)


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
    known = dict.fromkeys(key for policy in services.library.policies.values() for key in kinds(policy))
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
    log_entries(services, caller, found)
    return sorted(found, key=lambda entry: entry.reference, reverse=True)


def log_entries(services: Services, caller: Caller, found: Sequence[RegisterEntry]) -> None:
    """Note how many entries were shown."""
    log_reads(services, caller, [(NO_REFERENCE, f"the registers: {len(found)} shown")])


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
        found = questions_in(services, reading, caller)
    log_questions(services, caller, found)
    return found


def log_questions(services: Services, caller: Caller, found: Sequence[PolicyQuestion]) -> None:
    """Note that questions were shown, where there were any."""
    if found:
        log_reads(services, caller, [(NO_REFERENCE, f"questions about the policy: {len(found)} shown")])


def questions_in(services: Services, reading: Reading, caller: Caller) -> list[PolicyQuestion]:
    """List questions in a look that is open; who shows them notes it."""
    looker = Looker(services, reading, caller.viewer, services.clock.now())
    newest = sorted(looker.questions(), key=lambda question: question.reference, reverse=True)
    return sorted(newest, key=lambda question: not question.waits)


def consult(
    services: Services, caller: Caller, reference: CaseReference, on: InstanceId, at: datetime | None = None
) -> Consulted:
    """Give the entries about the subject of a procedure that were in force at a moment: that of the report, or `at`.

    Raises:
        NotFound, BadInput: there is no such procedure for them. Refused: they may not take that step now.
    """
    with looking(services, caller, reference, "") as case:
        return case.consulted(on, at)


def school_in(schools: tuple[School, ...], key: str) -> School:
    """Find a school by its short name, or the only one that there is. Raises BadInput or NotFound."""
    names = ", ".join(school.key for school in schools)
    if not key and len(schools) > 1:
        raise BadInput(f"Say which school it is for: {names}.")
    found = schools[0] if schools and not key else next((school for school in schools if school.key == key), None)
    if found is None:
        raise NotFound(f"There is no school '{key}' at which you hold a post. Yours: {names}.")
    return found
