"""Signing in on pages: the device that is known again, and what is said to those who wait."""

from __future__ import annotations

from duecourse.demo import DEMO_PASSWORD
from tests.site import Site

WRONG, HEAD = "not this one", "oakfield-head"


def test_a_browser_in_which_somebody_signed_in_is_known_and_not_held_up_by_others(site: Site) -> None:
    head = site.person(HEAD)
    cookie = next(each for each in head.client.cookies.jar if each.name == "duecourse-device")
    stranger = site.visitor()
    for _ in range(5):
        stranger.fill("/sign-in", name=HEAD, password=WRONG)
    last = stranger.fill("/sign-in", name=HEAD, password=WRONG)

    assert cookie.has_nonstandard_attr("HttpOnly")
    assert last.status_code == 429
    assert "duecourse-device" not in stranger.client.cookies
    assert head.fill("/sign-in", name=HEAD, password=DEMO_PASSWORD).url.path == "/work"


def test_a_cookie_that_is_none_of_ours_is_no_device_and_nobody_stumbles_over_it(site: Site) -> None:
    for value in ("x" * 5000, "é", ""):
        headers = {b"Cookie": f"duecourse-device={value}".encode()}
        page = site.visitor().client.post("/sign-in", data={"name": HEAD, "password": WRONG}, headers=headers)

        assert page.status_code == 422
