"""What a report would set going, told before it is made: the engine decides, and nothing is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from duecourse.casework.commands.steps import NewReport
from duecourse.casework.context.look.contacts import Alarm, raised
from duecourse.casework.context.look.narrative import narrator_of
from duecourse.casework.context.look.preview import UNSAID, share_of
from duecourse.casework.context.report_form import dealt_by, demand_which, subjects_of
from duecourse.casework.context.services import Caller, Services, person_of, school_of
from duecourse.casework.context.time_checks import refuse_future
from engine.errors import Refused
from engine.identity import NO_PERSON, CaseId, TrackName
from engine.record.effects import Clocked
from engine.record.values import Part
from engine.steps.take import Report, open_case, unopened
from engine.steps.transition import Refusal, Step


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
        school, now = school_of(reading, organisation.id, new.school), services.clock.now()
        people, world = reading.people(organisation.id), services.world(reading, organisation, school.id, now)
        at = new.happened_at or now
        refuse_future(at, now, world.calendar.zone)
        affected, given_to, by = (
            tuple(person_of(reading, organisation.id, key).id for key in keys if key)
            for keys in (new.affected, new.given_to or (), (new.reported_by,))
        )
        demand_which(reading, policy, school, new.answers, new.about, now)
        about = subjects_of(reading, organisation.id, new.about)
    blank = unopened(
        policy, id=CaseId(UNSAID), organisation=organisation.id, reference=UNSAID, school=school.id, reported_at=at
    )
    said = Report(
        reported_by=next(iter(by), NO_PERSON),
        recorded_by=caller.viewer.person,
        affected=affected,
        addresses=new.addresses,
        answers=new.answers,
        reported_at=at,
        via=caller.via,
        subjects=about,
        as_given=new.as_given,
        given_to=given_to,
    )
    result = open_case(policy, blank, said, world)
    if isinstance(result, Refusal):
        raise Refused(result.reasons)
    narrator = replace(narrator_of(policy, people, services.letters, world.calendar.zone, None), alone=_alone(result))
    return Foreseen(
        narrator.follows(share_of(policy, result.case, caller.viewer.person, result.entries[0]), (Clocked,)),
        raised(policy, result.case, world.staffing, people),
        dealt_by(policy, result.case, world.staffing),
        result.case.is_part(caller.viewer.person, Part.SUBJECT),
    )


def _alone(step: Step) -> frozenset[TrackName]:
    """Name the tracks of which there would be one procedure."""
    many = Counter(on.track for on in step.case.tracks)
    return frozenset(track for track, count in many.items() if count == 1)
