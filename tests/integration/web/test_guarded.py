"""What stands around the pages: sessions, forms of other sites, headers, attempts, and what may be seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from duecourse.web.serving.settings import WebSettings
from engine.errors import BadInput
from tests.cli import MONDAY
from tests.services import report
from tests.site import Site, forms_of, make_site

PASSWORD = "invented-people-only"


def test_nothing_is_shown_to_those_who_are_not_signed_in(site: Site) -> None:
    reference = report(site.services)
    for path in ("/work", "/cases", f"/cases/{reference}", "/report", "/policies", f"/cases/{reference}/letters/1/pdf"):
        page = site.visitor().get(path)

        assert page.url.path == "/sign-in"
        assert reference not in page.text.replace(path, "")


def test_a_form_that_another_site_sends_is_refused_before_anything_is_read(site: Site) -> None:
    senior = site.person("oakfield-senior")
    foreign = senior.client.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    other = senior.client.post("/sign-out", headers={"Origin": "https://evil.example"})

    assert (foreign.status_code, other.status_code) == (403, 403)
    assert senior.client.get("/work").url.path == "/work"


def test_a_form_without_the_token_of_the_session_does_nothing_and_keeps_the_words(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    place = f"/cases/{reference}/case/1/triage"
    page = senior.client.post(place, data={"csrf": "guessed", "scope_reason": "A long thought."})

    assert page.url.path == place
    assert "A long thought." in page.text


def test_every_answer_carries_its_headers(site: Site) -> None:
    page = site.person("oakfield-senior").get("/work")

    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "object-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert " style=" not in page.text


def test_the_cookie_is_for_this_host_and_https_alone_where_the_site_is_reached_so(tmp_path: Path) -> None:
    secure = make_site(tmp_path, MONDAY, WebSettings("https://duecourse.example"))
    visitor = secure.visitor()
    form = forms_of(visitor.get("/sign-in"))[0]
    answer = visitor.client.post(
        "/sign-in", data={**form.fields, "name": "oakfield-head", "password": PASSWORD}, follow_redirects=False
    )
    cookie = answer.headers["set-cookie"]
    secure.services.store.close()

    assert cookie.startswith("__Host-duecourse=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"))
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_plain_http_is_taken_on_this_machine_only() -> None:
    with pytest.raises(BadInput, match="in the clear"):
        WebSettings("http://duecourse.example")


def test_after_five_wrong_passwords_from_elsewhere_the_next_waits_a_minute_and_it_is_said_until_when(
    site: Site,
) -> None:
    visitor = site.visitor()
    said = [visitor.fill("/sign-in", name="oakfield-head", password="not this one") for _ in range(5)]
    locked = visitor.fill("/sign-in", name="Oakfield-Head", password=PASSWORD)

    assert {page.status_code for page in said} == {422}
    assert (locked.status_code, locked.headers["retry-after"]) == (429, "60")
    assert "Try again at 9:01am" in locked.text
    site.wait(minutes=1)
    assert visitor.fill("/sign-in", name="oakfield-head", password=PASSWORD).url.path == "/work"


def test_an_unknown_name_and_a_wrong_password_are_told_in_the_same_words(site: Site) -> None:
    unknown = site.visitor().fill("/sign-in", name="nobody-here", password=PASSWORD)
    wrong = site.visitor().fill("/sign-in", name="oakfield-head", password="not this one")

    assert unknown.text.replace("nobody-here", "oakfield-head") == wrong.text
    assert "The name or the password is not right" in wrong.text


@pytest.mark.parametrize("place", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(site: Site, place: str) -> None:
    visitor = site.visitor()
    page = visitor.fill("/sign-in", name="oakfield-head", password=PASSWORD, next=place)

    assert str(page.url) == "http://127.0.0.1:8000/work"


def test_signing_out_ends_the_session_in_the_table_too(site: Site) -> None:
    senior = site.person("oakfield-senior")
    token = senior.client.cookies["duecourse"]
    csrf = senior.get("/work").text.split('name="csrf" value="')[1].split('"')[0]
    left = senior.client.post("/sign-out", data={"csrf": csrf}, follow_redirects=False)
    stolen = site.visitor()
    stolen.client.cookies.set("duecourse", token)

    assert stolen.get("/work").url.path == "/sign-in"
    assert left.headers["clear-site-data"] == '"cache", "storage"'


def test_what_a_request_holds_is_never_sent_back_by_trace(site: Site) -> None:
    answer = site.person("oakfield-senior").client.request("TRACE", "/work", headers={"x-planted": "planted"})

    assert answer.status_code == 405
    assert "planted" not in answer.text


def test_a_case_that_one_may_not_see_looks_like_one_that_does_not_exist(site: Site) -> None:
    reference = report(site.services)
    other = site.person("riverside-senior")
    hidden, missing = other.get(f"/cases/{reference}"), other.get("/cases/LUM-2026-9999")

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.text.replace(reference, "") == missing.text.replace("LUM-2026-9999", "")
    assert reference not in other.get("/cases").text
    assert other.get(f"/cases/{reference}/removal/1/decide").status_code == 404


def test_a_colleague_who_left_is_signed_out_at_once(site: Site) -> None:
    senior = site.person("oakfield-senior")
    with site.services.store.writing() as writing:
        known = next(each for each in writing.people(writing.organisation().id) if each.key == "oakfield-senior")
        writing.save_person(replace(known, active=False))

    assert senior.client.get("/work").url.path == "/sign-in"


def test_our_own_slip_is_told_with_a_reference_and_without_any_detail(site: Site) -> None:
    senior = site.person("oakfield-senior")
    site.app.state.proofs = None
    broken = senior.client.get("/policies")

    assert broken.status_code == 500
    assert "NoneType" not in broken.text
    assert "give this reference" in broken.text
