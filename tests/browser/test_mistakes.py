"""Pages that say that something went wrong are as accessible as the others: mistakes, refusals, an end, a dead end."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Open
from tests.browser.windows import Served, Window
from tests.services import report

MISSING, UNPROCESSABLE, TOO_MANY = 404, 422, 429
REPORT_FORMS = ("/report/life-in-danger", "/report/category")
CASE_FORMS = (
    "case/1/triage",
    "case/1/call_999",
    "removal/1/decide",
    "add-address",
    "add-person",
    "give-role",
    "add-evidence",
    "add-evidence/file",
)


def faults_of(window: Window) -> list[str]:
    """Say what is wrong with a page that tells of mistakes."""
    summary = window.page.locator(".govuk-error-summary")
    title = window.page.title()
    told = [] if summary.count() == 1 and summary.is_visible() else ["no list of what is missing"]
    named = [] if title.startswith("Error: ") else [f"the title is {title!r}"]
    leading = summary.locator("a[href^='#']").evaluate_all("all => all.map(one => one.hash.slice(1))")
    lost = [f"nothing is called {name}" for name in leading if window.page.locator(f"[id='{name}']").count() != 1]
    return [*told, *named, *lost, *window.look()]


def test_a_form_that_is_sent_in_empty_says_accessibly_what_is_missing(window: Open, served: Served) -> None:
    reference = report(served.site.services)
    senior = window().sign_in("oakfield-senior")
    wrong = {}
    for path in (*REPORT_FORMS, *(f"/cases/{reference}/{form}" for form in CASE_FORMS)):
        senior.open(path)
        senior.send(status=UNPROCESSABLE)
        wrong[path] = faults_of(senior)

    assert {path: faults for path, faults in wrong.items() if faults} == {}


@pytest.mark.parametrize(
    "typed", [{}, {"name": "nobody-here", "password": "wrong"}], ids=["nothing typed", "a wrong password"]
)
def test_a_sign_in_that_is_refused_says_so_accessibly(window: Open, typed: dict[str, str]) -> None:
    visitor = window()
    visitor.open("/sign-in")
    visitor.fill(typed, status=UNPROCESSABLE)

    assert faults_of(visitor) == []


def test_those_who_tried_to_sign_in_too_often_are_told_so_accessibly(window: Open) -> None:
    visitor = window()
    visitor.open("/sign-in")
    for _ in range(5):
        visitor.fill({"name": "nobody-at-all", "password": "wrong"}, status=UNPROCESSABLE)
    visitor.fill({"name": "nobody-at-all", "password": "wrong"}, status=TOO_MANY)

    assert visitor.look() == []


@pytest.mark.parametrize("who", ["", "oakfield-teacher"], ids=["a visitor", "somebody signed in"])
def test_a_page_that_is_not_there_says_so_accessibly_and_leads_on(window: Open, who: str) -> None:
    lost = window().sign_in(who) if who else window()
    for path in ("/nowhere", "/cases/LUM-2026-9999") if who else ("/nowhere",):
        lost.open(path, status=MISSING)

        assert lost.heading() == "There is nothing here"
        assert lost.look() == []


def test_a_session_that_ended_while_somebody_read_says_so_accessibly(window: Open, served: Served) -> None:
    senior = window().sign_in("oakfield-senior")
    served.site.wait(minutes=31)
    senior.page.reload()

    assert "signed out" in senior.page.inner_text("main").lower()
    assert senior.look() == []
