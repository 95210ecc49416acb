"""Signing in on pages: the device that is known again, and what is said to those who wait."""

from __future__ import annotations

from duecourse.demo import DEMO_PASSWORD
from tests.site import Site, forms_of

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


def test_somebody_sees_where_they_are_signed_in_and_ends_one_or_all_others(site: Site) -> None:
    here, there, third = (site.person(HEAD) for _ in range(3))
    site.person("oakfield-senior")
    page = here.get("/account/sessions")
    assert page.text.count("An unknown browser") == 5  # three rows, and in words with two buttons
    assert page.text.count("testclient") >= 3
    assert page.text.count("This one") == 1

    again = here.send(page, 0)
    assert again.text.count("End it<span") == 1
    assert sorted(each.client.get("/work").url.path for each in (here, there, third)) == ["/sign-in", "/work", "/work"]
    assert here.send(page, 0).url.path == "/account/sessions"
    here.send(again, 1)
    assert [each.client.get("/work").url.path for each in (here, there, third)] == ["/work", "/sign-in", "/sign-in"]
    assert "Signed in" in here.get("/account/sessions").text


def test_nobody_ends_the_session_of_somebody_else(site: Site) -> None:
    head, senior = site.person(HEAD), site.person("oakfield-senior")
    other = site.person("oakfield-senior")
    form = forms_of(senior.get("/account/sessions"))[0]
    assert other.get("/work").url.path == "/work"
    site.person(HEAD)
    assert "has ended already" in head.send(head.get("/account/sessions"), 0, which=form.fields["which"]).text


def test_a_session_that_ran_out_is_not_listed(site: Site) -> None:
    site.person(HEAD)
    site.wait(minutes=31)

    assert "End it<span" not in site.person(HEAD).get("/account/sessions").text
