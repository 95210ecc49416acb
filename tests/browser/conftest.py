"""A real browser, a real server, and windows that must stay silent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from scripts.browser import ADVICE, FLAGS, find_browser
from tests.browser.windows import LAPTOP, Served, Window, open_window
from tests.cli import MONDAY
from tests.site import make_site

Open = Callable[..., Window]


# not for the session: as long as it is open, an event loop runs in the process, and other tests run one of their own
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_browser()
    if not path:
        pytest.fail(ADVICE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("served")
    site = make_site(folder, MONDAY)
    running = Served(site)
    yield running
    running.stop()
    site.services.store.close()


@pytest.fixture
def window(browser: Browser, served: Served) -> Iterator[Open]:
    """Open windows; at the end none of them may have complained."""
    opened: list[Window] = []

    def open_one(width: int = LAPTOP, *, script: bool = True) -> Window:
        opened.append(open_window(browser, served.address, width, script=script))
        return opened[-1]

    yield open_one
    for each in opened:
        each.page.context.close()
    assert [problem for each in opened for problem in each.problems] == []
