"""Whatever passes as an address, and whatever a trust is called, can be written as the head of a message."""

from __future__ import annotations

import string
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from duecourse.mail.smtp_relay import written
from engine.ports.mail.relay import Outbound, is_address

SENDER = "duecourse@trust.example"
ODD = "!#$%&'*+-/=?^_`{|}~."
HEAD = {"From", "To", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type"}
HEAD |= {"Auto-Submitted", "Content-Transfer-Encoding"}

halves = st.text(ODD + "aq8utf", min_size=1, max_size=70) | st.sampled_from(["=?utf-8?q?a?=", "a..b", ".a", "a.", "=?"])
hosts = st.text(string.ascii_letters + string.digits + "-._", min_size=1, max_size=260)
names = st.text(min_size=1, max_size=150).filter(str.isprintable) | st.text("=?qQ_,;:<>@()[]\"'\\. é8", min_size=1)


def addresses(message: bytes, name: str) -> list[str]:
    return [each.addr_spec for each in message_from_bytes(message, policy=policy.SMTP)[name].addresses]


def mail(to: str = "a@b.example", name: str = "Duecourse") -> Outbound:
    at = datetime(2026, 11, 2, tzinfo=UTC)
    subject = f"Letter from {name}"
    return Outbound(id="<1@t.example>", to=to, subject=subject, text="One.\n", at=at, sender_name=name, reply_to=to)


@given(halves, hosts)
def test_whatever_passes_as_an_address_is_written_as_it_is(half: str, host: str) -> None:
    address = f"{half}@{host}"
    assume(is_address(address))
    content = written(mail(address), SENDER)

    assert addresses(content, "To") == addresses(content, "Reply-To") == [address]


@given(names)
def test_whatever_a_trust_is_called_its_mail_has_one_sender_and_one_recipient(name: str) -> None:
    content = written(mail(name=name), SENDER)
    head = message_from_bytes(content, policy=policy.SMTP)

    assert (addresses(content, "From"), addresses(content, "To")) == ([SENDER], ["a@b.example"])
    assert set(head.keys()) == HEAD


@pytest.mark.parametrize(
    "address",
    [
        *("a..b@x.org", ".a@x.org", "a.@x.org", "a@b..c", "a@.b.org", "a@b.org."),
        *("=?utf-8?q?a?=@x.org", "a@-b.org", "a@b-.org", "a@b_c.org", "a@[127.0.0.1]"),
        *(f"{'a' * 65}@x.org", f"a@{'b' * 64}.org", f"a@{'.'.join(['b' * 60] * 5)}"),
        *("", "@", "a", "a@", "@x.org", "a@b@c.org", "a b@x.org", '"a"@x.org', "änn@x.org", "a@x.org\n"),
    ],
)
def test_what_mail_cannot_carry_is_no_address(address: str) -> None:
    assert not is_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "a@x.org",
        "a.b-c+d_e@mail.x.org",
        "o'neil@x.org",
        "root@localhost",
        "a@1.example",
        f"{'a' * 64}@x.org",
        "a=b@x.org",
    ],
)
def test_what_people_are_called_is_an_address(address: str) -> None:
    assert is_address(address)
