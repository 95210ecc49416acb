"""A second factor on a phone: set up, asked for at sign-in, and somebody asked again before it is taken away."""

from __future__ import annotations

from duecourse.demo import DEMO_PASSWORD
from tests.app_codes import code_at
from tests.browser.conftest import Open
from tests.browser.windows import PHONE, Served

HEAD, PLACE = "hilltop-head", "/account/second-factor"
UNPROCESSABLE = 422


def test_on_a_phone_a_second_factor_is_set_up_asked_for_and_taken_away(window: Open, served: Served) -> None:
    services = served.site.services
    head = window(PHONE).sign_in(HEAD)
    head.open("/account/sessions")
    wrong = head.look()
    head.open(PLACE)
    wrong += head.look()
    secret = head.page.input_value("[name=factor_secret]")
    head.fill({"code": "000000"}, status=UNPROCESSABLE)
    wrong += head.look()
    head.fill({"code": code_at(secret, services.clock.now())})
    wrong += head.look()
    assert head.heading() == "Your recovery codes"
    code = head.page.inner_text(".dc-codes li:first-child")

    again = window(PHONE)
    again.open("/sign-in")
    again.fill({"name": HEAD, "password": DEMO_PASSWORD})
    wrong += again.look()
    again.fill({"code": code})
    assert again.page.url.endswith("/work")
    again.open(f"/confirm?next={PLACE}")
    wrong += again.look()
    again.fill({"password": DEMO_PASSWORD})
    wrong += again.look()
    again.page.click("form[action$='/away'] button")
    again.page.wait_for_selector("[name=code]")

    assert wrong == []
