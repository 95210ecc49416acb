"""A letter goes through a real relay under TLS, to the byte, and with nothing in its head that it does not need."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
import trustme

from duecourse.casework.commands.letter_mail.requests import send
from duecourse.casework.context.services import Services
from duecourse.casework.mail.departure import send_mail
from duecourse.mail.relay_settings import read_relay
from duecourse.mail.smtp_relay import SmtpRelay
from engine.identity import CaseReference
from engine.ports.mail.relay import Postroom
from engine.reasons import ReasonCode
from tests.databases import open_store
from tests.letters_given import HOST, SENIOR, case_of, issued, rendition, rows_of
from tests.mail_relays import FULL, NEVER, SENDER, Taken, secret_in, smtp_relay
from tests.services import caller, services_on

SITE = "https://duecourse.trust.example"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path)
    store.close()


def at_relay(place: Services, port: int, trusted: Path, secret: Path) -> Services:
    settings = read_relay(
        {
            "MAIL_RELAY": f"smtp://localhost:{port}",
            "MAIL_FROM": SENDER,
            "MAIL_SITE": SITE,
            "MAIL_CERTIFICATES": str(trusted),
            "MAIL_USER": "duecourse",
            "MAIL_SECRET": str(secret),
        }
    )
    assert settings is not None
    relay = SmtpRelay(settings, place.clock)
    return replace(place, postroom=Postroom(relay=relay, site=SITE, domain="trust.example", burst=9, sender=SENDER))


def through_tls(place: Services, folder: Path, to: str = HOST, form: str = "pdf") -> tuple[Taken, CaseReference, int]:
    """Send a letter through a relay that asks for TLS and a password."""
    authority = trustme.CA()
    trusted = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(trusted))
    with smtp_relay(authority.issue_cert("localhost"), sign_in=True) as (port, taken):
        there = at_relay(place, port, trusted, secret_in(folder))
        reference, number = issued(there)
        send(there, caller(there, SENIOR), reference, number, to, form)
        send_mail(there)
    return taken, reference, number


def test_what_arrives_is_the_sealed_pdf_to_the_byte(place: Services, tmp_path: Path) -> None:
    taken, reference, number = through_tls(place, tmp_path)
    message = taken.messages[0]
    files = list(message.iter_attachments())

    assert taken.signed_in == ["password of duecourse"]
    assert taken.to == [HOST]
    assert [each.get_content_type() for each in files] == ["application/pdf"]
    assert files[0].get_content() == rendition(place, reference, number, "application/pdf")
    assert files[0].get_filename() == f"{str(message['Subject']).split()[1].replace('/', '-letter-')}.pdf"


def test_as_plain_text_what_arrives_is_the_sealed_text(place: Services, tmp_path: Path) -> None:
    taken, reference, number = through_tls(place, tmp_path, form="text")
    message = taken.messages[0]
    arrived = cast(bytes, message.get_payload(decode=True))

    assert not message.is_multipart()
    # mail ends its lines in its own way, and nothing else differs
    assert arrived.replace(b"\r\n", b"\n") == rendition(place, reference, number, "text/plain")


def test_its_head_holds_what_mail_needs_and_nothing_else(place: Services, tmp_path: Path) -> None:
    taken, reference, _ = through_tls(place, tmp_path)
    message = taken.messages[0]
    known = {"From", "To", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type"}
    head = {name: str(value) for name, value in message.items() if not name.startswith("X-")}

    assert set(head) == known
    assert head["Reply-To"] == SENDER
    assert head["Subject"].startswith(f"Letter {reference}/")
    with place.store.reading() as reading:
        people = reading.people(reading.organisation().id)
    for word in (*(each.name for each in people), "a.example", "Posts Example", str(tmp_path)):
        assert not any(word in value for value in head.values()), word


@pytest.mark.parametrize(("to", "code"), [(NEVER, "550"), (FULL, "552")])
def test_a_real_relay_that_refuses_for_good_is_told_with_its_answer(
    place: Services, tmp_path: Path, to: str, code: str
) -> None:
    _, reference, number = through_tls(place, tmp_path, to)
    with place.store.reading() as reading:
        entry = reading.entries(caller(place, SENIOR).viewer, case_of(place, reference).id)[-1]

    assert rows_of(place)[0].error == code
    assert code in (entry.words["reason"].text or "")
    assert case_of(place, reference).letters[str(number)].status == "issued"


def test_stored_bytes_that_no_longer_fit_their_seal_do_not_leave(place: Services, tmp_path: Path) -> None:
    with smtp_relay() as (port, taken):
        settings = read_relay({"MAIL_RELAY": f"plain://localhost:{port}", "MAIL_FROM": SENDER, "MAIL_SITE": SITE})
        assert settings is not None
        relay = SmtpRelay(settings, place.clock)
        there = replace(place, postroom=Postroom(relay=relay, site=SITE, domain="trust.example", burst=9))
        reference, number = issued(there)
        send(there, caller(there, SENIOR), reference, number, HOST, "pdf")
        with sqlite3.connect(tmp_path / "store.db") as raw:
            raw.execute("UPDATE letter_renditions SET content = ? WHERE name = ?", (b"%PDF other", "application/pdf"))
        send_mail(there)

    assert HOST not in taken.to
    assert rows_of(there)[0].error == ReasonCode.SEAL_BROKEN
    assert case_of(there, reference).letters[str(number)].status == "issued"
