"""Procedures start by the answers, with one confirmation: what follows is shown with why, and may be changed."""

from __future__ import annotations

import re

import pytest

from duecourse.casework.context.look.view import CaseView
from duecourse.casework.queries import case_view
from engine.identity import CASE, CaseReference, FactName
from engine.record.chain import Event
from tests.cli import IN_SCOPE
from tests.services import act, caller, report, scheduler
from tests.site import Site

START = "case/1/open_tracks"


def looked_at(site: Site, **answers: str) -> CaseReference:
    """Report, and look at it for the first time."""
    reference = report(site.services, **answers)
    act(site.services, "senior", reference, "case/1", "triage", **IN_SCOPE)
    return reference


def seen(site: Site, reference: CaseReference) -> CaseView:
    return case_view.look(site.services, caller(site.services, "oakfield-senior"), reference)


def begun(site: Site, reference: CaseReference) -> set[str]:
    """Name the procedures that a case has."""
    return {instance.track for instance in seen(site, reference).case.tracks.values()}


def acted(site: Site, reference: CaseReference) -> list[Event]:
    """List the steps that were taken in a case."""
    place, eyes = site.services, scheduler(site.services)
    with place.store.reading() as reading:
        entries = reading.entries(eyes, reading.find_case(eyes, reference).id)
    return [entry.event for entry in entries if entry.event.action]


def case_words(page: str) -> str:
    """Give the words of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.quotes
def test_what_follows_is_one_list_with_why_and_one_press(site: Site) -> None:
    reference = report(site.services, about_category="pupil", child_at_risk="yes")
    senior = site.person("oakfield-senior")
    page = senior.take(reference, "case/1", "triage", **IN_SCOPE)

    assert page.url.path.endswith("/open_tracks")
    assert "begins, because it is said to be about a pupil." in page.text
    assert "“Safeguarding”, because a child may be in danger." in page.text
    assert "checkbox" not in page.text
    case = senior.send(page)
    assert case.url.path == f"/cases/{reference}"
    assert "pupil" in begun(site, reference)
    assert senior.send(page).url.path == f"/cases/{reference}", "the second press does nothing"


@pytest.mark.quotes
def test_the_decision_and_what_starts_are_read_on_one_page_and_confirmed_by_one_press(site: Site) -> None:
    reference = report(site.services, about_category="pupil", child_at_risk="yes")
    senior = site.person("oakfield-senior")
    check = senior.send(senior.get(f"/cases/{reference}/case/1/triage"), **IN_SCOPE)
    assert begun(site, reference) & {"pupil", "investigation"} == set()
    case = senior.send(check, then="onward")
    words = case_words(case.text)

    assert "“Pupil” begins, because it is said to be about a pupil." in check.text
    assert "“Safeguarding”, because a child may be in danger." in check.text
    assert "“Start the investigation” (Investigation) is due by" in check.text, "one alone needs no code"
    assert "Looked at for the first time" not in check.text, "where the case only passes is not told"
    assert "“Start the procedures that are needed” (The case)" not in check.text, "nor a clock that is met at once"
    assert case.url.path == f"/cases/{reference}"
    assert "Decide whether the policy covers this (The case). Start the procedures that are needed (The case)." in words
    assert {"pupil", "investigation"} <= begun(site, reference)
    assert [each.action for each in acted(site, reference)] == ["triage", "open_tracks"], "each is an event of its own"
    assert senior.send(check, then="onward").url.path == f"/cases/{reference}", "the second press does nothing"
    assert len(acted(site, reference)) == 2


def test_who_wants_another_procedure_confirms_the_decision_and_chooses(site: Site) -> None:
    reference, senior = report(site.services, about_category="pupil"), site.person("oakfield-senior")
    check = senior.send(senior.get(f"/cases/{reference}/case/1/triage"), **IN_SCOPE)
    page = senior.send(check, then="choose")

    assert page.url.path.endswith("/open_tracks")
    assert 'value="pupil" checked' in page.text
    assert "pupil" not in begun(site, reference)


def test_what_may_not_start_is_not_confirmed_with_the_decision(site: Site) -> None:
    reference, senior = report(site.services, about_category="pupil"), site.person("oakfield-senior")
    answers = {**IN_SCOPE, "danger_confirmed": "no"}
    check = senior.send(senior.get(f"/cases/{reference}/case/1/triage"), **answers)
    refused = senior.send(check, then="onward", further="open_tracks")

    assert "choose what starts" not in check.text
    assert refused.status_code == 409
    assert acted(site, reference) == [], "neither of the two was taken"


@pytest.mark.quotes
def test_one_that_follows_is_left_out_with_a_reason_and_another_is_added(site: Site) -> None:
    reference, senior = looked_at(site, about_category="pupil"), site.person("oakfield-senior")
    place = f"/cases/{reference}/{START}?change=yes"
    page = senior.get(place)
    refused = senior.send(page, routes=["legal"])
    check = senior.send(refused, routes=["legal"], routes_because="The pupil left years ago.")
    senior.send(check)

    assert 'value="pupil" checked' in page.text
    assert "Say why you leave this out, which follows from the answers: “Conduct of a pupil”" in refused.text
    assert "Say why you start this, which does not follow from the answers: “Legal action”" in refused.text
    assert "because it was chosen" in check.text
    assert {"legal"} == begun(site, reference) & {"legal", "pupil"}
    assert "The pupil left years ago." in senior.get(f"/cases/{reference}/history").text


def test_every_tick_taken_away_starts_nothing_but_what_nobody_leaves_out(site: Site) -> None:
    reference, senior = looked_at(site, about_category="parent", category="enquiry"), site.person("oakfield-senior")
    page = senior.get(f"/cases/{reference}/{START}?change=yes")
    check = senior.send(page, routes=[], routes_because="Nobody asks any more.")
    senior.send(check)

    assert "parent" in begun(site, reference)


def test_a_reason_is_not_kept_where_nothing_was_changed(site: Site) -> None:
    reference, senior = looked_at(site, about_category="pupil"), site.person("oakfield-senior")
    senior.send(senior.fill(f"/cases/{reference}/{START}?change=yes", routes_because="As it says."))

    answers = seen(site, reference).case.tracks[CASE].answers
    assert FactName("routes_because") not in answers
    assert answers[FactName("routes")].value == ("pupil",)
