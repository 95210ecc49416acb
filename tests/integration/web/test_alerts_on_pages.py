"""Alerts on the page of a case and in lists: one due time, taken up with a reason, gone once they have ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from duecourse.casework.commands.sweep import sweep
from duecourse.casework.queries.case_lists import alerts
from tests.cli import CALM, IN_SCOPE
from tests.services import caller, move_clock
from tests.site import Site, forms_of, report

ANSWERS: dict[str, Any] = {
    **CALM,
    "affects": "me",
    "who": "unknown",
    "addresses": "https://posts.example/1",
    "reporter": "me",
}


def late(site: Site) -> str:
    """A report of which nobody has done anything for two days."""
    reference = report(site.person("oakfield-teacher"), ANSWERS)
    move_clock(site.services, site.services.clock.now() + timedelta(days=2))
    sweep(site.services, site.services.clock.now())
    return reference


def test_each_clock_has_one_alert_with_one_due_time_on_the_page_and_in_the_list(site: Site) -> None:
    reference = late(site)
    page = site.person("oakfield-senior").get(f"/cases/{reference}").text
    listed = alerts(site.services, caller(site.services, "oakfield-senior"))
    clocks = [(each.alert.on, each.alert.deadline) for each in listed if each.reference == reference]

    assert clocks
    assert len(clocks) == len(set(clocks))
    assert page.count(">Take it up<") == len(clocks)
    assert "It went on to others on" in page


def test_an_alert_is_taken_up_once_with_a_reason_and_the_page_says_so(site: Site) -> None:
    reference = late(site)
    senior = site.person("oakfield-senior")
    code = next(each.code for each in alerts(site.services, caller(site.services, "oakfield-senior")))
    place = f"/cases/{reference}/alerts/{code}"
    empty = senior.fill(place, reason="")
    form = senior.get(place)
    senior.send(form, reason="The host was telephoned.")
    senior.send(form, reason="The host was telephoned.")
    page, told = senior.get(f"/cases/{reference}").text, senior.get(f"/cases/{reference}/history").text

    assert "There is a problem" in empty.text
    assert "Somebody has taken it up." in page
    assert f"alerts/{code}" not in page
    assert told.count("The host was telephoned.") == 1
    assert code not in {each.code for each in alerts(site.services, caller(site.services, "oakfield-senior"))}
    assert forms_of(form)


def test_an_alert_whose_deed_was_done_is_listed_no_longer_and_says_why(site: Site) -> None:
    reference = late(site)
    senior = site.person("oakfield-senior")
    before = {each.alert.deadline for each in alerts(site.services, caller(site.services, "oakfield-senior"))}
    senior.take(reference, "case/1", "acknowledge")
    senior.take(reference, "case/1", "triage", **IN_SCOPE)
    after = {each.alert.deadline for each in alerts(site.services, caller(site.services, "oakfield-senior"))}

    assert "triage" in before
    assert after < before
    assert "this alert has ended, because" in senior.get(f"/cases/{reference}/procedure").text
