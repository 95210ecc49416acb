"""Find a browser for the tests, or get one: printed is the path of one that was started and answered.

The order: the variable BROWSER_PATH, the one that Playwright keeps, Chromium, Chrome or Edge on this machine,
Debian's Chromium where packages may be installed, and last the one that Playwright downloads.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
PACKAGES = ("chromium", "fonts-liberation")
LONGEST = {"start": 60_000, "update": 180, "install": 420}
"""Milliseconds to start a browser; seconds for each attempt to install one."""
ADVICE = (
    "The browser tests need Chromium, Chrome or Edge, and none could be started. Get one with:\n"
    "    sudo apt-get install --no-install-recommends chromium fonts-liberation    (Debian, Ubuntu)\n"
    "    .venv-dev/bin/python -m playwright install --with-deps chromium           (elsewhere)\n"
    "or say where yours is: BROWSER_PATH=/path/to/chrome make test\n"
)


def candidates() -> Iterator[str]:
    """Name every browser that may be on this machine already."""
    yield os.environ.get("BROWSER_PATH", "")
    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path
    yield from (shutil.which(name) or "" for name in NAMES)
    yield from PLACES


def starts(path: str) -> str:
    """Start a browser without a window and look at a page; gives what went wrong, or "" where it works."""
    if not path or not Path(path).exists():
        return "not there"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS), timeout=LONGEST["start"])
            page = browser.new_page()
            page.set_content("<title>here</title>")
            here = page.title()
            browser.close()
    except Error as error:
        return str(error).splitlines()[0]
    return "" if here == "here" else "it shows no page"


def find_browser() -> str:
    """Give the first browser that starts; "" where there is none."""
    return next((path for path in candidates() if not starts(path)), "")


def install() -> None:
    """Try to get a browser, each attempt bounded in time; whoever calls looks whether one is there now."""
    apt = shutil.which("apt-get")
    if apt:
        ahead = [] if os.geteuid() == 0 else ["sudo", "-n"]
        _attempt([*ahead, apt, "update", "-q"], LONGEST["update"])
        _attempt([*ahead, apt, "install", "-q", "-y", "--no-install-recommends", *PACKAGES], LONGEST["install"])
        if find_browser():
            return
    _attempt([sys.executable, "-m", "playwright", "install", "chromium"], LONGEST["install"])


def _attempt(command: list[str], seconds: int) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, timeout=seconds, env=environment, stdout=sys.stderr, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        sys.stderr.write(f"{command[0]}: {error}\n")


def main() -> int:
    """Print the path of a browser that works; exit code 1 with the command to get one where there is none."""
    found = find_browser()
    if not found:
        sys.stderr.write("No browser for the tests yet: trying to get one.\n")
        install()
        found = find_browser()
    if not found:
        sys.stderr.write(ADVICE)
        return 1
    sys.stdout.write(f"{found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
