"""At the command line a letter is looked at as a message, sent, stopped, and seen to have left or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from duecourse.casework.mail.departure import send_mail
from duecourse.config import read_settings
from tests.cli import ASK_HOST, CommandLine, builder
from tests.mail_relays import DROPS, NEVER, SENDER, Taken, smtp_relay

HOST = "abuse@posts.example"


@dataclass
class Sending:
    """A command line whose mail goes to a relay on this machine, with a letter that is issued."""

    line: CommandLine
    taken: Taken
    reference: str
    code: str

    def pass_over(self) -> None:
        """Do what the scheduler does every few seconds."""
        settings = read_settings(self.line.settings, data=str(self.line.data))
        place = builder().services(settings, self.line.clock)
        send_mail(place)
        place.store.close()

    def done(self, *words: str) -> Any:
        """Do something with the letter that must work."""
        verb, *rest = words
        return self.line.done("senior", "letter", verb, self.reference, self.code, *rest)

    @property
    def mail(self) -> Any:
        """Give how the letter stands as mail."""
        found = self.line.done("senior", "letter", "list", self.reference)
        return next(each for each in found if each["code"] == self.code)["mail"]


@pytest.fixture
def sending(line: CommandLine) -> Iterator[Sending]:
    with smtp_relay() as (port, taken):
        line.settings |= {
            "DUECOURSE_MAIL_RELAY": f"plain://127.0.0.1:{port}",
            "DUECOURSE_MAIL_FROM": SENDER,
            "DUECOURSE_MAIL_SITE": "https://duecourse.trust.example",
        }
        reference = line.report()
        line.begin(reference)
        line.act("senior", reference, "removal", "decide", **ASK_HOST)
        line.issue(reference, "L02")
        line.wait(minutes=1)
        yield Sending(line, taken, reference, line.letter(reference, "L02")["code"])


def test_a_letter_is_seen_as_a_message_and_sent_and_the_case_moves_once_it_left(sending: Sending) -> None:
    seen = sending.done("send", "--preview")
    before = sending.mail
    sending.done("send", "--to", seen["to"])
    waits = sending.mail
    state = sending.line.states(sending.reference)["removal/1"]
    sending.pass_over()
    left = sending.mail
    verified = sending.line.run("senior", "audit", "verify")

    assert verified.code == 0, verified.out
    assert (seen["to"], seen["known"], before) == (HOST, HOST, None)
    assert (waits["state"], waits["to"], state) == ("queued", HOST, "ready")
    assert left["state"] == "done"
    assert sending.line.states(sending.reference)["removal/1"] == "requested"
    letters = [each for each in sending.taken.messages if each["To"] == HOST]
    assert [str(each["Subject"]) for each in letters] == [seen["subject"]]
    assert [each.get_filename() for each in letters[0].iter_attachments()] == [seen["attached"]["name"]]


def test_what_is_no_address_is_told_in_one_sentence(sending: Sending) -> None:
    words = ("letter", "send", sending.reference, sending.code)
    for to in ("", "posts.example"):
        said = sending.line.refused("senior", *words, "--to", to)

        assert "e-mail address" in said
        assert len(said.strip().splitlines()) == 1


def test_a_letter_that_was_refused_says_why_and_goes_to_another_address(sending: Sending) -> None:
    sending.done("send", "--to", NEVER)
    sending.pass_over()
    failed = sending.mail
    listed = sending.line.said("senior", "letter", "list", sending.reference)
    sending.done("send", "--to", HOST, "--form", "text")
    sending.pass_over()
    verified = sending.line.run("senior", "audit", "verify")

    assert verified.code == 0, verified.out
    assert (failed["state"], "550" in failed["why"]) == ("failed", True)
    assert "could not be sent" in listed
    assert (sending.mail["state"], sending.mail["form"]) == ("done", "text")


def test_a_letter_that_waits_is_stopped(sending: Sending) -> None:
    sending.done("send", "--to", HOST)
    sending.done("stop")
    sending.pass_over()

    assert sending.mail is None
    assert HOST not in sending.taken.to


def test_of_a_letter_that_was_never_answered_somebody_says_what_became_of_it(sending: Sending) -> None:
    sending.done("send", "--to", DROPS)
    sending.pass_over()
    unknown = sending.mail
    sending.line.refused("senior", "letter", "decide", sending.reference, sending.code, "perhaps")
    sending.done("decide", "sent")

    assert unknown["state"] == "unknown"
    assert sending.mail["state"] == "done"
    assert sending.line.states(sending.reference)["removal/1"] == "requested"
