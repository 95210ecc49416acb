"""Every way into every page, with values that no browser sends: never a fault of ours, and no word is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import Route

from duecourse.casework.commands.sweep import sweep
from engine.identity import CaseReference
from tests.cli import ASK_HOST, MONDAY
from tests.services import report
from tests.site import Form, Person, Site, forms_of, make_site
from tests.thrown import BYTES, FILE_NAMES, NUMBERS, THROWS, Throw, throwing

WORDS = ("reason", "proof", "scope_reason", "what_happened", "entry_words", "question_words")
THOUGHT = "A long thought, typed with care."
NUMERIC = ("page", "done", "revision", "day-day", "day-month", "day-year", "happened-year", "happened-month")
ENCODINGS = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "text/plain",
        "",
        "multipart/form-data; boundary=x; charset=utf-7",
        "multipart/form-data; boundary=x; charset=idna",
        "application/json",
        "é/ü",
    ],
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = make_site(tmp_path_factory.mktemp("fuzzed"), MONDAY)
    yield made
    made.services.store.close()


@pytest.fixture(scope="module")
def reference(site: Site) -> CaseReference:
    """A case with a step taken, a letter to send, and dangers."""
    made, senior = report(site.services, child_at_risk="yes", personal_data="dont_know"), site.person("oakfield-senior")
    senior.take(made, "case/1", "acknowledge")
    senior.take(made, "removal/1", "decide", **ASK_HOST)
    sweep(
        site.services, site.services.clock.now()
    )  # a site whose clocks nobody watches is not ready, and says so with 503
    return made


PEOPLE = ("oakfield-senior", "oakfield-senior", "oakfield-teacher", "oakfield-dsl", "dpo", "hr", "central")


@pytest.fixture(scope="module")
def people(site: Site) -> tuple[Person, ...]:
    """Those who ask: most often somebody who manages the case, and others with a part in it, or with none."""
    signed_in = {key: site.person(key) for key in PEOPLE}
    return tuple(signed_in[key] for key in PEOPLE)


@pytest.fixture(scope="module")
def person(people: tuple[Person, ...]) -> Person:
    return people[0]


@pytest.fixture(scope="module")
def ways(site: Site) -> Ways:
    return Ways(tuple(site.app.state.routes))


@pytest.fixture(scope="module")
def taking(ways: Ways, person: Person, reference: CaseReference) -> tuple[str, ...]:
    """Give the pages that take a file, as they say themselves."""
    shown = [way.path for way in ways.routes if "GET" in (way.methods or ()) and "token" not in way.path]
    asked = {path: person.get(placed(USUAL, path, reference)) for path in shown}
    found = tuple(path for path, page in asked.items() if 'type="file"' in page.text)
    assert len(found) > 3
    return found


@dataclass(frozen=True)
class Ways:
    """The routes of the site; there are too many of them to be printed with every failure."""

    routes: tuple[Route, ...] = field(repr=False)


USUAL = Throw(("",) * 8, (1,) * 13)
"""Nothing out of the way: it leads to pages that there are."""


def placed(thrown: Throw, path: str, reference: CaseReference) -> str:
    """Fill the gaps of an address, mostly with what leads somewhere."""
    good = {
        "reference": reference,
        "number": "1",
        "track": "case",
        "action": "triage",
        "slug": "what-happened",
        "key": "lumen",
        "what": "dispatch",
        "name": "removal",
    }
    gaps = re.findall(r"\{([^}]+)\}", path)
    for number, gap in enumerate(gaps):
        known = good.get(gap.split(":")[0], "1")
        value = known if thrown.picks[number] % 3 else thrown.values[number][:2_000]
        path = path.replace(f"{{{gap}}}", quote(value.encode("utf-8", "replace"), safe="") or "-")
    return path


def filled(thrown: Throw, form: Form) -> dict[str, Any]:
    """Type something into some fields of a form, leave one out, and repeat another."""
    names = [name for name in form.fields if name != "csrf"] or ["reason"]
    fields: dict[str, Any] = dict(form.fields)
    for value, pick in zip(thrown.values[:4], thrown.picks[4:8], strict=True):
        fields[[*names, "csrf", "happened-year", "happened-time"][pick % (len(names) + 3)]] = value
    fields |= {name: NUMBERS[thrown.picks[9] % len(NUMBERS)] for name in fields if name in NUMERIC}
    gone, again = names[thrown.picks[8] % len(names)], names[thrown.picks[9] % len(names)]
    if thrown.picks[8] % 4 == 0:
        fields.pop(gone, None)
    if thrown.picks[9] % 4 == 0:
        fields[again] = [str(fields.get(again, "")), thrown.values[5]]
    return fields


NAMELESS = b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"


@pytest.mark.thorough
@throwing(160)
@given(thrown=THROWS, files=st.lists(st.tuples(FILE_NAMES, BYTES, ENCODINGS), min_size=1, max_size=3))
def test_no_file_is_a_fault_of_ours(
    person: Person,
    reference: CaseReference,
    taking: tuple[str, ...],
    thrown: Throw,
    files: list[tuple[str, bytes, str]],
) -> None:
    place = placed(replace(thrown, picks=(1,) * 13), taking[thrown.picks[10] % len(taking)], reference)
    form = next((form for form in forms_of(person.get(place)) if form.files), Form(place, {}, ["file"]))
    fields = filled(thrown, form) if thrown.picks[11] % 2 else {**form.fields, "image": "no"}
    page = person.client.post(form.action or place, data=fields, files=[(form.files[0], each) for each in files])

    assert page.status_code < 500, page.text


@pytest.mark.thorough
@throwing(240)
@given(thrown=THROWS)
def test_no_address_and_no_query_is_a_fault_of_ours(
    people: tuple[Person, ...], reference: CaseReference, ways: Ways, thrown: Throw
) -> None:
    person = people[thrown.picks[12] % len(people)]
    asked = [way for way in ways.routes if "GET" in (way.methods or ())]
    names = (*NUMERIC, "show", "q", "kind", "school", "next", "basis")
    drawn = zip(thrown.picks[4:8], thrown.values[4:], strict=True)
    query = {names[pick % len(names)]: value[:5_000] for pick, value in drawn}
    query |= {name: NUMBERS[thrown.picks[9] % len(NUMBERS)] for name in query if name in NUMERIC}
    method = ("GET", "GET", "GET", "HEAD", "PUT", "OPTIONS")[thrown.picks[8] % 6]
    page = person.client.request(
        method, placed(thrown, asked[thrown.picks[10] % len(asked)].path, reference), params=query
    )

    assert page.status_code < 500, page.text


@pytest.mark.thorough
@throwing(240)
@given(thrown=THROWS)
def test_no_form_is_a_fault_of_ours_and_what_was_typed_into_one_that_is_refused_is_still_there(
    people: tuple[Person, ...], reference: CaseReference, ways: Ways, thrown: Throw
) -> None:
    person = people[thrown.picks[12] % len(people)]
    taking = [way for way in ways.routes if "POST" in (way.methods or ()) and way.path not in ("/sign-out", "/sign-in")]
    place = placed(thrown, taking[thrown.picks[10] % len(taking)].path, reference)
    shown = person.get(place)
    forms = forms_of(shown) or [Form(place, {})]
    form = forms[thrown.picks[11] % len(forms)]
    fields = filled(thrown, form)
    texts = [name for name in form.fields if name in WORDS]
    fields |= dict.fromkeys(texts, f"{THOUGHT}{('', chr(0), 'x' * 21_000)[thrown.picks[9] % 3]}")
    page = person.client.post(form.action or str(shown.url), data=fields)

    assert page.status_code < 500, page.text
    assert not texts or page.status_code not in (400, 409, 413, 422) or THOUGHT in page.text


@pytest.mark.thorough
@throwing(30)
@given(kind=ENCODINGS, body=st.binary(max_size=300) | st.just(NAMELESS))
def test_no_body_of_whatever_kind_is_a_fault_of_ours(person: Person, kind: str, body: bytes) -> None:
    headers = {b"content-type": kind.encode()} if kind else {}
    for place in ("/report/what-happened", "/sign-in", "/registers/entry", "/report/check"):
        page = person.client.post(place, content=body, headers=headers)

        assert page.status_code < 500, page.text


@pytest.mark.thorough
@throwing(40)
@given(cookie=st.text(st.characters(max_codepoint=255), max_size=60))
def test_no_cookie_is_a_fault_of_ours(site: Site, cookie: str) -> None:
    visitor = site.visitor()
    sent = f"duecourse={cookie}".encode("latin-1")
    if re.search(rb"[\0\r\n]", sent):
        return
    for method in ("GET", "POST"):
        page = visitor.client.request(method, "/work", headers=[(b"cookie", sent)])

        assert page.status_code < 500


HEADERS = (
    "accept",
    "accept-encoding",
    "accept-language",
    "authorization",
    "content-type",
    "cookie",
    "forwarded",
    "host",
    "if-modified-since",
    "if-none-match",
    "origin",
    "range",
    "referer",
    "sec-fetch-site",
    "user-agent",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-request-id",
)


@pytest.mark.thorough
@throwing(160)
@given(thrown=THROWS)
def test_no_header_is_a_fault_of_ours(person: Person, reference: CaseReference, ways: Ways, thrown: Throw) -> None:
    drawn = zip(thrown.picks[:4], thrown.values[:4], strict=True)
    # what cannot stand in a header never comes as far as us
    sent = [(HEADERS[pick % len(HEADERS)].encode(), re.sub(rb"[\0\r\n]", b"", value.encode())) for pick, value in drawn]
    way = ways.routes[thrown.picks[10] % len(ways.routes)]
    method = sorted(way.methods or ())[0]
    page = person.client.request(method, placed(thrown, way.path, reference), headers=sent, follow_redirects=False)

    assert page.status_code < 500, page.text
