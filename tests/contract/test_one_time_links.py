"""Invitations and resets: a code that works once, for its owner alone, until it runs out. One suite, every store."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from duecourse.casework.accounts import sessions, sign_ins
from duecourse.casework.accounts.invitations.chosen_passwords import choose_password
from duecourse.casework.accounts.invitations.forgotten_passwords import ask_for_reset, send_reset
from duecourse.casework.accounts.invitations.link_letters import print_all_invitations, print_reset
from duecourse.casework.accounts.invitations.new_links import BY_MAIL, WAITS, invite, invite_all, reset, withdraw
from duecourse.casework.accounts.invitations.sign_in_list import SignInState, sign_in_lines, sign_in_shown
from duecourse.casework.accounts.own_account import change_own_password
from duecourse.casework.accounts.ways_in.attempts import BY_PLACE, Slowed
from duecourse.casework.administration.departures import end_person
from duecourse.casework.context.services import Services
from duecourse.casework.mail.departure import send_mail
from engine.errors import BadAnswers, BadInput, NotPermitted
from engine.ports.mail.relay import Outbound
from engine.ports.records import ACCOUNT
from engine.ports.watch.security_log import SecurityEvent, SecurityWanted
from tests.fake_relay import SITE, FakeRelay, with_mail
from tests.services import caller, move_clock
from tests.site import cheap_passwords

HEAD, KEEPER = "oakfield-head", "it"
WORDS, OTHERS = "three unrelated words", "quite another sentence here"


@pytest.fixture
def posted(place: Services) -> tuple[Services, FakeRelay]:
    return with_mail(place)


def last_code(relay: FakeRelay) -> str:
    return code_of([each for each in relay.taken if each.subject != "Duecourse: your account"][-1])


def code_of(message: Outbound) -> str:
    """Read the code of a message; it stands in its address behind the mark."""
    found = re.search(rf"{re.escape(SITE)}/choose-password#(\S+)", message.text)
    assert found
    return found[1]


def invited(posted: tuple[Services, FakeRelay], who: str = HEAD) -> str:
    """Invite somebody by mail. Gives the code that came."""
    place, relay = posted
    invite(place, [who], caller(place, KEEPER))
    send_mail(place)
    return last_code(relay)


def choose(place: Services, code: str, password: str = WORDS) -> None:
    choose_password(place, cheap_passwords(), code, password, "192.0.2.1")


def signs_in(place: Services, password: str, who: str = HEAD) -> bool:
    try:
        sign_ins.sign_in(place, cheap_passwords(), who, password)
    except sign_ins.SignInRefused:
        return False
    return True


def later(place: Services, wait: timedelta) -> None:
    move_clock(place, place.clock.now() + wait)


def mail_to(place: Services, who: str, address: str) -> None:
    with place.store.writing() as writing:
        person = writing.find_person(writing.organisation().id, who)
        assert person
        writing.save_person(replace(person, email=address))


def test_an_invitation_lets_its_owner_choose_a_password_once_and_names_no_case(
    posted: tuple[Services, FakeRelay],
) -> None:
    place, relay = posted
    code = invited(posted)
    [message] = relay.taken
    assert (message.to.startswith(HEAD), message.subject) == (True, "Duecourse: your invitation")
    assert "LUM-" not in message.text
    assert f"name {HEAD}" in message.text
    with pytest.raises(BadAnswers) as easy:
        choose(place, code, "oakfield-head-oakfield")
    assert set(easy.value.faults) == {"new_password"}
    choose(place, f" {code.upper().replace('-', ' ').replace('O', '0').replace('I', '1')} ")

    assert signs_in(place, WORDS)
    with pytest.raises(BadAnswers) as again:
        choose(place, code, OTHERS)
    assert set(again.value.faults) == {"code"}
    assert not signs_in(place, OTHERS)


def test_a_code_runs_out_and_a_newer_one_a_withdrawal_a_password_and_leaving_end_it(
    posted: tuple[Services, FakeRelay],
) -> None:
    place, _ = posted
    it = caller(place, KEEPER)
    first, second = invited(posted), invited(posted)
    ended = [first]
    withdraw(place, HEAD, it)
    ended.append(second)
    ended.append(invited(posted))
    later(place, BY_MAIL["invitation"])
    ended.append(invited(posted))
    sessions.set_password(place, cheap_passwords(), HEAD, WORDS, it)
    reset(place, HEAD, it)
    send_mail(place)
    ended.append(last_code(posted[1]))
    change_own_password(place, cheap_passwords(), caller(place, HEAD), WORDS, OTHERS)
    reset(place, HEAD, it)
    send_mail(place)
    ended.append(last_code(posted[1]))
    end_person(place, it, HEAD)

    assert len(set(ended)) == 6
    for code in ended:
        with pytest.raises(BadAnswers):
            choose(place, code, "another three odd words")


def test_what_was_sent_to_an_address_opens_nothing_once_it_is_not_theirs_any_more(
    posted: tuple[Services, FakeRelay],
) -> None:
    place, relay = posted
    code = invited(posted)
    mail_to(place, HEAD, "somebody.else@oakfield.example")
    with pytest.raises(BadAnswers):
        choose(place, code)
    mail_to(place, HEAD, relay.taken[0].to)

    choose(place, code)
    assert signs_in(place, WORDS)


def test_a_reset_ends_sessions_tells_the_owner_and_leaves_the_old_password_until_then(
    posted: tuple[Services, FakeRelay],
) -> None:
    place, relay = posted
    sessions.set_password(place, cheap_passwords(), HEAD, OTHERS)
    sessions.set_password(place, cheap_passwords(), KEEPER, OTHERS)
    token, _ = sign_ins.sign_in(place, cheap_passwords(), HEAD, OTHERS)
    reset(place, HEAD, caller(place, KEEPER))
    send_mail(place)
    code = last_code(relay)
    assert any("Somebody who keeps people" in each.text for each in relay.taken)
    assert sessions.visit(place, token) is not None
    choose(place, code)
    with place.store.reading() as reading:
        told = [each.body["what"] for each in reading.notices(reading.organisation().id) if each.kind == ACCOUNT]

    assert sessions.visit(place, token) is None
    assert (signs_in(place, WORDS), signs_in(place, OTHERS)) == (True, False)
    assert "password set" in told


def test_who_forgot_their_password_gets_a_link_by_name_or_address_and_nobody_else_does(
    posted: tuple[Services, FakeRelay],
) -> None:
    place, relay = posted
    sessions.set_password(place, cheap_passwords(), HEAD, OTHERS)
    with place.store.reading() as reading:
        head = reading.find_person(reading.organisation().id, HEAD)
    assert head
    for name in (f" {HEAD.upper()} ", head.email, "nobody", "", "oakfield-teacher", "a" * 900):
        send_reset(place, name, "192.0.2.1")
        send_mail(place)

    assert [each.to for each in relay.taken] == [head.email, head.email]
    assert "You, or somebody who typed your name" in relay.taken[-1].text
    with pytest.raises(BadAnswers):
        choose(place, code_of(relay.taken[0]))
    choose(place, code_of(relay.taken[1]))
    assert signs_in(place, WORDS)


def test_an_invitation_that_ran_out_comes_again_and_one_that_was_withdrawn_does_not(
    posted: tuple[Services, FakeRelay],
) -> None:
    place, relay = posted
    invited(posted)
    later(place, BY_MAIL["invitation"])
    send_reset(place, HEAD)
    send_mail(place)
    assert [each.subject for each in relay.taken] == ["Duecourse: your invitation"] * 2
    withdraw(place, HEAD, caller(place, KEEPER))
    send_reset(place, HEAD)
    send_mail(place)

    assert len(relay.taken) == 2


def test_asking_for_links_and_typing_codes_waits_ever_longer_for_any_name(place: Services) -> None:
    known, unknown = list[str](), list[str]()
    for name, found in ((HEAD, known), ("nobody", unknown)):
        for _ in range(4):
            try:
                ask_for_reset(place, name, f"192.0.2.{len(known)}")
                found.append("taken")
            except Slowed:
                found.append("slowed")
    for _ in range(BY_PLACE.free):
        with pytest.raises(BadAnswers):
            choose(place, "aaaa-bbbb")

    assert known == unknown == ["taken", "taken", "taken", "slowed"]
    with pytest.raises(Slowed):
        choose(place, "aaaa-bbbb")


def test_a_message_that_waited_too_long_or_was_overtaken_does_not_leave(posted: tuple[Services, FakeRelay]) -> None:
    place, relay = posted
    it = caller(place, KEEPER)
    invite(place, [HEAD], it)
    later(place, timedelta(minutes=1))
    invite(place, [HEAD], it)
    send_mail(place)
    assert len(relay.taken) == 1
    invite(place, ["oakfield-teacher"], it)
    later(place, WAITS["invitation"])
    send_mail(place)

    assert len(relay.taken) == 1


def test_everybody_without_an_account_is_invited_and_those_are_named_who_cannot_be(
    posted: tuple[Services, FakeRelay],
) -> None:
    place, relay = posted
    sessions.set_password(place, cheap_passwords(), KEEPER, OTHERS)
    it = caller(place, KEEPER)
    mail_to(place, HEAD, "")
    mail_to(place, "oakfield-teacher", "office@oakfield.example")
    mail_to(place, "oakfield-dsl", "Office@oakfield.example")
    asked = invite_all(place, it)
    send_mail(place)

    assert {each.person.key for each in asked.left_out} == {HEAD, "oakfield-teacher", "oakfield-dsl"}
    assert len(relay.taken) == min(len(asked.people), 50)
    assert KEEPER not in {each.key for each in asked.people}
    assert invite_all(place, it).people == ()
    assert invite_all(place, it, again=True).people == asked.people
    states = {str(each.person.key): each.state for each in sign_in_lines(place, it)}
    assert (states[KEEPER], states[HEAD], states[asked.people[0].key]) == (
        SignInState.CAN,
        SignInState.NOT,
        SignInState.ASKED,
    )
    later(place, BY_MAIL["invitation"])
    assert sign_in_shown(place, it, asked.people[0].key).line.state is SignInState.RUN_OUT


def test_letters_are_printed_for_all_and_a_reset_by_letter_is_told_to_its_owner(place: Services) -> None:
    sessions.set_password(place, cheap_passwords(), HEAD, OTHERS)
    sessions.set_password(place, cheap_passwords(), KEEPER, OTHERS)
    it = caller(place, KEEPER)
    with place.store.reading() as reading:
        people = [each for each in reading.people(reading.organisation().id) if not each.case]
    for each in people[3:]:
        if each.key not in (KEEPER, HEAD, "oakfield-teacher"):
            end_person(place, it, each.key)
    printed = print_all_invitations(place, it, SITE)
    assert printed.pdf.startswith(b"%PDF")
    assert {HEAD, KEEPER}.isdisjoint(each.key for each in printed.asked.people)
    with pytest.raises(BadInput):
        print_all_invitations(place, it, SITE)
    print_reset(place, HEAD, it, SITE)
    with place.store.reading() as reading:
        told = [each.body["what"] for each in reading.notices(reading.organisation().id) if each.kind == ACCOUNT]

    assert "code for a new password printed" in told


def test_only_those_who_keep_somebody_invite_them_and_nothing_is_sent_without_mail(place: Services) -> None:
    sessions.set_password(place, cheap_passwords(), KEEPER, OTHERS)
    mailed, _ = with_mail(place)
    for by in (caller(place, "oakfield-senior"), None):
        with pytest.raises(NotPermitted):
            invite(mailed, [HEAD], by)
        with pytest.raises(NotPermitted):
            reset(mailed, KEEPER, by)
    with pytest.raises(BadInput, match="Mail is not set up"):
        invite(place, [HEAD], caller(place, KEEPER))
    with pytest.raises(BadInput, match="has an account already"):
        invite(mailed, [KEEPER], caller(place, KEEPER))
    with pytest.raises(BadInput, match="no account yet"):
        reset(mailed, HEAD, caller(place, KEEPER))
    with place.store.reading() as reading:
        lines = reading.security_lines(reading.organisation().id, SecurityWanted(what=SecurityEvent.TOKEN_MADE))

    assert lines == []
