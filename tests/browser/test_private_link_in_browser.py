"""A private link on a phone: opened, read and answered; and the form on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from duecourse.casework.mail.departure import send_mail
from tests.browser.windows import LAPTOP, PHONE, Served, open_window
from tests.cli import MONDAY
from tests.fake_relay import SITE, FakeRelay, with_mail
from tests.integration.casework.test_what_letters_state import found, reported
from tests.integration.web.test_private_link import ANSWER, stands, step_page
from tests.services import act
from tests.site import make_site


@pytest.fixture
def mailed(tmp_path: Path) -> Iterator[tuple[Served, FakeRelay]]:
    site = make_site(tmp_path, MONDAY)
    site.services, relay = with_mail(site.services)
    site.app.state.services = site.services
    served = Served(site)
    yield served, relay
    served.stop()
    site.services.store.close()


def test_on_a_phone_a_link_is_opened_read_and_answered(browser: Browser, mailed: tuple[Served, FakeRelay]) -> None:
    served, relay = mailed
    site = served.site
    reference = reported(site.services)
    found(site.services, reference, material="threatening")
    act(site.services, "senior", reference, "police/1", "assess", police_concern="A post that says where she parks")
    act(site.services, "senior", reference, "police/1", "ask_consent")
    senior = open_window(browser, served.address, LAPTOP, script=True).sign_in("oakfield-senior")
    senior.open(step_page(site, reference))
    wrong = senior.look()
    senior.page.click('form[action$="/link"] button')
    senior.page.wait_for_url("**/consent_answer?sent=yes")
    wrong += senior.look()
    senior.open(f"{step_page(site, reference)}/paper")
    wrong += senior.look()
    send_mail(site.services)
    path = re.search(rf"{SITE}(/private/\S+)", next(each.text for each in relay.taken if "private" in each.subject))
    assert path

    person = open_window(browser, served.address, PHONE, script=True)
    person.open(path[1])
    wrong += person.look()
    person.send()
    wrong += person.look()
    person.fill({ANSWER: "declined"})
    wrong += person.look()
    person.send()
    wrong += person.look()
    assert "Your answer is recorded" in person.page.inner_text("main")
    person.open("/work")
    wrong += person.look()
    assert "/sign-in" in person.page.url  # the page is closed with the answer, and opens no other
    person.open(path[1], status=404)
    wrong += person.look()

    assert senior.problems + person.problems == []
    assert wrong == []
    assert stands(site, reference) == "declined"
