"""One look: what a page and a command ask of the database, counted, and held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from inspect import signature

import pytest

from duecourse.casework.accounts.calendar_feeds import feed_path, make_feed
from duecourse.casework.commands import evidence
from duecourse.casework.commands.evidence import NewEvidence
from duecourse.casework.context.access_log import take_reads
from duecourse.casework.context.one_look import looking_once, one_look
from duecourse.casework.queries import case_view
from duecourse.clock import SetClock
from duecourse.outbox import run_outbox
from duecourse.web.visitor import InOneLook
from engine.identity import CASE, CaseReference
from tests.cli import ASK_HOST, IN_SCOPE, MONDAY, CommandLine
from tests.counting import Counted, counting
from tests.services import act, caller, report
from tests.site import Person, Site, forms_of, make_site

FILE = "/cases/{reference}/evidence/{number}"
WAITS = {FILE, f"{FILE}/look", f"{FILE}/picture", f"{FILE}/attachments/{{row}}"}
"""Pages that wait for a scanner or a process that looks into a file, and hold no look open for as long."""


TRIES = {"/administration/lists/check", "/administration/lists/trust.xlsx", "/administration/people.csv"}
"""Pages that try lists out in a transaction that is undone, or write down that people were taken away as a table."""


@dataclass(kw_only=True)
class Watched:
    """A site with one case on its way, whose statements are counted."""

    site: Site
    senior: Person
    line: CommandLine
    reference: CaseReference
    counted: Counted

    def page(self, path: str) -> tuple[int, int, int, int]:
        """Count what a page costs, once everything that is kept between pages is there."""
        place = self.coded(path)
        self.senior.get(place)
        self.counted.begin()
        page = self.senior.client.get(place)

        assert page.status_code == 200, f"{place}: {page.status_code} {page.url}"
        return self.counted.figures

    def coded(self, path: str) -> str:
        """Give a path as pages write it, with the code of a procedure or letter in place of its number."""
        seen = case_view.look(self.site.services, caller(self.site.services, "oakfield-senior"), self.reference).case
        codes = {str(on): f"{on.track}/{seen.code(each)}" for on, each in seen.tracks.items()}
        codes |= {f"letters/{number}": f"letters/{seen.code(each)}" for number, each in seen.letters.items()}
        for number, code in codes.items():
            path = path.replace(f"/{number}", f"/{code}")
        return path.replace("REF", self.reference)

    def command(self, words: str) -> tuple[int, int, int, int]:
        """Count what a command costs that finds no looks of others which wait to be brought in."""
        take_reads(self.site.services)
        self.counted.begin()
        answer = self.line.run("senior", *words.replace("REF", self.reference).split())

        assert answer.code == 0, f"{words}: {answer.err}"
        return self.counted.figures


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
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
        senior = site.person("oakfield-senior")
        yield Watched(site=site, senior=senior, line=line, reference=reference, counted=counted)
        place.store.close()


PAGES = {
    "/cases/REF": (1, 0, 1, 9),
    "/cases/REF/procedure": (1, 0, 1, 8),
    "/cases/REF/items": (1, 0, 1, 10),
    "/cases/REF/people": (1, 0, 1, 8),
    "/cases/REF/letters": (1, 0, 1, 9),
    "/cases/REF/history": (1, 0, 1, 10),
    "/cases/REF/letters/1": (1, 0, 1, 31),
    "/cases/REF/removal/2/decide": (1, 0, 1, 9),
    "/cases/REF/investigation/1/start": (1, 0, 1, 9),
    "/cases/REF/add-address": (1, 0, 1, 9),
    "/cases/REF/add-person": (1, 0, 1, 10),
    "/cases/REF/give-role": (1, 0, 1, 10),
    "/cases/REF/add-evidence": (1, 0, 1, 8),
    "/cases/REF/take-back/4": (1, 0, 1, 11),
    "/cases/REF/answers": (1, 0, 1, 8),
    "/cases/REF/answers/removal/1?all=yes": (1, 0, 1, 9),
    "/cases/REF/holds": (1, 0, 1, 10),
    "/cases/REF/policy-version": (1, 0, 1, 8),
    "/work": (1, 0, 0, 31),
    "/cases": (1, 0, 0, 16),
    "/letters": (1, 0, 0, 17),
    "/registers": (1, 0, 0, 13),
    "/registers/entry": (1, 0, 0, 7),
    "/registers/question": (1, 0, 0, 7),
    "/registers/unread": (1, 0, 0, 10),
    "/report/life-in-danger": (1, 0, 0, 8),
    "/calendar-feed": (1, 0, 0, 6),
    "/policies": (1, 0, 0, 8),
    "/policies/lumen": (1, 0, 0, 5),
}
"""Each page with the most that it may cost: reading transactions, writing ones, loads of a case, statements.

The one reading transaction is the look, in which is found who asks, and a form of theirs that may have been kept.
That somebody looked goes to the spool: no page writes before it answers.
"""
COMMANDS = {
    "show REF": (3, 3, 1, 22),
    "history REF": (3, 3, 1, 25),
    "options REF": (3, 3, 1, 23),
    "letter list REF": (3, 3, 1, 26),
    "letter get REF 1": (3, 3, 1, 30),
    "evidence list REF": (3, 3, 1, 25),
    "explain-deadline REF removal/1 request": (3, 3, 1, 26),
    "list": (3, 1, 0, 17),
    "letters": (3, 1, 0, 19),
    "due": (3, 1, 0, 17),
    "alert list": (3, 1, 0, 11),
    "next": (3, 3, 1, 28),
}
"""The same of commands. One reading transaction asks whether the schema is current, one whether lists wait to be
filled, and one is the look, in which is found who it is.

A command that ends brings its own looks into the access chain: those are the writes, with where that chain ends now.
"""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_costs_no_more_than_it_may(scene: Watched, path: str) -> None:
    found = scene.page(path)

    assert all(cost <= most for cost, most in zip(found, PAGES[path], strict=True)), found


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_costs_no_more_than_it_may(scene: Watched, words: str) -> None:
    found = scene.command(words)

    assert all(cost <= most for cost, most in zip(found, COMMANDS[words], strict=True)), found


def test_every_page_that_is_only_read_finds_its_visitor_in_its_look(scene: Watched) -> None:
    read = [way for way in scene.site.app.state.routes if "GET" in (getattr(way, "methods", None) or ())]
    wanting = [way.path for way in read if "visitor" in signature(way.endpoint).parameters]

    assert len(wanting) > 30
    assert {
        way.path for way in read if way.path in wanting and not isinstance(way.endpoint, InOneLook)
    } == WAITS | TRIES


def test_inside_one_look_nothing_opens_another_and_after_it_each_opens_its_own(scene: Watched) -> None:
    place = looking_once(scene.site.services)
    scene.counted.begin()
    with one_look(place), one_look(place), place.store.reading() as first, place.store.reading() as second:
        first.organisation()

        assert second is first
    assert scene.counted.reads == 1
    with place.store.reading() as third, place.store.reading() as fourth:
        assert third is not fourth


def test_services_that_are_not_of_one_page_share_no_look(scene: Watched) -> None:
    place = scene.site.services
    with one_look(place), place.store.reading() as first, place.store.reading() as second:
        assert first is not second


def test_a_check_page_looks_once_and_confirming_it_writes_once(scene: Watched) -> None:
    place = scene.coded("/cases/REF/investigation/1/start")
    check = scene.senior.fill(place)
    scene.counted.begin()
    scene.senior.client.get(f"{place}/check")
    shown = scene.counted.figures
    (form,) = forms_of(check)
    scene.counted.begin()
    done = scene.senior.client.post(str(check.url), data=form.fields, follow_redirects=False)
    reads, writes, loads, _ = scene.counted.figures

    assert (shown[0], shown[2]) == (1, 1)
    assert done.headers["location"].startswith(f"/cases/{scene.reference}?done=")
    # the session, and the look in which what was kept is read; one write takes the step
    assert (reads, writes, loads) == (2, 1, 2)


def test_a_feed_that_has_not_changed_costs_one_look_and_no_write(scene: Watched) -> None:
    token = make_feed(scene.site.services, caller(scene.site.services, "oakfield-senior"))
    path = feed_path(token)
    first = scene.senior.client.get(path)
    scene.counted.begin()
    again = scene.senior.client.get(path)
    reads, writes, loads, statements = scene.counted.figures

    assert (first.status_code, again.content) == (200, first.content)
    assert (reads, writes, loads) == (1, 0, 0)
    assert statements <= 9, statements


def test_a_statement_that_is_run_is_counted(scene: Watched) -> None:
    scene.counted.begin()
    with scene.site.services.store.reading() as reading:
        reading.organisation()

    assert scene.counted.figures == (1, 0, 0, 1)
