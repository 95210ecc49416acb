"""Beside a step stands what somebody needs to take it: the report, its dangers, the page, and what was said."""

from __future__ import annotations

from duecourse.casework.queries import case_view
from duecourse.casework.queries.story.known_answers import KnownAnswer, answered_in, dangers_answered
from engine.identity import CASE, InstanceId
from tests.cli import ASK_HOST, IN_SCOPE
from tests.services import act, caller, report
from tests.site import Site


def test_a_person_who_decides_on_a_report_reads_it_beside_the_questions(site: Site) -> None:
    reference = report(site.services, child_at_risk="dont_know")
    senior = site.person("oakfield-senior")
    code = case_view.look(site.services, caller(site.services, "oakfield-senior"), reference).case
    page = senior.get(f"/cases/{reference}/case/{code.code(code.tracks[CASE])}/triage").text

    assert '<blockquote class="dc-words dc-words--beside">Two posts insult me.</blockquote>' in page
    told = [line for line in page.splitlines() if "<dt>" in line]
    assert 'Could a child be at risk?</dt><dd class="dc-break">I don&#39;t know' in "".join(told)
    assert page.count("<dt>") >= 4


def test_who_sees_one_part_reads_nothing_of_the_report_beside_their_step(site: Site) -> None:
    reference = report(site.services, personal_data="yes")
    act(site.services, "senior", reference, "case/1", "triage", **IN_SCOPE)
    act(site.services, "senior", reference, "case/1", "open_tracks")
    view = case_view.look(site.services, caller(site.services, "dpo"), reference)

    assert dangers_answered(view) == ()
    page = site.person("dpo").get(f"/cases/{reference}").text
    assert "Two posts insult me." not in page


def test_answers_stand_in_the_words_of_their_questions_and_times_as_they_are_said(site: Site) -> None:
    reference = report(site.services)
    act(site.services, "senior", reference, "case/1", "triage", **IN_SCOPE)
    act(
        site.services,
        "senior",
        reference,
        "removal/1",
        "decide",
        **{**ASK_HOST, "posted_at": "2026-10-20T09:30:00+01:00"},
    )
    view = case_view.look(site.services, caller(site.services, "oakfield-senior"), reference)
    known = answered_in(view, InstanceId("removal/1"))

    assert KnownAnswer("Should the website's host be asked?", "Yes, ask the host") in known
    assert [each.said for each in known if "posted" in each.asked and "When" in each.asked] == [
        "20 October 2026 at 9:30am"
    ]
