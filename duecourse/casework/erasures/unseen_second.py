"""The second person where one person alone sees the whole of a case: somebody who decides without seeing it.

They are told the reference, what kind of thing is to go, on what ground, and who asks, and nothing else of the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.context.access_log import log_reads
from duecourse.casework.context.attendance import present
from duecourse.casework.context.look.case_reader import CaseReader, looking
from duecourse.casework.context.look.whole_case import WholeCase
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.erasures.erased_places import everything_of
from engine.errors import NotFound
from engine.identity import CaseReference, PersonId
from engine.people.second_people import others_who_see_it, stand_ins
from engine.ports.records import Viewer
from engine.ports.store import Reading
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.effects import ErasureChanged
from engine.record.erasures import Erasure, Ground
from engine.record.values import SCHEDULER

MOST = 20
"""So many cases are looked through for what waits for somebody; in those, everything that waits."""
READ = "an erasure to agree to"
TOLD = frozenset({ReasonCode.NOT_DONE, ReasonCode.DONE_ALREADY, ReasonCode.SECOND_PERSON, ReasonCode.NO_REASON})
"""Why they cannot decide now, as far as it says nothing of the case."""
SOMETHING = Reason(
    code=ReasonCode.ELSEWHERE,
    source=ReasonSource(SourceKind.HIDDEN),
    says="Something in the case stands in the way of this erasure now.",
    unlocks="Ask the person who asked for it: they see what it is.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedUnseen:
    """An erasure that waits for somebody who does not see the case: all that they are told of it."""

    reference: CaseReference
    number: int
    things: tuple[str, ...]
    ground: Ground
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Seconds:
    """Who can be the second person for an erasure: by name, and whether they decide `unseen`; nobody where empty."""

    names: tuple[str, ...]
    unseen: bool


def everybodys(caller: Caller) -> Viewer:
    """Give the eyes under which a case is found for somebody who is told next to nothing of it."""
    return Viewer(caller.viewer.organisation, SCHEDULER, caller.viewer.at)


def may_decide(services: Services, reading: Reading, case: Case, number: int, person: PersonId) -> bool:
    """Say whether somebody is asked about an erasure of a case that they do not see the whole of."""
    erasure = case.erasures.get(str(number))
    if erasure is None or erasure.status != "asked":
        return False
    return person in _asked(services, reading, case, erasure.asked_by)


def _asked(services: Services, reading: Reading, case: Case, asked_by: PersonId) -> tuple[PersonId, ...]:
    policy, at = services.policy_of(reading, case), services.clock.now()
    here = services.staffing_of(reading, case, at)
    return stand_ins(policy, present(services, reading, policy, case), here, asked_by)


def is_asked(services: Services, caller: Caller, reference: CaseReference, number: int) -> bool:
    """Say the same of a case by its reference; False where there is none."""
    with services.store.reading() as reading:
        try:
            case = reading.find_case(everybodys(caller), reference)
        except NotFound:
            return False
        return may_decide(services, reading, case, number, caller.viewer.person)


def cases_asked(services: Services, reading: Reading, caller: Caller) -> Sequence[CaseReference]:
    """Name the cases in which something is asked of somebody who does not see the whole of them."""
    return tuple(dict.fromkeys(case.reference for case, _ in _waiting(services, reading, caller)))


def asked_of(services: Services, caller: Caller) -> Sequence[AskedUnseen]:
    """List what is asked of somebody who does not see the cases; that they look is logged."""
    with services.store.reading() as reading:
        found = [_told(reading, case, each) for case, each in _waiting(services, reading, caller)]
    log_reads(services, caller, [(each.reference, READ) for each in found])
    return found


def asked(services: Services, caller: Caller, reference: CaseReference, number: str) -> AskedUnseen:
    """Give one of these. Raises NotFound, also where it is not asked of this person."""
    found = next((e for e in asked_of(services, caller) if (e.reference, str(e.number)) == (reference, number)), None)
    if found is None:
        raise NotFound(f"There is no erasure of case {reference} that you are asked about.")
    return found


def _waiting(services: Services, reading: Reading, caller: Caller) -> Iterator[tuple[Case, Erasure]]:
    eyes, person = everybodys(caller), caller.viewer.person
    for reference in reading.erasing(eyes, MOST):
        case = reading.find_case(eyes, reference)
        for erasure in case.erasures.values():
            if may_decide(services, reading, case, erasure.number, person):
                yield case, erasure


def _told(reading: Reading, case: Case, erasure: Erasure) -> AskedUnseen:
    entries = reading.entries(Viewer(case.organisation, SCHEDULER), case.id)
    first = next(
        entry.event
        for entry in entries
        if any(isinstance(e, ErasureChanged) and e.erasure.number == erasure.number for e in entry.event.effects)
    )
    person = next(iter(reading.people_named(case.organisation, frozenset((erasure.asked_by,)))), None)
    return AskedUnseen(
        reference=case.reference,
        number=erasure.number,
        things=tuple(dict.fromkeys(place.thing for place in erasure.places)),
        ground=erasure.ground,
        asked_by=person.name if person is not None else erasure.asked_by,
        asked_at=first.at,
    )


def seconds_of(case: CaseReader, asked_by: PersonId | None = None) -> Seconds:
    """Say who can be the second person, within a look of the person who asks or who asked. Raises NotPermitted."""
    whole = everything_of(case)
    asking = asked_by or whole.person
    others = others_who_see_it(whole.policy, whole.case, asking)
    if others:
        return Seconds(_names(whole, others), unseen=False)
    return Seconds(_names(whole, stand_ins(whole.policy, whole.case, whole.world.staffing, asking)), unseen=True)


def seconds(services: Services, caller: Caller, reference: CaseReference) -> Seconds:
    """Say the same of a case by its reference, to the person who asks."""
    with looking(services, caller, reference, "") as case:
        return seconds_of(case)


def _names(whole: WholeCase, people: Sequence[PersonId]) -> tuple[str, ...]:
    known = whole.people(people)
    return tuple(known[each].name for each in people if each in known)


def told_unseen(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Give why they cannot decide now, without what it says of the case."""
    told = tuple(each for each in reasons if each.code in TOLD)
    return told if len(told) == len(reasons) else (*told, SOMETHING)
