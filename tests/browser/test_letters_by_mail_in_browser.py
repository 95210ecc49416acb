"""A letter sent by e-mail on a phone: every page of it is looked at, and what arrives is the sealed PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from duecourse.casework.mail.departure import send_mail
from duecourse.mail.relay_settings import RelaySettings
from duecourse.mail.smtp_relay import SmtpRelay
from engine.ports.mail.relay import Postroom
from engine.record.codes import letter_code
from tests.browser.windows import PHONE, Served, open_window
from tests.cli import MONDAY
from tests.letters_given import HOST, SENIOR, case_of, issued, rendition
from tests.mail_relays import NEVER, SENDER, Taken, smtp_relay
from tests.site import Site, make_site

SITE = "https://duecourse.trust.example"


@pytest.fixture
def relayed(tmp_path: Path) -> Iterator[tuple[Served, Taken]]:
    site = make_site(tmp_path, MONDAY)
    with smtp_relay() as (port, taken):
        settings = RelaySettings(scheme="plain", host="127.0.0.1", port=port, sender=SENDER, site=SITE)
        relay = SmtpRelay(settings, site.services.clock)
        room = Postroom(relay=relay, site=SITE, domain="trust.example", burst=200, sender=SENDER)
        running = Served(Site(replace(site.services, postroom=room), site.app))
        yield running, taken
        running.stop()
    site.services.store.close()


def test_on_a_phone_a_letter_is_sent_refused_and_sent_to_another_address(
    browser: Browser, relayed: tuple[Served, Taken]
) -> None:
    served, taken = relayed
    place = served.site.services
    reference, number = issued(place)
    letter = f"/cases/{reference}/letters/{letter_code(case_of(place, reference).id, number)}"
    window = open_window(browser, served.address, PHONE, script=True).sign_in(SENIOR)
    wrong = []
    window.open(letter)
    wrong += window.look()
    window.page.click(f'main a[href="{letter}/send"]')
    wrong += window.look()
    window.fill({"to": NEVER})
    wrong += window.look()
    window.send()
    waits = window.page.inner_text("main")
    wrong += window.look()
    send_mail(place)
    window.open("/work")
    wrong += window.look()
    window.page.click(f'main a[href="{letter}"]')
    refused = window.page.inner_text("main")
    wrong += window.look()
    window.page.click(f'main a[href="{letter}/send"]')
    window.fill({"to": HOST})
    window.send()
    send_mail(place)
    window.open(letter)
    left = window.page.inner_text("main")
    wrong += window.look()
    window.page.context.close()
    files = [file.get_content() for each in taken.messages if each["To"] == HOST for file in each.iter_attachments()]

    assert wrong == []
    assert window.problems == []
    assert "It waits to be sent" in waits
    assert "550" in refused
    assert "Sent by e-mail" in left
    assert files == [rendition(place, reference, number, "application/pdf")]
