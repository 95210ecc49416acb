"""The site in this process: real pages over a real store, visited without a browser, forms filled by field name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from httpx2 import Client, Response
from starlette.testclient import TestClient

from duecourse.casework.context.services import Services
from duecourse.demo import DEMO_PASSWORD, make_accounts
from duecourse.passwords import Argon2Passwords
from duecourse.web.app import build_app
from duecourse.web.serving.settings import WebSettings
from tests.databases import open_store
from tests.services import move_clock, services_on

ADDRESS = "http://127.0.0.1:8000"


@cache
def cheap_passwords() -> Argon2Passwords:
    """Hash quickly: what tests protect is invented."""
    return Argon2Passwords(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Form:
    """A form of a page: where it is sent, what its fields hold before anybody types, and which take a file."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.inside = False
        self.area = ""
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
            self.inside = True
        if not self.inside:
            return
        fields, name = self.forms[-1].fields, given.get("name", "")
        if tag == "input" and name:
            self._read_input(name, given)
        if tag == "textarea":
            self.area, fields[name] = name, ""
        if tag == "select":
            self.select = name
        if tag == "option" and "selected" in given:
            fields[self.select] = given["value"]

    def _read_input(self, name: str, given: Mapping[str, str]) -> None:
        kind = given.get("type")
        if kind == "file":
            self.forms[-1].files.append(name)
        elif kind != "submit" and (kind not in ("radio", "checkbox") or "checked" in given):
            self.forms[-1].fields[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1].fields[self.area] += data.removeprefix("\n")


def forms_of(page: Response) -> list[Form]:
    """Read the forms of a page, the one to sign out left out."""
    reader = _Reader()
    reader.feed(page.text)
    return [form for form in reader.forms if form.action != "/sign-out"]


@dataclass
class Person:
    """Somebody at a browser of their own."""

    client: Client
    key: str = ""

    def get(self, path: str) -> Response:
        """Open a page, signing in again where the session has ended in the meantime."""
        page = self.client.get(path)
        if self.key and page.url.path == "/sign-in":
            page = self.send(page, name=self.key, password=DEMO_PASSWORD)
        return page

    def fill(self, path: str, form: int = 0, /, **typed: Any) -> Response:
        """Open a page, type into its form, and send it; gives the page that follows."""
        page = self.get(path)
        return self.send(page, form, **typed)

    def send(self, page: Response, form: int = 0, /, **typed: Any) -> Response:
        """Send a form of a page that is open already."""
        found = forms_of(page)[form]
        fields: dict[str, str | list[str]] = {**found.fields, **typed}
        return self.client.post(found.action or str(page.url), data=fields)

    def take(self, reference: str, on: str, action: str, **answers: Any) -> Response:
        """Take a step: the questions, the check, the confirmation."""
        page = self.get(f"/cases/{reference}/{on}/{action}")
        if "agreed" in forms_of(page)[0].fields and not answers:
            return self.send(page)  # what follows by itself is confirmed where it is first shown
        check = self.send(page, **answers)
        assert check.url.path.endswith("/check"), _problem(check)
        return self.send(check)


def _problem(page: Response) -> str:
    start = page.text.find("There is a problem")
    return f"{page.status_code} {page.url}: {page.text[start : start + 900]}"


@dataclass
class Site:
    """The site, its services, and the person who visits."""

    services: Services
    app: FastAPI

    def visitor(self) -> Person:
        """Give somebody who is not signed in."""
        address = self.app.state.settings.origin
        return Person(TestClient(self.app, base_url=address, raise_server_exceptions=False))

    def person(self, key: str) -> Person:
        """Give somebody who is signed in."""
        person = self.visitor()
        page = person.fill("/sign-in", name=key, password=DEMO_PASSWORD)
        assert page.status_code == 200, _problem(page)
        return Person(person.client, key)

    def wait(self, **length: float) -> None:
        """Let time go by."""
        move_clock(self.services, self.services.clock.now() + timedelta(**length))


def make_site(folder: Path, at: datetime, settings: WebSettings | None = None, *, cases: bool = False) -> Site:
    """Make a site with the demo trust, on a clock that stands at `at`; with its cases where they are wanted."""
    store = open_store(f"sqlite:///{folder / 'duecourse.db'}")
    place = services_on(store, folder, at, cases=cases)
    make_accounts(place, cheap_passwords())
    return Site(place, build_app(place, cheap_passwords(), settings))


def report(person: Person, answers: Mapping[str, Any]) -> str:
    """Go through the pages of a report, answering each question by its field. Gives the reference."""
    done = person.send(check_report(person, answers))
    assert "/report/done/" in str(done.url), _problem(done)
    return done.url.path.rsplit("/", 1)[1]


def check_report(person: Person, answers: Mapping[str, Any]) -> Response:
    """Go through the pages of a report up to the one where every answer is checked."""
    person.client.post("/report/again", data={"csrf": forms_of(person.get("/report/life-in-danger"))[0].fields["csrf"]})
    page = person.get("/report/life-in-danger")
    answers = {"given_to": ["nobody"], **answers}
    while "/report/check" not in str(page.url):
        if "/report/danger/" in str(page.url):
            page = person.get(_link(page.text, "Go on with the report"))
            continue
        asked = [name for name in answers if f'name="{name}"' in page.text]
        page = person.send(page, **{name: answers[name] for name in asked})
        assert page.status_code == 200, _problem(page)
    return page


def _link(text: str, words: str) -> str:
    before = text[: text.index(words)]
    return before[before.rindex('href="') + 6 :].split('"', 1)[0]
