"""Dangers on the pages: who must know and by which telephone, what was in truth sent, and marks until it is opened."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.cli import CALM, IN_SCOPE
from tests.services import report as reported
from tests.site import Person, Site, check_report, report

ANSWERS: dict[str, Any] = {
    **CALM,
    "affects": "me",
    "who": "unknown",
    "addresses": "https://posts.example/1",
    "reporter": "me",
}
DSL = "Kit Oakfield, lead safeguarding officer: telephone 01632 960002"
DEPUTY = "Lane Oakfield, deputy DSL: no telephone number is known here, so ask the school office to put you through"
SENIOR = "Gray Oakfield, senior manager: telephone 01632 960001"
DPO = "Blake Sample, DPO: telephone 01632 960003"
NOBODY_YET = "Nobody has been told yet. Telephone now"
PROMISES = ("told by Duecourse", "Told at once", "will be told", "are told as soon as")
MARK = "You are one of those who must act."


def change(site: Site, *keys: str, **what: Any) -> None:
    """Change what is known of people, for example that they have left."""
    with site.services.store.writing() as writing:
        for known in writing.people(writing.organisation().id):
            if known.key in keys:
                writing.save_person(replace(known, **what))


def danger_page(person: Person, name: str) -> str:
    answer: dict[str, Any] = {name: "yes"}
    return person.fill(f"/report/{name.replace('_', '-')}", **answer).text


@pytest.mark.parametrize(
    ("name", "says", "does_not"),
    [
        ("life_in_danger", ("Call 999 now", DSL, DEPUTY, SENIOR), (DPO,)),
        ("child_at_risk", (DSL, DEPUTY), (SENIOR, DPO)),
        ("illegal_image", ("Nobody may copy", DSL, DEPUTY), (SENIOR, DPO)),
        ("personal_data", (DPO, "72 hours"), (DSL, SENIOR)),
    ],
)
def test_a_page_of_danger_names_who_must_know_with_their_telephone_and_promises_nothing(
    site: Site, name: str, says: tuple[str, ...], does_not: tuple[str, ...]
) -> None:
    page = danger_page(site.person("oakfield-teacher"), name)

    assert [each for each in (*says, NOBODY_YET) if each not in page] == []
    assert [each for each in (*does_not, *PROMISES) if each in page] == []


def test_the_check_and_the_confirmation_say_the_same_truth(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    dangers = {**ANSWERS, "child_at_risk": "dont_know", "personal_data": "yes"}
    check = check_report(teacher, dangers)
    done = teacher.send(check)

    for page in (check, done):
        assert [each for each in (DSL, DPO, NOBODY_YET, "Could a child be at risk?") if each not in page.text] == []
        assert [each for each in PROMISES if each in page.text] == []
    assert "You do not have to do anything else now" not in done.text
    assert "Who must know" not in check_report(teacher, ANSWERS).text


def test_where_several_schools_may_be_meant_each_is_named_with_its_own(site: Site) -> None:
    page = danger_page(site.person("hr"), "child_at_risk")

    assert [each for each in ("Kit Oakfield", "Kit Riverside", "Kit Hilltop") if each not in page] == []


def test_those_who_must_know_and_report_it_themselves_are_given_the_one_beside_or_above_them(site: Site) -> None:
    lead = site.person("oakfield-dsl")
    beside = danger_page(lead, "child_at_risk")
    change(site, "oakfield-deputy-dsl", active=False)
    above = danger_page(lead, "child_at_risk")

    assert "Lane Oakfield" in beside
    assert "Kit Oakfield, " not in beside + above
    assert "is the one who reports it, and knows already" in above
    assert "Marley Semblance, safeguarding trustee" in above


def test_a_lead_whom_the_report_is_about_is_not_among_those_to_tell(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    about = {
        **ANSWERS,
        "child_at_risk": "yes",
        "who": "staff",
        "named": ["oakfield-dsl", "oakfield-deputy-dsl"],
        "about_category": "employee",
    }
    check = check_report(teacher, about)

    assert "The lead safeguarding officer cannot deal with this one. Standing in:" in check.text
    assert "Marley Semblance, safeguarding trustee" in check.text
    assert "Kit Oakfield, " not in check.text


def test_where_nobody_holds_the_post_that_is_said_and_who_stands_in(site: Site) -> None:
    change(site, "oakfield-dsl", "oakfield-deputy-dsl", active=False)
    teacher = site.person("oakfield-teacher")
    stands_in = danger_page(teacher, "child_at_risk")
    change(site, "trustee", "board", active=False)
    nobody = danger_page(teacher, "child_at_risk")

    assert "Nobody holds the post of lead safeguarding officer at present. Standing in:" in stands_in
    assert "Marley Semblance, safeguarding trustee" in stands_in
    assert "There is nobody at the school or in the trust who could be told" in nobody


@pytest.mark.parametrize(
    ("danger", "leads", "others"),
    [
        ("child_at_risk", ("oakfield-dsl", "oakfield-deputy-dsl"), ("oakfield-senior", "oakfield-teacher", "dpo")),
        ("personal_data", ("dpo",), ("oakfield-dsl", "oakfield-senior", "oakfield-teacher")),
        ("life_in_danger", ("oakfield-dsl", "oakfield-senior"), ("dpo", "oakfield-teacher", "oakfield-chair")),
    ],
)
def test_a_danger_stands_first_in_the_list_of_those_who_must_act_until_each_has_opened_it(
    site: Site, danger: str, leads: tuple[str, ...], others: tuple[str, ...]
) -> None:
    calm = reported(site.services)
    site.wait(minutes=1)
    reference = reported(site.services, **{danger: "dont_know"})
    for key in others:
        assert MARK not in site.person(key).get("/work").text
    for key in leads:
        lead = site.person(key)
        before, cases = lead.get("/work").text, lead.get("/cases").text

        assert before.index(MARK) < before.index('class="dc-tabs"')
        assert reference in before[: before.index(MARK)]
        assert ">Danger</strong>" in cases
        assert calm not in cases or cases.index(reference) < cases.index(calm)
        lead.get(f"/cases/{reference}")
        assert MARK not in lead.get("/work").text
        assert ">Danger</strong>" not in lead.get("/cases").text


def test_the_case_says_who_is_to_be_told_until_they_have_opened_it(site: Site) -> None:
    reference = reported(site.services, child_at_risk="yes")
    senior, lead = site.person("oakfield-senior"), site.person("oakfield-dsl")
    place = f"/cases/{reference}"
    waiting = senior.get(place).text
    first = lead.get(place).text

    assert [each for each in (DSL, NOBODY_YET, ">Danger</strong>") if each not in waiting] == []
    assert "It is for you to act on, as lead safeguarding officer." in first
    for after in (lead.get(place).text, senior.get(place).text):
        assert "Kit Oakfield has opened it, on 2 November 2026 at 9:00am." in after
        assert [each for each in (NOBODY_YET, "It is for you to act on", "Not opened yet") if each in after] == []


def test_the_reporter_is_told_whom_to_telephone_until_somebody_has_looked_and_nothing_of_what_came_later(
    site: Site,
) -> None:
    teacher, senior = site.person("oakfield-teacher"), site.person("oakfield-senior")
    reference = report(teacher, {**ANSWERS, "child_at_risk": "yes"})
    place = f"/cases/{reference}"
    waiting = teacher.get(place).text
    senior.get(place)
    looked = teacher.get(place).text
    later: dict[str, Any] = {**IN_SCOPE, "new_dangers": ["personal_data"]}
    senior.take(reference, "case/1", "triage", **later)

    assert DSL in waiting
    assert ">Danger</strong>" not in looked
    assert (
        "Somebody who deals with it has opened it, on 2 November 2026 at 9:00am."
        in teacher.get(f"/report/done/{reference}").text
    )
    assert ">Danger</strong>" not in teacher.get(place).text
    assert DPO not in teacher.get(f"/report/done/{reference}").text
    assert MARK in site.person("dpo").get("/work").text


def test_somebody_affected_and_somebody_with_another_part_are_shown_no_danger(site: Site) -> None:
    answers = {
        **ANSWERS,
        "affects": "others",
        "affected": ["oakfield-teacher-two"],
        "child_at_risk": "yes",
        "personal_data": "yes",
    }
    reference = report(site.person("oakfield-teacher"), answers)
    affected, dpo = site.person("oakfield-teacher-two"), site.person("dpo")
    seen = dpo.get(f"/cases/{reference}").text

    assert ">Danger</strong>" not in affected.get(f"/cases/{reference}").text
    assert "Data breach has begun." in seen
    assert "child" not in seen.split('id="danger"')[1].split("</section>")[0]


def test_a_message_that_has_gone_out_is_said_and_that_nobody_has_opened_it(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    reference = report(teacher, {**ANSWERS, "child_at_risk": "yes"})
    with site.services.store.writing() as writing:
        for notice in writing.notices(writing.organisation().id, "queued"):
            writing.settle_notice(replace(notice, state="done"))
    sent = teacher.get(f"/report/done/{reference}").text
    site.person("oakfield-dsl").get(f"/cases/{reference}")

    assert "Sent to Kit Oakfield on 2 November 2026 at 9:00am, not opened yet: telephone 01632 960002 as well." in sent
    assert "Kit Oakfield has opened it, on 2 November 2026 at 9:00am." in teacher.get(f"/report/done/{reference}").text


def test_those_who_named_themselves_still_read_who_must_know(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    about = {**ANSWERS, "who": "staff", "named": "oakfield-teacher", "about_category": "employee", "affects": "nobody"}
    done = teacher.send(check_report(teacher, {**about, "child_at_risk": "yes"}))

    assert "you cannot look at it here" in done.text
    assert DSL in done.text
    assert NOBODY_YET in done.text


def test_a_mail_scanner_that_follows_the_link_has_opened_nothing_and_a_person_who_signs_in_has(site: Site) -> None:
    teacher, scanner = site.person("oakfield-teacher"), site.visitor()
    reference = report(teacher, {**ANSWERS, "child_at_risk": "yes"})
    place = f"/cases/{reference}"
    scanner.client.get(place)
    scanner.client.head(place)
    scanned = teacher.get(place).text
    site.person("oakfield-dsl").get(place)
    opened = teacher.get(place).text

    assert "has opened it" not in scanned
    assert "What you reported as a danger was opened" in opened
    assert "Kit Oakfield has opened it, on 2 November 2026 at 9:00am." in opened
