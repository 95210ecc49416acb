"""What a page costs: template and whole request in CPU milliseconds, how that grows with the cases, and its kB.

The site is called in this process, as a server would call it, without a network. The senior manager who asks sees
every case; a trust of 40 cases and one of 10,000 take turns, so that what they cost can be compared on a busy machine.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import gzip
from collections.abc import Generator, Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from bench.crowd import build
from bench.page_places import Goal, Visited, visited
from bench.transition import SHARED_MEMORY, folder
from duecourse.web.assets import Assets
from duecourse.web.render import Templates
from tests.sealing import open_sealed

FEW, CASES, PEOPLE, ROUNDS = 40, 10_000, 2_000, 21
FILES = (
    "vendor/govuk-frontend.min.css",
    "vendor/moj-frontend.min.css",
    "duecourse.css",
    "duecourse.js",
    "vendor/govuk-frontend.min.js",
)
TEMPLATE, LOAD, LATER = 1.5, 45, 12
GOALS = (
    f"template ≤ {TEMPLATE} ms; request ≤ 5 ms, lists across cases and what is opened seldom ≤ 20 ms; not more than "
    f"1.3 times that of {FEW} cases (1.5 for what is opened seldom); first load ≤ {LOAD} kB, later ≤ {LATER} kB"
)


class TimedTemplates(Templates):
    """Templates that remember how long the last one took."""

    last = 0.0

    def render(self, template: str, context: Any) -> str:
        """Fill a template and note the CPU seconds it took."""
        began = process_time()
        made = super().render(template, context)
        self.last = process_time() - began
        return made


@dataclass(frozen=True, kw_only=True)
class Row:
    """One page: CPU milliseconds of its template and of the whole request, times those of few cases, and its kB.

    `load` is the first page that somebody opens, `later` the page alone, both compressed.
    """

    what: str
    template: float
    request: float
    times: float
    load: float
    later: float
    goal: Goal

    @property
    def misses(self) -> tuple[str, ...]:
        """Name what misses its goal."""
        found = {
            "template": self.template > TEMPLATE,
            "request": self.request > self.goal.milliseconds,
            "growth": self.times > self.goal.times,
            "first load": self.load > LOAD,
            "later load": self.later > LATER,
        }
        return tuple(what for what, is_missed in found.items() if is_missed)


def measure(few: int = FEW, cases: int = CASES, people: int = PEOPLE, rounds: int = ROUNDS) -> Generator[Row]:
    """Measure every page with many cases in the store, beside the same page with few."""
    with ExitStack() as kept, asyncio.Runner() as runner:
        small, large = (_trust(kept, size, people) for size in (few, cases))
        for what in large.places:
            yield _row(runner, what, small, large, rounds)


def _trust(kept: ExitStack, cases: int, people: int) -> Visited:
    place = kept.enter_context(folder(SHARED_MEMORY if SHARED_MEMORY.is_dir() else None))
    store = kept.enter_context(closing(open_sealed(f"sqlite:///{place / 'pages.db'}")))
    found = visited(build(store, place, cases=cases, people=people, reviewed=True))
    found.site.app.state.templates = TimedTemplates(Assets())
    return found


@dataclass(frozen=True)
class _Cost:
    template: float
    request: float
    body: bytes


def _row(runner: asyncio.Runner, what: str, small: Visited, large: Visited, rounds: int) -> Row:
    for each in (small, large):
        _ask(runner, each, what)  # what is read once in a process is read now
    pairs = [(_ask(runner, small, what), _ask(runner, large, what)) for _ in range(rounds)]
    of_many = [many for _, many in pairs]
    page = _weight([of_many[-1].body])
    return Row(
        what=what,
        template=1000 * median(each.template for each in of_many),
        request=1000 * median(each.request for each in of_many),
        times=median(many.request / few.request for few, many in pairs),
        load=page + _weight(_files()),
        later=page,
        goal=large.places[what].goal,
    )


def _ask(runner: asyncio.Runner, trust: Visited, what: str) -> _Cost:
    place, app = trust.places[what], trust.site.app
    began = process_time()
    body = runner.run(call(app, place.path, trust.cookies[place.who]))
    return _Cost(app.state.templates.last, process_time() - began, body)


async def call(app: Any, path: str, cookie: str) -> bytes:
    """Ask for a page as a server does."""
    headers = [(b"host", b"127.0.0.1:8000"), (b"cookie", f"duecourse={cookie}".encode())]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": path.partition("?")[0],
        "raw_path": path.partition("?")[0].encode(),
        "query_string": path.partition("?")[2].encode(),
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


def _files() -> Iterable[bytes]:
    static = Path(__file__).parent.parent / "duecourse" / "web" / "static"
    return ((static / name).read_bytes() for name in FILES)


def _weight(contents: Iterable[bytes]) -> float:
    return sum(len(gzip.compress(content)) for content in contents) / 1000


def main() -> None:
    """Measure, and print each row as soon as it is there."""
    asked = argparse.ArgumentParser(prog="python -m bench.page", description=__doc__)
    asked.add_argument("--cases", type=int, default=CASES, help=f"how many there are, in place of {CASES:,}")
    asked.add_argument("--people", type=int, default=PEOPLE, help=f"how many there are, in place of {PEOPLE:,}")
    given = asked.parse_args()
    gc.freeze()
    for row in measure(cases=given.cases, people=given.people):
        print(
            f"{row.what}: template {row.template:.2f} ms, request {row.request:.1f} ms, {row.times:.2f} times, first "
            f"load {row.load:.1f} kB, later {row.later:.1f} kB {', '.join(row.misses)}",
            flush=True,
        )
    print(f"Goals: {GOALS}.")


if __name__ == "__main__":
    main()
