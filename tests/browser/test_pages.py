"""Every page that a link leads to, for people in several roles, on a laptop and on a phone."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

from tests.browser.conftest import Open
from tests.browser.windows import FINE, LAPTOP, PHONE, Served, Window
from tests.cli import MONDAY
from tests.site import make_site

MOST_PAGES = 220
FILES = ("/pdf", "/evidence/", "/assets/", "/specimen", "/word-specimen", "/documents/", ".csv", ".xlsx")
FILES_AT_THE_END = ("/word",)
"""What a link may lead to without being a page; it has to be there like any other."""
NO_FILES = ("/look",)
"""Pages about a file, below its address."""
FOR_EVERYBODY = ("/policies", "/report", "/cookies", "/privacy", "/accessibility", "/help", "/glossary")
"""Pages that look the same to everybody; one walk goes there, the others only see that their links lead on."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the demo trust with its cases."""
    site = make_site(tmp_path_factory.mktemp("demo"), MONDAY, cases=True)
    running = Served(site)
    yield running
    running.stop()
    site.services.store.close()


def shape_of(path: str) -> str:
    """Give the kind of a page: one case stands for all, one policy, one step of each procedure, one page of
    the documentation."""
    known = re.sub(r"LUM-\d+-\d+|(?<=/)\d+(?=/|$)|clauses/[^?#]+|page=\d+", "#", path)
    known = re.sub(r"^/(policies|letterhead)/[a-z]+", r"/\1/#", known)
    known = re.sub(r"^/help/(?!first-case|documentation).+", "/help/#", known)
    known = re.sub(r"^/letter-wording/[\w-]+", "/letter-wording/#", known)
    known = re.sub(r"(?<=/answers/).+|(?<=/holds/).+", "#", known)
    known = re.sub(r"(?<=/evidence/)\w+", "#", known)
    known = re.sub(r"(?<=/tracks/)[a-z_]+|(?<=/hand-over/of/)\w+", "#", known)
    known = re.sub(r"^(/administration/(?:people|sign-ins))/(?!add$)\w+", r"\1/#", known)
    known = re.sub(r"^(/administration/(?:settings|schools|calendars))/\w+", r"\1/#", known)
    known = re.sub(r"(?<=[?]year=)\d+", "#", known)
    known = re.sub(r"(?<=/end-post\?post=).+|(?<=/roles\?school=).+", "#", known)
    return re.sub(r"^(/cases/#/[a-z_]+/#)/[a-z_0-9]+", r"\1/#", known)


def links_of(window: Window) -> list[str]:
    """Give where the links of a page lead within the site, as a browser understands them."""
    found: list[str] = window.page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    return [link.removeprefix(window.address) for link in found if link.startswith(f"{window.address}/")]


def dead_ends(window: Window, links: Iterable[str]) -> list[str]:
    """Follow links without looking at the pages; gives those that lead nowhere, or to signing in."""
    dead = []
    anchors: dict[str, set[str]] = {}
    for link in links:
        path, anchor = urldefrag(link)
        anchors.setdefault(path, set()).update({unquote(anchor)} - {""})
    for path, named in sorted(anchors.items()):
        answer = window.page.context.request.get(window.address + path)
        if answer.status != FINE:
            dead.append(f"{path} answers {answer.status}")
        elif urlsplit(answer.url).path == "/sign-in" != path:
            dead.append(f"{path} asks to sign in")
        elif named:
            text = answer.text()
            dead += [f"{path} has no place {name}" for name in sorted(named) if f'id="{name}"' not in text]
        answer.dispose()
    return dead


def walk(window: Window, skipped: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Visit one page of every kind, but those that begin as `skipped`, and follow every link that they show.

    Gives what is wrong by page.
    """
    wrong: dict[str, list[str]] = {}
    known, waiting, shown = {"/work"}, deque(["/work"]), set[str]()
    while waiting:
        path = waiting.popleft()
        window.open(path)
        faults = window.look()
        if faults:
            wrong[path] = faults
        links = links_of(window)
        shown.update(links)
        for link in (urldefrag(each).url for each in links):
            a_file = any(each in link for each in FILES) or link.endswith(FILES_AT_THE_END)
            a_file = a_file and not link.endswith(NO_FILES)
            if shape_of(link) not in known and not link.startswith(skipped) and not a_file:
                known.add(shape_of(link))
                waiting.append(link)
        assert len(known) <= MOST_PAGES, f"More kinds of pages than {MOST_PAGES}: is a part of an address not folded?"
    dead = dead_ends(window, shown)
    return {**wrong, "links": dead} if dead else wrong


@pytest.mark.thorough
@pytest.mark.parametrize("width", [LAPTOP, PHONE])
def test_every_page_that_a_link_leads_to_is_accessible_and_silent(window: Open, width: int) -> None:
    wrong = walk(window(width).sign_in("oakfield-senior"))

    assert wrong == {}


OTHERS = ("hilltop-senior", "oakfield-head", "oakfield-teacher", "central")


@pytest.mark.parametrize("who", ["oakfield-dsl", *(pytest.param(each, marks=pytest.mark.thorough) for each in OTHERS)])
def test_what_others_see_of_their_cases_is_accessible_and_silent(window: Open, who: str) -> None:
    wrong = walk(window(PHONE).sign_in(who), FOR_EVERYBODY)

    assert wrong == {}


@pytest.mark.parametrize("path", ["/sign-in", "/signed-out", "/cookies", "/privacy", "/accessibility", "/glossary"])
def test_pages_without_a_session_are_accessible_and_their_links_lead_on(window: Open, path: str) -> None:
    visitor = window()
    visitor.open(path)

    assert visitor.look() == []
    assert dead_ends(visitor, links_of(visitor)) == []
