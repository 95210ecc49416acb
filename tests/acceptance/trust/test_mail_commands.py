"""Mail at the command line: a relay is tried out by somebody who administers the trust."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from duecourse.casework.mail.departure import send_mail
from duecourse.casework.upkeep.troubles import look_after, note_jump
from duecourse.clock import SetClock
from duecourse.config import read_settings
from tests.acceptance.trust.brook import done, refused, report, run
from tests.cli import CommandLine, builder
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
    said = refused(with_relay(brook, free_port()), "head", "mail", "test", "head@trust.example, all@trust.example")

    assert "address" in said


def test_a_relay_that_does_not_answer_is_told_in_one_sentence(brook: CommandLine) -> None:
    answer = run(with_relay(brook, free_port()), "head", "mail", "test", "head@trust.example")

    assert answer.code == 1
    assert len(answer.err.splitlines()) == 1


def test_what_failed_is_listed_by_reference_and_sent_again_once_it_is_said(brook: CommandLine) -> None:
    with smtp_relay() as (port, taken):
        line = with_relay(brook, port)
        for person in ("head", "deputy", "teacher"):
            done(line, "head", "person", "change", person, "--email", NEVER)
        case = overdue(line)
        passed(line)
        failed = done(line, "head", "mail", "list")["messages"]
        for person in ("head", "deputy", "teacher"):
            done(line, "head", "person", "change", person, "--email", f"{person}@trust.example")
        for each in failed:
            done(line, "head", "mail", "decide", each["message"], "again")
        passed(line)
        left = done(line, "head", "mail", "list")

    assert {(each["state"], each["refused_with"]) for each in failed} == {("failed", "550")}
    assert {each["reference"] for each in failed if each["kind"] != "digest"} <= {case}
    assert left["messages"] == []
    assert len(taken.ids) == len(failed)
    refused(line, "head", "mail", "decide", failed[0]["message"], "again")
    refused(line, "head", "mail", "decide", failed[0]["message"], "perhaps")
    refused(line, "head", "mail", "decide", "nothing", "again")
    refused(line, "teacher", "mail", "list")


def test_without_a_relay_what_waits_is_listed_and_nothing_is_called_sent(brook: CommandLine) -> None:
    overdue(brook)
    passed(brook)
    found = done(brook, "head", "mail", "list")

    assert not found["relay"]
    assert {each["state"] for each in found["messages"]} == {"queued"}


def test_a_burst_leaves_once_it_is_released(brook: CommandLine) -> None:
    with smtp_relay() as (port, taken):
        line = with_relay(brook, port)
        line.settings["DUECOURSE_MAIL_BURST"] = "0"
        done(line, "head", "person", "change", "head", "--email", "head@trust.example")
        overdue(line)
        passed(line)
        held = len(taken.ids)
        count = done(line, "head", "mail", "release")["released"]
        passed(line)

    assert held == 0
    assert count > 0
    assert taken.ids


def overdue(line: CommandLine) -> str:
    """Report something, and let its clocks run out. Gives the reference."""
    case = report(line)
    assert isinstance(line.clock, SetClock)
    line.clock.moment += timedelta(days=3)
    done(line, "head", "sweep")
    return case


def passed(line: CommandLine) -> None:
    """Let one pass over the mail go by."""
    place = builder().services(read_settings(line.settings, str(line.data)), line.clock)
    send_mail(place)
    place.store.close()


def test_an_administrator_lists_what_of_the_installation_wants_one_and_nobody_else_does(brook: CommandLine) -> None:
    calm = run(brook, "head", "troubles").out
    place = builder().services(read_settings(brook.settings, str(brook.data)), brook.clock)
    note_jump(place, 7200)
    look_after(place)
    place.store.close()
    told = {each["code"]: each["says"] for each in done(brook, "head", "troubles")}
    said = run(brook, "head", "troubles").out

    assert "Nothing wants an administrator." in calm
    assert set(told) == {"sweep-late", "clock-forward"}
    assert "By 7200 seconds." in told["clock-forward"]
    assert "it stands" in said
    assert "post" in refused(brook, "teacher", "troubles")
