"""A case over its time on pages: found on the list, kept on, proposed, disposed of by a second person, certified."""

from __future__ import annotations

import pytest

from duecourse.casework.commands import letters, steps
from engine.identity import CaseReference
from tests.cli import CALM
from tests.services import act, caller
from tests.site import Site

MARK = "Zyzzyvaquonk"


@pytest.fixture
def reference(site: Site) -> CaseReference:
    """A closed case whose time is over."""
    place = site.services
    new = steps.NewReport(
        policy="lumen",
        school="oakfield",
        reported_by="oakfield-senior",
        affected=(),
        addresses=(),
        answers={**CALM, "what_happened": f"{MARK} wrote it."},
    )
    senior = caller(place, "oakfield-senior")
    reference = steps.report(place, senior, new).case.reference
    triage = {"scope": "out_of_scope", "scope_reason": "Not ours.", "danger_confirmed": "yes"}
    act(place, "senior", reference, "case/1", "triage", **triage)
    with place.store.reading() as reading:
        waiting = list(reading.find_case(senior.viewer, reference).letters.values())
    for each in waiting:
        letters.withdraw(place, senior, reference, each.number, "Said in person.")
    act(place, "senior", reference, "case/1", "close", retention="takedown", policy_review="no")
    site.wait(days=366 * 6)
    return reference


def test_a_case_goes_from_the_list_to_its_certificate(site: Site, reference: CaseReference) -> None:
    senior, head = site.person("oakfield-senior"), site.person("oakfield-head")
    assert f"/cases/{reference}/retention" in senior.get("/retention").text
    assert reference not in site.person("riverside-senior").get("/retention").text
    assert "To be looked at" in senior.get("/retention").text
    day = {"until-day": "1", "until-month": "1", "until-year": "2033"}
    kept = senior.fill(f"/cases/{reference}/retention/keep", **day, reason="An inquiry asked")
    assert "It is kept on until 1 January 2033." in kept.text
    site.wait(days=60)
    empty = senior.fill(f"/cases/{reference}/retention/propose")
    assert empty.status_code == 422
    proposed = senior.fill(f"/cases/{reference}/retention/propose", reason="The schedule says so")
    assert "proposed, waits for a second person" in proposed.text
    early = head.fill(f"/cases/{reference}/erasures/1", decision="erase")
    assert "less than 7 days ago" in early.text
    site.wait(days=8)
    done = head.fill(f"/cases/{reference}/erasures/1", decision="erase")
    assert done.status_code == 200, done.text
    page = head.get(f"/cases/{reference}/retention").text
    assert "Everything that it held is gone" in page
    assert MARK not in head.get(f"/cases/{reference}/history").text
    certificate = head.get(f"/cases/{reference}/retention/certificate")
    assert certificate.content.startswith(b"%PDF")
    assert reference not in senior.get("/retention").text.split("<main", 1)[1].split("The schedule")[0]


def test_a_period_is_changed_by_those_who_may_with_a_reason(site: Site) -> None:
    dpo, teacher = site.person("dpo"), site.person("oakfield-teacher")
    missing = dpo.fill("/retention/change", kind="takedown", period="2 years", source="Schedule of 2025")
    wrong = dpo.fill("/retention/change", kind="takedown", period="soon", source="Schedule of 2025", reason="Ours")
    done = dpo.fill("/retention/change", kind="takedown", period="2 years", source="Schedule of 2025", reason="Ours")
    refused = teacher.fill("/retention/change", kind="takedown", period="1 year", source="Mine", reason="Mine")

    assert (missing.status_code, wrong.status_code) == (422, 422)
    assert "is no period" in wrong.text
    assert "The schedule stands as you changed it." in done.text
    assert "Blake Sample" in done.text
    assert "changed by these posts" in refused.text
    assert "2 years" in site.visitor().client.get("/privacy").text


def test_somebody_who_sees_a_part_learns_nothing_of_its_time(site: Site, reference: CaseReference) -> None:
    teacher = site.person("oakfield-teacher")
    assert teacher.get(f"/cases/{reference}/retention").status_code == 404
    assert teacher.get(f"/cases/{reference}/retention/certificate").status_code == 404
