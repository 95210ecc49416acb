"""From the open draft a letter is sent by e-mail in four clicks and posted in five; each page of it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from duecourse.casework.mail.departure import send_mail
from engine.record.codes import letter_code
from tests.browser import test_letters_by_mail_in_browser as by_mail
from tests.browser.windows import LAPTOP, Served, Window, open_window
from tests.letters_given import HOST, SENIOR, case_of, drafted
from tests.mail_relays import Taken

BY_MAIL, BY_POST = 4, 5


@dataclass
class Clicks:
    """Clicks in a window, counted; what axe finds wrong on the page that each leads to."""

    window: Window
    count: int = 0
    wrong: list[str] = field(default_factory=list)

    def on(self, what: str) -> None:
        self.window.page.click(what)
        self.count += 1
        self.window.page.wait_for_load_state()
        self.wrong += self.window.look()


@pytest.fixture
def relayed(tmp_path: Path) -> Iterator[tuple[Served, Taken]]:
    yield from by_mail.relayed.__wrapped__(tmp_path)  # type: ignore[attr-defined]


def test_from_the_open_draft_a_letter_is_sent_in_four_clicks_and_posted_in_five(
    browser: Browser, relayed: tuple[Served, Taken]
) -> None:
    served, taken = relayed
    place = served.site.services
    clicked = []
    for _ in (BY_MAIL, BY_POST):
        reference, number = drafted(place)
        letter = f"/cases/{reference}/letters/{letter_code(case_of(place, reference).id, number)}"
        window = open_window(browser, served.address, LAPTOP, script=True).sign_in(SENIOR)
        window.open(letter)
        clicked.append((Clicks(window), letter))
    (mailed, first), (posted, _) = clicked

    mailed.on("text=Issue this letter")
    mailed.on(f'main a[href="{first}/send"]')
    mailed.on("text=Go on to what is sent")
    mailed.on("main form button")
    send_mail(place)

    posted.on("text=Issue this letter")
    posted.on("label:has-text('By post')")
    posted.window.page.fill("[name=proof]", "AB 1234 5678 9GB")
    posted.on("text=Record that it went out")
    sent = posted.window.page.url
    for each in (mailed, posted):
        each.window.page.context.close()

    assert (mailed.count, posted.count <= BY_POST) == (BY_MAIL, True)
    assert [each["To"] for each in taken.messages if each["To"] == HOST] == [HOST]
    assert "?done=" in sent
    assert mailed.wrong + posted.wrong == []
    assert mailed.window.problems + posted.window.problems == []
