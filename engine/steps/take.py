"""What may be done under a policy: open a case, and take a step.

Pure: the same arguments give the same result, and nothing is read, written, timed or drawn by chance. A step
gives a `Step`; where a rule stands in the way it gives a `Refusal` with every reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.addresses.reported import AS_GIVEN, Reported, distinct, reported
from engine.errors import BadInput
from engine.identity import (
    CASE,
    NO_POST,
    About,
    CaseId,
    CaseReference,
    FactName,
    InstanceId,
    OrganisationId,
    PersonId,
    SchoolId,
    WordsKey,
)
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import FactKind, Truth
from engine.questions.answers import Taken, take, take_facts
from engine.questions.bounds import Occasion
from engine.record.case import Case
from engine.record.chain import GENESIS, Event
from engine.record.effects import AddressAdded, AddressFlagged, Answered, LetterChanged, Moved, PersonAdded
from engine.record.kinds import EventKind
from engine.record.values import Answer, Instance, Part
from engine.steps.consents import consented, own_answers, why_not_given
from engine.steps.consequences import settle_all
from engine.steps.contradictions import forbidden, refuse_contradictions
from engine.steps.deadlines import Happening
from engine.steps.decide import Decision, decide
from engine.steps.image_gate import flag, suspicion
from engine.steps.openings import answered, attach, follow_openings, give_to, open_at_once, open_shell
from engine.steps.permissions import Request, refuse, sendable
from engine.steps.proposals.proposed_procedures import with_proposed
from engine.steps.sendings.joint_letters import refused_of, sent_together
from engine.steps.transition import Recording, Refusal, Step, World, joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as it comes in. `answers` are the questions that the case track asks at the report.

    `subjects` maps those whom the report is about to what they are to the trust, or to ""; `categories` says that of
    those who are affected, where it is known. `given_to` are those to whom it is given, where the policy says that one
    reports to somebody of one's choice. With `as_given`, addresses are kept as they were typed, also where they
    could be read otherwise.
    """

    reported_by: PersonId
    recorded_by: PersonId
    answers: Mapping[str, str]
    reported_at: datetime
    affected: Sequence[PersonId] = ()
    addresses: Sequence[str] = ()
    via: str = ""
    subjects: Mapping[PersonId, str] = field(default_factory=dict)
    categories: Mapping[PersonId, str] = field(default_factory=dict)
    given_to: Sequence[PersonId] = ()
    as_given: bool = False


def unopened(
    policy: CompiledPolicy,
    *,
    id: CaseId,
    organisation: OrganisationId,
    reference: CaseReference,
    school: SchoolId,
    reported_at: datetime,
) -> Case:
    """Give a case as it is before its first event."""
    return Case(
        id=id,
        organisation=organisation,
        reference=reference,
        policy=policy.key,
        policy_hash=policy.hash,
        school=school,
        reported_at=reported_at,
        head=GENESIS,
    )


def open_case(policy: CompiledPolicy, blank: Case, report: Report, world: World) -> Step | Refusal:
    """Open a case from a report; every address and every affected person has its track and clocks at once.

    Raises:
        BadAnswers: an answer is missing or cannot be taken. BadInput: an address names no website.
    """
    definition = policy.shell
    addresses = distinct(reported(address, as_given=report.as_given) for address in report.addresses)
    asked = definition.request if definition.fact(FactKind.PURPOSE) in report.answers else definition.report
    occasion = Occasion(
        definition=definition,
        case=blank,
        instance=None,
        at=report.reported_at,
        now=world.at,
        calendar=world.calendar,
    )
    taken = take_facts(definition, asked, report.answers, policy.definition, occasion)
    subjects = _subjects(policy, report, taken, world)
    event = Event(
        sequence=1, kind=EventKind.OPENED, at=world.at, happened_at=report.reported_at, by=report.recorded_by, on=CASE
    )
    recording = Recording.begin(policy, world, blank, event)
    affected = _name(recording, report, subjects)
    give_to(recording, report.given_to, "report" if asked is definition.report else "register")
    happenings = [open_shell(recording, taken.answers, report.reported_at)]
    refuse_contradictions(policy, recording.case, recording.case.tracks[CASE], taken, report.reported_at)
    recording.do(*answered(CASE, taken.answers, 1))
    recording.keep_all(CASE, taken.words)
    if any(_reports_themself(report, subjects, person) for person in subjects):
        _note_own_report(recording)
    for address in addresses:
        happenings += record_address(recording, address, report.reported_at)
    for person in affected:
        happenings += attach(recording, Part.AFFECTED, person)
    for person in subjects:
        happenings += attach(recording, Part.SUBJECT, person)
    happenings += follow_openings(recording, CASE, definition.opening)
    return conclude(recording, happenings)


def _name(recording: Recording, report: Report, subjects: Mapping[PersonId, str]) -> tuple[PersonId, ...]:
    """Make everybody part of a case whom a report names. Gives those who are affected."""
    # those it is about are named first, so that nothing is ever written before their eyes (ruling F)
    recording.do(*(PersonAdded(person, Part.SUBJECT, what) for person, what in subjects.items()))
    recording.keep("via", report.via)
    recording.do(PersonAdded(report.recorded_by, Part.RECORDER))
    if report.reported_by:
        recording.do(PersonAdded(report.reported_by, Part.REPORTER))
    affected = tuple(person for person in report.affected if not _reports_themself(report, subjects, person))
    for person in affected:
        recording.do(PersonAdded(person, Part.AFFECTED, report.categories.get(person, "")))
    return affected


def _reports_themself(report: Report, subjects: Collection[PersonId], person: PersonId) -> bool:
    """Say whether somebody reports what they did themselves; they are then no affected person of their own report."""
    return person in subjects and person in (report.reported_by, report.recorded_by)


def _note_own_report(recording: Recording) -> None:
    name = recording.policy.shell.fact(FactKind.OWN_REPORT)
    if name:
        recording.do(Answered(on=CASE, name=name, answer=Answer("value", Truth.YES.value)))


def _subjects(policy: CompiledPolicy, report: Report, taken: Taken, world: World) -> Mapping[PersonId, str]:
    """Name whom the report is about, with what they are to the trust: those it names, and the holder of the post.

    Where it names somebody who holds the post, or will again, as a head for whom another acts, it means them alone.
    """
    category = _said(taken, policy.shell.fact(FactKind.CATEGORY_OF_SUBJECT))
    found = {person: own or category for person, own in report.subjects.items()}
    post = policy.definition.top.get(_said(taken, policy.shell.fact(FactKind.POST_OF_SUBJECT)), NO_POST)
    if not any(world.staffing.is_or_was(person, post, report.reported_at) for person in found):
        found |= dict.fromkeys(world.staffing.meant(post) if post else (), category)
    return found


def _said(taken: Taken, name: FactName) -> str:
    answer = taken.answers.get(name)
    return str(answer.value) if answer else ""


def record_address(recording: Recording, address: Reported, reported_at: datetime) -> list[Happening]:
    """Add a web address to a case in the making, with every track that comes with an address."""
    number = len(recording.case.addresses) + 1
    recording.do(AddressAdded(number, reported_at))
    recording.keep(WordsKey.of_address(number), address.url)
    recording.keep(WordsKey.of_address(number, AS_GIVEN), address.given)
    happenings = open_at_once(recording, "address", About.address(number), reported_at)
    if suspicion(recording.policy, recording.case.tracks[CASE].answers) == Truth.YES:
        happenings += flag(recording, str(number))
    return happenings


def conclude(recording: Recording, happenings: Sequence[Happening]) -> Step | Refusal:
    """Let everything follow, and give the step; where a never rule would break, nothing of it stays."""
    broken = settle_all(recording, happenings)
    return Refusal(broken) if broken else recording.finish()


def act(policy: CompiledPolicy, case: Case, request: Request, world: World) -> Step | Refusal:
    """Take one step; where it is the sending of a letter that speaks of several procedures, in each of them or in none.

    Raises:
        BadInput: there is no such instance, action or question, or an answer cannot be taken.
    """
    places = sent_together(case, request.on, request.action)
    steps: list[Step] = []
    for on in places:
        result = _act_in_one(policy, steps[-1].case if steps else case, replace(request, on=on), world)
        if isinstance(result, Refusal):
            return result if len(places) == 1 else refused_of(case, on, result)
        steps.append(result)
    return joined(steps)


def _act_in_one(policy: CompiledPolicy, case: Case, request: Request, world: World) -> Step | Refusal:
    instance = find_instance(case, request.on)
    compiled = policy.track(instance.track)
    if request.action not in compiled.definition.actions:
        raise BadInput(
            f"{compiled.definition.title} has no step '{request.action}'. "
            f"Its steps: {', '.join(compiled.definition.actions)}."
        )
    reasons = refuse(policy, case, instance, request, world)
    if reasons:
        return Refusal(reasons)
    occasion = Occasion(
        definition=compiled.definition,
        case=case,
        instance=instance,
        at=request.happened_at,
        now=world.at,
        calendar=world.calendar,
        action=request.action,
    )
    own = own_answers(compiled.definition, request.action, case, instance, request.by)
    said = with_proposed(policy, case, request.on, request.action, {**own, **request.facts}, request.happened_at)
    taken = take(compiled.definition, instance, said, policy.definition, occasion)
    move = decide(compiled, instance.state, request.action, taken.chosen)
    clause = ", ".join(policy.cites(instance.track, request.action))
    reasons = tuple(why_not_given(case, instance, request.by, move.consents, clause))
    reasons = (*reasons, *forbidden(policy, case, instance, request))
    if reasons:
        return Refusal(reasons)
    refuse_contradictions(policy, case, instance, taken, request.happened_at, move.consents)
    return _record(policy, case, request, world, taken, move)


def find_instance(case: Case, on: InstanceId) -> Instance:
    """Find an instance by name. Raises BadInput, naming those that there are."""
    if on not in case.tracks:
        raise BadInput(f"Case {case.reference} has no '{on}'. It has: {', '.join(case.tracks)}.")
    return case.tracks[on]


def _record(
    policy: CompiledPolicy, case: Case, request: Request, world: World, taken: Taken, move: Decision
) -> Step | Refusal:
    on, action, instance = request.on, move.step.definition, case.tracks[request.on]
    event = Event(
        sequence=0,
        kind=EventKind.ACTED,
        at=world.at,
        happened_at=request.happened_at,
        by=request.by.person,
        on=on,
        action=request.action,
        outcome=move.step.outcome,
        role=request.role,
    )
    recording = Recording.begin(policy, world, case, event)
    recording.keep("via", request.via)
    recording.keep("proof", request.proof)
    recording.do(*answered(on, taken.answers, recording.event.sequence))
    recording.keep_all(on, taken.words)
    recording.do(*consented(instance, policy.track(instance.track).definition, move.consents, taken.answers))
    recording.do(*(Answered(on=on, name=name, answer=Answer("value", value)) for name, value in move.sets.items()))
    if not move.stays:
        recording.do(Moved(on, move.to, move.ended))
    flagged = _flag(recording, instance, move)
    letter = sendable(case, instance, request.action)
    if letter is not None and letter.on == on:
        recording.do(LetterChanged(replace(letter, status="dispatched")))
    happening = Happening(
        on=on, left=instance.state, action=request.action, outcome=move.step.outcome, happened_at=request.happened_at
    )
    happenings = [happening, *flagged, *follow_openings(recording, on, action.opens)]
    for template in (*action.letter.after, *move.step.end.letter.after):
        recording.ask_letter(template, on)
    recording.inform(action.tells, on, action.title, f"{on} {request.action} {recording.event.sequence}")
    return conclude(recording, happenings)


def _flag(recording: Recording, instance: Instance, move: Decision) -> list[Happening]:
    flags = move.step.end.flags_address or move.step.definition.flags_address
    if not flags or not instance.about.is_address:
        return []
    number = instance.about.address_number
    if flags == "yes":
        drafted = (*move.step.definition.letter.after, *move.step.end.letter.after)
        return flag(recording, number, instance.on, drafted)
    recording.do(AddressFlagged(int(number), flagged=False))
    return []
