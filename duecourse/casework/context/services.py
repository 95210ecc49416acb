"""What every use case needs, and the two ways into the store: looking and writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from duecourse.casework.context.kept_sights import KeptSights
from duecourse.casework.context.staff import Staff
from duecourse.policies.library import Library
from engine.addresses.reported import Pages, pages_in
from engine.errors import BadInput, BrokenRecord, NotFound, Refused, Unavailable
from engine.identity import CaseReference, InstanceId, OrganisationId, PersonId, SchoolId
from engine.language.compiled import CompiledPolicy
from engine.people.staffing import Staffing
from engine.people.visibility import sees_track
from engine.ports.custody.custody_tools import NO_TOOLS, CustodyTools
from engine.ports.files import FileStore
from engine.ports.letters.rendered_letters import LetterWriter
from engine.ports.mail.relay import Postroom
from engine.ports.records import LetterKind, Notice, Organisation, Person, School, Viewer
from engine.ports.spools import Spool
from engine.ports.store import Reading, Store, Writing
from engine.ports.time_and_chance import Clock, Identifiers
from engine.ports.ways_in.identity_providers import IdentityProvider
from engine.reasons import Reason
from engine.record.access import Access
from engine.record.case import Case
from engine.record.effects import EvidenceChanged, done_in
from engine.record.outbox_marks import outgoing
from engine.record.snapshot import prepare
from engine.record.values import SCHEDULER, Actor
from engine.steps.transition import Refusal, Step, World
from engine.time.calendar import Calendar
from engine.time.calendar_rows import calendar_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The person who asks: for whose eyes, by which way it came in, in words, from which network `address`.

    `once` is the token of the form that was sent in: the same one is done only the first time. `form` is where what was
    typed into it is kept, and let go of when it is done. `seen` is the token of what they saw of the case."""

    viewer: Viewer
    via: str = ""
    once: str = ""
    form: str = ""
    seen: str = ""
    address: str = ""

    @property
    def actor(self) -> Actor:
        """Give the person as the engine knows them."""
        return Actor(self.viewer.person)


@dataclass(frozen=True, kw_only=True)
class Services:
    """Store, policies, clock, letters and files, put together by `duecourse.bootstrap`."""

    store: Store
    spool: Spool
    library: Library
    clock: Clock
    ids: Identifiers
    letters: LetterWriter
    files: FileStore
    bank_holidays: Mapping[str, object]
    helplines: Sequence[Mapping[str, object]] = ()
    platforms: Sequence[Mapping[str, object]] = ()
    postroom: Postroom | None = None
    provider: IdentityProvider | None = None
    custody: CustodyTools = NO_TOOLS
    _calendars: dict[tuple[SchoolId, str], tuple[Mapping[str, object], Calendar]] = field(default_factory=dict)
    _staff: Staff = field(default_factory=Staff)
    kept_sights: KeptSights = field(default_factory=KeptSights)

    def calendar(self, school: School, zone: str) -> Calendar:
        """Give the calendar of a school, the same one for as long as its rows are the same."""
        rows, made = self._calendars.get((school.id, zone), (None, None))
        if made is None or rows is not school.calendar:
            if made is None or rows != school.calendar:
                made = calendar_from(self.bank_holidays, school.calendar, ZoneInfo(zone))
            self._calendars[school.id, zone] = school.calendar, made
        return made

    def kind_of(self, template: str) -> LetterKind:
        """Give what is known of a letter; of one that is no longer written, which an older case may hold, its name."""
        number, _, words = template.partition("-")
        gone = LetterKind(
            id=template, number=number, title=words.replace("-", " ").capitalize() or template, addressee=""
        )
        return self.letters.kinds().get(template, gone)

    def zone(self) -> ZoneInfo:
        """Give the time zone of the trust, for what people read."""
        with self.store.reading() as reading:
            return ZoneInfo(reading.organisation().zone)

    def policy_of(self, reading: Reading, case: Case) -> CompiledPolicy:
        """Give the version of the policy that a case is pinned to. Raises BrokenRecord where its files are damaged."""
        return self.library.known(case.policy_hash) or self._recalled(reading, case)

    def _recalled(self, reading: Reading, case: Case) -> CompiledPolicy:
        try:
            return self.library.recall(reading.policy_sources(case.organisation, case.policy_hash))
        except Unavailable:
            raise
        except Exception as error:
            # it was accepted and kept once, so nobody who works on the case can have made a mistake here
            says = f"The files of the policy that {case.reference} is pinned to are missing or damaged."
            raise BrokenRecord(says) from error

    def world(
        self,
        reading: Reading,
        organisation: Organisation,
        school: SchoolId,
        at: datetime,
        beside: tuple[SchoolId, ...] = (),
    ) -> World:
        """Give everything that a step in one school needs, with the people of others `beside`."""
        place = self.school(reading, school)
        return World(
            at=at,
            calendar=self.calendar(place, organisation.zone),
            staffing=self._staff.together(reading, (school, *beside), at),
            ids=self.ids,
        )

    def world_of(self, reading: Reading, organisation: Organisation, case: Case, at: datetime) -> World:
        """Give everything that a step in one case needs, with the people of the schools that it is shared with."""
        return self.world(reading, organisation, case.school, at, tuple(case.shared))

    def schools(self, reading: Reading) -> Sequence[School]:
        """List the schools of the trust by name, as they are kept while nothing changes."""
        return self._staff.schools(reading)

    def school(self, reading: Reading, school: str) -> School:
        """Find a school by its identifier or key in what is kept while nothing changes. Raises NotFound."""
        return self._staff.school(reading, school)

    def staffing(self, reading: Reading, school: SchoolId, at: datetime) -> Staffing:
        """Give who is at a school, and in the trust above it, at a moment; kept until somebody's posts change."""
        return self._staff.staffing(reading, school, at)

    def staffing_of(self, reading: Reading, case: Case, at: datetime) -> Staffing:
        """Give who is at the school of a case, with those of the schools that it is shared with beside."""
        return self._staff.together(reading, (case.school, *case.shared), at)


@dataclass(frozen=True, slots=True)
class Transaction:
    """A case inside one transaction: the policy it is pinned to, and the world as it is now."""

    writing: Writing
    policy: CompiledPolicy
    case: Case
    world: World

    @property
    def knowing_pages(self) -> World:
        """Give the world with the pages that the addresses of this case name."""
        return replace(self.world, pages=pages_of(self.writing, self.case))


def pages_of(reading: Reading, case: Case, *, elsewhere: bool = False) -> Pages:
    """Tell which addresses and evidence of a case are of one page; with `elsewhere`, also what other cases hold."""
    words = reading.words(Viewer(case.organisation, SCHEDULER), case.id)
    return pages_in(words, reading.flagged_addresses(case.organisation) if elsewhere else ())


def school_of(reading: Reading, organisation: OrganisationId, school: str) -> School:
    """Find a school by its identifier or key. Raises NotFound, naming those that there are."""
    schools = reading.schools(organisation)
    for place in schools:
        if school in (place.id, place.key):
            return place
    raise NotFound(f"There is no school '{school}'. Schools: {', '.join(place.key for place in schools) or 'none'}.")


def person_of(reading: Reading, organisation: OrganisationId, person: str) -> Person:
    """Find a person by identifier or key. Raises NotFound."""
    known = reading.find_person(organisation, person)
    if known is not None:
        return known
    raise NotFound(f"There is nobody called '{person}' here. Check the short name, small and capital letters too.")


def write(writing: Writing, services: Services, policy: CompiledPolicy, before: Case, result: Step | Refusal) -> Step:
    """Write what a step changed and queue what leaves after commit; a refusal is logged and raised.

    Raises Refused with every reason, StaleRevision where somebody was faster.
    """
    if isinstance(result, Refusal):
        raise Refused(result.reasons)
    # an event adds one school or takes one away: how the case stood is worked out with everybody who saw it
    sharing = max(before, result.case, key=lambda each: len(each.shared))
    here = services.staffing_of(writing, sharing, result.entries[-1].event.at)
    sights = services.kept_sights.changes(writing, policy, before, result.case, here)
    writing.save_case(before, result.case, result.entries, sights)
    for effect in (effect for entry in result.entries for effect in entry.event.effects):
        if isinstance(effect, EvidenceChanged) and effect.evidence.quarantined:
            writing.quarantine(result.case.organisation, result.case.id, effect.evidence.number)
    writing.queue(notices(services, result))
    return result


def notices(services: Services, step: Step) -> Iterable[Notice]:
    """Turn what a step wants known and drafted into outbox rows, without any content."""
    for before in step.before_it:
        yield from notices(services, before)
    case, event = step.case, step.entries[-1].event
    erased = [each.number for each in done_in(event.effects)]
    for each in outgoing(step.tells, step.drafts, case.revision, erased, step.posts):
        yield Notice(
            id=services.ids.identifier(),
            organisation=case.organisation,
            case=case.id,
            reference=case.reference,
            recipient=each.recipient,
            kind=each.kind,
            dedupe=f"{case.id} {each.dedupe}",
            body=each.body,
            created_at=event.at,
        )


def change_case(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    what: str,
    decide: Callable[[Transaction], Step | Refusal],
    eyes: Viewer | None = None,
) -> Step:
    """Load a case, let the engine decide, and write: one transaction. A refusal is logged in the access chain.

    `eyes` find it in the place of the caller's own. Raises:
        NotFound, Refused, StaleRevision: as `decide` and the store do. AlreadyDone: the same form was sent in before.
    """
    prepare()
    try:
        with services.store.writing() as writing:
            # first of all: a second click carries what was seen before the first, and may be of somebody who left
            spend(writing, caller, reference, services.clock.now())
            case = writing.find_case(eyes or caller.viewer, reference)
            organisation = writing.organisation()
            world = services.world_of(writing, organisation, case, services.clock.now())
            transaction = Transaction(writing, services.policy_of(writing, case), case, world)
            result = decide(transaction)
            if isinstance(result, Step) and result.case.policy_hash != case.policy_hash:
                transaction = replace(transaction, policy=services.policy_of(writing, result.case))
            return write(writing, services, transaction.policy, case, result)
    except Refused as refused:
        log_refusal(services, caller, reference, what, refused.reasons)
        raise


def spend(writing: Writing, caller: Caller, outcome: str, at: datetime) -> None:
    """Use up the token of the form that was sent in, if it came with one. Raises AlreadyDone with its outcome."""
    if caller.once:
        writing.spend(caller.once, caller.viewer.person, outcome, at)
        if caller.form:
            writing.drop_form(caller.viewer.person, caller.form)


class _Forgotten(Exception):
    """Undoes a transaction that only asked."""


def done_before(services: Services, caller: Caller) -> None:
    """Say whether this very form was sent in before, by raising AlreadyDone with what came of it; writes nothing."""
    try:
        with services.store.writing() as writing:
            spend(writing, caller, "", services.clock.now())
            raise _Forgotten
    except _Forgotten:
        return


def log_refusal(
    services: Services, caller: Caller, reference: CaseReference, what: str, reasons: Sequence[Reason]
) -> None:
    """Write a refusal into the access chain: the clauses and the step, no words of the case."""
    with services.store.writing() as writing:
        clauses = ", ".join(sorted({reason.clause for reason in reasons if reason.clause}))
        detail, at = f"{what} [{clauses}]", services.clock.now()
        line = Access(at=at, person=caller.viewer.person, case=reference, what="refused", detail=detail)
        writing.log_access(caller.viewer.organisation, [line])


def demand_sight(policy: CompiledPolicy, case: Case, person: PersonId, on: InstanceId) -> None:
    """Let nobody ask about an instance that they may not see: for them it is not there. Raises BadInput."""
    if on not in case.tracks or not sees_track(policy, case, case.tracks[on], person):
        raise BadInput(f"Case {case.reference} has no such procedure, or none that you may see.")
