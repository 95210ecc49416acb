"""One journey as a screen reader has it: from a case that was reported to the letter, by names, roles and order."""

from __future__ import annotations

import re
from itertools import pairwise

from tests.browser.conftest import Open
from tests.browser.windows import Served, Window
from tests.cli import IN_SCOPE
from tests.services import report

UNPROCESSABLE = 422
REMOVAL = {
    "approach": "ask_host",
    "approach_reason": "It names a member of staff and stays up.",
    "host_name": "Posts Example",
    "host_contact": "https://posts.example/report",
    "ground": "terms",
    "requested_action": "remove",
    "description": "A post that insults a member of staff.",
}


def heard(window: Window) -> str:
    """Give what stands on the page as it is read out."""
    return window.page.locator("body").aria_snapshot()


def stumbled(window: Window) -> list[str]:
    """Say over what somebody would stumble who hears the page: landmarks, headings, and what has no name."""
    said = heard(window)
    levels = [int(level) for level in re.findall(r"heading .*?\[level=(\d)\]", said)]
    wrong = [f"no {each}" for each in ("banner", 'navigation "Main"', "main", "contentinfo") if f"- {each}" not in said]
    wrong += [f"a heading of level {low} after {high}" for high, low in pairwise(levels) if low > high + 1]
    wrong += [
        line.strip()
        for line in said.splitlines()
        if re.match(r"\s*- (link|button|radio|textbox|group|checkbox):?$", line)
    ]
    named = re.findall(r'- (?:link|button) "([^"]+)"', said)
    wrong += [
        f"{each} says nothing by itself" for each in named if each.lower() in ("here", "more", "change", "read more")
    ]
    return wrong


def test_a_triage_and_a_letter_are_heard_in_order_and_by_name(window: Open, served: Served) -> None:
    reference = report(served.site.services, about_category="parent")
    senior = window().sign_in("oakfield-senior")
    page = senior.page
    wrong: dict[str, list[str]] = {}

    senior.open(f"/cases/{reference}")
    wrong["story"] = stumbled(senior)
    assert "One web page about Oakley Oakfield" in page.title()
    senior.open(f"/cases/{reference}/case/1/triage")
    senior.send(status=UNPROCESSABLE)
    wrong["mistakes"] = stumbled(senior)
    missing = page.get_by_role("alert")
    assert page.title().startswith("Error: ")
    assert missing.get_by_role("link").count() == 3
    assert missing.evaluate(
        "box => document.activeElement !== document.body && document.activeElement.contains(box)"
    ), "what is missing is read first"
    missing.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.name") == "scope"
    assert page.get_by_role("group", name="Does the policy cover this?").get_by_role("radio").count() == 3

    senior.fill(IN_SCOPE)
    wrong["check"] = stumbled(senior)
    follows = page.locator("main").aria_snapshot()
    assert follows.index("When you confirm") < follows.index("“Parent or carer” begins") < follows.index("- button")
    senior.send()
    wrong["done"] = stumbled(senior)
    assert "Start the procedures that are needed" in page.get_by_role("alert", name="Done").inner_text()

    senior.open(f"/cases/{reference}/removal/1/decide")
    senior.fill(REMOVAL)
    wrong["letter"] = stumbled(senior)
    letter = page.locator("main").aria_snapshot()
    assert letter.index("It goes to") < letter.index('button "Confirm, and seal the letter"')

    assert {where: what for where, what in wrong.items() if what} == {}
