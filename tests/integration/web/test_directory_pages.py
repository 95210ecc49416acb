"""Helplines and platforms are confirmed, changed and added on pages; stale ones stand first."""

from __future__ import annotations

import pytest

from duecourse.casework.administration.helplines import change_helpline, confirm_helpline
from engine.time.moments import say_date
from tests.services import caller
from tests.site import Site

HELP, SITES = "/administration/directory/helplines", "/administration/directory/platforms"


@pytest.fixture(autouse=True)
def shipped(site: Site) -> None:
    lines = [
        {"key": key, "name": key.upper(), "telephone": "01632 960000", "confirmed": "no"} for key in ("near", "posh")
    ]
    sites = [{"key": "facebook", "name": "Facebook", "hosts": ["facebook.com"], "route": "A form", "confirmed": "no"}]
    object.__setattr__(site.services, "helplines", lines)
    object.__setattr__(site.services, "platforms", sites)


def test_a_helpline_is_confirmed_by_somebody_on_a_day_and_stands_last_then(site: Site) -> None:
    it = site.person("it")
    row = it.get(f"{HELP}/row/posh")
    confirmed = it.send(row)
    listed = it.get(HELP).text

    assert "It is printed in no letter until somebody here has confirmed it." in row.text
    assert "It is printed in letters, as it stands here." in confirmed.text
    assert f"{say_date(site.services.clock.now().date())}, by " in confirmed.text
    assert listed.rindex("/row/") == listed.index("/row/posh")


def test_who_confirms_what_a_colleague_has_changed_meanwhile_is_told_and_confirms_nothing(site: Site) -> None:
    it = site.person("it")
    row = it.get(f"{HELP}/row/posh")
    change_helpline(site.services, caller(site.services, "it"), "posh", {"telephone": "01632 960777"})
    stale = it.send(row)

    assert stale.status_code == 409
    assert "01632 960777" in stale.text
    assert "Not confirmed" in it.get(f"{HELP}/row/posh").text


def test_a_helpline_is_added_once_changed_and_put_aside(site: Site) -> None:
    it = site.person("it")
    form = it.get(f"{HELP}/add")
    wrong = it.send(form, key="ours", name="A line of ours")
    given = {"key": "ours", "name": "A line of ours", "telephone": "01632 960001"}
    first, second = it.send(form, **given), it.send(form, **given)
    changed = it.fill(f"{HELP}/row/ours/change", telephone="01632 960002")
    gone = it.fill(f"{HELP}/row/ours/end")

    assert wrong.status_code == 422
    assert 'href="#telephone"' in wrong.text
    assert first.url.path == second.url.path == f"{HELP}/row/ours"
    assert "01632 960002" in changed.text
    assert "Not confirmed" in changed.text
    assert "A line of ours" not in gone.text


def test_a_confirmation_of_over_a_year_ago_is_marked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    confirm_helpline(site.services, caller(site.services, "it"), "posh")
    it = site.person("it")
    monkeypatch.setattr(
        "duecourse.web.pages.administration.directory_pages.YEAR", -site.services.clock.now().resolution
    )

    assert "Over a year ago" in it.get(HELP).text


def test_a_platform_is_looked_up_and_who_complains_there_reads_when(site: Site) -> None:
    it = site.person("it")
    before = it.get(f"{SITES}/row/facebook")
    after = it.send(before)
    wrong = it.fill(f"{SITES}/add", key="other", name="Another site", hosts="http://other.example", route="A form")

    assert "Not confirmed" in before.text
    assert f"{say_date(site.services.clock.now().date())}, by " in after.text
    assert wrong.status_code == 422
    assert "is no domain" in wrong.text


def test_directories_are_kept_by_those_who_keep_the_whole_trust(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    for path in (HELP, f"{HELP}/row/posh", f"{SITES}/add"):
        assert teacher.get(path).status_code == 403, path
    assert site.person("it").get("/administration/directory/letters").status_code == 404
