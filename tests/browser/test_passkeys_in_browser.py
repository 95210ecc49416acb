"""A passkey in a browser with a device of its own: made, used at sign-in and when asked again, and taken away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from duecourse.demo import DEMO_PASSWORD
from tests.app_codes import code_at
from tests.browser.windows import PHONE, Served, open_window
from tests.cli import MONDAY
from tests.site import make_site

HEAD, PLACE = "hilltop-head", "/account/passkeys"


class Named(Served):
    """A site at a name: browsers give passkeys to names alone."""

    @property
    def address(self) -> str:
        """Give where the site is."""
        return super().address.replace("127.0.0.1", "localhost")


@pytest.fixture
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Named]:
    """Serve a site at a name."""
    site = make_site(tmp_path_factory.mktemp("named"), MONDAY)
    running = Named(site)
    yield running
    running.stop()
    site.services.store.close()


def test_a_passkey_is_made_on_a_device_and_stands_in_for_codes(browser: Browser, named: Named) -> None:
    head = open_window(browser, named.address, PHONE, script=True)
    page = head.page
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**device, "automaticPresenceSimulation": True}})
    head.sign_in(HEAD)
    head.open("/account/second-factor")
    secret = page.input_value("[name=factor_secret]")
    head.fill({"code": code_at(secret, named.site.services.clock.now())})
    head.open(PLACE)
    wrong = head.look()
    page.fill("[name=passkey_name]", "my telephone")
    page.click("form[data-passkey] button")
    page.wait_for_selector("text=my telephone")
    wrong += head.look()

    page.click("text=Sign out")
    page.goto(f"{named.address}/sign-in?next=/cases")
    page.fill("#name", HEAD)
    page.fill("#password", DEMO_PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_selector("text=Use a passkey")
    wrong += head.look()
    page.click("text=Use a passkey")
    page.wait_for_url(f"{named.address}/cases")
    page.goto(f"{named.address}/confirm?next={PLACE}")
    wrong += head.look()
    page.click("text=Use a passkey")
    page.wait_for_url(f"{named.address}{PLACE}")
    page.click("text=Take it away")
    page.wait_for_selector("text=You have no passkey yet")
    page.context.close()

    assert wrong == head.problems == []
