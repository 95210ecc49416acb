"""Every way into every page, with values that no browser sends: never a fault of ours, and no word is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Route

from tests.cli import ASK_HOST, MONDAY
from tests.office import report
from tests.site import Form, Person, Site, forms_of, make_site

THOUGHT = "A long thought, typed with care."
NASTY = (
    "", " ", "0", "-1", "1", "2", "9" * 25, "9" * 5_000, "1e9", "٣", "²", "é", "\0", "a\0b", "\x1f", "\x1b[31m", "\u202e",
    "\ufeff", "\U0001f600", "<b>&\"'", "../..", "a/b", "//evil.example", "'; DROP TABLE cases; --", "%", "%00", "{{7*7}}",
    "x" * 600, "x" * 21_000, "no", "yes", "unknown:", "2026-02-30", "2026-13-01T99:99", "https://a.example/\n\0",
    "https://[::1", "https://" + "a" * 11_000, "javascript:alert(1)", "senior manager", "oakfield-head", "removal/1",
)  # fmt: skip
nasty = st.sampled_from(NASTY) | st.text(max_size=40)
ENCODINGS = st.sampled_from(
    ["application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "text/plain", "",
     "multipart/form-data; boundary=x; charset=utf-7", "multipart/form-data; boundary=x; charset=idna",
     "application/json", "é/ü"],
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = make_site(tmp_path_factory.mktemp("fuzzed"), MONDAY)
    yield made
    made.office.store.close()


@pytest.fixture(scope="module")
def reference(site: Site) -> str:
    """A case with a step taken, a letter to send, and dangers."""
    made, senior = report(site.office, child_at_risk="yes", personal_data="dont_know"), site.person("oakfield-senior")
    senior.take(made, "case/1", "acknowledge")
    senior.take(made, "removal/1", "decide", **ASK_HOST)
    return made


@pytest.fixture(scope="module")
def person(site: Site) -> Person:
    return site.person("oakfield-senior")


@pytest.fixture(scope="module")
def ways(site: Site) -> tuple[Route, ...]:
    return tuple(site.app.state.routes)


def placed(data: st.DataObject, path: str, reference: str) -> str:
    """Fill the gaps of an address, mostly with what leads somewhere."""
    good = {
        "reference": reference, "number": "1", "track": "case", "action": "triage", "slug": "what-happened",
        "key": "lumen", "what": "dispatch", "name": "removal",
    }  # fmt: skip

    def fill(gap: re.Match[str]) -> str:
        name = gap[1].split(":")[0]
        value = data.draw(st.one_of(st.just(good.get(name, "1")), st.just(good.get(name, "1")), nasty), label=name)
        return quote(value[:2_000].encode("utf-8", "replace").decode(), safe="") or "-"

    return re.sub(r"\{([^}]+)\}", fill, path)


def filled(data: st.DataObject, form: Form) -> dict[str, Any]:
    """Type something into every field of a form, leave some out, and repeat some."""
    names = [name for name in form.fields if name != "csrf"] or ["reason"]
    more = data.draw(st.dictionaries(st.sampled_from([*names, "page", "happened-year"]), nasty, max_size=4))
    fields: dict[str, Any] = {**form.fields, **more}
    gone = data.draw(st.sampled_from(["", "", "", *names]))
    fields.pop(gone, None)
    again = data.draw(st.sampled_from(["", "", *names]))
    return {**fields, **({again: [str(fields.get(again, "")), data.draw(nasty)]} if again else {})}


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@pytest.mark.thorough
@settings(max_examples=300, deadline=None, suppress_health_check=QUIET)
@given(data=st.data())
def test_no_address_and_no_query_is_a_fault_of_ours(
    person: Person, reference: str, ways: tuple[Route, ...], data: st.DataObject
) -> None:
    way = data.draw(st.sampled_from([way for way in ways if "GET" in (way.methods or ()) and way.path != "/sign-out"]))
    names = st.sampled_from(["page", "show", "done", "q", "kind", "day-day", "day-month", "day-year", "school", "next"])
    query = data.draw(st.dictionaries(names, nasty, max_size=3))
    method = data.draw(st.sampled_from(["GET", "GET", "GET", "HEAD", "PUT"]))
    page = person.client.request(method, placed(data, way.path, reference), params=query)

    assert page.status_code < 500, page.text


@pytest.mark.thorough
@settings(max_examples=300, deadline=None, suppress_health_check=QUIET)
@given(data=st.data())
def test_no_form_is_a_fault_of_ours_and_what_was_typed_into_one_that_is_refused_is_still_there(
    person: Person, reference: str, ways: tuple[Route, ...], data: st.DataObject
) -> None:
    skipped = ("/sign-out", "/sign-in")
    way = data.draw(st.sampled_from([way for way in ways if "POST" in (way.methods or ()) and way.path not in skipped]))
    place = placed(data, way.path, reference)
    forms = forms_of(person.get(place)) or [Form(place, {})]
    form = data.draw(st.sampled_from(forms))
    fields = filled(data, form)
    texts = [name for name in form.fields if name in ("reason", "proof", "scope_reason", "what_happened", "entry_words")]
    fields |= dict.fromkeys(texts, f"{THOUGHT}{data.draw(st.sampled_from(['', chr(0), 'x' * 21_000]))}")
    page = person.client.post(form.action or place, data=fields)

    assert page.status_code < 500, page.text
    assert not texts or page.status_code not in (400, 409, 413, 422) or THOUGHT in page.text


@pytest.mark.thorough
@settings(max_examples=200, deadline=None, suppress_health_check=QUIET)
@given(kind=ENCODINGS, body=st.binary(max_size=300) | st.just(b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"))
def test_no_body_of_whatever_kind_is_a_fault_of_ours(person: Person, kind: str, body: bytes) -> None:
    headers = {"content-type": kind.encode()} if kind else {}
    for place in ("/report/what-happened", "/sign-in", "/registers/entry", "/report/check"):
        page = person.client.post(place, content=body, headers=headers)

        assert page.status_code < 500, page.text


@pytest.mark.thorough
@settings(max_examples=100, deadline=None, suppress_health_check=QUIET)
@given(cookie=st.text(st.characters(max_codepoint=255), max_size=60))
def test_no_cookie_is_a_fault_of_ours(site: Site, cookie: str) -> None:
    visitor = site.visitor()
    sent = f"duecourse={cookie}".encode("latin-1")
    if re.search(rb"[\0\r\n]", sent):
        return
    for method in ("GET", "POST"):
        page = visitor.client.request(method, "/work", headers=[(b"cookie", sent)])

        assert page.status_code < 500

