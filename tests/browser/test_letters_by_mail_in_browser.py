"""A letter sent by e-mail on a phone: every page of it is looked at, and what arrives is the sealed PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from duecourse.casework.mail.departure import send_mail
from duecourse.mail.relay_settings import RelaySettings
from duecourse.mail.smtp_relay import SmtpRelay
from engine.ports.mail.relay import Postroom
from engine.record.codes import letter_code
from tests.browser.windows import LAPTOP, PHONE, Served, Window, open_window
from tests.cli import MONDAY
from tests.letters_given import HOST, SENIOR, case_of, drafted, issued, rendition
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


BY_MAIL, BY_POST = 4, 5


@dataclass
class Clicks:
    """Clicks in a window, counted; what axe finds wrong on the page that each leads to."""

    window: Window
    count: int = 0
    wrong: list[str] = field(default_factory=list)

    def on(self, what: str) -> None:
        self.window.page.click(what)
        self.count += 1
        self.window.page.wait_for_load_state()
        self.wrong += self.window.look()

    def beside(self, what: str) -> str:
        """Open what is no page in a tab of its own, as somebody who prints it does. Gives its address."""
        with self.window.page.context.expect_page() as opened:
            self.window.page.click(what, modifiers=["ControlOrMeta"])
        self.count += 1
        address = opened.value.url
        opened.value.close()
        return address


def test_from_the_open_draft_a_letter_is_sent_in_four_clicks_and_posted_in_five(
    browser: Browser, relayed: tuple[Served, Taken]
) -> None:
    served, taken = relayed
    place = served.site.services
    clicked = []
    for _ in (BY_MAIL, BY_POST):
        reference, number = drafted(place)
        letter = f"/cases/{reference}/letters/{letter_code(case_of(place, reference).id, number)}"
        window = open_window(browser, served.address, LAPTOP, script=True).sign_in(SENIOR)
        window.open(letter)
        clicked.append((Clicks(window), letter))
    (mailed, first), (posted, _) = clicked

    mailed.on("text=Issue this letter")
    mailed.on(f'main a[href="{first}/send"]')
    mailed.on("text=Go on to what is sent")
    mailed.on("main form button")
    send_mail(place)

    posted.on("text=Issue this letter")
    printed = posted.beside("main a[href$='/pdf']")
    posted.on("label:has-text('By post')")
    posted.window.page.fill("[name=proof]", "AB 1234 5678 9GB")
    posted.on("text=Record that it went out")
    sent = posted.window.page.url
    for each in (mailed, posted):
        each.window.page.context.close()

    assert (mailed.count, posted.count) == (BY_MAIL, BY_POST - 1)
    assert printed.endswith("/pdf")
    assert [each["To"] for each in taken.messages if each["To"] == HOST] == [HOST]
    assert "?done=" in sent
    assert mailed.wrong + posted.wrong == []
    assert mailed.window.problems + posted.window.problems == []
