"""Stale pages, sessions that end, second clicks and mistakes: nothing typed is lost, nothing is done twice."""

from __future__ import annotations

from typing import Any

from duecourse.casework.queries import case_lists, case_view
from engine.identity import CaseReference
from tests.cli import CALM, IN_SCOPE
from tests.services import act, caller, report
from tests.site import Person, Site, check_report, forms_of


def revision_of(site: Site, reference: CaseReference) -> int:
    return case_view.look(site.services, caller(site.services, "oakfield-senior"), reference).case.revision


def at_the_check(person: Person, reference: CaseReference) -> tuple[str, dict[str, str]]:
    """Answer the first decision and stop before confirming: the address of the check and its fields."""
    answers: dict[str, Any] = IN_SCOPE
    page = person.fill(f"/cases/{reference}/case/1/triage", **answers)
    return str(page.url), forms_of(page)[0].fields


def test_a_second_click_on_confirm_changes_nothing_and_leads_to_the_case(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    place, fields = at_the_check(senior, reference)
    senior.client.post(place, data=fields)
    once = revision_of(site, reference)
    again = senior.client.post(place, data=fields)

    assert again.url.path == f"/cases/{reference}"
    assert revision_of(site, reference) == once


def test_a_stale_page_shows_what_changed_keeps_the_answers_and_changes_nothing(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    place, fields = at_the_check(senior, reference)
    act(site.services, "head", reference, "case/1", "acknowledge")
    before = revision_of(site, reference)
    stale = senior.client.post(place, data=fields)

    assert stale.status_code == 409
    assert "Acknowledge the report (The case)" in stale.text
    assert "It is about the school." in stale.text
    assert revision_of(site, reference) == before
    assert "?done=" in str(senior.send(stale).url)


def test_answers_that_another_window_changed_are_read_again_before_they_are_sent_in(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    place, fields = at_the_check(senior, reference)
    before = revision_of(site, reference)
    senior.fill(f"/cases/{reference}/case/1/triage", **{**IN_SCOPE, "scope_reason": "Another thought."})
    refused = senior.client.post(place, data=fields)
    unchanged = revision_of(site, reference)

    assert refused.status_code == 422
    assert "changed since you read them" in refused.text
    assert "Another thought." in refused.text
    assert unchanged == before
    assert "?done=" in str(senior.send(refused).url)


def test_two_people_on_one_step_the_second_is_told_and_keeps_their_words(site: Site) -> None:
    reference = report(site.services)
    senior, head = site.person("oakfield-senior"), site.person("oakfield-head")
    place, fields = at_the_check(senior, reference)
    head.take(reference, "case/1", "triage", **IN_SCOPE)
    second = senior.client.post(place, data=fields)

    assert second.status_code == 409
    assert "Finley Oakfield" in second.text
    assert "No longer: this stands at" in second.text
    assert "It is about the school." in second.text


def test_what_was_typed_when_the_session_had_ended_is_there_after_signing_in(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    page = senior.get(f"/cases/{reference}/case/1/triage")
    site.wait(minutes=31)
    out = senior.client.post(str(page.url), data={**forms_of(page)[0].fields, "scope_reason": "A long thought."})
    back = senior.send(out, name="oakfield-senior", password="invented-people-only")

    assert "What you typed is kept" in out.text
    assert "A long thought." in back.text
    assert back.url.path == f"/cases/{reference}/case/1/triage"


def test_somebody_else_who_signs_in_afterwards_does_not_see_it(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    page = senior.get(f"/cases/{reference}/case/1/triage")
    site.wait(minutes=31)
    out = senior.client.post(str(page.url), data={**forms_of(page)[0].fields, "scope_reason": "A long thought."})
    other = Person(senior.client).send(out, name="oakfield-head", password="invented-people-only")

    assert "A long thought." not in other.text


def test_a_missing_answer_is_named_by_its_question_and_the_others_stay(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    wrong = senior.fill(f"/cases/{reference}/case/1/triage", scope_reason="It is about the school.")

    assert wrong.status_code == 422
    assert "<title>Error: " in wrong.text
    assert '<a href="#scope">Choose an answer: Does the policy cover this?</a>' in wrong.text
    assert "It is about the school." in wrong.text


def test_a_report_waits_where_it_was_left_and_is_sent_once(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    teacher.fill("/report/life-in-danger", life_in_danger="no")
    teacher.fill("/report/child-at-risk", child_at_risk="dont_know")

    assert "/report/personal-data" in teacher.get("/report").text
    assert "You began a report" in teacher.get("/work").text


def test_a_report_sent_twice_opens_one_case(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    for name in ("life_in_danger", "child_at_risk", "personal_data", "illegal_image", "category", "what_happened"):
        answer: dict[str, Any] = {name: CALM[name]}
        teacher.fill(f"/report/{name.replace('_', '-')}", **answer)
    teacher.fill("/report/who", who="unknown")
    teacher.fill("/report/affects", affects="me")
    teacher.fill("/report/addresses", addresses="https://posts.example/1")
    check = teacher.fill("/report/reporter", reporter="me")
    fields = forms_of(check)[0].fields
    first = teacher.client.post("/report/check", data=fields)
    second = teacher.client.post("/report/check", data=fields)

    assert second.url.path == first.url.path
    assert len(case_lists.cases(site.services, caller(site.services, "oakfield-teacher"))) == 1


def test_a_report_that_another_window_changed_is_read_again_before_it_is_sent(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    read = check_report(teacher, {**CALM, "reporter": "me", "affects": "me", "who": "unknown"})
    teacher.fill("/report/what-happened", what_happened="Something else.")
    refused = teacher.send(read)
    nothing = case_lists.cases(site.services, caller(site.services, "oakfield-teacher"))

    assert refused.status_code == 422
    assert "changed since you read them" in refused.text
    assert "Something else." in refused.text
    assert not nothing
    assert "/report/done/" in str(teacher.send(refused).url)


def test_a_bad_address_is_named_by_its_line(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    wrong = teacher.fill("/report/addresses", addresses="https://posts.example/1\njavascript:alert(1)")

    assert wrong.status_code == 422
    assert "Line 2:" in wrong.text
    assert "javascript:alert(1)" in wrong.text
