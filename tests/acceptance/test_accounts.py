"""Accounts at the command line."""

from __future__ import annotations

import io
import sys
from collections.abc import Generator
from contextlib import contextmanager

from duecourse.casework.accounts import sessions, sign_ins
from duecourse.config import read_settings
from duecourse.passwords import Argon2Passwords
from tests.cli import Answer, CommandLine, builder

WORDS = "three unrelated words"


@contextmanager
def typed(text: str) -> Generator[None]:
    """Hand a command what comes through a pipe."""
    kept, sys.stdin = sys.stdin, io.StringIO(text)
    try:
        yield
    finally:
        sys.stdin = kept


def set_password(line: CommandLine, who: str, text: str) -> Answer:
    with typed(text):
        return line.run("", "account", "set-password", who)


def sign_in(line: CommandLine, name: str) -> tuple[str, bool]:
    place = builder().services(read_settings({}, data=str(line.data)), line.clock)
    token, _ = sign_ins.sign_in(place, Argon2Passwords(), name, WORDS)
    known = sessions.visit(place, token) is not None
    place.store.close()
    return token, known


def is_in(line: CommandLine, token: str) -> bool:
    place = builder().services(read_settings({}, data=str(line.data)), line.clock)
    known = sessions.visit(place, token) is not None
    place.store.close()
    return known


def test_somebody_with_a_password_can_sign_in_and_is_listed(line: CommandLine) -> None:
    assert line.said("", "account", "list").startswith("Nobody can sign in yet")
    answer = set_password(line, "oakfield-head", f"{WORDS}\n")

    assert (answer.code, answer.out) == (0, "The password is set. Every session of theirs has ended.\n")
    assert sign_in(line, "oakfield-head")[1]
    assert [(each["name"], each["person"], each["active"]) for each in line.done("", "account", "list")] == [
        ("oakfield-head", "oakfield-head", True)
    ]
    assert "Finley Oakfield" in line.said("", "account", "list")


def test_a_password_is_never_said_again_or_taken_as_an_option(line: CommandLine) -> None:
    answer = set_password(line, "oakfield-head", f"{WORDS}\n")
    refused = line.run("", "account", "set-password", "oakfield-head", "--password", WORDS)

    assert WORDS not in answer.out + answer.err
    assert refused.code == 2


def test_a_password_that_is_too_short_is_refused_kindly(line: CommandLine) -> None:
    answer = set_password(line, "oakfield-head", "short\n")

    assert (answer.code, answer.out) == (2, "")
    assert "at least 12 characters" in answer.err
    assert line.done("", "account", "list") == []


def test_a_pipe_that_says_nothing_sets_nothing(line: CommandLine) -> None:
    assert set_password(line, "oakfield-head", "").code == 2
    assert line.done("", "account", "list") == []


def test_somebody_is_signed_out_wherever_they_are(line: CommandLine) -> None:
    set_password(line, "oakfield-head", f"{WORDS}\n")
    token, known = sign_in(line, "oakfield-head")
    ended = line.done("", "account", "end-sessions", "oakfield-head")

    assert known
    assert ended == {"ended": 1}
    assert not is_in(line, token)
    assert line.said("", "account", "end-sessions", "oakfield-head") == "Sessions ended: 0.\n"


def test_nobody_has_no_account(line: CommandLine) -> None:
    assert "nobody called 'somebody'" in line.refused("", "account", "end-sessions", "somebody")
    assert set_password(line, "somebody", f"{WORDS}\n").code == 2


def test_once_somebody_who_keeps_people_can_sign_in_they_alone_give_passwords_and_the_log_names_them(
    line: CommandLine,
) -> None:
    set_password(line, "central", f"{WORDS}\n")

    said = set_password(line, "oakfield-head", f"{WORDS}\n").err
    assert "--as" in said
    assert "central" in said
    assert "--as" in line.refused("", "account", "end-sessions", "central")
    with typed(f"{WORDS}\n"):
        assert "administrator" in line.refused("teacher", "account", "set-password", "oakfield-head")
    assert [each["name"] for each in line.done("", "account", "list")] == ["central"]

    with typed(f"{WORDS}\n"):
        line.said("central", "account", "set-password", "oakfield-head")
    line.done("central", "account", "end-sessions", "oakfield-head")
    log = [(each["person"], each["what"]) for each in line.done("central", "audit", "access")]
    assert log[:2] == [("central", "sessions ended"), ("central", "password set")]


def test_the_record_of_who_signed_in_holds(line: CommandLine) -> None:
    set_password(line, "oakfield-head", f"{WORDS}\n")
    sign_in(line, "oakfield-head")
    verdict = line.done("senior", "audit", "verify")

    assert verdict["ok"] is True
    assert verdict["accesses"] == 1


def test_the_security_log_tells_administrators_who_came_in_and_who_was_refused(line: CommandLine) -> None:
    set_password(line, "central", f"{WORDS}\n")
    sign_in(line, "central")
    refused = line.refused("teacher", "security-log")
    lines = line.done("central", "security-log", "--since", "2020-01-01")
    told = [(each["what"], each["person"], each["detail"]) for each in lines]
    said = line.said("central", "security-log", "--what", "signed-in", "--person", "central")

    assert "administrator" in refused
    assert told == [
        ("not-permitted", "oakfield-teacher", "security-log"),
        ("signed-in", "central", ""),
        ("password-set", "central", ""),
    ]
    assert "signed-in" in said
    assert "this machine" in said
    assert "No line" in line.said("central", "security-log", "--what", "token-used")
    assert "Kinds: signed-in" in line.refused("central", "security-log", "--what", "odd")


def test_nobody_is_asked_for_a_password_that_they_may_not_set(line: CommandLine) -> None:
    for who, person in (("teacher", "oakfield-head"), ("central", "nobody-here")):
        with typed(f"{WORDS}\n"):
            line.refused(who, "account", "set-password", person)

            assert sys.stdin.readline() == f"{WORDS}\n"
