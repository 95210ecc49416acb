"""Administrators see on a page how the installation is, and are led there from their work."""

from __future__ import annotations

from duecourse.casework.commands.sweep import sweep
from duecourse.casework.upkeep.troubles import look_after, note_jump
from tests.site import Site


def test_what_is_wrong_is_listed_with_since_when_and_stands_under_work(site: Site) -> None:
    sweep(site.services, site.services.clock.now())
    it = site.person("it")
    well = it.get("/installation").text
    before = it.get("/work").text
    site.wait(minutes=5)
    note_jump(site.services, 7200)
    look_after(site.services)
    page, work = it.get("/installation").text, it.get("/work").text

    assert "Nothing." in well
    assert 'href="/installation">Look' not in before
    assert "jumped forward" in page
    assert "Deadlines are not looked at" in page
    assert "2 things of the installation want an administrator" in work
    assert 'href="/installation">Look' in work


def test_what_is_over_stands_there_for_some_days_with_its_reason(site: Site) -> None:
    sweep(site.services, site.services.clock.now())
    site.wait(minutes=5)
    look_after(site.services)
    sweep(site.services, site.services.clock.now())
    look_after(site.services)
    page = site.person("it").get("/installation").text
    site.wait(days=8)

    assert "mended" in page
    assert "mended" not in site.person("it").get("/installation").text


def test_nobody_else_sees_it(site: Site) -> None:
    site.wait(minutes=5)
    look_after(site.services)
    head = site.person("oakfield-head")

    assert head.get("/installation").status_code == 403
    assert "installation" not in head.get("/work").text
