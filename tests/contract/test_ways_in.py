"""A way in is not used against its owner: wrong tries wait, elsewhere and not where the owner is; one suite, every
store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from duecourse.casework.accounts import sessions, sign_ins
from duecourse.casework.accounts.own_account import change_own_password
from duecourse.casework.accounts.own_sessions import own_sign_ins
from duecourse.casework.accounts.security_log import note
from duecourse.casework.accounts.sign_ins import SignInRefused
from duecourse.casework.accounts.ways_in.attempts import FORGETS, LET_IN, Slowed, begin_code_try, counts_of
from duecourse.casework.accounts.ways_in.devices import FORGOTTEN, Device
from duecourse.casework.context.services import Services
from engine.errors import BadInput, NotPermitted
from engine.identity import NO_PERSON
from engine.ports.records import ACCOUNT
from engine.ports.watch.security_log import SecurityEvent, SecurityWanted
from tests.services import START, caller, move_clock
from tests.site import cheap_passwords

HEAD, WORDS = "oakfield-head", "three unrelated words"
SCHOOL, ELSEWHERE = "192.0.2.7", "198.51.100.9"
OWN, OTHER = Device("the head's own", "Firefox on Windows"), Device("somebody's", "Chrome on Linux")


@pytest.fixture
def owned(place: Services) -> Services:
    """A head who has an account, and signed in at school once."""
    sessions.set_password(place, cheap_passwords(), HEAD, WORDS)
    come_in(place, OWN)
    return place


def come_in(place: Services, device: Device = OTHER, words: str = WORDS, address: str = SCHOOL, who: str = HEAD) -> str:
    return sign_ins.sign_in(place, cheap_passwords(), who, words, address, device=device)[0]


def wrong(place: Services, times: int, who: str = HEAD, address: str = ELSEWHERE, device: Device = OTHER) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            come_in(place, device, "not this one", address, who)


def waits(place: Services, who: str = HEAD, address: str = ELSEWHERE, device: Device = OTHER) -> timedelta:
    with pytest.raises(Slowed) as slowed:
        come_in(place, device, WORDS, address, who)
    return slowed.value.until - place.clock.now()


def told(place: Services) -> list[str]:
    with place.store.reading() as reading:
        mine = caller(place, HEAD).viewer.person
        found = reading.notices(reading.organisation().id)
        return [each.body["what"] for each in found if each.kind == ACCOUNT and each.recipient == mine]


def noted(place: Services, what: SecurityEvent) -> int:
    with place.store.reading() as reading:
        return len(reading.security_lines(reading.organisation().id, SecurityWanted(what=what)))


def later(place: Services, **length: float) -> None:
    move_clock(place, place.clock.now() + timedelta(**length))


def test_five_wrong_passwords_hold_up_elsewhere_and_not_on_the_device_of_the_owner(owned: Services) -> None:
    wrong(owned, 5)

    assert waits(owned) == timedelta(minutes=1)
    assert waits(owned, address="203.0.113.5", device=Device("a third")) == timedelta(minutes=1)
    assert come_in(owned, OWN)
    assert waits(owned) == timedelta(minutes=1)


def test_each_further_wrong_password_waits_twice_as_long_up_to_an_hour(owned: Services) -> None:
    wrong(owned, 5)
    found = []
    for _ in range(8):
        found.append(waits(owned).total_seconds() / 60)
        move_clock(owned, owned.clock.now() + waits(owned))
        wrong(owned, 1)

    assert found == [1, 2, 4, 8, 16, 32, 60, 60]


def test_what_waits_is_not_judged_and_not_counted(owned: Services) -> None:
    wrong(owned, 5)
    for _ in range(20):
        waits(owned)
    later(owned, minutes=1)

    assert come_in(owned, OTHER, address=ELSEWHERE)


def test_on_the_device_of_the_owner_wrong_passwords_wait_too_by_themselves(owned: Services) -> None:
    wrong(owned, 5, device=OWN)

    assert waits(owned, device=OWN) == timedelta(seconds=30)
    assert come_in(owned, OTHER, address=ELSEWHERE)


def test_a_right_password_is_the_end_of_what_was_counted(owned: Services) -> None:
    for _ in range(3):
        wrong(owned, 4)
        assert come_in(owned, OTHER, address=ELSEWHERE)
        wrong(owned, 4, device=OWN)
        assert come_in(owned, OWN)


def test_a_name_that_nobody_has_waits_just_as_one_that_somebody_has(owned: Services) -> None:
    wrong(owned, 5, "nobody at all")

    assert waits(owned, "Nobody At All") == timedelta(minutes=1)


def test_thirty_wrong_passwords_from_one_address_hold_up_for_seconds_and_nobody_on_a_device_of_the_trust(
    owned: Services,
) -> None:
    sessions.set_password(owned, cheap_passwords(), "dpo", WORDS)
    sessions.set_password(owned, cheap_passwords(), "oakfield-deputy", WORDS)
    come_in(owned, Device("the staff room"), who="oakfield-deputy")
    wrong_names = [f"name {number}" for number in range(30)]
    for name in wrong_names:
        wrong(owned, 1, name, SCHOOL, Device(name))

    assert waits(owned, "dpo", SCHOOL, Device("fresh")) == timedelta(seconds=10)
    assert come_in(owned, OWN)
    assert come_in(owned, Device("the staff room"), who="dpo")
    later(owned, seconds=10)
    assert come_in(owned, Device("fresh"), who="dpo")


def test_a_whole_network_of_the_newer_kind_is_one_place(owned: Services) -> None:
    for number in range(30):
        wrong(owned, 1, f"name {number}", f"2001:db8:7:1::{number:x}")

    assert waits(owned, "another", "2001:db8:7:1:ffff::1")
    wrong(owned, 1, "another", "2001:db8:7:2::1")


def test_who_keeps_people_lets_the_right_person_in_for_an_hour(owned: Services) -> None:
    wrong(owned, 5)
    with pytest.raises(NotPermitted):
        sign_ins.let_in(owned, HEAD, caller(owned, "oakfield-teacher"))
    with pytest.raises(BadInput, match="no account"):
        sign_ins.let_in(owned, "dpo", caller(owned, "central"))
    until = sign_ins.let_in(owned, HEAD, caller(owned, "central"))
    wrong(owned, 4)
    assert come_in(owned, Device("the head's other"), address=ELSEWHERE)
    for address in (ELSEWHERE, "203.0.113.8"):
        wrong(owned, 5, address=address)

    assert until == START + LET_IN
    assert come_in(owned, Device("the head's third"), address="203.0.113.5")
    later(owned, hours=1)
    wrong(owned, 5, device=Device("another"))
    assert waits(owned, device=Device("another"))
    assert noted(owned, SecurityEvent.LET_IN) == 1


def test_who_is_let_in_is_not_worse_off_on_their_own_device(owned: Services) -> None:
    sign_ins.let_in(owned, HEAD, caller(owned, "central"))
    wrong(owned, 5)
    waits(owned)

    assert come_in(owned, OWN)
    wrong(owned, 5, device=OWN)
    assert waits(owned, device=OWN) == timedelta(seconds=30)


def test_while_somebody_is_let_in_each_place_waits_by_itself_and_a_new_password_counts_from_the_beginning(
    owned: Services,
) -> None:
    sign_ins.let_in(owned, HEAD, caller(owned, "central"))
    wrong(owned, 5)
    assert waits(owned) == timedelta(seconds=30)
    sessions.set_password(owned, cheap_passwords(), HEAD, "four quite unrelated words", caller(owned, "central"))

    assert come_in(owned, OTHER, "four quite unrelated words", ELSEWHERE)


def test_a_name_goes_to_the_same_count_whether_somebody_has_it_or_not(owned: Services) -> None:
    head = caller(owned, HEAD).viewer.person
    with owned.store.reading() as reading:
        found = [counts_of(reading, whose, name, "", OTHER) for whose in (head, None) for name in (HEAD, HEAD.upper())]

    assert all(each == found[0] for each in found)
    assert HEAD not in found[0][0].subject


def test_the_owner_is_told_of_wrong_passwords_once_a_day_and_nobody_of_a_name_that_is_not_there(
    owned: Services,
) -> None:
    wrong(owned, 4)
    before = told(owned)
    wrong(owned, 1)
    wrong(owned, 5, "nobody", "203.0.113.5")
    wrong(owned, 5, device=OWN)
    at_once = told(owned)
    later(owned, days=1, hours=1)
    wrong(owned, 5)

    assert (before, at_once, told(owned)) == ([], ["wrong passwords"], ["wrong passwords"] * 2)


def test_the_owner_is_told_of_a_sign_in_on_one_more_device_and_not_of_the_first_or_a_known_one(
    owned: Services,
) -> None:
    come_in(owned, OWN)
    first = told(owned)
    come_in(owned, OTHER)
    come_in(owned, OTHER)

    assert (first, told(owned)) == ([], ["new device"])
    assert noted(owned, SecurityEvent.NEW_DEVICE) == 1


def test_a_browser_that_forgets_its_cookies_is_told_once_a_day_and_noted_each_time(owned: Services) -> None:
    for number in range(3):
        come_in(owned, Device(f"forgotten {number}", "Chrome on Linux"))
    at_once = told(owned)
    come_in(owned, Device("a telephone", "Safari on an iPhone"))
    later(owned, days=1)
    come_in(owned, Device("forgotten again", "Chrome on Linux"))

    assert (at_once, told(owned)) == (["new device"], ["new device"] * 3)
    assert noted(owned, SecurityEvent.NEW_DEVICE) == 5


def test_a_password_that_somebody_else_sets_is_told_and_nothing_counts_any_more(owned: Services) -> None:
    wrong(owned, 5)
    sessions.set_password(owned, cheap_passwords(), HEAD, "four quite unrelated words", caller(owned, "central"))

    assert told(owned) == ["wrong passwords", "password set"]
    assert come_in(owned, OTHER, "four quite unrelated words", ELSEWHERE)


def test_a_new_password_makes_every_device_a_strange_one_but_the_one_on_which_somebody_changed_their_own(
    owned: Services,
) -> None:
    come_in(owned, OTHER)
    me, better = caller(owned, HEAD), "four quite unrelated words"
    change_own_password(owned, cheap_passwords(), me, WORDS, better, device=OWN)
    with owned.store.reading() as reading:
        known = [device.is_of(reading, me.viewer.person) for device in (OWN, OTHER)]
    sessions.set_password(owned, cheap_passwords(), HEAD, WORDS, caller(owned, "central"))
    with owned.store.reading() as reading:
        left = reading.devices_of(me.viewer.person)

    assert (known, left) == ([True, False], [])


def test_what_is_counted_of_codes_on_a_device_is_forgotten_with_the_password_too(owned: Services) -> None:
    head = caller(owned, HEAD).viewer.person
    for _ in range(5):
        begin_code_try(owned, head, OWN)
    with pytest.raises(Slowed):
        begin_code_try(owned, head, OWN)
    change_own_password(owned, cheap_passwords(), caller(owned, HEAD), WORDS, "four quite unrelated words", device=OWN)

    assert [each.tries for _, each in begin_code_try(owned, head, OWN)] == [1]


def test_wrong_tries_of_a_stranger_push_nothing_out_of_what_is_told_of_a_way_in(owned: Services) -> None:
    with owned.store.writing() as writing:
        for number in range(40):
            note(owned, writing, SecurityEvent.SIGN_IN_REFUSED, caller(owned, HEAD).viewer.person, address=str(number))
            note(owned, writing, SecurityEvent.PASSWORD_SET, NO_PERSON, by=caller(owned, HEAD).viewer.person)
    token = come_in(owned, OWN)
    session = sessions.whose(owned, token)
    assert session is not None
    lately = [each.what for each in own_sign_ins(owned, caller(owned, HEAD), session).lately]

    assert lately == [
        SecurityEvent.SIGNED_IN,
        *[SecurityEvent.SIGN_IN_REFUSED] * 10,
        SecurityEvent.SIGNED_IN,
        SecurityEvent.PASSWORD_SET,
    ]


def test_counts_and_devices_are_forgotten_in_time(owned: Services) -> None:
    wrong(owned, 4)
    move_clock(owned, START + FORGETS + timedelta(minutes=1))
    wrong(owned, 4)
    sessions.tidy(owned)
    with owned.store.writing() as writing:
        left = writing.purge_tries(owned.clock.now() + FORGETS)
        devices = len(writing.devices_of(caller(owned, HEAD).viewer.person))
    move_clock(owned, START + FORGOTTEN + timedelta(days=1))
    sessions.tidy(owned)
    with owned.store.reading() as reading:
        gone = reading.devices_of(caller(owned, HEAD).viewer.person)

    assert left == 2
    assert (devices, len(gone)) == (1, 0)


def test_a_count_is_held_until_its_transaction_ends_and_starts_at_none(owned: Services) -> None:
    with owned.store.writing() as writing:
        trust = writing.organisation().id
        held = writing.hold_tries(trust, "a subject", START)
        again = writing.hold_tries(trust, "a subject", START + timedelta(hours=1))
        forgotten = writing.forget_tries(trust, ["a subject", "another"])

    assert (held.tries, held.free_at, again, forgotten) == (0, START, held, 1)
