"""Find a browser for the tests, or get one: printed is the path of one that was started and answered.

The order: the variable BROWSER_PATH, the one that Playwright keeps, Chromium, Chrome or Edge on this machine,
Debian's Chromium where packages may be installed, and last the one that Playwright downloads.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from scripts.attempts import Attempt, by_package, tried

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
PACKAGES = ("chromium", "fonts-liberation")
START = 60_000
"""Milliseconds that a browser may take to start."""
NOT_THERE = "not there"
ADVICE = (
    "The browser tests need Chromium, Chrome or Edge, and none could be started. Get one with:\n"
    "    sudo apt-get install --no-install-recommends chromium fonts-liberation    (Debian, Ubuntu)\n"
    "    .venv-dev/bin/python -m playwright install --with-deps chromium           (elsewhere)\n"
    "or say where yours is: BROWSER_PATH=/path/to/chrome make test\n"
)


def _attempts() -> tuple[Attempt, ...]:
    kept = Attempt((sys.executable, "-m", "playwright", "install", "chromium"), 420)
    return (*by_package(*PACKAGES), kept)


def _kept_by_playwright() -> str:
    # Playwright is let go of before anybody starts a browser: a second one inside the first cannot start any
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


@dataclass(frozen=True, slots=True)
class Machine:
    """Where a browser may be, and what may bring one; a test gives a machine that has none."""

    named: str = field(default_factory=lambda: os.environ.get("BROWSER_PATH", ""))
    search: str = field(default_factory=lambda: os.environ.get("PATH", ""))
    places: tuple[str, ...] = PLACES
    attempts: tuple[Attempt, ...] = field(default_factory=_attempts)


def candidates(machine: Machine) -> Iterator[str]:
    """Name every browser that may be on a machine already."""
    yield machine.named
    yield _kept_by_playwright()
    yield from (shutil.which(name, path=machine.search) or "" for name in NAMES)
    yield from machine.places


def starts(path: str) -> str:
    """Start a browser without a window and look at a page; gives what went wrong, or "" where it works."""
    if not path or not Path(path).exists():
        return NOT_THERE
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS), timeout=START)
            page = browser.new_page()
            page.set_content("<title>here</title>")
            here = page.title()
            browser.close()
    except Error as error:
        return str(error).splitlines()[0]
    return "" if here == "here" else "it shows no page"


def find_browser(machine: Machine | None = None) -> str:
    """Give the first browser that starts, by default of this machine; "" where there is none."""
    return next((path for path in candidates(machine or Machine()) if not starts(path)), "")


def install(machine: Machine) -> str:
    """Try to get a browser, each attempt bounded in time; gives one that starts, or "" where none came."""
    for attempt in machine.attempts:
        went_wrong = tried(attempt)
        found = "" if went_wrong else find_browser(machine)
        if found:
            return found
        sys.stderr.write(f"No browser from this: {went_wrong or 'none is there afterwards'}.\n")
    return ""


def _looked_at(machine: Machine) -> str:
    """Say what each browser that is there does instead of starting."""
    found = ((path, starts(path)) for path in dict.fromkeys(candidates(machine)))
    broken = [f"    {path}: {why}\n" for path, why in found if why != NOT_THERE]
    return "".join(["These are there and do not start:\n", *broken]) if broken else "None is on this machine.\n"


def main(machine: Machine) -> int:
    """Print the path of a browser that works; exit code 1 with the command to get one where there is none."""
    found = find_browser(machine)
    if not found:
        sys.stderr.write("No browser for the tests yet: trying to get one.\n")
        found = install(machine)
    if not found:
        sys.stderr.write(f"{ADVICE}{_looked_at(machine)}")
        return 1
    sys.stdout.write(f"{found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Machine()))
