"""The open cases of somebody who leaves or moves, handed over together: counted first, then each by an event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from duecourse.casework.context.services import Caller, Services, write
from duecourse.logs.log import Log
from engine.changes.change import Change
from engine.changes.handover import hand_over, roles_of
from engine.errors import Refused, Unavailable
from engine.identity import NO_PERSON, CaseId, PersonId, SchoolId
from engine.language.compiled import CompiledPolicy
from engine.people.staffing import Staffing, candidates
from engine.ports.records import Notice, Organisation, Person, Viewer
from engine.ports.sights import ClocksWanted
from engine.ports.store import Reading, Writing
from engine.record.case import Case
from engine.record.values import SCHEDULER, Actor
from engine.steps.transition import World

log = Log("duecourse")
MOST_CLOCKS = 100
"""Where counting of clocks stops."""


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody has before them: open cases in which they hold a role, and a count of running clocks.

    `schools` counts these cases by the school of each.
    """

    cases: tuple[CaseId, ...]
    clocks: int
    schools: Mapping[SchoolId, int] = field(default_factory=dict)


def work_of(reading: Reading, person: Person, at: datetime, school: SchoolId | None = None) -> Work:
    """Find the work of somebody, at one school or at every one. What it is about is told to nobody here."""
    viewer = Viewer(person.organisation, person.id, at)
    rows = reading.cases(viewer)
    mine = {case.id: case.school for row in rows for case in _held_case(reading, person, row.id, school)}
    clocks = reading.count_clocks(viewer, ClocksWanted(school=school), MOST_CLOCKS)
    return Work(tuple(mine), clocks, Counter(mine.values()))


def left_open(
    services: Services,
    reading: Reading,
    person: Person,
    work: Work,
    here: Callable[[SchoolId], Staffing],
) -> int:
    """Count the cases in which a role would be left with nobody, were somebody away and the others there as told.

    `here` says who would be there at a school. It is a number and no more, as which case and why is told to nobody.
    """
    found = reading.cases_by_id(Viewer(person.organisation, SCHEDULER), work.cases)
    cases = ((services.policy_of(reading, case), case) for case in found.values())
    return sum(_is_left(policy, case, person.id, here(case.school)) for policy, case in cases)


def _is_left(policy: CompiledPolicy, case: Case, person: PersonId, here: Staffing) -> bool:
    mine = (role for role in roles_of(case, person) if not any(each != person for each in case.team[role]))
    return any(all(each == person for each in candidates(policy, case, role, here)) for role in mine)


def _held_case(reading: Reading, person: Person, named: CaseId, school: SchoolId | None) -> Iterator[Case]:
    try:
        case = reading.case_by_id(Viewer(person.organisation, SCHEDULER), named)
        is_there = school is None or school == case.school or school in case.shared
        if is_there and roles_of(case, person.id):
            yield case
    except Unavailable:
        raise
    except Exception:
        log.fault("case-unreadable", "A case cannot be read, so nothing of it is handed over.", case=named)


def given_notice(id_: str, case: Case, person: PersonId, at: datetime) -> Notice:
    """Tell somebody that a case is theirs too, since the event that it ends with: its reference, and nothing of it."""
    return Notice(
        id=id_,
        organisation=case.organisation,
        case=case.id,
        reference=case.reference,
        recipient=person,
        kind="given",
        dedupe=f"{case.id} given {case.revision}",
        body={},
        created_at=at,
    )


@dataclass(kw_only=True)
class Handover:
    """Hands cases over inside one transaction, after the posts have changed; each school is looked at once."""

    services: Services
    writing: Writing
    organisation: Organisation
    by: Actor
    via: str = ""

    def __post_init__(self) -> None:
        """Begin with no school."""
        self._worlds: dict[tuple[SchoolId, ...], World] = {}

    def all(self, cases: Sequence[CaseId], who: PersonId, to: PersonId = NO_PERSON) -> int:
        """Hand over what somebody holds in these cases. Gives in how many something changed.

        One that cannot be changed is logged, stays as it was, and holds up no other.
        """
        return sum(self._one(case, who, to) for case in cases)

    def _one(self, case: CaseId, who: PersonId, to: PersonId) -> bool:
        services, writing = self.services, self.writing
        try:
            with writing.savepoint():
                before = writing.case_by_id(Viewer(self.organisation.id, SCHEDULER), case)
                policy = services.policy_of(writing, before)
                world = self._world(before)
                change = Change(self.by, world.at, "", self.via)
                step = hand_over(policy, before, who, change, world, to=to)
                if step is None:
                    return False
                write(writing, services, policy, before, step)
                return True
        except Unavailable:
            raise
        except Refused:
            log.warning(
                "handover-refused", "A case stays as it was: its policy refuses that roles change hands.", case=case
            )
        except Exception:
            log.fault("case-unreadable", "A case cannot be read, so nothing of it is handed over.", case=case)
        return False

    def _world(self, case: Case) -> World:
        schools = (case.school, *case.shared)
        if schools not in self._worlds:
            now = self.services.clock.now()
            self._worlds[schools] = self.services.world_of(self.writing, self.organisation, case, now)
        return self._worlds[schools]


def handover_by(services: Services, writing: Writing, organisation: Organisation, caller: Caller) -> Handover:
    """Let somebody hand over, by the way they came in."""
    return Handover(services=services, writing=writing, organisation=organisation, by=caller.actor, via=caller.via)
