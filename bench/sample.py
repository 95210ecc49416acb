"""A store full of invented cases of a usual size, and the step that is measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from engine.identity import (
    CASE,
    NOBODY,
    CaseId,
    CaseReference,
    FactName,
    InstanceId,
    OrganisationId,
    PersonId,
    RoleName,
    SchoolId,
    TrackName,
    reference_of,
)
from engine.ports.records import Notice, Organisation, School, Viewer
from engine.ports.sights import ClockSight, Sight, SightKind, Sights
from engine.ports.store import Store
from engine.record.case import Case
from engine.record.chain import GENESIS, Entry, Event, Words, seal
from engine.record.effects import (
    AddressAdded,
    Alerted,
    Answered,
    Clocked,
    Effect,
    Moved,
    Opened,
    PersonAdded,
    RoleChanged,
)
from engine.record.kinds import EventKind
from engine.record.replay import apply, apply_event
from engine.record.values import Alert, Answer, Deadline, Part, Planned

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
TRUST = OrganisationId("trust")
MEMBERS = ("senior", "investigator", "teacher")
ADDRESSES = 2
SENIOR = RoleName("senior manager")


@dataclass(frozen=True, slots=True)
class Filled:
    """A store that holds cases LUM-2026-0001 and so on, and the chance by which one is picked."""

    store: Store
    cases: int
    chance: Random
    numbers: Iterator[int]


def fill(store: Store, cases: int, seed: int = 1) -> Filled:
    """Fill an empty store, a hundred cases to a transaction."""
    with store.writing() as writing:
        writing.add_organisation(Organisation(id=TRUST, key="lumen", name="Lumen", zone="Europe/London", demo=True))
        writing.add_school(
            School(
                id=SchoolId("school"),
                organisation=TRUST,
                key="oakfield",
                name="Oakfield",
                address="1 Example Road",
                calendar={},
            )
        )
        writing.keep_policy(TRUST, "policy", "lumen", {"lumen.yaml": "invented"})
    for first in range(1, cases + 1, 100):
        with store.writing() as writing:
            for number in range(first, min(first + 100, cases + 1)):
                case, entry = opened(number)
                writing.create_case(case, [entry], sights_of(case))
    return Filled(store, cases, Random(seed), count(1))


def reference(number: int) -> CaseReference:
    """Name the case of a number."""
    return reference_of("LUM", 2026, number)


def opened(number: int) -> tuple[Case, Entry]:
    """Make a case as a report leaves it: five tracks, two addresses, seven people, six clocks, two alerts."""
    blank = Case(
        id=CaseId(f"case-{number:08d}"),
        organisation=TRUST,
        reference=reference(number),
        policy="lumen",
        policy_hash="policy",
        school=SchoolId("school"),
        reported_at=START,
        head=GENESIS,
    )
    event = Event(
        sequence=1,
        kind=EventKind.OPENED,
        at=START,
        happened_at=START,
        by=PersonId("teacher"),
        effects=tuple(_effects()),
    )
    entry = seal(GENESIS, event, {"what_happened": Words("Two posts insult me.", "salt")})
    return apply(blank, [entry]), entry


def _effects() -> Iterator[Effect]:
    tracks = (CASE, *(InstanceId(on) for on in ("investigation/1", "support/1", "removal/1", "removal/2")))
    for on in tracks:
        yield Opened(on=on, state="reported", about=NOBODY, reported_at=START)
        yield Clocked(deadline(on, "first"))
    for number in range(1, ADDRESSES + 1):
        yield AddressAdded(number, START)
    for person in MEMBERS:
        yield PersonAdded(PersonId(person), Part.AFFECTED)
        yield RoleChanged(role=SENIOR, person=PersonId(person), active=True)
    for name in ("life_in_danger", "child_at_risk", "personal_data", "illegal_image", "category"):
        yield Answered(on=CASE, name=FactName(name), answer=Answer("value", "no"))
    for number in (1, 2):
        yield Alerted(
            Alert(
                number=number,
                on=CASE,
                deadline="first",
                alert=f"alert {number}",
                round=1,
                status="raised",
                breached_at=START,
                raised_at=START,
            )
        )


def deadline(on: InstanceId, name: str, round_: int = 1) -> Deadline:
    """Make an open clock of 24 hours with two alerts to come."""
    due = START + timedelta(hours=24)
    planned = (
        Planned("soon", due - timedelta(hours=4), (SENIOR,)),
        Planned("overdue", due, (SENIOR, RoleName("headteacher"))),
    )
    return Deadline(
        on=on,
        name=name,
        round=round_,
        state="open",
        started_at=START,
        started_by="opened",
        due_at=due,
        overdue_at=due,
        calendar="hours",
        binding="duty",
        planned=planned,
    )


def step(case: Case, at: datetime) -> tuple[Case, Entry]:
    """Take a step: an answer, another state, a clock that starts over; folded and sealed into the chain."""
    on = InstanceId.of(TrackName("removal"), 1)
    clock = replace(deadline(on, "first"), revision=case.revision + 1)
    effects = (
        Answered(on=on, name=FactName("approach"), answer=Answer("value", "ask_host")),
        Moved(on, "asked" if case.tracks[on].state == "reported" else "reported", ended=False),
        Clocked(clock),
    )
    event = Event(
        sequence=case.revision + 1,
        kind=EventKind.ACTED,
        at=at,
        happened_at=at,
        by=PersonId("senior"),
        on=on,
        action="ask",
        effects=effects,
    )
    entry = seal(case.head, event, {})
    return replace(apply_event(case, entry.event), head=entry.hash), entry


def sights_of(case: Case) -> Sights:
    """Let each member see and work on all of a case."""
    clocks = (
        ClockSight(
            on=clock.on,
            name=clock.name,
            state=case.tracks[clock.on].state,
            due_at=clock.due_at,
            overdue_at=clock.overdue_at,
            waits=False,
        )
        for clock in case.deadlines.values()
        if clock.state == "open"
    )
    sight = Sight(
        kind=SightKind.CASE,
        everything=True,
        state=case.status,
        works=tuple(case.tracks),
        clocks=tuple(sorted(clocks, key=lambda clock: (str(clock.due_at or "9"), clock.key))),
    )
    return {PersonId(person): sight for person in MEMBERS}


def transition(filled: Filled) -> None:
    """Load a random case as one of its members, take a step, write it with one notice, and commit."""
    number = next(filled.numbers)
    name = reference(filled.chance.randint(1, filled.cases))
    with filled.store.writing() as writing:
        before = writing.find_case(Viewer(TRUST, PersonId("senior")), name)
        after, entry = step(before, START + timedelta(seconds=number))
        writing.save_case(before, after, [entry], (sights_of(before), sights_of(after)))
        notice = Notice(
            id=f"notice-{number:08d}",
            organisation=TRUST,
            case=after.id,
            reference=name,
            recipient=PersonId("senior"),
            kind="told",
            dedupe=f"{after.id} {after.revision}",
            body={"on": "removal/1"},
            created_at=START,
        )
        writing.queue([notice])
