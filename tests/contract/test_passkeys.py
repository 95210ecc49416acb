"""Passkeys beside a second factor: made, proved once, and taken away. One suite, every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from duecourse.casework.accounts import sessions, sign_ins
from duecourse.casework.accounts.sign_ins import CodeRefused
from duecourse.casework.accounts.ways_in.own_factors import drop_own_factor, offer_factor, set_up_factor
from duecourse.casework.accounts.ways_in.own_passkeys import (
    LIVES,
    PasskeyAnswer,
    add_passkey,
    ask_passkey,
    drop_own_passkey,
    offer_passkey,
    passkeys,
)
from duecourse.casework.accounts.ways_in.repeated_proofs import confirm
from duecourse.casework.context.services import Services
from duecourse.credentials.passkey_checks import PasskeySite
from engine.errors import BadAnswers
from engine.ports.accounts import CODE, WebSession
from engine.ports.records import ACCOUNT
from tests.app_codes import code_at
from tests.passkey_device import Device
from tests.services import caller, move_clock
from tests.site import cheap_passwords

HEAD, WORDS = "oakfield-head", "three unrelated words"
SITE = PasskeySite("duecourse.trust.example", "https://duecourse.trust.example")
OTHER = PasskeySite("duecourse.evil.example", "https://duecourse.evil.example")


def device(site: PasskeySite = SITE) -> Device:
    return Device(origin=site.origin, host=site.host)


def come_in(place: Services) -> tuple[str, WebSession]:
    return sign_ins.sign_in(place, cheap_passwords(), HEAD, WORDS)


@pytest.fixture
def inside(place: Services) -> tuple[Services, str, WebSession]:
    """Give somebody who is signed in and has a second factor."""
    sessions.set_password(place, cheap_passwords(), HEAD, WORDS)
    token, session = come_in(place)
    secret = offer_factor(place, caller(place, HEAD)).secret
    set_up_factor(place, caller(place, HEAD), session, secret, code_at(secret, place.clock.now()))
    return place, token, session


def make(place: Services, token: str, which: Device) -> None:
    question = offer_passkey(place, caller(place, HEAD), SITE, token)
    assert question
    said = PasskeyAnswer(SITE, token, question.challenge, which.make(question.challenge))
    add_passkey(place, caller(place, HEAD), "my telephone", said)


def proof(place: Services, token: str, which: Device) -> PasskeyAnswer:
    question = ask_passkey(place, caller(place, HEAD).viewer.person, SITE, token)
    assert question
    return PasskeyAnswer(SITE, token, question.challenge, which.prove(question.challenge))


def test_a_passkey_stands_in_for_a_code_once_for_each_answer(inside: tuple[Services, str, WebSession]) -> None:
    place, token, session = inside
    mine = device()
    make(place, token, mine)
    [kept] = passkeys(place, caller(place, HEAD))
    assert (kept.name, kept.used_at) == ("my telephone", None)
    half, waiting = come_in(place)
    assert waiting.stage == CODE
    said = proof(place, half, mine)
    whole, _ = sign_ins.give_code(place, half, said)
    assert sessions.visit(place, whole) is not None
    confirm(place, cheap_passwords(), caller(place, HEAD), session, proof(place, token, mine))
    used = proof(place, token, mine)
    confirm(place, cheap_passwords(), caller(place, HEAD), session, used)
    with pytest.raises(BadAnswers):
        confirm(place, cheap_passwords(), caller(place, HEAD), session, used)
    with place.store.reading() as reading:
        told = {each.body["what"] for each in reading.notices(reading.organisation().id) if each.kind == ACCOUNT}
    [kept] = passkeys(place, caller(place, HEAD))

    assert (kept.count, kept.used_at is not None) == (3, True)
    assert "passkey made" in told


def test_an_answer_of_elsewhere_another_session_key_or_time_proves_nothing(
    inside: tuple[Services, str, WebSession],
) -> None:
    place, token, _ = inside
    mine = device()
    make(place, token, mine)
    half, _ = come_in(place)
    good = proof(place, half, mine)
    elsewhere = device(OTHER)
    elsewhere.key, elsewhere.credential = mine.key, mine.credential
    stranger = device()
    stranger.credential = mine.credential
    silent = replace(mine, verifies=False)
    wrong = [
        replace(good, answer=elsewhere.prove(good.challenge)),
        replace(good, session=token),
        replace(good, challenge="1.made-up"),
        replace(proof(place, half, stranger)),
        replace(proof(place, half, silent)),
        replace(good, answer="{}"),
        replace(good, answer="[" * 900),
    ]
    for each in wrong:
        with pytest.raises(CodeRefused):
            sign_ins.give_code(place, half, each)
        move_clock(place, place.clock.now() + timedelta(hours=2))  # nobody waits between them
        half, _ = come_in(place)
        good = proof(place, half, mine)
    late = proof(place, half, mine)
    move_clock(place, place.clock.now() + LIVES + timedelta(seconds=1))
    with pytest.raises(CodeRefused):
        sign_ins.give_code(place, half, late)


def test_a_copy_of_a_device_that_counted_less_is_refused(inside: tuple[Services, str, WebSession]) -> None:
    place, token, session = inside
    mine = device()
    make(place, token, mine)
    copy = replace(mine)
    for _ in range(2):
        confirm(place, cheap_passwords(), caller(place, HEAD), session, proof(place, token, mine))
    with pytest.raises(BadAnswers):
        confirm(place, cheap_passwords(), caller(place, HEAD), session, proof(place, token, copy))


def test_passkeys_go_one_by_one_or_with_the_second_factor_and_are_made_only_beside_one(
    inside: tuple[Services, str, WebSession],
) -> None:
    place, token, session = inside
    me = caller(place, HEAD)
    for _ in range(3):
        make(place, token, device())
        move_clock(place, place.clock.now() + timedelta(seconds=1))
    drop_own_passkey(place, me, passkeys(place, me)[0].credential)
    drop_own_passkey(place, me, "nothing")
    assert len(passkeys(place, me)) == 2
    question = offer_passkey(place, me, SITE, token)
    assert question
    said = PasskeyAnswer(SITE, token, question.challenge, device(OTHER).make(question.challenge))
    for name, answer in (("", said), ("x" * 61, said), ("theirs", said)):
        with pytest.raises(BadAnswers):
            add_passkey(place, me, name, answer)
    drop_own_factor(place, me, session)

    assert passkeys(place, me) == []
    assert offer_passkey(place, me, SITE, token) is None
