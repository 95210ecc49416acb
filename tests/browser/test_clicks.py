"""How many clicks and pages a journey takes, counted in a real browser: nothing of it may be left out."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Frame, Locator

from duecourse.casework.queries import case_view
from engine.identity import CaseReference
from tests.browser.conftest import Open
from tests.browser.windows import LAPTOP, PHONE, Served, Window
from tests.cli import IN_SCOPE
from tests.services import act, caller, report

MOST_CLICKS, MOST_PAGES = 9, 5
WORDS = {
    "approach_reason": "It names a member of staff and stays up.",
    "host_name": "Posts Example",
    "host_contact": "https://posts.example/report",
    "description": "A post that insults a member of staff.",
}


@dataclass
class Counter:
    """Counts what a person does and what it costs them: clicks, and pages that are loaded."""

    window: Window
    clicks: int = 0
    pages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.window.page.on("framenavigated", self._loaded)

    def _loaded(self, frame: Frame) -> None:
        if frame == self.window.page.main_frame:
            self.pages.append(frame.url.removeprefix(self.window.address))

    def click(self, place: Locator) -> None:
        place.first.click()
        self.clicks += 1

    def press(self, name: str) -> None:
        with self.window.page.expect_navigation():
            self.click(self.window.page.get_by_role("button", name=name))

    def choose(self, name: str, value: str) -> None:
        self.click(self.window.page.locator(f'[name="{name}"][value="{value}"]'))

    def type(self, answers: dict[str, str]) -> None:
        for name, text in answers.items():
            self.window.page.fill(f'[name="{name}"]', text)


@pytest.mark.parametrize(("width", "script"), [(LAPTOP, True), (PHONE, True)])
def test_from_the_list_to_a_host_letter_recorded_as_sent_in_nine_clicks_over_five_pages(
    served: Served, window: Open, width: int, script: bool
) -> None:
    services = served.site.services
    reference = report(services)
    act(services, "senior", reference, "case/1", "acknowledge")
    act(services, "senior", reference, "case/1", "triage", **IN_SCOPE)
    senior = window(width, script=script).sign_in("oakfield-senior")
    page, counted = senior.page, Counter(senior)
    look = senior.look if script else list[str]  # axe is a script

    with page.expect_navigation():
        counted.click(page.locator(f'main a[href="/cases/{reference}"]'))
    wrong = look()
    with page.expect_navigation():
        counted.click(page.locator(f'main a[href^="/cases/{reference}/removal/"][href$="/decide"]'))
    counted.choose("approach", "ask_host")
    counted.choose("ground", "terms")
    counted.choose("requested_action", "remove")
    counted.type(WORDS)
    wrong += look()
    counted.press("Check before you confirm")
    wrong += look()
    read = page.inner_text("main")
    counted.press("Confirm, and seal the letter")
    wrong += look()
    counted.type({"proof": "Web form, EX-1"})
    counted.press("Record that it went out")
    case = case_view.look(services, caller(services, "oakfield-senior"), CaseReference(reference)).case
    [letter] = [each for each in case.letters.values() if each.template.startswith("L02")]

    assert letter.status == "dispatched"
    assert letter.sha256
    assert "A post that insults a member of staff." in read
    assert "For you to check" in read
    assert "It goes to" in read
    assert not wrong
    assert counted.clicks <= MOST_CLICKS, counted.clicks
    assert len(counted.pages) <= MOST_PAGES, counted.pages
