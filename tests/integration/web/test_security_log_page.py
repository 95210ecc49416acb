"""What the site refuses stands in the security log, with where it came from; administrators read it on a page."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from duecourse.web.app import build_app
from duecourse.web.serving.settings import WebSettings
from engine.ports.watch.security_log import SecurityEvent, SecurityLine, SecurityWanted
from tests.site import ADDRESS, Site, cheap_passwords, forms_of


def lines(site: Site, what: SecurityEvent | None = None) -> list[SecurityLine]:
    with site.services.store.reading() as reading:
        return list(reading.security_lines(reading.organisation().id, SecurityWanted(what=what, limit=9999)))


def listed(page: str) -> str:
    """Give the table of a page, without what may be chosen above it."""
    return page.partition("<tbody")[2]


def test_a_page_that_is_not_permitted_is_told_by_its_route_and_not_by_its_address(site: Site) -> None:
    head = site.person("oakfield-head")
    refused = head.get("/mail/message/a-secret-name").status_code
    line = lines(site, SecurityEvent.NOT_PERMITTED)[0]
    with site.services.store.reading() as reading:
        known = reading.find_person(line.organisation, "oakfield-head")

    assert refused == 403
    assert known is not None
    assert (line.person, line.address, line.detail) == (known.id, "testclient", "GET /mail/message/{message}")


def test_an_act_that_is_not_permitted_is_told_too(site: Site) -> None:
    head = site.person("oakfield-head")
    own = forms_of(head.get("/report/life-in-danger"))[0].fields["csrf"]
    head.client.post("/mail/release", data={"csrf": own})

    assert lines(site, SecurityEvent.NOT_PERMITTED)[0].detail == "POST /mail/release"


def test_a_form_from_another_site_and_a_request_for_another_name_are_told(site: Site) -> None:
    stranger = site.visitor().client
    stranger.post("/sign-in", headers={"Origin": "https://evil.example"}, data={"name": "a"})
    stranger.get("/work", headers={"Host": "evil.example"})

    assert [each.what for each in lines(site)] == [SecurityEvent.FOREIGN_NAME, SecurityEvent.FOREIGN_FORM]


def test_what_a_stranger_calls_a_method_is_written_down_nowhere(site: Site) -> None:
    stranger = site.visitor().client
    stranger.request("KIT-OAKFIELD", "/work", headers={"Host": "evil.example"})
    stranger.request("PUT", "/work", headers={"Host": "evil.example"})

    assert [each.detail for each in lines(site)] == ["PUT", "other"]


def test_sign_ins_are_told_and_a_lockout_too(site: Site) -> None:
    stranger = site.visitor()
    for _ in range(7):
        stranger.fill("/sign-in", name="oakfield-head", password="not this one at all")
    there = [each.what for each in lines(site)]

    assert there.count(SecurityEvent.SIGN_IN_REFUSED) == 5
    assert there.count(SecurityEvent.SIGN_IN_LOCKED) == 2
    assert {each.address for each in lines(site)} == {"testclient"}


def test_nobody_fills_the_disk_by_asking(site: Site) -> None:
    stranger = site.visitor().client
    for _ in range(60):
        stranger.get("/work", headers={"Host": "evil.example"})

    assert len(lines(site)) == 30


def test_behind_a_named_proxy_the_address_is_that_of_the_person(site: Site) -> None:
    app = build_app(site.services, cheap_passwords(), WebSettings(ADDRESS, ("127.0.0.1",)))
    for client, said in ((("127.0.0.1", 5), "192.0.2.7"), (("192.0.2.9", 5), "203.0.113.1")):
        there = TestClient(app, base_url=ADDRESS, client=client)
        there.post("/sign-in", data={"name": "it", "password": "no"}, headers={"X-Forwarded-For": said})

    assert [each.address for each in lines(site)] == ["192.0.2.9", "192.0.2.7"]


def test_administrators_read_it_narrowed_and_a_page_at_a_time(site: Site) -> None:
    it = site.person("it")
    for _ in range(30):
        it.client.get("/work", headers={"Host": "evil.example"})
    page = it.get("/security-log").text
    narrowed = listed(it.get("/security-log?what=signed-in&person=it").text)
    older = listed(it.get("/security-log?page=2").text)

    assert listed(page).count("Asked for another name") == 25
    assert "page=2" in page
    assert (narrowed.count("Signed in"), narrowed.count("another name")) == (1, 0)
    assert older.count("Signed in") == 1
    assert "Nothing fits." in it.get("/security-log?what=token-used").text


@pytest.mark.parametrize("asked", ["what=odd", "person=nobody", "from=yesterday", "to=soon"])
def test_what_cannot_be_asked_is_said_at_its_field(site: Site, asked: str) -> None:
    found = site.person("it").get(f"/security-log?{asked}")

    assert found.status_code == 422
    assert "There is a problem" in found.text
    assert f'href="#{asked.partition("=")[0]}"' in found.text


def test_nobody_else_reads_it(site: Site) -> None:
    assert site.person("oakfield-head").get("/security-log").status_code == 403
    assert "/security-log" not in site.person("oakfield-head").get("/work").text
