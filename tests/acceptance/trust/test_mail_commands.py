"""Mail at the command line: a relay is tried out by somebody who administers the trust."""

from __future__ import annotations

from dataclasses import replace

from tests.acceptance.trust.brook import refused, run
from tests.cli import CommandLine
from tests.mail_relays import LATER, NEVER, SENDER, free_port, smtp_relay


def with_relay(brook: CommandLine, port: int) -> CommandLine:
    settings = {
        "DUECOURSE_MAIL_RELAY": f"plain://127.0.0.1:{port}",
        "DUECOURSE_MAIL_FROM": SENDER,
        "DUECOURSE_MAIL_SITE": "https://duecourse.trust.example",
    }
    return replace(brook, settings={**brook.settings, **settings})


def test_a_test_message_is_sent_and_what_the_relay_answered_is_said(brook: CommandLine) -> None:
    with smtp_relay() as (port, taken):
        line = with_relay(brook, port)
        answers = [run(line, "head", "mail", "test", to) for to in ("head@trust.example", LATER, NEVER)]

    assert [answer.code for answer in answers] == [0, 1, 1]
    assert [number in answer.out for number, answer in zip(("250", "451", "550"), answers, strict=True)] == [True] * 3
    assert taken.to == ["head@trust.example"]
    assert "Brook" not in taken.messages[0].as_string()


def test_only_somebody_who_administers_the_trust_tries_the_relay(brook: CommandLine) -> None:
    with smtp_relay() as (port, taken):
        refused(with_relay(brook, port), "teacher", "mail", "test", "teacher@trust.example")

    assert taken.messages == []


def test_without_a_relay_nothing_is_sent_and_the_settings_are_named(brook: CommandLine) -> None:
    assert "DUECOURSE_MAIL_RELAY" in refused(brook, "head", "mail", "test", "head@trust.example")


def test_what_is_no_address_is_refused(brook: CommandLine) -> None:
    refused(with_relay(brook, free_port()), "head", "mail", "test", "head@trust.example, all@trust.example")


def test_a_relay_that_does_not_answer_is_told_in_one_sentence(brook: CommandLine) -> None:
    answer = run(with_relay(brook, free_port()), "head", "mail", "test", "head@trust.example")

    assert answer.code == 1
    assert len(answer.err.splitlines()) == 1
