"""Who a report is about, on the pages: asked early, told to nobody who is named, and dealt with by others."""

from __future__ import annotations

from typing import Any

import pytest

from duecourse.casework.administration.posts import Giving, give_post
from duecourse.casework.queries import case_lists, case_view
from engine.errors import BadAnswers
from engine.identity import CaseReference
from tests.cli import CALM, IN_SCOPE
from tests.services import caller
from tests.services import report as opened
from tests.site import Site, check_report, report

REPORT: dict[str, Any] = {
    **CALM,
    "affects": "me",
    "addresses": "https://posts.example/1",
    "reporter": "me",
    "about_category": "employee",
}
HEAD = {**REPORT, "who": "post", "about_post": "headteacher"}


def main_of(text: str) -> str:
    return text[text.index("<main") : text.index("</main>")]


def test_a_report_about_the_headteacher_goes_to_the_chair_and_the_head_sees_nothing(site: Site) -> None:
    reference = report(site.person("oakfield-teacher"), HEAD)
    head, chair = site.person("oakfield-head"), site.person("oakfield-chair")
    pages = ("", "/items", "/people", "/letters", "/history", "/case/1/acknowledge", "/add-person")
    hidden = [head.get(f"/cases/{reference}{page}").status_code for page in pages]

    assert hidden == [404] * len(pages)
    assert all(reference not in head.get(place).text for place in ("/work", "/cases", "/cases?show=closed"))
    assert chair.get(f"/cases/{reference}").status_code == 200
    assert "Employed here" in chair.get(f"/cases/{reference}/people").text


def test_the_reporter_is_told_by_post_who_takes_over_and_by_no_name(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    for danger in ("life_in_danger", "child_at_risk", "personal_data", "illegal_image"):
        calm: dict[str, Any] = {danger: "no"}
        teacher.fill(f"/report/{danger.replace('_', '-')}", **calm)
    first = main_of(teacher.get("/report/who").text)
    second = main_of(teacher.fill("/report/who", who="post").text)

    assert "lose sight of this report first" in first
    assert "Somebody at the top: headteacher, chair of governors, CEO" in first
    assert "Headteacher: the chair of governors, vice-chair or trust board deals with it" in second
    assert "CEO: the chair of trustees, trust board or safeguarding trustee deals with it" in second
    assert "Morgan" not in second


def test_the_check_and_the_confirmation_say_who_deals_with_it(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    check = check_report(teacher, HEAD)
    done = teacher.send(check)

    assert "dealt with by the chair of governors and the vice-chair" in main_of(check.text)
    assert "dealt with by the chair of governors and the vice-chair" in main_of(done.text)


def test_an_ordinary_report_is_dealt_with_by_the_seniors_of_the_school(site: Site) -> None:
    check = check_report(site.person("oakfield-teacher"), {**REPORT, "who": "unknown"})

    assert "dealt with by the senior manager and the headteacher" in main_of(check.text)


def test_several_people_may_be_named_and_none_of_them_sees_it(site: Site) -> None:
    named = ["oakfield-teacher-two", "oakfield-head", "ceo"]
    teacher = site.person("oakfield-teacher")
    check = check_report(teacher, {**REPORT, "who": "staff", "named": named})
    reference = teacher.send(check).url.path.rsplit("/", 1)[1]

    assert all(site.person(key).get(f"/cases/{reference}").status_code == 404 for key in named)
    assert "dealt with by the trust board and the" in main_of(check.text)
    assert site.person("board").get(f"/cases/{reference}").status_code == 200


def test_somebody_may_name_themself_and_is_told_that_it_arrived_and_nothing_else(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    check = check_report(teacher, {**REPORT, "affects": "nobody", "who": "staff", "named": "oakfield-teacher"})
    done = teacher.send(check)
    reference = done.url.path.rsplit("/", 1)[1]

    assert "you can no longer see it" in main_of(check.text)
    assert (done.status_code, reference in done.text) == (200, True)
    assert "you cannot look at it here" in main_of(done.text)
    assert teacher.get(f"/cases/{reference}").status_code == 404
    assert site.person("oakfield-teacher-two").get(f"/report/done/{reference}").status_code == 404


def test_a_changed_mind_about_who_leads_through_the_names_back_to_the_check(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    check_report(teacher, {**REPORT, "who": "unknown"})
    names = teacher.fill("/report/who?change=yes", change="yes", who="staff")
    category = teacher.send(names, named="oakfield-teacher-two")
    check = teacher.send(category, about_category="employee")

    assert [page.url.path for page in (names, category, check)] == [
        "/report/named",
        "/report/about-category",
        "/report/check",
    ]
    assert "Parker Oakfield (teacher)" in check.text


def test_nobody_is_named_any_more_after_an_answer_is_taken_back(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    check_report(teacher, HEAD)
    teacher.send(teacher.fill("/report/who?change=yes", change="yes", who="unknown"))
    reference = case_lists.cases(site.services, caller(site.services, "oakfield-teacher"))[0].reference

    assert site.person("oakfield-head").get(f"/cases/{reference}").status_code == 200


def test_what_somebody_added_is_to_the_school_is_asked_and_shown(site: Site) -> None:
    reference, senior = opened(site.services), site.person("oakfield-senior")
    people = senior.fill(
        f"/cases/{reference}/add-person", person="oakfield-governor", part="subject", category="volunteer"
    )

    assert people.url.path == f"/cases/{reference}/people"
    rows = main_of(people.text).partition("Sasha Oakfield")[2]
    assert rows.index("Volunteer") < rows.index("</tr>")


def test_the_four_dangers_start_their_procedures_tell_the_posts_and_wait_for_the_triage(site: Site) -> None:
    dangers = dict.fromkeys(("life_in_danger", "personal_data"), "yes") | dict.fromkeys(
        ("child_at_risk", "illegal_image"), "dont_know"
    )
    teacher, senior = site.person("oakfield-teacher"), site.person("oakfield-senior")
    check = check_report(teacher, {**REPORT, **dangers, "who": "unknown"})
    reference = teacher.send(check).url.path.rsplit("/", 1)[1]
    senior.take(reference, "case/1", "triage", **{**IN_SCOPE, "danger_confirmed": "no"})
    locked = senior.get(f"/cases/{reference}/case/1/open_tracks")
    case = case_view.look(site.services, caller(site.services, "oakfield-senior"), CaseReference(reference)).case

    told = check.text[check.text.index("Who must know now") :].partition("</section>")[0]
    assert all(name in told for name in ("Kit Oakfield", "Blake Sample", "Gray Oakfield"))
    assert {"safeguarding/1", "data_breach/1", "police/1"} <= set(case.tracks)
    assert "have not been acted on yet" in locked.text


def test_with_an_acting_head_it_is_asked_which_and_the_other_is_no_part_of_it(site: Site) -> None:
    giving = Giving(post="headteacher@oakfield", acting=True, instead_of="oakfield-head")
    give_post(site.services, caller(site.services, "central"), "oakfield-deputy", giving)
    teacher = site.person("oakfield-teacher")
    about_head = report(teacher, {**HEAD, "which": "oakfield-head"})
    about_acting = report(teacher, {**HEAD, "which": "oakfield-deputy"})
    seen = {
        (who, reference): site.person(who).get(f"/cases/{reference}").status_code
        for who in ("oakfield-head", "oakfield-deputy", "oakfield-chair")
        for reference in (about_head, about_acting)
    }

    assert seen["oakfield-chair", about_head] == seen["oakfield-chair", about_acting] == 200
    assert seen["oakfield-head", about_head] == seen["oakfield-deputy", about_acting] == 404


def test_a_report_that_leaves_open_which_of_the_two_is_refused_with_both_names(site: Site) -> None:
    giving = Giving(post="headteacher@oakfield", acting=True, instead_of="oakfield-head")
    give_post(site.services, caller(site.services, "central"), "oakfield-deputy", giving)
    with pytest.raises(BadAnswers, match="Jules Oakfield, acting headteacher"):
        opened(site.services, about_post="headteacher")
