"""What every relay keeps: the fake in memory, and a real one over SMTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from duecourse.clock import SetClock
from duecourse.mail.relay_settings import RelaySettings
from duecourse.mail.smtp_relay import SmtpRelay
from engine.ports.mail.relay import UNWRITABLE, Fate, Outbound, Relay, RelayAway, WhyAway
from tests.fake_relay import FakeRelay
from tests.mail_relays import (
    DROPS,
    FULL,
    LATER,
    NEVER,
    OUT_OF_STEP,
    SENDER,
    WILL_TRY,
    free_port,
    smtp_relay,
)
from tests.services import START

ANN = "ann@trust.example"


@dataclass(frozen=True)
class Both:
    """A relay with what it has taken: who it went to and under which Message-ID; and a way to have it refuse us."""

    relay: Relay
    taken: Callable[[], list[tuple[str, str]]]
    refuse: Callable[[], None]


@pytest.fixture(params=["memory", "smtp"])
def both(request: pytest.FixtureRequest) -> Iterator[Both]:
    if request.param == "memory":
        fake = FakeRelay()
        yield Both(
            fake, lambda: [(each.to, each.id) for each in fake.taken], lambda: setattr(fake, "refuses_sender", True)
        )
        return
    with smtp_relay() as (port, taken):
        yield Both(
            SmtpRelay(settings(port), SetClock(START)),
            lambda: list(zip(taken.to, taken.ids, strict=True)),
            lambda: setattr(taken, "refuses_sender", True),
        )


def settings(port: int) -> RelaySettings:
    return RelaySettings(
        scheme="plain", host="127.0.0.1", port=port, sender=SENDER, site="https://duecourse.trust.example"
    )


def message(to: str, name: str = "one") -> Outbound:
    return Outbound(
        id=f"<{name}@trust.example>", to=to, subject="Case FLO-2026-0001", text="Sign in.\n.\n..\n", at=START
    )


def test_a_message_is_taken_once_under_its_own_name(both: Both) -> None:
    with both.relay.connected() as line:
        answers = [line.submit(message(ANN)), line.submit(message("ben@trust.example", "two"))]

    assert [answer.fate for answer in answers] == [Fate.TAKEN, Fate.TAKEN]
    assert both.taken() == [(ANN, "<one@trust.example>"), ("ben@trust.example", "<two@trust.example>")]


@pytest.mark.parametrize(
    ("to", "fate", "code"),
    [
        pytest.param(LATER, Fate.LATER, 451, id="refused for now"),
        pytest.param(NEVER, Fate.NEVER, 550, id="no such address"),
        pytest.param(FULL, Fate.NEVER, 552, id="refused for what it holds"),
        pytest.param("ann@", Fate.NEVER, 553, id="half an address"),
        pytest.param(f"{ANN}\nBcc: all@trust.example", Fate.NEVER, 553, id="two lines"),
        pytest.param("a..b@trust.example", Fate.NEVER, 553, id="two dots"),
        pytest.param(".ann@trust.example", Fate.NEVER, 553, id="a dot first"),
        pytest.param("ann@trust..example", Fate.NEVER, 553, id="two dots in the host"),
        pytest.param("änn@trust.example", Fate.NEVER, 553, id="letters that SMTP cannot carry"),
    ],
)
def test_a_refused_message_says_whether_it_may_be_tried_again_and_the_next_one_goes(
    both: Both, to: str, fate: Fate, code: int
) -> None:
    with both.relay.connected() as line:
        refused, next_one = line.submit(message(to)), line.submit(message(ANN))

    assert (refused.fate, refused.code) == (fate, code)
    assert next_one.fate is Fate.TAKEN
    assert [to for to, _ in both.taken()] == [ANN]


def test_a_line_that_breaks_before_the_reply_leaves_a_message_unknown(both: Both) -> None:
    with both.relay.connected() as line:
        unanswered = line.submit(message(DROPS))
        with pytest.raises(RelayAway) as away:
            line.submit(message(ANN))

    assert unanswered.fate is Fate.UNKNOWN
    assert away.value.why is WhyAway.CONNECTION
    assert [to for to, _ in both.taken()] == [DROPS]


def test_a_relay_that_refuses_the_sender_blames_no_message(both: Both) -> None:
    both.refuse()
    with both.relay.connected() as line, pytest.raises(RelayAway) as away:
        line.submit(message(ANN))

    assert away.value.why is WhyAway.SENDER
    assert both.taken() == []


@pytest.mark.parametrize(
    "relay", [FakeRelay(away=True), SmtpRelay(settings(free_port()), SetClock(START))], ids=["memory", "smtp"]
)
def test_a_relay_that_does_not_answer_is_away(relay: Relay) -> None:
    with pytest.raises(RelayAway) as away, relay.connected():
        pass

    assert away.value.why is WhyAway.CONNECTION


def test_what_cannot_be_written_is_not_handed_over_and_the_next_one_goes() -> None:
    with smtp_relay() as (port, taken), SmtpRelay(settings(port), SetClock(START)).connected() as line:
        answer = line.submit(replace(message(ANN), sender_name="Two\nlines"))
        next_one = line.submit(message("ben@trust.example"))

    assert (answer, next_one.fate) == (UNWRITABLE, Fate.TAKEN)
    assert taken.to == ["ben@trust.example"]


@pytest.mark.parametrize(
    ("to", "fate"),
    [
        pytest.param(WILL_TRY, Fate.TAKEN, id="a recipient that it cannot check: the message was answered"),
        pytest.param(OUT_OF_STEP, Fate.UNKNOWN, id="the answer to another command, after the message"),
    ],
)
def test_a_message_is_taken_when_it_was_answered_itself_and_by_nothing_before(to: str, fate: Fate) -> None:
    with smtp_relay() as (port, taken), SmtpRelay(settings(port), SetClock(START)).connected() as line:
        answer = line.submit(message(to))
        next_one = line.submit(message(ANN))

    assert (answer.fate, next_one.fate) == (fate, Fate.TAKEN)
    assert taken.to == [to, ANN]
