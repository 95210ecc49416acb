"""The whole case in a real browser: by keyboard alone on a laptop, and on a phone with JavaScript off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from duecourse.casework.queries import case_view
from engine.identity import CaseReference
from tests.browser.conftest import Open
from tests.browser.windows import LAPTOP, PHONE, Served, Window
from tests.cli import ADDRESSES, ASK_HOST, CALM, FINDINGS, IN_SCOPE
from tests.integration.web.test_spine_on_pages import withdraw_letters
from tests.services import caller

DANGERS = ("life_in_danger", "child_at_risk", "personal_data", "illegal_image")
REPORT = {
    **{name: CALM[name] for name in DANGERS},
    "who": "unknown",
    **CALM,
    "affects": "me",
    "addresses": ADDRESSES[1],
    "files": "no",
    "reporter": "me",
}
"""The answers in the order of the pages."""
MOST_STOPS = 200
WHERE = """() => { const at = document.activeElement; return {
    tag: at.tagName, type: at.type || "", name: at.name || "", value: at.value || "",
    primary: at.matches("main form button.govuk-button:not(.govuk-button--secondary)"),
    chosen: at.checked || false } }"""

PROOF = {"portal": "Web form, EX-1", "hand": "The officer at the desk took it; Drew Instance saw it"}
"""What shows that a letter went out by a way."""


@dataclass
class Teller:
    """Tells the case with one way of using a browser."""

    served: Served
    open: Open
    width: int
    keyboard: bool

    def person(self, who: str) -> Window:
        window = self.open(self.width, script=self.keyboard)
        return window.sign_in(f"oakfield-{who}")

    def answer(self, window: Window, answers: Mapping[str, str]) -> None:
        if self.keyboard:
            by_keyboard(window, answers)
        else:
            window.fill(answers)

    def take(self, window: Window, reference: str, step: str, answers: Mapping[str, str] | None = None) -> None:
        window.open(f"/cases/{reference}/{step}")
        # what follows by itself is confirmed where it is first shown
        if not window.page.locator('main input[name="agreed"]').count():
            self.answer(window, answers or {})
            assert window.page.url.endswith("/check"), window.page.inner_text("main")
        self.answer(window, {})
        assert "?done=" in window.page.url or "/letters/" in window.page.url, window.page.inner_text("main")

    def post(self, window: Window, reference: str, template: str, way: str = "portal") -> None:
        window.open(f"/cases/{reference}/letters/{self._letter(reference, template)}")
        if window.page.get_by_role("button", name="Issue this letter").count():
            self.answer(window, {})
        self.answer(window, {"way": way, "proof": PROOF[way]})
        assert "?done=" in window.page.url, window.page.inner_text("main")

    def _letter(self, reference: str, template: str) -> int:
        services = self.served.site.services
        case = case_view.look(services, caller(services, "oakfield-senior"), CaseReference(reference)).case
        drafts = [each for each in case.letters.values() if each.status in ("draft", "issued")]
        return next(each.number for each in reversed(drafts) if each.template.startswith(template))


def by_keyboard(window: Window, answers: Mapping[str, str]) -> None:
    """Walk from field to field with the Tab key, answer each, and press Enter on the button."""
    page = window.page
    left = dict(answers)
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate(WHERE)
        if at["name"] in left:
            _answer(window, at, left.pop(at["name"]))
        elif at["primary"] and not left:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"No way by keyboard to {sorted(left) or 'the button'} on {page.url}")


def _answer(window: Window, at: Mapping[str, str], answer: str) -> None:
    keyboard = window.page.keyboard
    if at["type"] == "radio":
        keyboard.press("Space")
        for _ in range(20):
            now = window.page.evaluate(WHERE)
            if now["value"] == answer and now["chosen"]:
                return
            keyboard.press("ArrowDown")
        raise AssertionError(f"{answer} cannot be reached with the arrow keys")
    keyboard.press("Control+A")
    keyboard.type(answer)


HANDS = (
    pytest.param((LAPTOP, True), id="laptop by keyboard"),
    pytest.param((PHONE, False), id="phone without JavaScript", marks=pytest.mark.thorough),
)


@pytest.fixture(params=HANDS)
def teller(request: pytest.FixtureRequest, served: Served, window: Open) -> Teller:
    width, keyboard = request.param
    return Teller(served, window, width, keyboard)


def report(teller: Teller, window: Window) -> str:
    window.open("/report/life-in-danger")
    for name in REPORT:
        if name in DANGERS:
            assert window.page.locator(f'[name="{name}"]').count(), window.page.url
        teller.answer(window, {name: REPORT[name]})
    teller.answer(window, {})
    assert "/report/done/" in window.page.url, window.page.inner_text("main")
    return window.page.url.rsplit("/", 1)[1]


def test_a_case_goes_from_the_report_to_its_closure(teller: Teller) -> None:
    teacher, senior, deputy = (teller.person(who) for who in ("teacher", "senior", "deputy"))
    reference = report(teller, teacher)
    teller.take(senior, reference, "case/1/acknowledge")
    # the first button of the check starts the procedures that follow as well
    teller.take(senior, reference, "case/1/triage", IN_SCOPE)
    teller.take(senior, reference, "investigation/1/start")
    teller.take(senior, reference, "investigation/1/record_findings", FINDINGS)
    teller.take(senior, reference, "removal/1/decide", ASK_HOST)
    teller.post(senior, reference, "L02")
    teller.served.site.wait(hours=24)
    teller.take(deputy, reference, "removal/1/check", {"result": "still_there"})
    teller.take(
        senior, reference, "removal/1/prepare", {"isp": "Example Hosting", "isp_contact": "abuse@hosting.example"}
    )
    teller.post(senior, reference, "L05")
    teller.take(senior, reference, "removal/1/isp_answer", {"isp_said": "refused"})
    teller.take(senior, reference, "police/1/assess", {"finding": "threatening"})
    teller.take(senior, reference, "police/1/ask_consent")
    consent = {"consent.police_report": "given"}
    teller.take(teacher, reference, "police/1/consent_answer", consent)
    teller.post(senior, reference, "L08", "hand")
    teller.take(senior, reference, "police/1/police_answer", {"police_said": "no_further_action"})
    teller.take(senior, reference, "support/1/offer", {"how_offered": "In person"})
    teller.take(teacher, reference, "support/1/answer", {"support_answer": "declined"})
    teller.take(senior, reference, "case/1/record_outcome", {"outcome": "still_there", "outcome_words": "It stayed."})
    withdraw_letters(teller.served.site, CaseReference(reference))
    teller.take(senior, reference, "case/1/close", {"retention": "takedown", "policy_review": "no"})

    assert senior.page.locator("#next").inner_text() == "This case is closed"
    assert senior.page.locator(".dc-identity").inner_text().split()[:2] == [reference, "Closed"]
