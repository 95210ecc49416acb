"""Times that people type, on the pages: what cannot be is said at its question, and nothing that was typed is lost."""

from __future__ import annotations

from typing import Any

from httpx2 import Response

from duecourse.casework.queries import case_view
from engine.identity import CaseReference
from tests.cli import ADDRESSES, ASK_HOST, CALM, IN_SCOPE
from tests.services import act, caller
from tests.services import report as reported
from tests.site import Person, Site, forms_of, report

REPORT = {**CALM, "affects": "me", "who": "unknown", "addresses": ADDRESSES[0], "reporter": "me"}


def boxes(name: str, day: str, time: str = "10:00am") -> dict[str, Any]:
    """Type a date, such as 2026-11-24, and a time into their boxes."""
    year, month, of_month = day.split("-")
    return {f"{name}-day": of_month, f"{name}-month": month, f"{name}-year": year, f"{name}-time": time}


def fault(page: Response, name: str) -> str:
    """Give what stands at a question, and see that the page points to it."""
    assert page.status_code in (409, 422), page.text
    assert f'href="#{name}"' in page.text
    return page.text.split(f'id="{name}-error"', 1)[1].split("</p>", 1)[0]


def begun(site: Site) -> tuple[str, Person]:
    reference = report(site.person("oakfield-teacher"), REPORT)
    senior = site.person("oakfield-senior")
    site.wait(hours=2)
    senior.take(reference, "case/1", "triage", **IN_SCOPE)
    return reference, senior


def test_a_step_before_the_report_is_refused_at_its_question(site: Site) -> None:
    reference, senior = begun(site)
    page = senior.fill(f"/cases/{reference}/removal/1/decide", **{**ASK_HOST, **boxes("happened", "2026-10-26")})

    assert "26 October 2026 at 10:00am is before 2 November 2026 at 9:00am, when this was reported" in fault(
        page, "happened"
    )
    assert "between 2 November 2026 at 9:00am" in page.text
    assert ASK_HOST["approach_reason"] in page.text
    assert 'value="26"' in page.text


def test_an_answer_that_cannot_be_is_refused_at_its_question(site: Site) -> None:
    reference, senior = begun(site)
    page = senior.fill(
        f"/cases/{reference}/removal/1/record_capture", seen_how="On my telephone.", **boxes("seen_at", "2028-11-27")
    )

    assert "27 November 2028 at 10:00am lies in the future" in fault(page, "seen_at")
    assert "On my telephone." in page.text


def test_a_letter_that_went_out_before_it_was_issued_is_refused_at_its_question(site: Site) -> None:
    reference, senior = begun(site)
    senior.take(reference, "removal/1", "decide", **ASK_HOST)
    site.wait(days=3)
    place = f"/cases/{reference}/letters/{_draft(site, CaseReference(reference))}"
    issued = senior.fill(place)
    page = senior.send(issued, way="portal", proof="Reference 12345", **boxes("sent", "2026-11-04"))

    assert "when the letter" in fault(page, "sent")
    assert "Reference 12345" in page.text


def _draft(site: Site, reference: CaseReference) -> int:
    case = case_view.look(site.services, caller(site.services, "oakfield-senior"), reference).case
    return next(each.number for each in case.letters.values() if each.template.startswith("L02"))


def test_nobody_was_told_of_it_in_the_future(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    answers = {**REPORT, "reporter": "nobody", **boxes("told_at", "2026-11-03")}
    page = teacher.get("/report/life-in-danger")
    while "/report/told-at" not in str(page.url):
        asked = {name: text for name, text in answers.items() if f'name="{name}"' in page.text}
        page = teacher.send(page, **asked)
    refused = teacher.send(page, **boxes("told_at", "2026-11-03"))

    assert "lies in the future" in fault(refused, "told_at")


def test_a_picture_was_not_taken_in_the_future(site: Site) -> None:
    reference, senior = begun(site)
    place = f"/cases/{reference}/add-evidence/file"
    through = senior.fill(f"/cases/{reference}/add-evidence", image="no")
    fields = {**forms_of(through)[0].fields, "on": "case/1", **boxes("captured", "2026-11-04")}
    page = senior.client.post(place, data=fields, files={"file": ("note.txt", b"What was seen.")})

    assert "lies in the future" in fault(page, "captured")


def test_the_law_is_not_called_our_default(site: Site) -> None:
    reference = reported(site.services, personal_data="yes")
    now = site.services.clock.now().isoformat()
    act(
        site.services,
        "senior",
        reference,
        "data_breach/1",
        "tell_dpo",
        what="A list.",
        special_category="no",
        children="no",
        still_live="no",
        data_categories="contact",
        discovered_at=now,
        aware_at=now,
    )
    page = site.person("dpo").get(f"/cases/{reference}/procedure").text

    assert "The law gives this time: UK GDPR, Article 33: within 72 hours of becoming aware." in page
    assert "it is our default" not in page
