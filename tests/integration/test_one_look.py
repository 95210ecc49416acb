"""One look: what a page and a command ask of the database, counted, and held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from duecourse.casework.commands import evidence
from duecourse.casework.commands.evidence import NewEvidence
from duecourse.clock import SetClock
from duecourse.outbox import run_outbox
from engine.identity import CASE, CaseReference
from tests.cli import ASK_HOST, IN_SCOPE, MONDAY, CommandLine
from tests.counting import Counted, counting
from tests.services import act, caller, report
from tests.site import Person, Site, make_site


@dataclass
class Scene:
    """A site with one case on its way, whose statements are counted."""

    site: Site
    senior: Person
    line: CommandLine
    reference: CaseReference
    counted: Counted

    def page(self, path: str) -> tuple[int, int, int, int]:
        """Count what a page costs, once everything that is kept between pages is there."""
        place = path.replace("REF", self.reference)
        self.senior.get(place)
        self.counted.begin()
        page = self.senior.client.get(place)

        assert page.status_code == 200, f"{place}: {page.status_code} {page.url}"
        return self.counted.figures

    def command(self, words: str) -> tuple[int, int, int, int]:
        """Count what a command costs."""
        self.counted.begin()
        answer = self.line.run("senior", *words.replace("REF", self.reference).split())

        assert answer.code == 0, f"{words}: {answer.err}"
        return self.counted.figures


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("one look")
    with counting() as counted:
        site = make_site(folder, MONDAY)
        place = site.services
        reference = report(place, "https://a.example/1", "https://b.example/2")
        act(place, "senior", reference, "case/1", "acknowledge")
        act(place, "senior", reference, "case/1", "triage", **IN_SCOPE)
        act(place, "senior", reference, "case/1", "open_tracks")
        act(place, "senior", reference, "removal/1", "decide", **ASK_HOST)
        by = caller(place, "oakfield-senior")
        evidence.add(place, by, reference, NewEvidence(name="post.txt", content=b"What it said.", on=CASE))
        run_outbox(place)
        line = CommandLine(folder, SetClock(MONDAY))
        yield Scene(site, site.person("oakfield-senior"), line, reference, counted)
        place.store.close()


PAGES = {
    "/cases/REF": (2, 1, 1, 10),
    "/cases/REF/items": (2, 1, 1, 10),
    "/cases/REF/people": (2, 1, 1, 10),
    "/cases/REF/letters": (2, 1, 1, 10),
    "/cases/REF/history": (2, 1, 1, 10),
    "/cases/REF/letters/1": (2, 1, 1, 12),
    "/cases/REF/removal/2/decide": (2, 1, 1, 12),
    "/cases/REF/investigation/1/start": (2, 1, 1, 12),
    "/cases/REF/add-address": (2, 1, 1, 12),
    "/cases/REF/add-person": (2, 1, 1, 12),
    "/cases/REF/give-role": (2, 1, 1, 12),
    "/cases/REF/add-evidence": (2, 1, 1, 12),
    "/cases/REF/take-back/4": (2, 1, 1, 12),
    "/work": (2, 1, 1, 12),
    "/cases": (2, 1, 1, 12),
    "/registers": (2, 1, 1, 12),
    "/registers/entry": (2, 1, 1, 12),
    "/registers/question": (2, 1, 1, 12),
    "/registers/unread": (2, 1, 1, 12),
    "/report/life-in-danger": (2, 1, 1, 12),
    "/policies": (2, 1, 1, 12),
    "/policies/lumen": (2, 1, 1, 12),
}
COMMANDS = {
    "show REF": (2, 1, 1, 10),
    "history REF": (2, 1, 1, 10),
    "options REF": (2, 1, 1, 10),
    "letter list REF": (2, 1, 1, 10),
    "letter get REF 1": (2, 1, 1, 10),
    "evidence list REF": (2, 1, 1, 10),
    "explain REF removal/1 request": (2, 1, 1, 10),
    "list": (2, 1, 1, 10),
    "due": (2, 1, 1, 10),
    "alert list": (2, 1, 1, 10),
}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_costs_no_more_than_it_did(scene: Scene, path: str) -> None:
    found = scene.page(path)
    print("FIG", path, found)


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_costs_no_more_than_it_did(scene: Scene, words: str) -> None:
    found = scene.command(words)
    print("FIG", words, found)
