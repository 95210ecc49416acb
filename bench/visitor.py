"""Somebody at a browser, as cheap as can be, for it runs on the cores that are measured: one connection, one cookie."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from time import perf_counter
from urllib.parse import urlencode

from duecourse.demo import DEMO_PASSWORD

FORM = re.compile(r"<form\b(.*?)</form>", re.DOTALL)
ACTION = re.compile(r'^[^>]*\baction="([^"]*)"')
FIELD = re.compile(r"<(?:input|textarea)\b[^>]*>")
PART = re.compile(r'\b(name|value|type)="([^"]*)"')
NOT_TYPED = ("file", "submit", "radio", "checkbox")
BAD = 400


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the site answered: its status, where it leads, and its page."""

    status: int
    place: str
    text: str

    def form(self, *, by: str) -> tuple[str, dict[str, str]]:
        """Give where the form that has such a field is sent, and what its fields hold. Raises LookupError."""
        for form in FORM.findall(self.text):
            parts = [dict(PART.findall(each)) for each in FIELD.findall(form)]
            fields = {
                part["name"]: unescape(part.get("value", ""))
                for part in parts
                if "name" in part and part.get("type") not in NOT_TYPED
            }
            found = ACTION.search(form)
            if by in fields and not (found and found[1] == "/sign-out"):
                return unescape(found[1]) if found and found[1] else self.place, fields
        raise LookupError(f"{self.place} has no form with {by}.")


@dataclass(kw_only=True)
class Visitor:
    """Somebody at a browser: how long each request took, in seconds, and what went wrong."""

    port: int
    taken: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    cookie: str = ""
    connection: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        """Connect."""
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=120)

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path, "")

    def send(self, page: Answer, by: str, /, **typed: str) -> Answer:
        """Send the form of a page that has such a field, and follow where it leads."""
        place, fields = page.form(by=by)
        answer = self._ask("POST", place, urlencode({**fields, **typed}))
        return self.get(answer.place) if answer.place != place and answer.status < BAD else answer

    def sign_in(self, name: str) -> None:
        """Sign in as somebody of the demo trust."""
        self.send(self.get("/sign-in"), "password", name=name, password=DEMO_PASSWORD)

    def _ask(self, method: str, path: str, body: str) -> Answer:
        headers: Mapping[str, str] = {
            "Cookie": self.cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        began = perf_counter()
        try:
            response = self._answered(method, path, body, headers)
        except (RemoteDisconnected, ConnectionError):
            # the server lets go of a connection that rests for some seconds; a browser makes another one
            self.connection.close()
            response = self._answered(method, path, body, headers)
        text = response.read().decode()
        self.taken.append(perf_counter() - began)
        given = response.getheader("Set-Cookie", "")
        if given:
            self.cookie = given.partition(";")[0]
        if response.status >= BAD:
            self.faults.append(f"{response.status} {method} {path}")
        return Answer(status=response.status, place=response.getheader("Location", "") or path, text=text)

    def _answered(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> HTTPResponse:
        self.connection.request(method, path, body or None, headers)
        return self.connection.getresponse()
