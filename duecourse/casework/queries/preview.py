"""What a step would do, told before it is taken: the engine decides, and nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from duecourse.casework.commands.steps import NewReport
from duecourse.casework.context.narrative import Narrator, narrator_of
from duecourse.casework.context.redaction import redacted, refused
from duecourse.casework.context.report_form import dealt_by, subjects_of
from duecourse.casework.context.services import Caller, Services, demand_sight, person_of, school_of
from duecourse.casework.context.time_checks import refuse_future
from duecourse.casework.queries.contacts import Alarm, raised
from engine.errors import Refused
from engine.identity import NO_PERSON, ActionName, CaseId, CaseReference, InstanceId, PersonId
from engine.language.compiled import CompiledPolicy
from engine.record.case import Case
from engine.record.chain import Entry
from engine.record.effects import (
    AddressFlagged,
    Clocked,
    Consented,
    EvidenceChanged,
    Held,
    LetterChanged,
    Moved,
    Opened,
    RoleChanged,
)
from engine.record.values import Part
from engine.steps.permissions import Request
from engine.steps.take import Report, act, open_case, unopened
from engine.steps.transition import Refusal

UNSAID = CaseReference("?")
FOLLOWS = (Moved, Opened, Clocked, Held, LetterChanged, RoleChanged, Consented, AddressFlagged, EvidenceChanged)
"""What a person is told beforehand; their own answers stand above it."""


def foresee(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    on: InstanceId,
    action: ActionName,
    *,
    facts: Mapping[str, str],
    happened_at: datetime | None = None,
) -> tuple[str, ...]:
    """Tell in sentences what a step would change.

    Raises:
        Refused, BadInput, NotFound: as the step itself would.
    """
    with services.store.reading() as reading:
        case = reading.find_case(caller.viewer, reference)
        organisation = reading.organisation()
        people = reading.people(organisation.id)
        now = services.clock.now()
        world = services.world(reading, organisation, case.school, now)
        policy = services.policy_of(reading, case)
    demand_sight(policy, case, caller.viewer.person, on)
    request = Request(
        on=on, action=action, by=caller.actor, happened_at=happened_at or now, facts=facts, proof=UNSAID, via=caller.via
    )
    result = act(policy, case, request, world)
    if isinstance(result, Refusal):
        raise Refused(refused(policy, case, request, result).reasons)
    narrator: Narrator = narrator_of(policy, people, services.letters, world.calendar.zone)
    told = tuple(_mine(policy, result.case, caller.viewer.person, entry) for entry in result.entries)
    return tuple(line for entry in told for line in narrator.follows(entry, FOLLOWS))


def _mine(policy: CompiledPolicy, case: Case, person: PersonId, entry: Entry) -> Entry:
    """Leave out what the person may not know of."""
    effects = redacted(policy, case, person).effects(entry.event.effects)
    return replace(entry, event=replace(entry.event, effects=effects))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a report would set going: what follows in sentences, who must know at once, and the posts that deal with
    it. `shut_out` says whether the reader of these lines would not see it."""

    follows: tuple[str, ...]
    alarms: tuple[Alarm, ...]
    dealt_by: tuple[str, ...]
    shut_out: bool


def foresee_report(services: Services, caller: Caller, new: NewReport) -> Foreseen:
    """Tell what a report would set going. Raises BadInput, NotFound or Refused, as the report itself would."""
    policy = services.library.current(new.policy)
    with services.store.reading() as reading:
        organisation = reading.organisation()
        school = school_of(reading, organisation.id, new.school)
        people = reading.people(organisation.id)
        now = services.clock.now()
        world = services.world(reading, organisation, school.id, now)
        refuse_future(new.happened_at or now, now, world.calendar.zone)
        affected = tuple(person_of(reading, organisation.id, key).id for key in new.affected)
        reporter = person_of(reading, organisation.id, new.reported_by).id if new.reported_by else NO_PERSON
        about = subjects_of(reading, organisation.id, new.about)
    at = new.happened_at or now
    blank = unopened(
        policy, id=CaseId(UNSAID), organisation=organisation.id, reference=UNSAID, school=school.id, reported_at=at
    )
    said = Report(
        reported_by=reporter,
        recorded_by=caller.viewer.person,
        affected=affected,
        addresses=new.addresses,
        answers=new.answers,
        reported_at=at,
        via=caller.via,
        subjects=about,
        as_given=new.as_given,
    )
    result = open_case(policy, blank, said, world)
    if isinstance(result, Refusal):
        raise Refused(result.reasons)
    narrator = narrator_of(policy, people, services.letters, world.calendar.zone)
    mine = _mine(policy, result.case, caller.viewer.person, result.entries[0])
    return Foreseen(
        narrator.follows(mine, (Clocked,)),
        raised(policy, result.case, world.staffing, people),
        dealt_by(policy, result.case, world.staffing),
        result.case.is_part(caller.viewer.person, Part.SUBJECT),
    )
