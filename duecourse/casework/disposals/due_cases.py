"""The review list: cases whose time for keeping is over, as far as somebody sees the whole of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from duecourse.casework.administration.permission import demand_active
from duecourse.casework.context.access_log import log_reads
from duecourse.casework.context.look.case_reader import CaseReader, looking
from duecourse.casework.context.look.whole_case import WholeCase, load_together
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.erasures.disposal_checks import COOLING, DisposalCase, why_not_disposed, why_not_proposed
from duecourse.casework.erasures.erased_places import everything_of
from duecourse.casework.retention.kept_times import is_ended
from duecourse.casework.retention.retention_schedule import RetentionRow, schedule_of
from engine.identity import CaseId, CaseReference, PersonId
from engine.ports.store import Reading
from engine.reasons import Reason
from engine.record.erasures import Erasure

AT_ONCE = 100
LOOKED = "whose time for keeping is over"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCase:
    """A case under the schedule: its row, from which day its time runs and until when, and how it stands.

    `proposed` is the proposal that waits, with who made it and from when it can be done; `disposed` the one that was
    done. `things` counts what would go, by kind; `why_not` says what stands in the way of the next act.
    """

    reference: CaseReference
    school: str
    row: RetentionRow
    ended_on: date
    due: date
    kept_until: date | None
    is_due: bool
    is_ended: bool = True
    proposed: Erasure | None = None
    proposed_by: str = ""
    ready_at: datetime | None = None
    disposed: Erasure | None = None
    things: tuple[tuple[str, int], ...] = ()
    why_not: tuple[Reason, ...] = ()

    @property
    def stands(self) -> str:
        """Say in a few words how it stands."""
        if self.disposed is not None:
            return "disposed of"
        if self.proposed is not None:
            return "proposed, waits for a second person"
        if self.kept_until is not None:
            return "kept on"
        if not self.is_ended:
            return "not ended"
        return "to be looked at" if self.is_due else "kept"


def due_cases(services: Services, caller: Caller) -> Sequence[DueCase]:
    """List cases whose time is over and that were not disposed of, the longest over first; only what they see whole."""
    with services.store.reading() as reading:
        demand_active(reading, caller)
        found = sorted(_due(services, caller, reading), key=lambda each: (each.due, each.reference))
    log_reads(services, caller, [(each.reference, LOOKED) for each in found])
    return tuple(found)


def _due(services: Services, caller: Caller, reading: Reading) -> Iterator[DueCase]:
    trust, now = reading.organisation(), services.clock.now()
    today = now.astimezone(ZoneInfo(trust.zone)).date()
    shortest = min(schedule_of(trust).rows, key=lambda row: row.months)
    # nothing is over that was reported later than the shortest time ago: those are not even read
    old = [each.id for each in reading.cases(caller.viewer) if shortest.ends(each.reported_at.date()) <= today]
    for start in range(0, len(old), AT_ONCE):
        for whole in _whole(services, caller, reading, old[start : start + AT_ONCE]):
            case = disposal_of(whole)
            if is_ended(case.case.tracks) and case.is_due and case.disposed is None:
                yield _told(whole, case)


def _whole(services: Services, caller: Caller, reading: Reading, cases: Iterable[CaseId]) -> Iterator[WholeCase]:
    loaded = load_together(services, caller, reading, cases)
    yield from (each for each in loaded.values() if each.redaction.everything)


def due_case(services: Services, caller: Caller, reference: CaseReference) -> DueCase:
    """Say how one case stands under the schedule. Raises NotFound or NotPermitted."""
    with looking(services, caller, reference, LOOKED) as case:
        return due_case_of(case)


def due_case_of(reader: CaseReader) -> DueCase:
    """Say the same within a look, with what would go and what stands in the way. Raises NotPermitted."""
    whole = everything_of(reader)
    return _told(whole, disposal_of(whole))


def disposal_of(whole: WholeCase) -> DisposalCase:
    """Give a case as one that may be disposed of, within a look."""
    return DisposalCase(
        services=whole.services, reading=whole.reading, policy=whole.policy, case=whole.record, now=whole.now
    )


def _told(whole: WholeCase, case: DisposalCase) -> DueCase:
    proposed, disposed = case.proposed, case.disposed
    places = proposed.places if proposed else case.places()
    why = why_not_disposed(case, proposed) if proposed else why_not_proposed(case, places)
    things = [each.thing for each in places]
    return DueCase(
        reference=whole.record.reference,
        school=whole.school.name,
        row=case.row,
        ended_on=case.ended_on,
        due=case.due,
        kept_until=case.kept_until,
        is_due=case.is_due,
        is_ended=is_ended(case.case.tracks),
        proposed=proposed,
        proposed_by=name_of(whole, proposed.asked_by) if proposed else "",
        ready_at=case.asked_at(proposed).event.at + COOLING if proposed else None,
        disposed=disposed,
        things=tuple((thing, things.count(thing)) for thing in dict.fromkeys(things)),
        why_not=tuple(why),
    )


def name_of(whole: WholeCase, person: PersonId) -> str:
    """Name somebody who proposed or did a disposal: that is told also where they had another part in the case."""
    known = whole.reading.people_named(whole.record.organisation, frozenset((person,)))
    return next((each.name for each in known), person)
