"""What is done by hand inside a case stands there and under Work of those whose it is, and is ticked off on a page."""

from __future__ import annotations

from duecourse.casework.commands import letters, steps
from engine.identity import CASE, ActionName, CaseReference
from tests.services import CALM, caller
from tests.site import Site

TICK = "by_hand_15_2"
TITLE = "Review the policy because of this case"
WORDS = "Read again with the unions."


def closed(site: Site) -> CaseReference:
    """A case that the policy does not cover, closed with the word that the policy should be looked at again."""
    new = steps.NewReport(policy="lumen", school="oakfield", reported_by="oakfield-teacher", answers=CALM)
    senior = caller(site.services, "oakfield-senior")
    reference = steps.report(site.services, senior, new).case.reference
    triage = {"scope": "out_of_scope", "scope_reason": "It is not ours.", "danger_confirmed": "yes"}
    steps.take_step(site.services, senior, reference, CASE, ActionName("triage"), facts=triage)
    letters.withdraw(site.services, senior, reference, 1, "It was said in person.")
    close = {"retention": "takedown", "policy_review": "yes"}
    steps.take_step(site.services, senior, reference, CASE, ActionName("close"), facts=close)
    return reference


def test_it_stands_under_work_and_in_the_case_with_what_it_asks_for_its_day_and_its_clause(site: Site) -> None:
    reference = closed(site)
    central = site.person("central")

    assert TITLE in central.get("/work?show=later").text
    page = central.get(f"/cases/{reference}").text
    assert TITLE in page
    assert "30 November 2026" in page
    site.wait(days=28)
    assert TITLE in central.get("/work").text


def test_it_is_ticked_off_on_its_page_with_a_note_and_the_history_says_so(site: Site) -> None:
    reference = closed(site)
    central = site.person("central")
    case = central.get(f"/cases/{reference}").text
    place = case[: case.index(TICK) + len(TICK)].rsplit('"', 1)[1]
    step = central.get(place)
    assert "15.2" in step.text
    assert "significant incidents" in step.text
    empty = central.send(step)
    assert empty.status_code == 422
    shown = central.send(step, **{f"{TICK}_words": WORDS})
    assert shown.url.path.endswith("/check")
    central.send(shown)

    assert TITLE not in central.get("/work?show=later").text
    history = central.get(f"/cases/{reference}/history").text
    assert TITLE in history
    assert WORDS in history
