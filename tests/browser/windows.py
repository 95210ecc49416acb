"""A window of a real browser at a real server: what it complains of is kept, and axe looks at every page."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

from duecourse.demo import DEMO_PASSWORD
from duecourse.web.app import build_app
from duecourse.web.serving.settings import Listen, WebSettings
from duecourse.web.serving.sockets import bind
from tests.site import Site, cheap_passwords

LAPTOP, PHONE, NARROWEST = 1280, 390, 320
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = {"runOnly": RULES, "resultTypes": ["violations"]}
"""The rules; of those that nothing breaks no list is wanted, which halves the time."""
FINE = 200


class Served:
    """A site behind a port of this machine."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.sockets = bind(Listen("127.0.0.1", 0))
        # only its own address is answered at, so the site is put together for the port that was given out
        site.app = build_app(site.services, cheap_passwords(), WebSettings(self.address))
        self.server = uvicorn.Server(uvicorn.Config(site.app, log_config=None, access_log=False))
        self.thread = threading.Thread(target=self.server.run, args=(self.sockets,), name="served-site")
        self.thread.start()
        while not self.server.started:
            self.thread.join(0.02)

    @property
    def address(self) -> str:
        """Give where the site is."""
        return f"http://127.0.0.1:{self.sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        """End the server."""
        self.server.should_exit = True
        self.thread.join()


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a window complains of, and at which page of the site."""

    words: str
    path: str


@dataclass(kw_only=True)
class Window:
    """One person's window."""

    page: Page
    address: str
    key: str = ""
    complaints: list[Complaint] = field(default_factory=list)
    provoked: set[tuple[int, str]] = field(default_factory=set)
    """The refusals that a test asked for, each with the page that gave it; no other page may give one."""

    @property
    def problems(self) -> list[str]:
        """Give every complaint but the refusals that were asked for."""
        asked = {Complaint(said, path) for status, path in self.provoked for said in _refusal(status)}
        return [f"{each.words} ({each.path})" for each in self.complaints if each not in asked]

    def open(self, path: str, *, status: int = FINE) -> Page:
        """Go to a page, signing in again where the session has ended; `status` is what it has to answer."""
        answer = self.page.goto(self.address + path)
        if self.key and urlsplit(self.page.url).path == "/sign-in":
            self.enter()
        else:
            self._judge(answer, status)
        return self.page

    def sign_in(self, key: str) -> Window:
        """Sign in as one of the demo's people."""
        self.key = key
        self.open("/work")
        return self

    def enter(self) -> None:
        """Fill the page to sign in."""
        self.page.fill("#name", self.key)
        self.page.fill("#password", DEMO_PASSWORD)
        self.page.press("#password", "Enter")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def fill(self, answers: Mapping[str, str], *, status: int = FINE) -> None:
        """Answer the questions of the page by clicking and typing, and send it by its button."""
        for name, answer in answers.items():
            boxes = self.page.locator(f'input[name="{name}"]:is([type=radio], [type=checkbox])')
            if boxes.count():
                boxes.and_(self.page.locator(f'[value="{answer}"]')).check()
                continue
            box = self.page.locator(f'[name="{name}"]')
            if box.evaluate_all("boxes => boxes.map(box => box.tagName)") == ["SELECT"]:
                box.select_option(answer)
            else:
                box.fill(answer)
        self.send(status=status)

    def send(self, *, status: int = FINE) -> None:
        """Press the primary button of the page; `status` is what the page that follows has to answer."""
        button = self.page.locator("main form button.govuk-button:not(.govuk-button--secondary)").first
        with self.page.expect_navigation() as arrived:
            button.click()
        self._judge(arrived.value, status)

    def hand_in(self, answers: Mapping[str, str], *, status: int = FINE) -> None:
        """Answer the questions of a page that sends files by its script, send it, and wait for what comes back."""
        for name, answer in answers.items():
            self.page.check(f'input[name="{name}"][value="{answer}"]')
        with self.page.expect_request_finished(_is_answered):
            self.page.locator("main form button.govuk-button:not(.govuk-button--secondary)").first.click()
        self.page.locator("h1").first.wait_for()
        if status != FINE:
            self.provoked.add((status, urlsplit(self.page.url).path))

    def heading(self) -> str:
        """Give the first heading of the page."""
        return self.page.locator("h1").first.inner_text()

    def look(self) -> list[str]:
        """Say what is wrong with the page as it stands: axe, headings, title, and width on the narrowest screen."""
        found: Any = Axe().run(self.page, options=LOOK).response["violations"]
        wrong = [f"axe {each['id']}: {each['nodes'][0]['html'][:150]}" for each in found]
        if self.page.locator("h1").count() != 1:
            wrong.append(f"{self.page.locator('h1').count()} headings of the first level")
        if not self.page.title().endswith("– Duecourse"):
            wrong.append(f"the title is {self.page.title()!r}")
        return [*wrong, *self._too_wide()]

    def _too_wide(self) -> list[str]:
        size = self.page.viewport_size
        assert size is not None
        self.page.set_viewport_size({"width": NARROWEST, "height": 800})
        width = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.set_viewport_size(size)
        return [f"{width} wide on a screen of {NARROWEST}"] if width > NARROWEST else []

    def _judge(self, answer: Response | None, status: int) -> None:
        path = urlsplit(self.page.url).path
        given = answer.status if answer else 0
        if given != status:
            self.complaints.append(Complaint(f"answered {given}, not {status}", path))
        elif status != FINE:
            self.provoked.add((status, path))

    def heard(self, message: ConsoleMessage) -> None:
        """Note what the browser complains of."""
        # the browser's own words on a refusal end differently from one version to the next
        words = message.text.split(" (")[0]
        if message.type in ("error", "warning"):
            self.complaints.append(Complaint(words, urlsplit(message.location["url"]).path))

    def answered(self, response: Response) -> None:
        """Note an answer that is a refusal or a fault."""
        if response.status >= 400:
            self.complaints.append(Complaint(f"answered {response.status}", urlsplit(response.url).path))


def _is_answered(request: Request) -> bool:
    """Say whether a request has come to its end, and was sent nowhere else."""
    return request.redirected_to is None


def _refusal(status: int) -> tuple[str, str]:
    """Give how a refusal is told: by the answer itself, and by the browser in its console."""
    return f"answered {status}", f"Failed to load resource: the server responded with a status of {status}"


def open_window(browser: Browser, address: str, width: int, *, script: bool) -> Window:
    """Open a window of its own, with cookies of its own."""
    size: Any = {"width": width, "height": 900}
    context = browser.new_context(viewport=size, java_script_enabled=script)
    window = Window(page=context.new_page(), address=address)
    window.page.on("console", window.heard)
    window.page.on("pageerror", lambda error: window.complaints.append(Complaint(f"script: {error}", "")))
    window.page.on("response", window.answered)
    return window
