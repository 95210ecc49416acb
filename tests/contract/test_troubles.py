"""What of an installation wants an administrator is told once a day by mail, seen meanwhile, and ends when mended."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any, cast

import pytest

from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.services import Services
from duecourse.casework.upkeep.troubles import AGAIN, FLAPS, KEPT, look_after, note_jump, standing_troubles
from duecourse.clock import SetClock
from engine.errors import NotPermitted
from engine.identity import PersonId, PersonKey
from engine.ports.mail.relay import Outbound, Postroom, RelayAnswer, RelayLine
from engine.ports.settings import PAUSED, SENDING
from engine.ports.store import Store, Writing
from engine.ports.watch.troubles import MENDED, PASSED, TroubleCode
from tests.fake_relay import FakeRelay
from tests.services import caller, move_clock, report
from tests.told_administrators import ADDRESS, address_one_administrator

MINUTE = timedelta(minutes=1)
SITE = "https://duecourse.trust.example"


@pytest.fixture
def relay() -> FakeRelay:
    return FakeRelay()


@pytest.fixture
def watched(place: Services, relay: FakeRelay) -> Services:
    """Give services whose administrator has an address, with a relay and a sweep that was just now."""
    address_one_administrator(place)
    sweep(place, place.clock.now())
    return replace(place, postroom=Postroom(relay=relay, site=SITE, domain="trust.example", burst=200))


def pass_by(place: Services, length: timedelta, *, swept: bool = False) -> int:
    """Let time go by, and look after the installation. Gives how many messages left."""
    move_clock(place, place.clock.now() + length)
    if swept:
        sweep(place, place.clock.now())
    return look_after(place)


def standing(place: Services) -> list[TroubleCode]:
    return [each.code for each in standing_troubles(place, caller(place, "it")) if each.ended_at is None]


def test_a_sweep_that_stays_late_is_told_at_the_second_look_and_once_a_day_after(
    watched: Services, relay: FakeRelay
) -> None:
    looks = [pass_by(watched, MINUTE) for _ in range(4)]
    days = [pass_by(watched, AGAIN / 2) for _ in range(4)]
    message = relay.taken[0]

    assert looks == [0, 1, 0, 0]
    assert days == [0, 1, 0, 1]
    assert (message.to, message.subject) == ("it@trust.example", "Duecourse needs an administrator")
    assert "Deadlines are not looked at" in message.text
    assert f"{SITE}/installation" in message.text
    assert standing(watched) == [TroubleCode.SWEEP]


def test_what_is_over_with_the_next_pass_wakes_nobody(watched: Services, relay: FakeRelay) -> None:
    pass_by(watched, MINUTE)
    pass_by(watched, MINUTE, swept=True)
    ended = standing_troubles(watched, caller(watched, "it"))

    assert relay.taken == []
    assert [(each.code, each.ended) for each in ended] == [(TroubleCode.SWEEP, MENDED)]


def test_what_goes_and_comes_back_is_not_told_each_time(watched: Services, relay: FakeRelay) -> None:
    for _ in range(20):
        for _ in range(4):
            pass_by(watched, MINUTE)
        pass_by(watched, MINUTE, swept=True)

    assert len(relay.taken) == 1
    assert len({each.since for each in standing_troubles(watched, caller(watched, "it"))}) == 20


def test_what_came_back_and_stays_is_told_hours_later_and_then_once_a_day(watched: Services) -> None:
    pass_by(watched, MINUTE)
    pass_by(watched, MINUTE)
    pass_by(watched, MINUTE, swept=True)
    soon = [pass_by(watched, MINUTE) for _ in range(3)]
    later = [pass_by(watched, FLAPS), pass_by(watched, FLAPS), pass_by(watched, AGAIN - FLAPS)]

    assert soon == [0, 0, 0]
    assert later == [1, 0, 1]


def test_what_comes_back_the_next_day_is_told_at_its_second_look(watched: Services) -> None:
    pass_by(watched, MINUTE)
    pass_by(watched, MINUTE)
    pass_by(watched, MINUTE, swept=True)
    pass_by(watched, AGAIN, swept=True)
    looks = [pass_by(watched, MINUTE) for _ in range(3)]

    assert looks == [0, 1, 0]


@dataclass(frozen=True)
class Meeting:
    """A store whose transactions wait before they commit until another one has come as far, or cannot."""

    store: Store
    together: Barrier

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    @contextmanager
    def writing(self, *, gives_way: bool = False) -> Generator[Writing]:
        with self.store.writing(gives_way=gives_way) as writing:
            yield writing
            with suppress(BrokenBarrierError):
                self.together.wait(2.0)


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_two_processes_that_look_at_one_moment_tell_it_once(watched: Services, relay: FakeRelay) -> None:
    pass_by(watched, MINUTE)
    move_clock(watched, watched.clock.now() + MINUTE)
    store = cast(Store, Meeting(watched.store, Barrier(2)))
    threads = [Thread(target=look_after, args=(replace(watched, store=store),), daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20.0)

    assert len(relay.taken) == 1
    assert standing(watched) == [TroubleCode.SWEEP]


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_two_processes_that_notice_it_first_at_one_moment_begin_it_once(watched: Services) -> None:
    move_clock(watched, watched.clock.now() + MINUTE)
    store = cast(Store, Meeting(watched.store, Barrier(2)))
    apart = [replace(watched, store=store, clock=SetClock(watched.clock.now() + each * MINUTE / 60)) for each in (0, 1)]
    threads = [Thread(target=look_after, args=(each,), daemon=True) for each in apart]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20.0)

    assert standing(watched) == [TroubleCode.SWEEP]


def test_a_case_set_aside_is_told_by_its_own_notice_and_here_once_it_has_stood_for_a_day(
    watched: Services,
) -> None:
    report(watched)
    with watched.store.writing() as writing:
        case = next(iter(writing.cases(caller(watched, "oakfield-teacher").viewer))).id
        writing.note_failure(writing.organisation().id, case, "R1", 1)
    soon = [pass_by(watched, MINUTE, swept=True) for _ in range(5)]
    seen = standing(watched)
    later = pass_by(watched, AGAIN, swept=True)

    assert soon == [0, 0, 0, 0, 0]
    assert seen == [TroubleCode.CASES_ASIDE]
    assert later == 1


def test_a_relay_that_refuses_is_seen_at_once_and_told_when_it_takes_mail_again(
    watched: Services, relay: FakeRelay
) -> None:
    relay.away = True
    refused = [pass_by(watched, MINUTE) for _ in range(3)]
    seen = standing(watched)
    relay.away = False
    told = pass_by(watched, MINUTE)

    assert refused == [0, 0, 0]
    assert seen == [TroubleCode.SWEEP]
    assert told == 1


def test_a_jump_is_told_once_seen_for_a_day_and_then_over(watched: Services, relay: FakeRelay) -> None:
    note_jump(watched, -3600.4)
    note_jump(watched, 90.0)
    told = [pass_by(watched, MINUTE, swept=True) for _ in range(3)]
    seen = standing(watched)
    pass_by(watched, AGAIN, swept=True)
    ended = {each.code: each.ended for each in standing_troubles(watched, caller(watched, "it"))}

    assert told == [1, 0, 0]
    assert seen == [TroubleCode.CLOCK_BACK, TroubleCode.CLOCK_FORWARD]
    assert "By 3600 seconds." in relay.taken[0].text
    assert ended == {TroubleCode.CLOCK_BACK: PASSED, TroubleCode.CLOCK_FORWARD: PASSED}


def test_nothing_leaves_while_sending_is_paused_and_nothing_fails_without_a_relay(
    watched: Services, relay: FakeRelay
) -> None:
    with watched.store.writing() as writing:
        trust = writing.organisation()
        writing.save_organisation(replace(trust, settings={**trust.settings, SENDING: PAUSED}))
    paused = [pass_by(watched, MINUTE) for _ in range(3)]
    without = replace(watched, postroom=None)
    pass_by(without, MINUTE)

    assert paused == [0, 0, 0]
    assert relay.taken == []
    assert TroubleCode.SWEEP in standing(without)


def test_a_year_without_bank_holidays_and_a_case_set_aside_are_told(watched: Services, relay: FakeRelay) -> None:
    reference = report(watched)
    with watched.store.writing() as writing:
        aside = next(iter(writing.cases(caller(watched, "oakfield-teacher").viewer))).id
        writing.note_failure(writing.organisation().id, aside, "R1", 1)
    move_clock(watched, watched.clock.now() + timedelta(days=9 * 365))
    pass_by(watched, MINUTE, swept=True)
    pass_by(watched, MINUTE, swept=True)

    assert {TroubleCode.CALENDAR, TroubleCode.CASES_ASIDE} <= set(standing(watched))
    assert "Bank holidays are not known" in relay.taken[0].text
    assert reference not in relay.taken[0].text


def test_nothing_told_is_about_anybody(watched: Services, relay: FakeRelay) -> None:
    report(watched, what_happened="A Wolpertinger wrote it.")
    for _ in range(3):
        pass_by(watched, MINUTE)
    with watched.store.reading() as reading:
        trust = reading.organisation()
        names = [person.name for person in reading.people(trust.id)] + [trust.name]
    said = "".join(f"{each.subject}{each.text}{each.id}" for each in relay.taken)

    assert said
    assert [name for name in (*names, "Wolpertinger", "LUM-") if name in said] == []


def test_only_administrators_see_them_and_old_ones_are_forgotten(watched: Services) -> None:
    pass_by(watched, MINUTE)
    pass_by(watched, MINUTE, swept=True)
    pass_by(watched, KEPT + MINUTE, swept=True)
    with watched.store.reading() as reading:
        kept = reading.troubles(reading.organisation().id, watched.clock.now() - 2 * KEPT)
    with pytest.raises(NotPermitted):
        standing_troubles(watched, caller(watched, "oakfield-head"))

    assert TroubleCode.SWEEP not in [each.code for each in kept]


@dataclass
class Stumbling:
    """A relay whose line fails in a way that nobody foresaw, with the first message alone."""

    relay: FakeRelay
    stumbled: bool = False
    lines: list[RelayLine] = field(default_factory=list)

    @contextmanager
    def connected(self) -> Generator[RelayLine]:
        with self.relay.connected() as line:
            self.lines.append(line)
            yield self

    def submit(self, message: Outbound) -> RelayAnswer:
        if not self.stumbled:
            self.stumbled = True
            raise IndexError
        return self.lines[-1].submit(message)


def test_one_administrator_who_cannot_be_written_to_stops_no_other(watched: Services, relay: FakeRelay) -> None:
    with watched.store.writing() as writing:
        trust = writing.organisation().id
        it = next(each for each in writing.people(trust) if each.email == ADDRESS)
        for name in ("one", "two", "three"):
            writing.save_person(replace(it, id=PersonId(name), key=PersonKey(name), email=f"{name}@trust.example"))
        writing.save_person(replace(it, email="a..b@trust.example"))
    odd = replace(watched, postroom=Postroom(relay=Stumbling(relay), site=SITE, domain="trust.example", burst=200))
    left = [pass_by(odd, MINUTE) for _ in range(2)]

    assert left[0] == 0
    assert left[1] == len(relay.taken) >= 2
