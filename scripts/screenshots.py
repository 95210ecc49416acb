"""Write a picture of every page and state to `screenshots/`, at the width of a laptop and of a phone."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from duecourse.casework.context.look.view import CaseView
from duecourse.casework.queries import case_lists, case_view
from engine.identity import TrackName
from scripts.browser import ADVICE, FLAGS, find_browser
from tests.browser.windows import LAPTOP, PHONE, Served, Window, open_window
from tests.cli import MONDAY
from tests.services import caller
from tests.site import make_site

FOLDER = Path("screenshots")
USUAL = ("case", "removal", "support", "investigation")
DANGERS = ("life-in-danger", "child-at-risk", "personal-data", "illegal-image")


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, who looks, where, and what is done there first."""

    name: str
    who: str
    path: str
    before: Callable[[Window], None] | None = None


def send(answers: dict[str, str] | None = None) -> Callable[[Window], None]:
    """Send the page as it stands, or with some answers."""
    return lambda window: window.fill(answers or {})


def upload(name: str, content: bytes) -> Callable[[Window], None]:
    """Choose a file and send the page."""

    def do(window: Window) -> None:
        window.page.set_input_files("#file", {"name": name, "mimeType": "image/png", "buffer": content})
        window.fill({"on": "case/1"})

    return do


def shots(cases: dict[str, CaseView]) -> Iterator[Shot]:
    """List every page and state; the cases are those of the demo, by where their procedures stand."""
    yield Shot("sign-in", "", "/sign-in")
    yield Shot("sign-in-mistake", "", "/sign-in", send({"name": "oakfield-head", "password": "wrong"}))
    for name in ("signed-out", "cookies", "privacy", "accessibility", "nowhere"):
        yield Shot(name, "", f"/{name}")
    yield from _lists()
    yield from _report()
    for key, look in cases.items():
        yield from _case(key, look)
    first = cases["removal-to-decide"].case.reference
    yield from _forms(first)
    yield from _policies()


def _lists() -> Iterator[Shot]:
    for who in ("oakfield-senior", "oakfield-teacher", "dpo"):
        yield Shot(f"work-{who}", who, "/work")
    for when in ("overdue", "today", "week", "waiting"):
        yield Shot(f"work-{when}", "oakfield-senior", f"/work?show={when}")
    for which in ("open", "closed"):
        yield Shot(f"cases-{which}", "oakfield-senior", f"/cases?show={which}")


def _report() -> Iterator[Shot]:
    who = "oakfield-teacher"
    yield Shot("report-start", who, "/report")
    for slug in DANGERS:
        yield Shot(f"report-{slug}", who, f"/report/{slug}")
        yield Shot(f"report-{slug}-yes", who, f"/report/danger/{slug}")
    yield Shot("report-unanswered", who, "/report/category", send())
    for slug in ("who", "category", "what-happened", "affects", "addresses", "reporter"):
        yield Shot(f"report-{slug}", who, f"/report/{slug}")
    yield Shot("report-bad-address", who, "/report/addresses", send({"addresses": "not an address"}))
    yield Shot("report-check", who, "/report/life-in-danger", _to_the_check)
    yield Shot("report-done", who, "/report/check", send())


def _to_the_check(window: Window) -> None:
    answers = {
        "life_in_danger": "no",
        "child_at_risk": "dont_know",
        "personal_data": "no",
        "illegal_image": "no",
        "who": "unknown",
        "category": "impersonation",
        "what_happened": "An account pretends to be me.",
        "affects": "me",
        "addresses": "https://posts.example/a\nhttps://posts.example/b",
        "reporter": "me",
    }
    for name, answer in answers.items():
        window.fill({name: answer})


def _case(key: str, view: CaseView) -> Iterator[Shot]:
    who = f"{view.school.key}-senior"
    place = f"/cases/{view.case.reference}"
    for tab in ("", "/items", "/people", "/letters", "/history"):
        yield Shot(f"case-{key}{tab.replace('/', '-')}", who, f"{place}{tab}")
    for letter in view.letters[:2]:
        yield Shot(f"letter-{key}-{letter.number}-{letter.status}", who, f"{place}/letters/{letter.number}")


def _forms(reference: str) -> Iterator[Shot]:
    who, place = "oakfield-senior", f"/cases/{reference}"
    answers = {"scope": "in_scope", "scope_reason": "It is about our staff.", "danger_confirmed": "yes"}
    yield Shot("step", who, f"{place}/case/1/triage")
    yield Shot("step-unanswered", who, f"{place}/case/1/triage", send())
    yield Shot("step-check", who, f"{place}/case/1/triage", send(answers))
    yield Shot("step-kept", who, f"{place}/case/1/triage")
    yield Shot("step-locked", who, f"{place}/case/1/close")
    for form in ("add-address", "add-person", "give-role", "add-evidence"):
        yield Shot(form, who, f"{place}/{form}")
    yield Shot("evidence-forbidden", who, f"{place}/add-evidence", send({"image": "dont_know"}))
    yield Shot("evidence-file", who, f"{place}/add-evidence", send({"image": "no"}))
    yield Shot("evidence-wrong-kind", who, f"{place}/add-evidence/file", upload("a.exe", b"MZ\x90\x00"))
    yield Shot("evidence-kept", who, f"{place}/add-evidence/file", upload("a.png", b"\x89PNG\r\n\x1a\n picture"))


def _policies() -> Iterator[Shot]:
    for name in ("", "/lumen", "/lumen/clauses", "/lumen/tracks/removal", "/lumen/tracks/police"):
        yield Shot(f"policies{name.replace('/', '-')}", "oakfield-head", f"/policies{name}")


@contextmanager
def serving() -> Generator[tuple[Served, dict[str, CaseView]]]:
    """Serve the demo trust for as long as pictures are taken; gives its cases too, one for each standing."""
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder), MONDAY, cases=True)
        served = Served(site)
        found: dict[str, CaseView] = {}
        for school in ("oakfield", "riverside", "hilltop"):
            by = caller(site.services, f"{school}-senior")
            for row in case_lists.cases(site.services, by):
                view = case_view.look(site.services, by, row.reference)
                found.setdefault(_standing(view), view)
        try:
            yield served, found
        finally:
            served.stop()
            site.services.store.close()


def _standing(view: CaseView) -> str:
    """Say where the last procedure of a case stands that not every case has; else its removal, else whatever it is."""
    unusual = [instance for instance in view.tracks if instance.track not in USUAL]
    track = (*view.tracks[:1], *(unusual or view.case.of_track(TrackName("removal"))))[-1]
    return f"{track.track}-{track.state}".replace("_", "-")


def take(browser: Browser, served: Served, cases: dict[str, CaseView], width: int) -> int:
    """Take every picture at one width; gives how many."""
    windows: dict[str, Window] = {}
    number = 0
    for number, shot in enumerate(shots(cases), 1):
        if shot.who not in windows:
            windows[shot.who] = open_window(browser, served.address, width, script=True)
            windows[shot.who].key = shot.who
        window = windows[shot.who]
        window.open(shot.path)
        if shot.before is not None:
            shot.before(window)
        window.page.screenshot(path=FOLDER / str(width) / f"{number:02d}-{shot.name}.png", full_page=True)
    return number


def main() -> int:
    """Write the pictures; exit code 1 where there is no browser."""
    path = find_browser()
    if not path:
        sys.stderr.write(ADVICE)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for width in (LAPTOP, PHONE):
            with serving() as (served, cases):
                sys.stdout.write(f"{take(browser, served, cases, width)} pages in {FOLDER}/{width}\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
