"""What a page costs: template and whole request in CPU milliseconds, and the first load in kB.

The site is called in this process, as a server would call it, without a network. The senior manager who asks sees
forty open cases among all those of the trust.
"""

from __future__ import annotations

import asyncio
import gzip
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from duecourse.web.app import build_app
from duecourse.web.assets import Assets
from duecourse.web.render import Templates
from tests.cli import MONDAY
from tests.services import report
from tests.site import Site, cheap_passwords, make_site

CASES, ROUNDS = 40, 30
FILES = (
    "vendor/govuk-frontend.min.css",
    "vendor/moj-frontend.min.css",
    "duecourse.css",
    "duecourse.js",
    "vendor/govuk-frontend.min.js",
)
TEMPLATE, REQUEST, LOAD = 1.5, 5, 45
GOALS = f"template ≤ {TEMPLATE} ms, request ≤ {REQUEST} ms, first load ≤ {LOAD} kB"


class TimedTemplates(Templates):
    """Templates that remember how long the last one took."""

    last = 0.0

    def render(self, template: str, context: Any) -> str:
        """Fill a template and note the CPU seconds it took."""
        began = process_time()
        made = super().render(template, context)
        self.last = process_time() - began
        return made


@dataclass(frozen=True)
class Row:
    """One page: CPU milliseconds of its template and of the whole request, kB of its first load."""

    what: str
    template: float
    request: float
    load: float

    @property
    def is_met(self) -> bool:
        """Say whether every goal is met."""
        return self.template <= TEMPLATE and self.request <= REQUEST and self.load <= LOAD


def measure() -> list[Row]:
    """Measure the work list and the page of a case."""
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder), MONDAY)
        references = [report(site.services) for _ in range(CASES)]
        cookie = site.person("oakfield-senior").client.cookies["duecourse"]
        pages = {
            "work list": "/work",
            "case": f"/cases/{references[0]}",
            "step": f"/cases/{references[0]}/case/1/triage",
        }
        rows = [_row(site, what, path, cookie) for what, path in pages.items()]
        site.services.store.close()
    return rows


def _row(site: Site, what: str, path: str, cookie: str) -> Row:
    app = build_app(site.services, cheap_passwords())
    templates = TimedTemplates(Assets())
    app.state.templates = templates
    whole: list[float] = []
    filled: list[float] = []

    async def rounds() -> bytes:
        last = b""
        for _ in range(ROUNDS):
            began = process_time()
            last = await call(app, path, cookie)
            whole.append(process_time() - began)
            filled.append(templates.last)
        return last

    body = asyncio.run(rounds())
    return Row(what, 1000 * median(filled), 1000 * median(whole), _load(body))


async def call(app: Any, path: str, cookie: str) -> bytes:
    """Ask for a page as a server does."""
    headers = [(b"host", b"127.0.0.1:8000"), (b"cookie", f"duecourse={cookie}".encode())]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": headers,
        "scheme": "http",
        "root_path": "",
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    if sent[0]["status"] != 200:
        raise RuntimeError(f"{path} answered {sent[0]['status']}")
    return b"".join(message.get("body", b"") for message in sent[1:])


def _load(body: bytes) -> float:
    static = Path(__file__).parent.parent / "duecourse" / "web" / "static"
    files = (body, *((static / name).read_bytes() for name in FILES))
    return sum(len(gzip.compress(content)) for content in files) / 1000


if __name__ == "__main__":
    for row in measure():
        print(f"{row.what}: template {row.template:.2f} ms, request {row.request:.1f} ms, first load {row.load:.1f} kB")
    print(f"Goals: {GOALS}; {CASES} cases before one person.")
