"""Every page that a link leads to, for people in several roles, on a laptop and on a phone."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

import pytest

from tests.browser.conftest import Open
from tests.browser.windows import LAPTOP, PHONE, Served, Window
from tests.cli import MONDAY
from tests.site import make_site

MOST_PAGES = 90
SKIPPED = ("/pdf", "/evidence/", "/assets/")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the demo trust with its cases."""
    site = make_site(tmp_path_factory.mktemp("demo"), MONDAY, cases=True)
    running = Served(site)
    yield running
    running.stop()
    site.office.store.close()


def shape_of(path: str) -> str:
    """Give the kind of a page: one case stands for all."""
    return re.sub(r"LUM-\d+-\d+|(?<=/)\d+(?=/|$)|clauses/[^?#]+|page=\d+", "#", path.split("#")[0])


def links_of(window: Window) -> list[str]:
    found: list[str] = window.page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
    return [link.split("#")[0] for link in found if link.startswith("/") and not any(skip in link for skip in SKIPPED)]


def walk(window: Window, skipped: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Visit one page of every kind, but those that begin as `skipped`; gives what is wrong by page."""
    wrong: dict[str, list[str]] = {}
    known, waiting = {"/work"}, deque(["/work"])
    while waiting and len(known) < MOST_PAGES:
        path = waiting.popleft()
        window.open(path)
        faults = window.look()
        if faults:
            wrong[path] = faults
        for link in links_of(window):
            if shape_of(link) not in known and not link.startswith(skipped or "#"):
                known.add(shape_of(link))
                waiting.append(link)
    return wrong


@pytest.mark.parametrize("width", [LAPTOP, PHONE])
def test_every_page_that_a_link_leads_to_is_accessible_and_silent(window: Open, width: int) -> None:
    wrong = walk(window(width).sign_in("oakfield-senior"))

    assert wrong == {}


@pytest.mark.parametrize("who", ["hilltop-senior", "oakfield-teacher", "oakfield-dsl"])
def test_what_others_see_of_their_cases_is_accessible_and_silent(window: Open, who: str) -> None:
    wrong = walk(window(PHONE).sign_in(who), ("/policies", "/report", "/cookies", "/privacy", "/accessibility"))

    assert wrong == {}


@pytest.mark.parametrize("path", ["/sign-in", "/signed-out", "/cookies", "/privacy", "/accessibility", "/nowhere"])
def test_pages_without_a_session_are_accessible(window: Open, path: str) -> None:
    visitor = window()
    visitor.open(path)

    assert visitor.look() == []
