"""Journeys, one for each who uses Duecourse: told as stories over real pages, with what each costs in clicks.

Nothing is opened that the page before does not link to, and every press is counted: a link, a choice, a button. What
is typed costs no click. The table in `docs/reference/journeys.md` says the same numbers.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from duecourse.casework.commands.steps import take_step
from duecourse.demo.plots import PLOTS
from duecourse.demo.storyteller import Story
from engine.identity import ActionName, CaseReference, InstanceId
from tests.cli import CALM, IN_SCOPE, MONDAY
from tests.integration.casework.test_what_letters_state import found
from tests.services import act, caller, report
from tests.site import Person, Site, forms_of, make_site

TABLE = Path(__file__).parents[3] / "docs" / "reference" / "journeys.md"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for all: what one journey changes, no other looks at."""
    made = make_site(tmp_path_factory.mktemp("journeys"), MONDAY)
    yield made
    made.services.store.close()


@dataclass
class Journey:
    """Somebody on their way: the page before them, and what it has cost them to come there."""

    person: Person
    page: Response
    clicks: int = 0
    pages: list[str] = field(default_factory=list)

    def comes_to(self, page: Response) -> None:
        """Stand before another page."""
        assert page.status_code == 200, re.sub(r"<[^>]+>|\s+", " ", page.text)[:2000]
        self.page = page
        self.pages.append(page.url.path)

    def follows(self, place: str) -> None:
        """Follow the first link of the page whose address is like this."""
        links = [html.unescape(each) for each in re.findall(r'<a [^>]*href="([^"]+)"', self.page.text)]
        found = [each for each in links if re.search(place, each)]
        assert found, f"no link to {place} among {links}"
        self.clicks += 1
        self.comes_to(self.person.client.get(found[0]))

    def presses(self, where: str = "", chosen: Mapping[str, Any] | None = None, **typed: str) -> None:
        """Choose, type, and send the form of the page that is sent to a place like this."""
        forms = forms_of(self.page)
        number = next(at for at, form in enumerate(forms) if re.search(where, form.action or str(self.page.url)))
        chosen = chosen or {}
        for name in (*chosen, *typed):
            assert f'name="{name}"' in self.page.text, f"{name} is not asked on {self.page.url}"
        self.clicks += len(chosen) + 1
        self.comes_to(self.person.send(self.page, number, **{**chosen, **typed}))

    def narrows(self, **chosen: str) -> None:
        """Choose in the filters of a list, and press its button."""
        for name in chosen:
            assert f'name="{name}"' in self.page.text, f"{name} is not asked on {self.page.url}"
        self.clicks += len(chosen) + 1
        self.comes_to(self.person.client.get(str(self.page.url), params=chosen))

    def reads(self, *words: str) -> None:
        """See that the page says something."""
        for each in words:
            assert each in html.unescape(self.page.text), f"{each} does not stand on {self.page.url}"

    @property
    def spent(self) -> tuple[int, int]:
        """Give the clicks and the pages that it took."""
        return self.clicks, len(self.pages)


def costs(who: str) -> tuple[int, int]:
    """Give the clicks and the pages that the table tells of somebody."""
    row = re.search(rf"^\| {re.escape(who)} \|[^|]*\| (\d+) \| (\d+) \|$", TABLE.read_text("utf-8"), re.MULTILINE)
    assert row, f"no row for {who}"
    return int(row[1]), int(row[2])


def at_work(stage: Site, who: str) -> Journey:
    """Somebody who has signed in and stands before Work."""
    person = stage.person(who)
    journey = Journey(person, person.get("/work"))
    journey.comes_to(journey.page)
    return journey


def told(stage: Site, plot: str, days: int = 2) -> CaseReference:
    """Tell a case of the demo, begun so many days ago, as far as it goes there."""
    found_plot = next(each for each in PLOTS if each.stage == plot)
    story = Story(stage.services, MONDAY - timedelta(days=days), 900 + len(plot), found_plot)
    story.tell()
    return story.reference


def breach_to_judge(stage: Site) -> CaseReference:
    """Tell of a breach as far as the damage is limited, and what it means is still to be judged."""
    reference = report(stage.services, personal_data="yes")
    on, services = InstanceId("data_breach/1"), stage.services
    first = {
        "what": "A list of addresses was put into an open group.",
        "discovered_at": MONDAY.isoformat(),
        "aware_at": MONDAY.isoformat(),
        "special_category": "no",
        "children": "yes",
        "still_live": "no",
        "data_categories": "contact",
    }
    then = {"measures": "The group deleted the list.", "damage": "partly", "still_live": "no"}
    for action, facts in (("tell_dpo", first), ("contain", then)):
        take_step(services, caller(services, "dpo"), reference, on, ActionName(action), facts=facts)
    return reference


def test_a_teacher_reports_what_was_posted_about_them(stage: Site) -> None:
    teacher = at_work(stage, "oakfield-teacher")
    teacher.follows("^/report")
    if "life_in_danger" not in teacher.page.text:
        teacher.follows("^/report/")
    answers = {**CALM, "who": "unknown", "affects": "me", "reporter": "me"}
    answers.pop("what_happened", None)
    words = {"what_happened": "A post insults me.", "addresses": "https://posts.example/journey"}
    while "/report/check" not in str(teacher.page.url):
        asked = {name: value for name, value in answers.items() if f'name="{name}"' in teacher.page.text}
        typed = {name: text for name, text in words.items() if f'name="{name}"' in teacher.page.text}
        teacher.presses("^/report|/report/", asked, **typed)
        assert len(teacher.pages) < 20, teacher.pages
    teacher.presses("check|^$|/report/")
    teacher.reads("LUM-2026-")
    assert teacher.spent == costs("Reporter")


def test_a_senior_manager_decides_and_starts_what_follows(stage: Site) -> None:
    reference = report(stage.services, about_category="parent")
    senior = at_work(stage, "oakfield-senior")
    senior.follows(rf"/cases/{reference}$")
    senior.follows(rf"/cases/{reference}/case/\w+/triage")
    chosen = {name: IN_SCOPE[name] for name in ("scope", "danger_confirmed")}
    senior.presses("triage", chosen, scope_reason=IN_SCOPE["scope_reason"])
    senior.reads("“Parent or carer” begins, because it is said to be about a parent or carer.")
    senior.presses("check", then="onward")
    senior.reads(reference, "Start the procedures that are needed")
    assert senior.spent == costs("Senior manager")


def test_a_headteacher_sees_where_a_case_stands_and_who_has_it(stage: Site) -> None:
    reference = told(stage, "ready")
    head = at_work(stage, "hilltop-head")
    head.follows("tab=")
    head.follows(rf"/cases/{reference}$")
    head.reads("Hilltop")
    assert head.spent == costs("Headteacher")


def test_a_headteacher_hands_a_case_over(stage: Site) -> None:
    reference = told(stage, "ready")
    head = at_work(stage, "hilltop-head")
    head.follows("tab=")
    head.follows(rf"/cases/{reference}$")
    head.follows(rf"^/hand-over\?case={reference}")
    head.follows("^/hand-over/of/")
    head.presses("", {"to": "hilltop-senior"}, reason="She knows the person who reported it.")
    head.reads("Gray Hilltop", reference)
    assert head.spent == costs("Headteacher who hands over")


def test_the_affected_teacher_answers_whether_the_police_may_be_told(stage: Site) -> None:
    reference = report(stage.services)
    found(stage.services, reference, material="threatening")
    act(stage.services, "senior", reference, "police/1", "assess", police_concern="A post that says where she parks")
    act(stage.services, "senior", reference, "police/1", "ask_consent")
    teacher = at_work(stage, "oakfield-teacher")
    teacher.follows(rf"/cases/{reference}/police/\w+/consent_answer")
    teacher.reads("A post that says where she parks")
    teacher.presses("consent_answer", {"consent.police_report": "given"})
    teacher.presses("check")
    assert teacher.spent == costs("Affected member of staff")


def test_a_safeguarding_lead_opens_a_danger(stage: Site) -> None:
    reference = report(stage.services, child_at_risk="yes")
    lead = at_work(stage, "oakfield-dsl")
    lead.follows(rf"/cases/{reference}$")
    lead.follows(rf"/cases/{reference}/safeguarding/\w+/\w+")
    assert lead.spent == costs("Safeguarding lead")


def test_a_deputy_checks_what_another_has_asked_for(stage: Site) -> None:
    reference = told(stage, "requested")
    deputy = at_work(stage, "hilltop-deputy")
    deputy.follows(rf"/cases/{reference}$")
    deputy.follows(rf"/cases/{reference}/removal/\w+/look$")
    deputy.presses("look", {"seen_now": "gone"}, check_words="The page says that it was removed.")
    deputy.presses("check")
    assert deputy.spent == costs("Deputy head")


def test_hr_finds_the_letters_that_wait(stage: Site) -> None:
    told(stage, "hearing")
    hr = at_work(stage, "hr")
    hr.follows("^/letters")
    assert hr.spent == costs("HR")


def test_the_data_protection_officer_decides_whether_the_commissioner_is_told(stage: Site) -> None:
    officer = at_work(stage, "dpo")
    reference = breach_to_judge(stage)
    officer.comes_to(officer.person.get("/work"))
    officer.pages.clear()
    officer.pages.append("/work")
    officer.follows(rf"/cases/{reference}$")
    officer.follows("/assess$")
    words = {
        "risk_reasons": "Addresses of families were public for a day.",
        "people_concerned": "Parents of one class",
        "people_count": "28",
        "likely_consequences": "Unwanted letters or visits.",
        "advice_to_people": "Tell the school about anything odd.",
    }
    officer.presses("assess", {"risk": "risk", "more_to_follow": "no"}, **words)
    officer.presses("check")
    officer.reads("The Information Commissioner is to be told")
    assert officer.spent == costs("Data protection officer who decides")


def test_the_data_protection_officer_finds_the_breach_and_its_time(stage: Site) -> None:
    reference = told(stage, "breach")
    officer = at_work(stage, "dpo")
    officer.follows(rf"/cases/{reference}$")
    officer.reads("Article 33")
    assert officer.spent == costs("Data protection officer")


def test_a_panel_member_finds_the_hearing(stage: Site) -> None:
    told(stage, "hearing")
    member = at_work(stage, "hearing-one")
    member.follows("/cases/LUM-[0-9-]+$")
    member.reads("When is the hearing? ")
    assert member.spent == costs("Panel member")


def test_the_central_team_finds_what_is_late(stage: Site) -> None:
    report(stage.services)
    central = at_work(stage, "central")
    central.follows("tab=late")
    central.reads("Late in my schools")
    assert central.spent == costs("Central team")


def test_the_central_team_reads_across_the_schools_and_takes_the_list_away(stage: Site) -> None:
    told(stage, "requested")
    central = at_work(stage, "central")
    central.follows("^/cases$")
    central.narrows(procedure="removal")
    central.reads("Hilltop")
    central.follows(r"^/cases\.csv")
    assert central.page.headers["content-type"].startswith("text/csv")
    assert "LUM-2026-" in central.page.text
    assert central.spent == costs("Central team, across schools")


def test_a_chair_of_governors_reads_that_nothing_waits_for_them(stage: Site) -> None:
    report(stage.services)
    chair = at_work(stage, "oakfield-chair")
    chair.reads("There is nothing for you to do now")
    assert chair.spent == costs("Chair of governors")


def test_somebody_who_keeps_the_installation_sees_how_it_is(stage: Site) -> None:
    keeper = at_work(stage, "central")
    keeper.follows("^/installation")
    assert keeper.spent == costs("Administrator")


def test_a_panel_member_records_the_hearing_and_what_was_decided(stage: Site) -> None:
    reference = told(stage, "hearing", days=20)
    member = at_work(stage, "hearing-one")
    member.follows(rf"/cases/{reference}$")
    member.follows("/hold_hearing$")
    chosen: dict[str, str] = {
        "attended": "yes",
        "proved": "yes",
        "conduct_found": "5.6",
        "recirculation": "low",
        "seriousness": "misconduct",
    }
    words = {"findings": "It was meant otherwise.", "nature": "A joke", "visible_for": "A day", "impact": "None left."}
    member.presses("hold_hearing", chosen, **words)
    member.presses("check")
    member.follows("/sanction$")
    member.presses(
        "sanction",
        {"sanction": "written_warning", "warning_counted": "no"},
        sanction_reasons="It was meant otherwise, and it hurt.",
    )
    member.presses("check")
    member.reads("Record what the panel decided")
    assert member.spent == costs("Panel member who records")


def test_hr_postpones_a_hearing_and_the_letter_goes_out(stage: Site) -> None:
    reference = told(stage, "hearing")
    hr = at_work(stage, "hr")
    hr.follows(rf"/cases/{reference}$")
    hr.follows("/postpone$")
    day = {"new_hearing_at-day": "18", "new_hearing_at-month": "11", "new_hearing_at-year": "2026"}
    hr.presses("postpone", None, **day, **{"new_hearing_at-time": "9am"}, postpone_reason="The companion cannot come.")
    hr.reads("Your hearing has another date", "18 November 2026 at 9am")
    hr.presses("check", None, then="seal")
    hr.presses("/dispatch$", {"way": "hand"}, proof="Receipt signed")
    hr.reads("The hearing is postponed")
    assert hr.spent == costs("HR, a letter")
