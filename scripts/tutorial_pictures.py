"""Write the pictures of the tutorial: its commands are run on the demo, and a browser looks where a picture stands."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FloatRect, sync_playwright

from duecourse.clock import SetClock
from scripts.browser import ADVICE, FLAGS, find_browser
from tests.browser.windows import Served, Window, open_window
from tests.documents import FENCE, ROOT, Block, Desk, blocks
from tests.site import make_site

TUTORIAL = "docs/tutorial.md"
FOLDER = ROOT / "docs" / "pictures"
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
WIDTH, HEIGHT = 1000, 720
COLOURS = 32
CASE = "/cases/LUM-2026-0020"
PICTURE = re.compile(r"^!\[[^\]]+\]\(pictures/([\w-]+)\.png\)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class View:
    """What a picture shows: who looks, at which page, and from which element on."""

    who: str
    path: str
    begins: str = "main"


VIEWS = {
    "report": View("oakfield-teacher", "/report/life-in-danger"),
    "work": View("oakfield-senior", "/work"),
    "story": View("oakfield-senior", CASE),
    "letter": View("oakfield-senior", f"{CASE}/letters/2"),
    "procedure": View("oakfield-deputy", f"{CASE}/procedure"),
    "letters": View("oakfield-senior", f"{CASE}/letters"),
    "consent": View("oakfield-teacher", f"{CASE}/police/1/consent_answer"),
    "history": View("oakfield-senior", f"{CASE}/history"),
}
"""Each picture by its name. It shows what the page says at the place where it stands."""


def played() -> Iterator[Block | str]:
    """Give the blocks of the tutorial and the names of its pictures, in the order in which they stand."""
    text = (ROOT / TUTORIAL).read_text(encoding="utf-8")
    places: list[tuple[int, Block | str]] = [
        (found.start(), block) for found, block in zip(FENCE.finditer(text), blocks(TUTORIAL), strict=True)
    ]
    places += [(found.start(), found[1]) for found in PICTURE.finditer(text)]
    yield from (each for _, each in sorted(places, key=lambda place: place[0]))


def take(browser: Browser, into: Path) -> list[Window]:
    """Play the tutorial and write its pictures. Gives the windows, which may complain of something."""
    windows: dict[str, Window] = {}
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "duecourse-data"
        data.mkdir()
        site = make_site(data, NOW, cases=True)
        served = Served(site)
        desk = Desk(Path(folder), SetClock(NOW))
        try:
            for each in played():
                if isinstance(each, Block):
                    desk.do_blocks([each])
                    continue
                view = VIEWS[each]
                if view.who not in windows:
                    windows[view.who] = open_window(browser, served.address, WIDTH, script=True).sign_in(view.who)
                (into / f"{each}.png").write_bytes(_picture(windows[view.who], view))
        finally:
            served.stop()
            site.services.store.close()
    return list(windows.values())


def _picture(window: Window, view: View) -> bytes:
    """Take what stands on the page from one element on, in few colours, so that it is small."""
    window.open(view.path)
    page = window.page
    box = page.locator(view.begins).first.bounding_box()
    assert box is not None
    height = page.evaluate("document.documentElement.scrollHeight")
    clip = FloatRect(x=0, y=box["y"], width=WIDTH, height=min(HEIGHT, height - box["y"]))
    taken = Image.open(BytesIO(page.screenshot(full_page=True, clip=clip)))
    small = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    written = BytesIO()
    small.save(written, "PNG", optimize=True)
    return written.getvalue()


def main() -> int:
    """Write the pictures into `docs/pictures`; exit code 1 where there is no browser."""
    path = find_browser()
    if not path:
        sys.stderr.write(ADVICE)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        take(browser, FOLDER)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
