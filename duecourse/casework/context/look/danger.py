"""What is true of a danger: what was sent to those who must know, and whether they have looked.

Everything that a page or a command says of somebody being told comes from here: from what the outbox records as gone
out and the access log as read. Nothing is promised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from duecourse.casework.context.access_log import last_reads
from duecourse.casework.context.attendance import present
from duecourse.casework.context.caseload import load_named
from duecourse.casework.context.look.contacts import Alarm, Scene, Why, raised
from duecourse.casework.context.look.redaction import redacted
from duecourse.casework.context.look.told import Messages, Tidings, ToldNotices
from duecourse.casework.context.look.visible_case import VisibleCase
from duecourse.casework.context.look.whole_case import WholeCase, before
from duecourse.casework.context.services import Caller, Services
from engine.identity import CaseReference, InstanceId, PersonId, SchoolId
from engine.language.compiled import CompiledPolicy
from engine.people.staffing import Staffing
from engine.people.visibility import REPORTING, works_on
from engine.ports.spools import Looks
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.chain import GENESIS
from engine.record.replay import apply
from engine.steps.dangers import Danger, Said, dangers

MOST_UNOPENED = 10
"""So many cases are looked into for dangers that others have not opened."""


def blank(case: Case) -> Case:
    """Give a case as it was before its first event."""
    bare = Case(
        id=case.id,
        organisation=case.organisation,
        reference=case.reference,
        policy=case.policy,
        policy_hash=case.policy_hash,
        school=case.school,
        reported_at=case.reported_at,
    )
    return replace(bare, head=GENESIS)


def reported_of(whole: WholeCase) -> tuple[Alarm, ...]:
    """Name who was to know when a case was reported, for its reporter; () for anybody else.

    Of what came later they are told only that somebody has looked: who deals with it now may say something of whom it
    turned out to be about.
    """
    record, policy = whole.case, whole.policy
    if not record.is_part(whole.person, *REPORTING):
        return ()
    opened = apply(blank(record), whole.entries[:1])
    if not dangers(policy, opened):
        return ()
    alarms = [alarm for alarm in raised(policy, opened, whole.world.staffing, whole.staff) if alarm.on in record.tracks]
    if not alarms:
        return ()
    tidings = Tidings((whole,))
    reads, sent = tidings.reads, tidings.sent
    return tuple(
        replace(
            _true(sent, opened, alarm, reads),
            looked_into=_looked_into(sent, policy, record, alarm.on, reads),
            passed_on=sent.passed_on(record, alarm.on),
        )
        for alarm in alarms
    )


def _looked_into(sent: Messages, policy: CompiledPolicy, record: Case, on: InstanceId, reads: Looks) -> str:
    """Say when somebody who deals with a danger looked first, in words; "" where nobody has."""
    lookers = {
        person: last
        for (person, _), last in reads.items()
        if last >= record.reported_at
        and works_on(policy, record, record.tracks[on], person)
        and not record.is_part(person, *REPORTING)
    }
    return sent.looked_into(record, lookers)


@dataclass(frozen=True, slots=True)
class Alarms:
    """The dangers of a case before its reader: those that wait to be opened, and those that somebody has opened."""

    waiting: tuple[Alarm, ...]
    opened: tuple[Alarm, ...] = ()


def alarms_of(whole: WholeCase, known: Tidings | None = None) -> Alarms:
    """List the dangers of a case for its reader: where they work, or, while nobody has looked, what they reported.

    To be asked before the look is logged, so that the person who opens the case sees once what they open. `known` is
    of several cases that are looked at together.
    """
    record, policy, me = whole.case, whole.policy, whole.person
    mine = [each for each in dangers(policy, record) if works_on(policy, record, record.tracks[each.on], me)]
    if not mine:
        return Alarms(tuple(each for each in reported_of(whole) if not each.is_opened))
    tidings = known or Tidings((whole,))
    knowing = frozenset(person for person in record.people if record.is_part(person, *REPORTING))
    people = {person.id: person for person in whole.staff}
    scene = Scene(policy=policy, case=record, here=whole.world.staffing, people=people, knowing=knowing)
    found = [
        replace(_true(tidings.sent, record, alarm, tidings.reads), mine=me in record.team.get(role, ()))
        for danger in mine
        for role in danger.roles
        for alarm in (scene.alarm(danger.on, role, _discreet(danger, whole.redaction.case)),)
    ]
    if not whole.works_on_it:
        # who reported it and whom it is about is for those who work on the case as a whole
        found = [replace(alarm, why=Why.HELD) for alarm in found]
    left = [alarm for alarm in found if not _is_settled(tidings, record, alarm, me)]
    opened = (alarm for alarm in found if alarm not in left and alarm.is_opened)
    return Alarms(tuple(map(_theirs, left)), tuple(replace(alarm, mine=False) for alarm in opened))


def _theirs(alarm: Alarm) -> Alarm:
    """Leave it to those who must act themselves whom they tell."""
    return replace(alarm, contacts=(), why=Why.HELD) if alarm.mine else alarm


def _is_settled(tidings: Tidings, case: Case, alarm: Alarm, person: PersonId) -> bool:
    """The person who must act looks for themself; for everybody else it is enough that one of them has."""
    if not alarm.mine:
        return alarm.is_opened
    return _has_read(tidings.reads, person, case.reference, tidings.told.since(case, alarm.on, person))


def _discreet(danger: Danger, seen: VisibleCase) -> tuple[Said, ...]:
    """Give the answers that raised a danger, as far as they stand where somebody may look."""
    return tuple(said for said in danger.said if said.on in seen.tracks and said.name in seen.tracks[said.on].answers)


def _true(sent: Messages, case: Case, alarm: Alarm, reads: Looks) -> Alarm:
    """Say of everybody who must know what became of the message to them, and whether they have looked since."""
    return replace(alarm, contacts=tuple(sent.judged(case, alarm.on, each, reads) for each in alarm.contacts))


def _has_read(reads: Looks, person: PersonId, reference: CaseReference, since: datetime) -> bool:
    last = reads.get((person, reference))
    return last is not None and last >= since


def _leads(policy: CompiledPolicy, case: Case, danger: Danger, person: PersonId) -> bool:
    """Say whether somebody must act on a danger: they hold a role that must know of it, and may look into it."""
    held = any(person in case.team.get(role, ()) for role in danger.roles)
    return held and works_on(policy, case, case.tracks[danger.on], person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A case with dangers, in the list of somebody who must act on them and has not opened it since."""

    reference: CaseReference
    school: str
    on: tuple[str, ...]
    said: tuple[str, ...]
    reported_at: datetime


def marks(services: Services, caller: Caller) -> tuple[Mark, ...]:
    """List the cases with dangers that somebody must act on and has not opened, oldest first."""
    with services.store.reading() as reading:
        schools = {school.id: school.name for school in reading.schools(caller.viewer.organisation)}
        return marks_in(services, reading, caller, schools)


def marks_in(services: Services, reading: Reading, caller: Caller, schools: Mapping[SchoolId, str]) -> tuple[Mark, ...]:
    """Do the same in a look that is open; `schools` maps identifiers to names.

    Only cases are loaded that may have a danger which nobody has looked at, all at once: the others are known by their
    rows.
    """
    found = load_named(services, reading, caller.viewer, reading.dangers_unread(caller.viewer))
    present_ones = ((each.policy, present(services, reading, each.policy, each.case)) for each in found)
    return _marks_of(services, reading, present_ones, caller.viewer.person, schools)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnopenedDanger:
    """A case with a danger that somebody else must act on, before somebody who works on it and may know of it.

    `truth` says what was sent to whom, and how to call them.
    """

    reference: CaseReference
    school: str
    said: tuple[str, ...]
    truth: tuple[str, ...]
    reported_at: datetime


def unopened_in(
    services: Services, reading: Reading, caller: Caller, schools: Mapping[SchoolId, str]
) -> tuple[UnopenedDanger, ...]:
    """List what nobody who must act has opened yet, newest first: what the page of the case says to this reader.

    However many these are, their cases, their people, what was sent and who looked are read in a statement each.
    """
    named = reading.dangers_unopened(caller.viewer, MOST_UNOPENED)
    found = before(
        services,
        caller,
        reading,
        [(each.case, each.policy) for each in load_named(services, reading, caller.viewer, named)],
    )
    if not found:
        return ()
    # of those who have opened one nothing is said here: it is no longer among them
    tidings = Tidings(found, with_firsts=False)
    found[0].people(person for each in found for person in each.at_work)
    return tuple(filter(None, (_unopened(each, tidings, schools) for each in found)))


def _unopened(whole: WholeCase, tidings: Tidings, schools: Mapping[SchoolId, str]) -> UnopenedDanger | None:
    case = whole.record
    alarms = [each for each in alarms_of(whole, tidings).waiting if not each.mine]
    if not alarms:
        return None
    return UnopenedDanger(
        reference=case.reference,
        school=schools.get(case.school, ""),
        said=tuple(dict.fromkeys(line for each in alarms for line in each.said)),
        truth=tuple(dict.fromkeys(each.truth for each in alarms)),
        reported_at=case.reported_at,
    )


def _marks_of(
    services: Services,
    reading: Reading,
    found: Iterable[tuple[CompiledPolicy, Case]],
    person: PersonId,
    schools: Mapping[SchoolId, str],
) -> tuple[Mark, ...]:
    waiting = [
        (policy, case, danger)
        for policy, case in found
        for danger in dangers(policy, case)
        if _leads(policy, case, danger, person)
    ]
    if not waiting:
        return ()
    references = {case.reference for _, case, _ in waiting}
    reads = last_reads(services, reading, waiting[0][1].organisation, references)
    told = ToldNotices.of(reading, {case.id: case for _, case, _ in waiting}.values())
    unread: dict[str, Mark] = {}
    for policy, case, danger in waiting:
        if not _has_read(reads, person, case.reference, told.since(case, danger.on, person)):
            mark, known = _mark(policy, case, danger, person, schools), unread.get(case.reference)
            both = dict.fromkeys((*known.said, *mark.said)) if known else mark.said
            on = (*known.on, *mark.on) if known else mark.on
            unread[case.reference] = replace(mark, on=on, said=tuple(both))
    return tuple(sorted(unread.values(), key=lambda mark: (mark.reported_at, mark.reference)))


def _mark(
    policy: CompiledPolicy, case: Case, danger: Danger, person: PersonId, schools: Mapping[SchoolId, str]
) -> Mark:
    told = _discreet(danger, redacted(policy, case, person).case)
    said = Scene(policy=policy, case=case, here=Staffing(), people={}, knowing=frozenset()).said(danger.on, told)
    return Mark(
        reference=case.reference,
        school=schools.get(case.school, ""),
        on=(danger.on,),
        said=said,
        reported_at=case.reported_at,
    )
