"""A second factor: set up, proved, lost; and somebody asked again who they are. One suite, every store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from duecourse.casework.accounts import sessions, sign_ins
from duecourse.casework.accounts.sign_ins import CodeRefused, HalfOver
from duecourse.casework.accounts.ways_in.attempts import Slowed
from duecourse.casework.accounts.ways_in.devices import Device, hashed, know_device
from duecourse.casework.accounts.ways_in.own_factors import (
    CODES,
    drop_own_factor,
    new_recovery_codes,
    offer_factor,
    own_factor,
    set_up_factor,
    take_factor_away,
)
from duecourse.casework.accounts.ways_in.repeated_proofs import GOOD_FOR, confirm, is_confirmed
from duecourse.casework.administration.settings import set_setting
from duecourse.casework.context.services import Services
from engine.errors import BadAnswers, BadInput, NotPermitted
from engine.ports.accounts import CODE, SET_UP, WebSession
from engine.ports.records import ACCOUNT
from engine.ports.settings import SECOND_FACTOR_POSTS
from engine.ports.watch.security_log import SecurityEvent, SecurityWanted
from tests.app_codes import code_at
from tests.services import START, caller, move_clock
from tests.site import cheap_passwords

HEAD, WORDS, WRONG = "oakfield-head", "three unrelated words", "000000"
STEP = timedelta(seconds=30)


def come_in(place: Services, who: str = HEAD) -> tuple[str, WebSession]:
    return sign_ins.sign_in(place, cheap_passwords(), who, WORDS)


def set_up(place: Services, who: str = HEAD) -> tuple[str, Sequence[str]]:
    """Set up a second factor in a session. Gives the secret and the recovery codes."""
    _, session = come_in(place, who)
    secret = offer_factor(place, caller(place, who)).secret
    codes = set_up_factor(place, caller(place, who), session, secret, code_at(secret, place.clock.now()))
    move_clock(place, place.clock.now() + 3 * STEP)
    return secret, codes


def stored(place: Services, token: str) -> WebSession:
    with place.store.reading() as reading:
        found = reading.session(hashed(token))
    assert found is not None
    return found


def noted(place: Services, *kinds: SecurityEvent) -> list[SecurityEvent]:
    with place.store.reading() as reading:
        lines = reading.security_lines(reading.organisation().id, SecurityWanted())
    return [each.what for each in lines if each.what in kinds]


def told(place: Services) -> set[str]:
    with place.store.reading() as reading:
        return {each.body["what"] for each in reading.notices(reading.organisation().id) if each.kind == ACCOUNT}


@pytest.fixture
def owned(place: Services) -> Services:
    sessions.set_password(place, cheap_passwords(), HEAD, WORDS)
    return place


def test_with_a_second_factor_a_password_alone_signs_nobody_in_and_a_code_does(owned: Services) -> None:
    secret, _ = set_up(owned)
    half, session = come_in(owned)

    assert session.stage == CODE
    assert (sessions.visit(owned, half), sessions.whose(owned, half)) == (None, None)
    token, whole = sign_ins.give_code(owned, half, code_at(secret, owned.clock.now()))
    visit = sessions.visit(owned, token)
    assert (token != half, whole.stage, visit is not None) == (True, "", True)
    with pytest.raises(HalfOver):
        sign_ins.give_code(owned, half, code_at(secret, owned.clock.now() + STEP))


def test_a_code_is_taken_once_and_one_step_beside_the_present_one_and_no_further(owned: Services) -> None:
    secret, _ = set_up(owned)
    now = owned.clock.now()
    found = []
    for at in (now, now, now - STEP, now + STEP, now + STEP, now + 2 * STEP, now - 2 * STEP):
        half, _ = come_in(owned)
        try:
            sign_ins.give_code(owned, half, f" {code_at(secret, at)[:3]} {code_at(secret, at)[3:]} ")
            found.append(True)
        except CodeRefused:
            found.append(False)

    assert found == [True, False, True, True, False, False, False]


def test_a_recovery_code_stands_in_for_the_app_once_and_its_owner_is_told(owned: Services) -> None:
    _, codes = set_up(owned)
    assert len(set(codes)) == CODES
    sign_ins.give_code(owned, come_in(owned)[0], codes[0].upper().replace("-", " "))
    left = own_factor(owned, caller(owned, HEAD)).codes_left
    with pytest.raises(CodeRefused):
        sign_ins.give_code(owned, come_in(owned)[0], codes[0])

    assert left == CODES - 1
    assert "recovery code used" in told(owned)
    again = new_recovery_codes(owned, caller(owned, HEAD))
    with pytest.raises(CodeRefused):
        sign_ins.give_code(owned, come_in(owned)[0], codes[1])
    assert sign_ins.give_code(owned, come_in(owned)[0], again[1])


def test_neither_the_codes_nor_the_secret_are_where_records_are_printed_and_codes_are_kept_as_hashes(
    owned: Services,
) -> None:
    secret, codes = set_up(owned)
    with owned.store.reading() as reading:
        kept = reading.second_factor(caller(owned, HEAD).viewer.person)

    assert kept is not None
    assert secret not in repr(kept)
    assert not {each.replace("-", "") for each in codes} & set(kept.recovery)


def test_wrong_codes_wait_like_wrong_passwords_and_not_on_a_known_device(owned: Services) -> None:
    set_up(owned)
    own = Device("the head's own")
    with owned.store.writing() as writing:
        person = caller(owned, HEAD).viewer.person
        know_device(writing, writing.organisation().id, person, own, START)
    half, _ = come_in(owned)
    for _ in range(5):
        with pytest.raises(CodeRefused):
            sign_ins.give_code(owned, half, WRONG)

    with pytest.raises(Slowed):
        sign_ins.give_code(owned, half, WRONG)
    with pytest.raises(CodeRefused):
        sign_ins.give_code(owned, half, WRONG, "", own)
    assert noted(owned, SecurityEvent.CODE_REFUSED) == [SecurityEvent.CODE_REFUSED] * 6


def test_a_right_password_takes_no_wrong_code_back_not_even_while_somebody_is_let_in(owned: Services) -> None:
    secret, _ = set_up(owned)
    sign_ins.let_in(owned, HEAD, caller(owned, "central"))
    for _ in range(5):
        half, _ = come_in(owned)
        with pytest.raises(CodeRefused):
            sign_ins.give_code(owned, half, WRONG)

    half, _ = come_in(owned)
    with pytest.raises(Slowed):
        sign_ins.give_code(owned, half, code_at(secret, owned.clock.now()))
    assert told(owned) == {"second factor set", "wrong codes"}
    assert noted(owned, SecurityEvent.PASSWORD_RIGHT) == [SecurityEvent.PASSWORD_RIGHT] * 6


def test_wrong_answers_within_a_session_are_told_as_such_and_a_secret_of_ones_own_takes_none_back(
    owned: Services,
) -> None:
    _, session = come_in(owned)
    me = caller(owned, HEAD)
    for number in range(5):
        if number == 3:
            set_up(owned)
        with pytest.raises(BadAnswers):
            confirm(owned, cheap_passwords(), me, session, "not this one")

    with pytest.raises(Slowed):
        confirm(owned, cheap_passwords(), me, session, WORDS)
    assert told(owned) == {"second factor set", "wrong answers in a session"}
    assert noted(owned, SecurityEvent.CONFIRM_REFUSED) == [SecurityEvent.CONFIRM_REFUSED] * 5


def test_a_secret_of_somebodys_own_choice_confirms_nobody_and_undoes_no_confirmation_of_the_same_moment(
    owned: Services,
) -> None:
    token, session = come_in(owned)
    me = caller(owned, HEAD)
    move_clock(owned, owned.clock.now() + GOOD_FOR)
    secret = offer_factor(owned, me).secret
    set_up_factor(owned, me, session, secret, code_at(secret, owned.clock.now()))
    assert not is_confirmed(stored(owned, token), owned.clock.now())

    confirm(owned, cheap_passwords(), me, session, WORDS)
    drop_own_factor(owned, me, session)
    assert is_confirmed(stored(owned, token), owned.clock.now())


def test_half_a_way_in_is_over_after_ten_minutes_and_for_somebody_who_begins_nowhere(owned: Services) -> None:
    secret, _ = set_up(owned)
    half, _ = come_in(owned)
    move_clock(owned, owned.clock.now() + timedelta(minutes=10))

    for token in (half, "nothing"):
        with pytest.raises(HalfOver):
            sign_ins.give_code(owned, token, code_at(secret, owned.clock.now()))


def test_a_secret_is_kept_only_once_a_code_proves_it(owned: Services) -> None:
    _, session = come_in(owned)
    me = caller(owned, HEAD)
    secret = offer_factor(owned, me).secret
    for offered, code in ((secret, WRONG), ("short", "123456"), (secret, "")):
        with pytest.raises(BadAnswers):
            set_up_factor(owned, me, session, offered, code)
    assert own_factor(owned, me).since is None

    assert offer_factor(owned, me, secret).secret == secret
    set_up_factor(owned, me, session, secret, code_at(secret, START))
    with pytest.raises(BadInput, match="already"):
        set_up_factor(owned, me, session, secret, code_at(secret, START + STEP))
    assert noted(owned, SecurityEvent.FACTOR_SET) == [SecurityEvent.FACTOR_SET]


def test_whose_post_needs_one_sets_it_up_before_anything_else_and_others_do_not(owned: Services) -> None:
    sessions.set_password(owned, cheap_passwords(), "oakfield-teacher", WORDS)
    with pytest.raises(BadInput, match="posts"):
        set_setting(owned, caller(owned, "it"), SECOND_FACTOR_POSTS, "wizard")
    set_setting(owned, caller(owned, "it"), SECOND_FACTOR_POSTS, "Headteacher\nDSL")
    token, head = come_in(owned)
    _, teacher = come_in(owned, "oakfield-teacher")

    assert (head.stage, teacher.stage) == (SET_UP, "")
    secret = offer_factor(owned, caller(owned, HEAD)).secret
    set_up_factor(owned, caller(owned, HEAD), head, secret, code_at(secret, START))
    assert stored(owned, token).stage == ""
    drop_own_factor(owned, caller(owned, HEAD), stored(owned, token))
    drop_own_factor(owned, caller(owned, HEAD), stored(owned, token))
    assert stored(owned, token).stage == SET_UP
    set_setting(owned, caller(owned, "it"), SECOND_FACTOR_POSTS, "everybody")
    assert come_in(owned, "oakfield-teacher")[1].stage == SET_UP


def test_who_keeps_people_takes_a_lost_one_away_and_its_owner_is_told_and_signed_out(owned: Services) -> None:
    secret, _ = set_up(owned)
    token, _ = sign_ins.give_code(owned, come_in(owned)[0], code_at(secret, owned.clock.now()))
    with pytest.raises(NotPermitted):
        take_factor_away(owned, HEAD, caller(owned, "oakfield-teacher"))
    take_factor_away(owned, HEAD, caller(owned, "central"))

    assert sessions.visit(owned, token) is None
    assert come_in(owned)[1].stage == ""
    assert "second factor removed" in told(owned)
    with pytest.raises(BadInput, match="no second factor"):
        take_factor_away(owned, HEAD, caller(owned, "central"))


def test_who_signed_in_or_was_asked_again_is_not_asked_for_a_quarter_of_an_hour(owned: Services) -> None:
    secret, codes = set_up(owned)
    token, session = sign_ins.give_code(owned, come_in(owned)[0], code_at(secret, owned.clock.now()))
    me = caller(owned, HEAD)
    first = is_confirmed(session, owned.clock.now())
    move_clock(owned, owned.clock.now() + GOOD_FOR)
    later = is_confirmed(session, owned.clock.now())
    for wrong in (WRONG, "not this one"):
        with pytest.raises(BadAnswers):
            confirm(owned, cheap_passwords(), me, session, wrong)

    assert (first, later) == (True, False)
    for said in (WORDS, "", codes[3]):
        confirm(owned, cheap_passwords(), me, session, said or code_at(secret, owned.clock.now()))
        assert is_confirmed(stored(owned, token), owned.clock.now())
        move_clock(owned, owned.clock.now() + GOOD_FOR)
        assert not is_confirmed(stored(owned, token), owned.clock.now())
    assert len(noted(owned, SecurityEvent.CONFIRMED)) == 3
