"""A calendar feed is made, fetched from the real server and ended, by somebody at a browser."""

from __future__ import annotations

import pytest
from httpx2 import Client
from icalendar import Calendar

from tests.browser.conftest import Open
from tests.browser.windows import LAPTOP, PHONE, Served
from tests.services import report


@pytest.mark.parametrize("width", [LAPTOP, PHONE])
def test_a_feed_is_made_fetched_and_ended_on_pages_that_everybody_can_use(
    window: Open, served: Served, width: int
) -> None:
    reference = report(served.site.services)
    senior = window(width).sign_in("oakfield-senior")
    senior.page.click('footer a[href="/deadlines"]')
    senior.page.click('main a[href="/calendar-feed"]')
    senior.page.wait_for_url("**/calendar-feed")
    looks = [senior.look()]
    senior.send()
    looks.append(senior.look())
    address = senior.page.input_value("#address")
    with Client() as program:
        named = {"User-Agent": "iOS/17.4 (21E219) dataaccessd/1.0"}
        given = program.get(address, headers=named)
        same = program.get(address, headers={**named, "If-None-Match": given.headers["etag"]})
        head = program.head(address, headers=named)
        senior.open("/calendar-feed")
        looks.append(senior.look())
        said = senior.page.inner_text("main")
        senior.page.click("text=End the feed")
        senior.page.wait_for_selector("text=You have no feed.")
        gone = program.get(address, headers=named)

    assert looks == [[], [], []]
    assert reference in {str(event.url).rpartition("/")[2] for event in Calendar.from_ical(given.content).events}
    assert [each.status_code for each in (given, same, head, gone)] == [200, 304, 200, 404]
    assert "Last fetched by Apple Calendar" in said
    assert address not in said
