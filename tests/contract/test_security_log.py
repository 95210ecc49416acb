"""Who came in and who was refused stands in a log of its own, for administrators, for as long as is set."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from duecourse.casework.accounts import sessions, sign_ins
from duecourse.casework.accounts.security_log import SecurityShown, note_alone, security_lines
from duecourse.casework.accounts.sign_ins import SignInRefused
from duecourse.casework.administration.settings import set_setting
from duecourse.casework.context.services import Services
from engine.errors import BadInput, NotFound, NotPermitted
from engine.ports.settings import SECURITY_LOG_DAYS, USUAL_LOG_DAYS
from engine.ports.watch.security_log import SecurityEvent, SecurityWanted
from tests.services import START, caller, move_clock
from tests.site import cheap_passwords

HOUSE, ELSEWHERE = "192.0.2.7", "198.51.100.9"
WORDS = "three unrelated words here"
ALL = SecurityWanted()


def played(place: Services) -> None:
    """Let the head get a password, fail, come in and go."""
    passwords = cheap_passwords()
    sessions.set_password(place, passwords, "oakfield-head", WORDS, caller(place, "it"))
    with pytest.raises(SignInRefused):
        sign_ins.sign_in(place, passwords, "oakfield-head", "wrong", ELSEWHERE)
    with pytest.raises(SignInRefused):
        sign_ins.sign_in(place, passwords, "nobody at all", "wrong", ELSEWHERE)
    move_clock(place, START + timedelta(hours=1))
    token, _ = sign_ins.sign_in(place, passwords, "oakfield-head", WORDS, HOUSE)
    sessions.sign_out(place, token, HOUSE)
    sign_ins.locked_out(place, "oakfield-head", ELSEWHERE)
    sessions.end_sessions(place, "oakfield-head", caller(place, "it"))


def read(place: Services, wanted: SecurityWanted = ALL, person: str = "") -> list[SecurityShown]:
    return list(security_lines(place, caller(place, "it"), wanted, person))


def test_every_coming_and_going_is_told_with_its_address_and_by_whom(place: Services) -> None:
    played(place)
    found = [(each.what.value, each.person, each.by, each.address) for each in reversed(read(place))]

    assert found == [
        ("password-set", "oakfield-head", "it", ""),
        ("sign-in-refused", "oakfield-head", "", ELSEWHERE),
        ("sign-in-refused", "", "", ELSEWHERE),
        ("signed-in", "oakfield-head", "", HOUSE),
        ("signed-out", "oakfield-head", "", HOUSE),
        ("sign-in-locked", "oakfield-head", "", ELSEWHERE),
        ("sessions-ended", "oakfield-head", "it", ""),
    ]


def test_lines_are_found_by_kind_person_address_and_time_a_page_at_a_time(place: Services) -> None:
    played(place)
    later = START + timedelta(minutes=30)

    assert len(read(place, replace(ALL, what=SecurityEvent.SIGN_IN_REFUSED))) == 2
    assert [each.what for each in read(place, person="it")] == [
        SecurityEvent.SESSIONS_ENDED,
        SecurityEvent.PASSWORD_SET,
    ]
    assert len(read(place, replace(ALL, address=HOUSE))) == 2
    assert (len(read(place, replace(ALL, since=later))), len(read(place, replace(ALL, until=later)))) == (4, 3)
    assert read(place, replace(ALL, limit=3)) + read(place, replace(ALL, limit=9, passed=3)) == read(place)
    with pytest.raises(NotFound):
        read(place, person="nobody")


def test_only_administrators_read_it_and_that_they_do_stands_in_the_access_log(place: Services) -> None:
    played(place)
    with pytest.raises(NotPermitted):
        security_lines(place, caller(place, "oakfield-head"), ALL)
    read(place)
    with place.store.reading() as reading:
        last = reading.accesses(reading.organisation().id)[-1].access

    assert (last.person, last.detail) == (caller(place, "it").viewer.person, "the security log")


def test_sign_ins_no_longer_stand_in_the_chain_that_forgets_nothing(place: Services) -> None:
    played(place)
    with place.store.reading() as reading:
        kinds = {line.access.what for line in reading.accesses(reading.organisation().id)}

    assert {"password set", "sessions ended"} <= kinds
    assert not {"signed in", "signed out", "sign-in refused"} & kinds


def test_lines_go_when_they_are_older_than_the_trust_keeps_them(place: Services) -> None:
    note_alone(place, SecurityEvent.NOT_PERMITTED, address=HOUSE)
    move_clock(place, START + timedelta(days=USUAL_LOG_DAYS - 1))
    sessions.tidy(place)
    kept = len(read(place))
    set_setting(place, caller(place, "it"), SECURITY_LOG_DAYS, "30")
    note_alone(place, SecurityEvent.NOT_PERMITTED, address=ELSEWHERE)
    sessions.tidy(place)

    assert kept == 1
    assert [each.address for each in read(place)] == [ELSEWHERE]


@pytest.mark.parametrize("days", ["0", "29", "3651", "a year", "-40"])
def test_how_long_it_is_kept_is_a_number_of_days_within_reason(place: Services, days: str) -> None:
    with pytest.raises(BadInput):
        set_setting(place, caller(place, "it"), SECURITY_LOG_DAYS, days)
