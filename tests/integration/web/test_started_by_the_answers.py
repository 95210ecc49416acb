"""Procedures start by the answers, with one confirmation: what follows is shown with why, and may be changed."""

from __future__ import annotations

import pytest

from duecourse.casework.context.look.view import CaseView
from duecourse.casework.queries import case_view
from engine.identity import CASE, CaseReference, FactName
from tests.cli import IN_SCOPE
from tests.services import act, caller, report
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
def test_one_that_follows_is_left_out_with_a_reason_and_another_is_added(site: Site) -> None:
    reference, senior = looked_at(site, about_category="pupil"), site.person("oakfield-senior")
    place = f"/cases/{reference}/{START}?change=yes"
    page = senior.get(place)
    refused = senior.send(page, routes=["legal"])
    check = senior.send(refused, routes=["legal"], routes_because="The pupil left years ago.")
    senior.send(check)

    assert 'value="pupil" checked' in page.text
    assert "Say why you leave this out, which follows from the answers: “Conduct of a pupil”" in refused.text
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
