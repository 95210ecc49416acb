"""Deadlines in my calendar: the page on which a feed is made and ended, and the feed as programs fetch it."""

from __future__ import annotations

import re
import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import connect

import pytest
from httpx2 import Response
from icalendar import Calendar

from duecourse.casework.accounts.security_log import security_lines
from duecourse.casework.context.access_log import take_reads
from engine.ports.watch.security_log import SecurityEvent, SecurityWanted
from tests.cli import MONDAY
from tests.services import caller, move_clock, report
from tests.site import ADDRESS, Person, Site

PLACE = "/calendar-feed"
ADDRESSED = re.compile(rf'value="{re.escape(ADDRESS)}(/feeds/[A-Za-z0-9_-]+\.ics)"')
NONE_HERE = "There is no calendar at this address."


def made(person: Person) -> str:
    """Make a feed, and give its path."""
    return str(ADDRESSED.findall(person.fill(PLACE).text)[0])


def fetched(site: Site, path: str, **headers: str) -> Response:
    """Fetch a feed as a program does, which is signed in nowhere."""
    named = {
        "User-Agent": "Microsoft Office/16.0 (Outlook)",
        **{key.replace("_", "-"): headers[key] for key in headers},
    }
    return site.visitor().client.get(path, headers=named)


def test_an_address_is_shown_once_and_gives_a_calendar_to_anybody_who_has_it(site: Site) -> None:
    senior = site.person("oakfield-senior")
    before = senior.get(PLACE)
    page = senior.fill(PLACE)
    path = ADDRESSED.findall(page.text)[0]
    reference = report(site.services)
    answer = fetched(site, path)
    calendar = Calendar.from_ical(answer.content)

    assert "You have no feed." in before.text
    assert "it is shown this once" in page.text
    assert "/feeds/" not in senior.get(PLACE).text
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert {event.url for event in calendar.events} == {f"{ADDRESS}/cases/{reference}"}
    assert "set-cookie" not in answer.headers


def test_a_feed_may_be_kept_by_nobody_on_the_way_and_tells_no_other_site_its_address(site: Site) -> None:
    answer = fetched(site, made(site.person("oakfield-senior")))

    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_program_that_has_it_already_gets_nothing_and_one_that_asks_for_the_head_gets_no_more(site: Site) -> None:
    path = made(site.person("oakfield-senior"))
    report(site.services)
    first = fetched(site, path)
    move_clock(site.services, MONDAY + timedelta(hours=3))
    same = [
        fetched(site, path, If_None_Match=tag) for tag in (first.headers["etag"], f'"x", W/{first.headers["etag"]}')
    ]
    head = site.visitor().client.head(path)
    report(site.services, "https://c.example/9")
    other = fetched(site, path, If_None_Match=first.headers["etag"])

    assert [(each.status_code, each.content) for each in same] == [(304, b"")] * 2
    assert {each.headers["etag"] for each in same} == {first.headers["etag"]}
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == first.headers["etag"]
    assert other.status_code == 200
    assert len(other.content) > len(first.content)


def test_whatever_is_no_feed_any_more_or_never_was_one_gets_one_answer(site: Site) -> None:
    senior = site.person("oakfield-senior")
    replaced = made(senior)
    ended = made(senior)
    senior.fill(PLACE, 1)
    paths = (
        replaced,
        ended,
        "/feeds/a.ics",
        f"/feeds/{'x' * 5000}.ics",
        "/feeds/%00.ics",
        "/feeds/é.ics",
        "/feeds/.ics.ics",
    )
    answers = [fetched(site, path) for path in paths]
    seen = {(each.status_code, each.text, tuple(sorted(each.headers.items()))) for each in answers}

    assert len(seen) == 1
    assert (answers[0].status_code, answers[0].text) == (404, NONE_HERE)


def test_a_refused_address_stands_in_the_security_log_without_itself_and_only_so_often(site: Site) -> None:
    for number in range(40):
        fetched(site, f"/feeds/guess-{number}.ics")
    wanted = SecurityWanted(what=SecurityEvent.TOKEN_REFUSED, limit=100)
    lines = security_lines(site.services, caller(site.services, "it"), wanted)

    assert len(lines) == 30
    assert {(line.detail, line.person) for line in lines} == {("GET /feeds/{token}.ics", "")}
    assert "guess" not in repr(lines)
    assert "Token refused" in site.person("it").get("/security-log?what=token-refused").text


def test_replacing_ends_the_old_address_at_once_and_a_second_click_makes_no_third(site: Site) -> None:
    senior = site.person("oakfield-senior")
    first = made(senior)
    form = senior.get(PLACE)
    page, again = (senior.send(form) for _ in range(2))
    second = ADDRESSED.findall(page.text)[0]

    assert fetched(site, first).status_code == 404
    assert fetched(site, second).status_code == 200
    assert str(again.url).endswith(PLACE)
    assert "/feeds/" not in again.text


def test_the_page_says_when_it_was_fetched_and_by_what(site: Site) -> None:
    senior = site.person("oakfield-senior")
    path = made(senior)
    unread = senior.get(PLACE).text
    fetched(site, path)
    fetched(site, path, User_Agent="Google-Calendar-Importer")
    page = senior.get(PLACE).text

    assert "Not yet" in unread
    assert "Last fetched by Outlook" in page
    assert "Last fetched by Google Calendar" in page


def test_a_feed_that_was_ended_is_gone_and_ending_it_again_says_so(site: Site) -> None:
    senior = site.person("oakfield-senior")
    made(senior)
    form = senior.get(PLACE)
    senior.send(form, 1)
    senior.fill(PLACE)
    stale = senior.send(senior.get(PLACE), 1)
    again = senior.client.post(f"{PLACE}/end", data={"csrf": re.findall(r'name="csrf" value="(\w+)"', stale.text)[0]})

    assert "You have no feed." in stale.text
    assert again.status_code == 422
    assert "There is no calendar feed to end." in again.text


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_feed_is_only_read(site: Site, method: str) -> None:
    path = made(site.person("oakfield-senior"))
    answer = site.visitor().client.request(method, path)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert path not in answer.text


def test_work_the_lists_and_by_my_deadlines_every_page_lead_to_it(site: Site) -> None:
    senior = site.person("oakfield-senior")

    for path in ("/work", "/work?show=later", "/how-i-am-told", "/deadlines"):
        page = senior.get(path).text
        assert f'href="{PLACE}"' in page
        assert 'href="/deadlines"' in page
    assert 'href="/deadlines"' in senior.get("/policies").text


def test_somebody_who_is_not_signed_in_makes_no_feed(site: Site) -> None:
    visitor = site.visitor()
    page = visitor.client.post(PLACE, data={})

    assert page.url.path == "/sign-in"
    with site.services.store.reading() as reading:
        assert reading.feeds(reading.organisation().id) == []


def test_a_feed_is_not_given_where_it_cannot_be_written_down_nor_does_its_address_stand_in_what_is_said(
    site: Site, tmp_path: Path
) -> None:
    path = made(site.person("oakfield-senior"))
    reference = report(site.services)
    take_reads(site.services)
    site.services.spool.close()
    shutil.rmtree(tmp_path / "spool")
    (tmp_path / "spool").write_text("A file stands where the folder should be.")
    answer = fetched(site, path)

    assert answer.status_code == 503
    assert reference not in answer.text
    assert path.removesuffix(".ics") not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_fault_of_ours_says_no_address_on_the_page_or_in_the_log(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = made(site.person("oakfield-senior"))
    with closing(connect(tmp_path / "duecourse.db")) as other:
        other.execute(
            "INSERT OR REPLACE INTO feed_uses SELECT organisation_id, person_id, '[', '[' FROM calendar_feeds"
        )
        other.commit()
    answer = fetched(site, path)
    token = path.removeprefix("/feeds/").removesuffix(".ics")

    assert answer.status_code == 500
    assert token not in answer.text
    assert token not in caplog.text
