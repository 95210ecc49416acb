"""Long texts, sessions that end in the wizard, and broken forms: told at the question, with every word kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from duecourse.demo import DEMO_PASSWORD
from duecourse.web.forms.typed import LARGEST_FORM
from engine.identity import CaseReference
from tests.cli import ASK_HOST, CALM, IN_SCOPE
from tests.services import report
from tests.site import Person, Site, forms_of

TOO_LONG = "It says: é.\r\n" * 5_500
"""66,000 characters as the person counts them: a browser sends the end of a line as two."""
TOLD = "The text has 65,999 characters; at most 20,000 can be kept."
"""Blanks at the end are no part of an answer."""


def asked(form: str, reference: CaseReference) -> tuple[str, str, str]:
    """The address of a form, the name of its text field, and who may fill it in."""
    places = {
        "the report": ("/report/what-happened", "what_happened", "teacher"),
        "a step": (f"/cases/{reference}/case/1/triage", "scope_reason", "senior"),
        "a small form": (f"/cases/{reference}/take-back/2", "reason", "senior"),
        "a register": ("/registers/entry", "entry_words", "teacher"),
        "a question": ("/registers/question", "question_words", "teacher"),
    }
    return places[form]


@pytest.mark.quotes
@pytest.mark.parametrize("form", ["the report", "a step", "a small form", "a register", "a question"])
def test_too_long_a_text_is_told_at_its_question_and_is_all_still_there(site: Site, form: str) -> None:
    reference = report(site.services)
    site.person("oakfield-senior").take(reference, "case/1", "acknowledge")
    place, name, who = asked(form, reference)
    person = site.person(f"oakfield-{who}")
    typed: dict[str, Any] = {name: TOO_LONG}
    told = person.fill(place, **typed)

    assert told.status_code == 422
    assert f'<a href="#{name}">{TOLD}</a>' in told.text
    assert forms_of(told)[0].fields[name].strip() == TOO_LONG.replace("\r\n", "\n").strip()
    assert forms_of(person.get(place))[0].fields[name].strip() == TOO_LONG.replace("\r\n", "\n").strip()


@pytest.mark.quotes
def test_a_letter_s_proof_and_the_reason_of_its_withdrawal_are_kept_when_the_session_ends(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    senior.take(reference, "removal/1", "decide", **ASK_HOST)
    letter = f"/cases/{reference}/letters/1"
    page = senior.get(letter)
    senior.send(page)
    page = senior.get(letter)
    for form, name in ((0, "proof"), (1, "reason")):
        long = senior.send(page, form, **{name: TOO_LONG})

        assert f'<a href="#{name}">{TOLD}</a>' in long.text
    site.wait(minutes=31)
    senior.client.post(f"{letter}/withdraw", data={**forms_of(page)[1].fields, "reason": "It names the wrong page."})
    back = senior.get(letter)

    assert forms_of(back)[1].fields["reason"] == "It names the wrong page."


def test_a_text_of_exactly_as_many_lines_as_are_taken_goes_through(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    page = teacher.fill("/report/what-happened", what_happened="12345678é\r\n" * 1_999 + "1234567890")

    assert page.url.path == "/report/affects"
    assert teacher.fill("/report/what-happened", what_happened="é" * 20_001).status_code == 422


def long_answer(person: Person) -> tuple[str, dict[str, str]]:
    page = person.get("/report/what-happened?change=yes")
    return page.url.path, {**forms_of(page)[0].fields, "change": "yes", "what_happened": "A long thought.\r\nAnd more."}


def test_what_was_typed_in_the_report_when_the_session_had_ended_is_there_after_signing_in(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    place, typed = long_answer(teacher)
    site.wait(minutes=31)
    out = teacher.client.post(place, data=typed)
    back = teacher.send(out, name="oakfield-teacher", password=DEMO_PASSWORD)
    again = teacher.get("/report/what-happened")

    assert "What you typed is kept" in out.text
    assert forms_of(back)[0].fields["what_happened"] == "A long thought.\nAnd more."
    assert forms_of(back)[0].fields["change"] == "yes"
    assert "A long thought." in again.text
    assert "We kept what you typed" not in again.text


def test_the_report_of_somebody_whose_session_had_ended_is_shown_to_nobody_else(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    place, typed = long_answer(teacher)
    site.wait(minutes=31)
    out = teacher.client.post(place, data=typed)
    other = Person(teacher.client).send(out, name="oakfield-head", password=DEMO_PASSWORD)

    assert other.url.path == place
    assert "A long thought." not in other.text


def test_the_cookie_outlives_the_longest_session_so_that_words_typed_overnight_find_their_person(site: Site) -> None:
    visitor = site.visitor()
    form = forms_of(visitor.get("/sign-in"))[0]
    filled = {**form.fields, "name": "oakfield-head", "password": DEMO_PASSWORD}
    answer = visitor.client.post("/sign-in", data=filled, follow_redirects=False)

    assert "Max-Age=604800" in answer.headers["set-cookie"]


def test_the_last_page_of_the_report_always_has_a_way_back(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    for name in ("life_in_danger", "child_at_risk", "personal_data", "illegal_image", "category", "what_happened"):
        answer: dict[str, Any] = {name: CALM.get(name, "Two posts insult me.")}
        teacher.fill(f"/report/{name.replace('_', '-')}", **answer)
    teacher.fill("/report/who", who="unknown")
    teacher.fill("/report/affects", affects="me")
    teacher.fill("/report/addresses", addresses="https://posts.example/1")
    teacher.fill("/report/reporter", reporter="nobody")
    long_ago: dict[str, Any] = {"told_at-day": "3", "told_at-month": "3", "told_at-year": "1990", "told_at-time": "9am"}
    check = teacher.fill("/report/told-at", **long_ago)

    assert check.status_code == 422
    assert "There is a problem" in check.text
    assert "Two posts insult me." in check.text
    assert 'href="/report/told-at?change=yes"' in check.text


def test_beyond_the_largest_form_a_page_tells_what_happened_and_what_was_kept_before_stays(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    teacher.fill("/report/what-happened", what_happened="Two posts insult me.")
    page = teacher.fill("/report/what-happened", what_happened="x" * LARGEST_FORM)

    assert page.status_code == 413
    assert "This is too much at once" in page.text
    assert "Two posts insult me." in teacher.get("/report/what-happened").text


@pytest.mark.parametrize(
    ("name", "value"),
    [("csrf", "é"), ("csrf", "\ud7ff" * 3), ("seen", "9" * 5_000), ("seen", ""), ("once", "é" * 9_000)],
)
def test_a_field_of_ours_that_was_tampered_with_loses_no_word_and_is_no_fault_of_ours(
    site: Site, name: str, value: str
) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    senior.take(reference, "case/1", "acknowledge")
    place = f"/cases/{reference}/take-back/2"
    fields = {**forms_of(senior.get(place))[0].fields, "reason": "", name: value}
    page = senior.client.post(place, data={**fields, "reason": " "})
    kept = senior.client.post(place, data={**fields, "csrf": "no", "reason": "A long thought."})

    assert page.status_code < 500
    assert "A long thought." in kept.text


@pytest.mark.parametrize("revision", ["9" * 5_000, "-1", "two", "²"])
def test_a_page_that_names_no_revision_of_ours_takes_no_step_and_keeps_the_answers(site: Site, revision: str) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    answers: dict[str, Any] = IN_SCOPE
    check = senior.fill(f"/cases/{reference}/case/1/triage", **answers)
    page = senior.client.post(str(check.url), data={**forms_of(check)[0].fields, "seen": revision})

    assert page.status_code == 409
    assert "It is about the school." in page.text
    assert "?done=" in str(senior.send(page).url)


def test_marks_that_nobody_types_are_shown_as_such_and_part_no_text(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    teacher.fill("/report/what-happened", what_happened="One\x1ftwo\0three\x0bfour")

    assert forms_of(teacher.get("/report/what-happened"))[0].fields["what_happened"] == "One\ufffdtwo\ufffdthree\nfour"


WAYS: dict[str, Callable[[Person], Any]] = {
    "ten thousand fields": lambda p: p.client.post("/report/who", data={f"f{n}": "x" for n in range(10_000)}),
    "far too many fields": lambda p: p.client.post("/report/who", data={f"f{n}": "x" for n in range(30_000)}),
    "a charset that is none": lambda p: p.client.post(
        "/report/who",
        content=b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--\r\n',
        headers={"content-type": "multipart/form-data; boundary=x; charset=punycode"},
    ),
    "a form cut short": lambda p: p.client.post(
        "/report/who", content=b"--x\r\nContent-", headers={"content-type": "multipart/form-data; boundary=x"}
    ),
    "no boundary": lambda p: p.client.post(
        "/report/who", content=b"--x", headers={"content-type": "multipart/form-data"}
    ),
    "no form at all": lambda p: p.client.post("/report/who", json={"who": 1}),
    "bytes that are no letters": lambda p: p.client.post(
        "/report/who", content=b"who=%ff%fe&%ff=1", headers={"content-type": "application/x-www-form-urlencoded"}
    ),
    "a page of very many digits": lambda p: p.get(f"/cases?page={'9' * 5_000}"),
    "a deed of very many digits": lambda p: p.get(f"/registers?done={'9' * 5_000}&page=%D9%A3"),
    "an address with a zero byte in it": lambda p: p.get("/cases/LUM%00"),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_no_browser_sends_is_no_fault_of_ours(site: Site, way: str) -> None:
    page = WAYS[way](site.person("oakfield-senior"))

    assert page.status_code < 500
    assert "Something went wrong on our side" not in page.text


def test_head_is_answered_where_get_is_and_405_says_what_an_address_takes(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    head = senior.client.head(f"/cases/{reference}/people")
    refused = senior.client.request("DELETE", f"/cases/{reference}/add-person")
    only = senior.client.request("PUT", "/work")
    asked = senior.client.options("/work")

    assert (head.status_code, head.text) == (200, "")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    assert (only.status_code, only.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert (asked.status_code, asked.headers["allow"], asked.content) == (204, "GET, HEAD, OPTIONS", b"")
    assert senior.client.options("/nothing-here").status_code == 404
