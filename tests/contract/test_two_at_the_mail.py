"""Two processes put together what leaves, at the same moment: nothing is lost, and nothing is told twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from threading import Event, Thread
from typing import Any

import pytest

from duecourse.casework.context.services import Services
from duecourse.casework.mail.departure import send_mail
from duecourse.casework.mail.digest import TURN, gather
from engine.identity import CaseReference, PersonId
from engine.ports.mail.outgoing_mail import GATHERED
from engine.ports.records import DIGEST, Notice, School
from engine.time.calendar import Calendar
from tests.fake_relay import FakeRelay, with_mail
from tests.services import CountedIdentifiers, report, scheduler

LONG = 20.0


@dataclass(frozen=True, kw_only=True)
class Slow(Services):
    """A process that looks at a calendar for as long as somebody wants, which it does in the midst of its look."""

    looks: Event = field(default_factory=Event)
    goes_on: Event = field(default_factory=Event)

    def calendar(self, school: School, zone: str) -> Calendar:
        self.looks.set()
        assert self.goes_on.wait(LONG)
        return super().calendar(school, zone)


def slow(place: Services, number: int) -> Slow:
    """Give another process on the same store."""
    there: dict[str, Any] = {each.name: getattr(place, each.name) for each in fields(place)}
    there["ids"] = CountedIdentifiers(number * 1_000_000)
    return Slow(**there)


def notify(place: Services, reference: CaseReference, person: PersonId, names: range) -> None:
    """Put notices of no clock in the outbox, as many as there are names."""
    with place.store.writing() as writing:
        case = writing.find_case(scheduler(place), reference)
        writing.queue(
            Notice(
                id=place.ids.identifier(),
                organisation=case.organisation,
                case=case.id,
                reference=reference,
                recipient=person,
                kind="given",
                dedupe=f"given {name}",
                body={},
                created_at=place.clock.now(),
            )
            for name in names
        )


def choose(place: Services, key: str) -> PersonId:
    """Have somebody told at any hour. Gives who that is."""
    with place.store.writing() as writing:
        person = next(each for each in writing.people(writing.organisation().id) if each.key == key)
        writing.save_person(replace(person, telling={"quiet_hours": "never", "quiet_days": "no"}))
    return person.id


def gathering(place: Slow) -> Thread:
    """Let a process put together what leaves, until it looks at a calendar or has nothing to do."""
    thread = Thread(target=gather, args=(place,), daemon=True)
    thread.start()
    place.looks.wait(1.0)
    return thread


@pytest.fixture
def waiting(place: Services) -> tuple[Services, FakeRelay, CaseReference, PersonId]:
    """Give a place where five things wait for one person."""
    person = choose(place, "oakfield-senior")
    reference = report(place)
    place, relay = with_mail(place)
    send_mail(place)
    notify(place, reference, person, range(5))
    return place, relay, reference, person


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_what_one_process_has_read_and_another_has_not_is_held_by_a_message_as_well(
    waiting: tuple[Services, FakeRelay, CaseReference, PersonId],
) -> None:
    place, relay, reference, person = waiting
    first, second = slow(place, 1), slow(place, 2)
    one = gathering(first)
    notify(place, reference, person, range(5, 6))
    other = gathering(second)
    for process, thread in ((first, one), (second, other)):
        process.goes_on.set()
        thread.join(LONG)
    for _ in range(3):
        send_mail(place)
    with place.store.reading() as reading:
        kept = [each for each in reading.notices(reading.organisation().id) if each.recipient == person]
    states = Counter(each.state for each in kept if each.dedupe.startswith("given "))
    held = sum(int(each.body["count"]) for each in kept if each.kind == DIGEST)

    assert states["gathered"] == held
    assert states["gathered"] + states["done"] + states["queued"] == 6
    assert len(relay.taken) >= 1


@dataclass(frozen=True, kw_only=True)
class Interrupted(Services):
    """A process in the midst of whose look something else happens once."""

    meanwhile: list[Callable[[], object]] = field(default_factory=list)

    def calendar(self, school: School, zone: str) -> Calendar:
        if self.meanwhile:
            self.meanwhile.pop()()
        return super().calendar(school, zone)


def interrupted(place: Services, meanwhile: Callable[[], object]) -> Interrupted:
    there: dict[str, Any] = {each.name: getattr(place, each.name) for each in fields(place)}
    return Interrupted(**there, meanwhile=[meanwhile])


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_what_comes_while_others_are_put_together_does_not_slip_out_beside_them(
    waiting: tuple[Services, FakeRelay, CaseReference, PersonId],
) -> None:
    place, relay, reference, person = waiting
    before = len(relay.taken)
    send_mail(interrupted(place, lambda: notify(place, reference, person, range(5, 9))))
    first = relay.taken[before:]
    send_mail(place)

    assert len(first) == 1
    assert "with something for you" in first[0].subject
    assert relay.taken[before + 1 :] == []


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_who_has_no_turn_to_put_together_sends_nothing_of_what_would_be(
    waiting: tuple[Services, FakeRelay, CaseReference, PersonId],
) -> None:
    place, relay, _, _ = waiting
    before = len(relay.taken)
    with place.store.reading() as reading:
        organisation = reading.organisation().id
        others = [each for each in reading.notices(organisation, "queued") if each.kind in GATHERED]
    now = place.clock.now()
    with place.store.writing() as writing:
        writing.hold_desk(organisation, "another", now, now + TURN)
    free = gather(place)

    assert others
    assert free == frozenset()
    assert send_mail(place) == 0
    assert relay.taken[before:] == []
