"""Pages for everybody: dark, in the colours of the device, on the narrowest screen, by keyboard, and without script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest

from duecourse.casework.queries import case_view
from tests.browser.conftest import Open
from tests.browser.windows import LAPTOP, PHONE, Served, Window
from tests.cli import MONDAY
from tests.services import caller, report
from tests.site import make_site

SENIOR = "oakfield-senior"


@pytest.fixture(scope="module")
def pages(served: Served) -> list[str]:
    place = served.site.services
    reference = report(place, "https://posts.example/1")
    case = case_view.look(place, caller(place, SENIOR), reference).case
    code = next(case.code(each) for each in case.tracks.values() if each.track == "removal")
    lists = ("/work", "/cases?show=open&kind=abuse&holder=me", "/cases?kind=nothing", "/views", "/help", "/glossary")
    inside = ("", "/procedure", f"/procedure/{code}", "/items", "/people", "/letters", "/history")
    return [*lists, *(f"/cases/{reference}{each}" for each in inside), "/report/life-in-danger"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the demo trust with one case."""
    site = make_site(tmp_path_factory.mktemp("everybody"), MONDAY)
    running = Served(site)
    yield running
    running.stop()
    site.services.store.close()


def wrong_on(window: Window, pages: list[str]) -> dict[str, list[str]]:
    found = {}
    for path in pages:
        window.open(path, status=422 if "nothing" in path else 200)
        found[path] = window.look()
    return {path: faults for path, faults in found.items() if faults}


@pytest.mark.parametrize("width", [LAPTOP, PHONE])
def test_pages_are_accessible_where_the_device_is_dark(window: Open, pages: list[str], width: int) -> None:
    visitor = window(width).sign_in(SENIOR)
    visitor.page.emulate_media(color_scheme="dark")

    assert wrong_on(visitor, pages) == {}
    body = visitor.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert body == "rgb(18, 26, 27)"


@pytest.mark.parametrize("colours", ["active", "none"])
def test_pages_are_accessible_in_the_colours_of_the_device_and_without_script(
    window: Open, pages: list[str], colours: Literal["active", "none"]
) -> None:
    visitor = window(PHONE, script=False).sign_in(SENIOR)
    visitor.page.emulate_media(forced_colors=colours)
    for path in pages:
        visitor.open(path, status=422 if "nothing" in path else 200)
        assert visitor.page.locator("h1").count() == 1


def test_no_two_pages_have_one_title(window: Open, pages: list[str]) -> None:
    visitor = window().sign_in(SENIOR)
    titles = {}
    for path in pages:
        visitor.open(path, status=422 if "nothing" in path else 200)
        titles[path] = visitor.page.title()

    assert len(set(titles.values())) == len(titles), titles


def test_a_keyboard_comes_to_the_content_at_once_and_sees_where_it_is(window: Open) -> None:
    page = window().sign_in(SENIOR).open("/cases")
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
    style = page.evaluate(
        "(({outlineStyle, boxShadow}) => outlineStyle + boxShadow)(getComputedStyle(document.activeElement))"
    )

    assert first == "#main-content"
    assert inside
    assert style != "nonenone"
