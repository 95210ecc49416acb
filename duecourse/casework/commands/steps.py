"""Reports, steps, and the housekeeping of a case: each one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from duecourse.casework.commands.custody.report_files import ReportedFile, holding, keep_files, with_files
from duecourse.casework.commands.outsiders import Outsider, somebody_of, with_outsiders
from duecourse.casework.context.answers.other_witness import demand_other_witness
from duecourse.casework.context.attendance import present_in, seen_in
from duecourse.casework.context.look.redaction import refused, told
from duecourse.casework.context.look.written_case import Written, carry_out, shared
from duecourse.casework.context.management import managed, world_for
from duecourse.casework.context.own_policy import own_policy
from duecourse.casework.context.report_form import check_category, demand_which, open_school_of, subjects_of
from duecourse.casework.context.services import (
    Caller,
    Services,
    Transaction,
    demand_sight,
    notices,
    person_of,
    spend,
)
from duecourse.casework.context.sights import sights_of
from duecourse.casework.context.time_checks import fixed_by_law, refuse_future, sending_refused
from duecourse.casework.policies.proofs import demand_proof
from engine.changes import assignments, clocks_and_holds, contents
from engine.errors import BadInput, NotPermitted, Refused
from engine.identity import (
    NO_ACTION,
    NO_PERSON,
    ActionName,
    CaseId,
    CaseReference,
    ClockId,
    InstanceId,
    OrganisationId,
    RoleName,
)
from engine.language.compiled import CompiledPolicy
from engine.onward.onward_step import act_onward
from engine.people.visibility import may_assign
from engine.ports.records import School
from engine.ports.store import Writing
from engine.reasons import printed_together
from engine.record.snapshot import prepare
from engine.record.values import Part
from engine.steps.permissions import Request
from engine.steps.take import Report, open_case, unopened
from engine.steps.transition import Refusal, Step
from engine.time.duration import Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """A report as somebody makes it; people and the school by short name, a reporter of "" for an anonymous one.

    A `policy` of "" is that of the trust. `about` maps whom it is about to one of CATEGORIES, or to "". `outsiders`
    are people from outside who reported it, are affected, or whom it is about. With `as_given`, addresses are kept as
    they were typed, also where they could be read otherwise. `given_to` are those to whom it is given, where the policy
    has people report to somebody of their choice: () says that they know nobody to choose, and None that nobody asked
    them. `files` come in with it.
    """

    policy: str
    school: str
    reported_by: str
    affected: Sequence[str] = ()
    addresses: Sequence[str] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    happened_at: datetime | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    as_given: bool = False
    given_to: Sequence[str] | None = ()
    outsiders: Sequence[tuple[Part, Outsider]] = ()
    files: Sequence[ReportedFile] = ()


def report(services: Services, caller: Caller, new: NewReport) -> Written:
    """Open a case from a report; its reference is taken in the same transaction.

    Raises:
        BadInput: an answer or an address cannot be taken. NotFound: no such policy, school or person.
        AlreadyDone: the same form was sent in before; it carries the reference of the case that it opened.
    """
    now = services.clock.now()
    prepare()
    with holding(services, new.files), services.store.writing() as writing:
        organisation = writing.organisation()
        library = services.library
        policy = library.current(new.policy) if new.policy else own_policy(library, organisation, guess=False)
        school = open_school_of(services, writing, new.school, caller)
        world = services.world(writing, organisation, school.id, now)
        reported_at = new.happened_at or now
        refuse_future(reported_at, now, world.calendar.zone)
        demand_proof(library.proofs, writing, organisation.id, policy)
        _demand_said(writing, policy, school, new, now)
        year = reported_at.astimezone(world.calendar.zone).year
        reference = writing.next_reference(organisation.id, policy.definition.prefix, year)
        spend(writing, caller, reference, now)
        blank = unopened(
            policy,
            id=CaseId(services.ids.of_case()),
            organisation=organisation.id,
            reference=reference,
            school=school.id,
            reported_at=reported_at,
        )
        told = _as_told(writing, organisation.id, caller, new, reported_at)
        told = with_outsiders(services, writing, blank, told, new.outsiders)
        opened = open_case(policy, blank, told, world)
        result = with_files(services, writing, caller, opened, files=new.files, policy=policy, world=world)
        if isinstance(result, Refusal):
            raise Refused(result.reasons)
        writing.create_case(result.case, result.entries, sights_of(policy, result.case, world.staffing))
        keep_files(services, writing, caller, result, new.files)
        writing.queue(notices(services, result))
    return shared(services, result)


def _demand_said(writing: Writing, policy: CompiledPolicy, school: School, new: NewReport, now: datetime) -> None:
    """Have who reports say which of two they mean, and to whom, where the policy has them choose. Raises BadInput."""
    demand_which(writing, policy, school, new.answers, new.about, now)
    receives = policy.definition.receives
    if receives is not None and receives.of == "report" and new.given_to is None and new.reported_by:
        raise BadInput(
            f"This policy has people report to {' or '.join(receives.posts)} of their choice "
            f"(clause {printed_together(receives.cites)}). Say to whom: --give-to PERSON, or --give-to nobody where "
            "they know nobody to choose."
        )


def _as_told(
    writing: Writing, organisation: OrganisationId, caller: Caller, new: NewReport, reported_at: datetime
) -> Report:
    """Give the report with identifiers in the place of short names. Raises NotFound."""
    keys = dict.fromkeys((*((new.reported_by,) if new.reported_by else ()), *new.affected, *(new.given_to or ())))
    known = {key: person_of(writing, organisation, key).id for key in keys}
    return Report(
        reported_by=known.get(new.reported_by, NO_PERSON),
        recorded_by=caller.viewer.person,
        affected=tuple(known[key] for key in new.affected),
        addresses=new.addresses,
        answers=new.answers,
        reported_at=reported_at,
        via=caller.via,
        subjects=subjects_of(writing, organisation, new.about),
        as_given=new.as_given,
        given_to=tuple(known[key] for key in new.given_to or ()),
    )


def take_step(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    on: InstanceId,
    action: ActionName,
    *,
    facts: Mapping[str, str],
    happened_at: datetime | None = None,
    proof: str = "",
    revision: int | None = None,
    further: ActionName = NO_ACTION,
) -> Written:
    """Take one step of a track, and with it a `further` one whose answers follow by themselves: both or neither.

    Raises Refused, BadInput, NotFound or StaleRevision.
    """

    def decide(transaction: Transaction) -> Step | Refusal:
        demand_sight(transaction.policy, present_in(transaction), caller.viewer.person, on)
        at = happened_at or transaction.world.at
        request = Request(
            on=on, action=action, by=caller.actor, happened_at=at, facts=facts, proof=proof, via=caller.via
        )
        demand_other_witness(transaction.writing, transaction.policy, transaction.case, on, facts, caller.viewer.person)
        late = sending_refused(services, transaction, request)
        world = world_for(transaction, request)
        result = late or act_onward(transaction.policy, transaction.case, request, further, world)
        if isinstance(result, Step):
            return result
        return refused(transaction.policy, present_in(transaction), request, result)

    return carry_out(services, caller, reference, f"{on} {action}", decide, revision=revision)


def add_person(
    services: Services, caller: Caller, reference: CaseReference, person: str, part: str, category: str = ""
) -> Written:
    """Make somebody part of a case: affected person, subject, child or witness; `category` says what they are here."""
    check_category(category)
    # a report is given to somebody by the person who makes it, and by nobody afterwards
    possible = [each for each in Part if each is not Part.RECIPIENT]
    if part not in possible:
        raise BadInput(f"'{part}' is nothing that somebody can be to a case. Possible: {', '.join(possible)}.")

    def decide(transaction: Transaction) -> Step | Refusal:
        known = somebody_of(transaction.writing, transaction.case, person)
        change = managed(transaction, caller)
        return contents.add_person(
            transaction.policy, transaction.case, known.id, Part(part), change, transaction.world, category=category
        )

    return carry_out(services, caller, reference, f"add {part}", decide)


def assign(services: Services, caller: Caller, reference: CaseReference, role: RoleName, person: str) -> Written:
    """Give a role of a case to somebody, after the conflict check."""

    def decide(transaction: Transaction) -> Step | Refusal:
        change = managed(transaction, caller)
        if not may_assign(transaction.policy, present_in(transaction), caller.viewer.person):
            raise NotPermitted("Only those who manage the case give roles in it. Ask the senior manager of the case.")
        known = person_of(transaction.writing, transaction.case.organisation, person)
        return assignments.assign(transaction.policy, transaction.case, role, known.id, change, transaction.world)

    return carry_out(services, caller, reference, f"assign {role}", decide)


def correct(
    services: Services, caller: Caller, reference: CaseReference, on: InstanceId, facts: Mapping[str, str], reason: str
) -> Written:
    """Correct recorded answers, with a reason."""

    def decide(transaction: Transaction) -> Step | Refusal:
        policy, case, change = transaction.policy, transaction.case, managed(transaction, caller, reason, on=on)
        demand_other_witness(transaction.writing, policy, case, on, facts, caller.viewer.person)
        result = contents.correct(policy, case, on, facts, change, transaction.knowing_pages)
        seen = present_in(transaction)
        return result if isinstance(result, Step) else told(policy, seen, caller.viewer.person, result)

    return carry_out(services, caller, reference, f"correct {on}", decide)


def set_hold(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    on: InstanceId,
    name: str,
    *,
    active: bool,
    reason: str,
) -> Written:
    """Set or lift a hold by hand, with a reason."""

    def decide(transaction: Transaction) -> Step | Refusal:
        change = managed(transaction, caller, reason, on=on)
        return clocks_and_holds.hold(
            transaction.policy, transaction.case, change, transaction.world, on=on, name=name, active=active
        )

    return carry_out(services, caller, reference, f"hold {on} {name}", decide)


def change_clock(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    clock: ClockId,
    *,
    what: str,
    reason: str,
    by: str = "",
) -> Written:
    """Pause, resume or extend a clock, with a reason."""
    more = Duration.parse(by) if by else None

    def decide(transaction: Transaction) -> Step | Refusal:
        change = managed(transaction, caller, reason, on=clock.on)
        fixed = fixed_by_law(services, transaction, clock)
        if fixed is not None and what != "resume":
            return Refusal((fixed,))
        return clocks_and_holds.change_clock(
            transaction.policy, transaction.case, clock, change, transaction.world, what=what, more=more
        )

    return carry_out(services, caller, reference, f"{what} {clock}", decide)


def acknowledge_alert(
    services: Services, caller: Caller, reference: CaseReference, number: int, reason: str
) -> Written:
    """Note what is being done about an alert."""

    def decide(transaction: Transaction) -> Step | Refusal:
        seen = seen_in(transaction, caller.viewer.person)
        alert = seen.alerts.get(str(number))
        if alert is None:
            raise BadInput(f"Case {reference} has no such alert, or none that you may see.")
        change = managed(transaction, caller, reason, on=alert.on)
        return clocks_and_holds.acknowledge_alert(
            transaction.policy, transaction.case, number, change, transaction.world
        )

    return carry_out(services, caller, reference, f"acknowledge alert {number}", decide)
