"""Where a policy has people report to a teacher or line manager of their choice, that person sees the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from duecourse.casework.audit import verification
from duecourse.casework.commands import steps
from duecourse.casework.commands.sight_upkeep import catch_up
from duecourse.casework.context.services import Caller, Services, person_of
from duecourse.casework.policies.coverage import coverage_of
from duecourse.casework.queries import case_lists, case_view
from duecourse.demo import make_accounts
from duecourse.policies.compiler import compile_sources
from duecourse.policies.library import load_library, read_workflows
from duecourse.web.app import build_app
from engine.errors import BadFiles, BadInput, NotFound
from engine.identity import CASE, CaseReference, PostName
from engine.record.values import Part
from tests.cli import CALM as ANSWERS
from tests.databases import open_store
from tests.services import CALM, caller, letters, scheduler, services_on
from tests.site import Site, cheap_passwords, check_report, report
from tests.unit.workflows.test_broken_policies import LUMEN, broken

REPORT: dict[str, Any] = {
    **ANSWERS,
    "who": "unknown",
    "affects": "me",
    "addresses": "https://posts.example/1",
    "reporter": "me",
}


def main_of(text: str) -> str:
    return text[text.index("<main") : text.index("</main>")]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    sources = {name: text for name, text in read_workflows().items() if name.startswith("tracks") or "lseat" in name}
    yield replace(services_on(store, tmp_path), library=load_library(sources, letters().kinds()))
    store.close()


def new_report(given_to: tuple[str, ...] | None, by: str = "oakfield-teacher") -> steps.NewReport:
    return steps.NewReport(
        policy="lseat",
        school="oakfield",
        reported_by=by,
        affected=("oakfield-teacher",),
        answers=CALM,
        given_to=given_to,
    )


def told(place: Services, *given_to: str, about: str = "", by: str = "oakfield-teacher") -> CaseReference:
    new = steps.NewReport(
        policy="lseat",
        school="oakfield",
        reported_by=by,
        affected=(by,),
        addresses=("https://a.example/1",),
        answers=CALM,
        about={about: "employee"} if about else {},
        given_to=given_to,
    )
    return steps.report(place, caller(place, by), new).case.reference


def seen(place: Services, who: str, reference: CaseReference) -> set[str]:
    """Name the procedures of a case that somebody sees; none where they see none of it."""
    try:
        return {each.on for each in case_view.look(place, caller(place, who), reference).case.tracks.values()}
    except NotFound:
        return set()


def test_they_see_it_while_they_hold_a_post_by_which_it_was_given_to_them_and_no_longer(place: Services) -> None:
    reference = told(place, "oakfield-manager")
    with place.store.reading() as reading:
        manager = person_of(reading, reading.organisation().id, "oakfield-manager")

    def hold(*posts: str) -> None:
        there = tuple(replace(manager.posts[0], post=PostName(post)) for post in posts)
        with place.store.writing() as writing:
            writing.save_person(replace(manager, posts=there))

    def listed() -> bool:
        return any(each.reference == reference for each in case_lists.cases(place, caller(place, manager.key)))

    for posts, expected in (("governor",), False), (("governor", "teacher"), True), ((), False):
        hold(*posts)
        assert (seen(place, manager.key, reference) == {CASE}) is expected
        assert not listed() or expected
        catch_up(place, place.clock.now())
        assert listed() is expected
        assert {each.wrong for each in verification.replay_cases(place, Caller(viewer=scheduler(place)))} == {""}


def test_the_person_to_whom_it_is_given_sees_the_report_and_nothing_else_of_the_case(place: Services) -> None:
    reference = told(place, "oakfield-manager")
    view = case_view.look(place, caller(place, "oakfield-manager"), reference)

    assert seen(place, "oakfield-manager", reference) == {CASE}
    assert "Two posts insult me." in view.words.values()
    assert (list(view.letters), view.case.team, view.everything) == ([], {}, False)
    options = case_view.possible(place, caller(place, "oakfield-manager"), reference)
    assert {each.action for each in options if each.allowed} == {"call_999"}
    assert seen(place, "oakfield-teacher-two", reference) == set()
    assert [each.reference for each in case_lists.cases(place, caller(place, "oakfield-manager"))] == [reference]


def test_whom_the_report_is_about_is_never_given_it(place: Services) -> None:
    with pytest.raises(BadInput, match="somebody else than those whom it concerns"):
        told(place, "oakfield-manager", about="oakfield-manager")
    reference = told(place, "oakfield-manager")
    contents = steps.add_person(
        place, caller(place, "oakfield-senior"), reference, "oakfield-manager", Part.SUBJECT, category="employee"
    )

    assert contents.case.is_part(caller(place, "oakfield-manager").viewer.person, Part.SUBJECT)
    assert seen(place, "oakfield-manager", reference) == set()


def test_it_is_given_to_those_whom_the_policy_names_and_under_a_policy_that_says_so(place: Services) -> None:
    with pytest.raises(BadInput, match="somebody who is teacher or line manager at this school"):
        told(place, "oakfield-head")
    with pytest.raises(BadInput, match="somebody else than those whom it concerns and those who make it"):
        told(place, "oakfield-teacher")
    with pytest.raises(BadFiles) as caught:
        compile_sources(broken((LUMEN, r"(?<=\n)about:\n", "receives: {posts: [techer], cites: [88.1]}\nabout:\n")), {})
    found = "\n".join(str(each) for each in caught.value.findings)
    assert "'techer' is not a post" in found
    assert "clause 88.1 is not described" in found


def test_coverage_says_to_whom_one_reports(place: Services) -> None:
    lines = {each.number: each for each in coverage_of(place.library.current("lseat"), letters().kinds())}

    assert any("whom the reporter chooses: teacher or line manager" in step for step in lines["4.5"].steps)


def test_the_page_asks_to_whom_it_is_reported_and_leaves_out_whom_it_is_about(place: Services) -> None:
    make_accounts(place, cheap_passwords())
    site = Site(place, build_app(place, cheap_passwords()))
    teacher = site.person("oakfield-teacher")
    named = {**REPORT, "given_to": ["oakfield-manager"]}
    page = main_of(check_report(teacher, named).text)
    reference = report(teacher, named)

    assert "Whom are you reporting it to?" in page
    assert site.person("oakfield-manager").get(f"/cases/{reference}").status_code == 200
    assert site.person("oakfield-teacher-two").get(f"/cases/{reference}").status_code == 404
    about = {**REPORT, "who": "staff", "named": ["oakfield-manager"], "about_category": "employee"}
    check_report(teacher, about)
    assert "oakfield-manager" not in main_of(teacher.get("/report/given-to").text)


def test_who_reports_says_to_whom_or_that_they_know_nobody_and_an_anonymous_report_is_taken_as_it_comes(
    place: Services,
) -> None:
    teacher = caller(place, "oakfield-teacher")
    with pytest.raises(BadInput, match=r"teacher or line manager .* \(clause 4\.5, 5\.5\).*--give-to nobody"):
        steps.report(place, teacher, new_report(None))

    assert steps.report(place, teacher, new_report(())).case.reference
    assert steps.report(place, teacher, new_report(None, by="")).case.reference


def test_the_page_insists_on_an_answer_to_whom_it_is_reported_and_takes_that_they_know_nobody(place: Services) -> None:
    make_accounts(place, cheap_passwords())
    teacher = Site(place, build_app(place, cheap_passwords())).person("oakfield-teacher")
    check_report(teacher, REPORT)
    page = teacher.get("/report/given-to")

    assert "I do not know whom to choose" in page.text
    assert teacher.send(page, given_to=()).status_code == 422
    assert "/report/check" in str(teacher.send(page, given_to=["nobody"]).url)
