"""Somebody joins, gets a post and leaves, on a telephone: one way through all of its pages."""

from __future__ import annotations

from tests.browser.conftest import Open
from tests.browser.windows import PHONE


def test_somebody_joins_holds_a_post_and_leaves_once_it_was_read_what_that_leaves(window: Open) -> None:
    keeper = window(PHONE).sign_in("central")
    keeper.open("/administration/people")
    assert keeper.look() == []

    keeper.open("/administration/people/add")
    keeper.fill({"given": "Ngozi", "family": "Okafor", "email": "ngozi"}, status=422)
    assert keeper.look() == []
    keeper.fill({"email": "ngozi@trust.example", "post": "teacher", "school": "hilltop"})
    assert keeper.heading() == "Ngozi Okafor"
    assert keeper.look() == []

    person = keeper.page.url.removeprefix(keeper.address)
    keeper.open(f"{person}/give-post")
    keeper.fill({"post": "DSL", "school": "hilltop"})
    assert "DSL" in keeper.page.inner_text("main")

    keeper.open(f"{person}/leave")
    keeper.fill({"last-day": "18", "last-month": "December", "last-year": "2026"})
    assert "What follows" in keeper.page.inner_text("main")
    assert keeper.look() == []
    keeper.send()
    assert "They leave: their last day is 18 December 2026." in keeper.page.inner_text("main")

    keeper.open("/roles")
    assert keeper.look() == []
