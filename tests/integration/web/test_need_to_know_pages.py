"""Need to know on every page: everybody sees their own part, and no sign of the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from duecourse.casework.commands import steps
from duecourse.casework.queries.work_lines import When
from duecourse.demo import make_accounts
from duecourse.web.app import build_app
from engine.identity import RoleName
from engine.language.vocabulary import REVIEW
from tests.cli import MONDAY
from tests.lists import work_list
from tests.need_to_know import EVERYBODY, INSIDE, SUBJECTS, Stage, stage_in
from tests.rungs import by_turns
from tests.services import caller, report
from tests.site import Person, Site, cheap_passwords, make_site

PAGES = ("", "/items", "/people", "/letters", "/history")
TABS = tuple(f"/work?tab={tab}" for tab in ("mine", "letters", "others", "late", "new"))
WORK = ("/work", *TABS, "/work?show=overdue", "/work?show=waiting", "/work?show=later", "/cases", "/cases?show=all")
CANNOT_SIGN_IN = tuple(key for key, (what, _) in SUBJECTS.items() if what != "employee")
SIGNED_IN = tuple(who for who in EVERYBODY if who not in CANNOT_SIGN_IN)
NOT_FOUND = 404


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = stage_in(tmp_path_factory.mktemp("need to know"))
    yield made
    made.services.store.close()


@pytest.fixture(scope="module")
def site(stage: Stage) -> Site:
    make_accounts(stage.services, cheap_passwords())
    return Site(stage.services, build_app(stage.services, cheap_passwords()))


def asked(person: Person, path: str) -> str:
    """Give a page as it came; one that is ours to blame is a failure."""
    page = person.get(path)
    assert page.status_code < 500, f"{path}: {page.status_code}"

    return page.text


def without(text: str) -> str:
    """Take out what differs each time that a page is made: the tokens of its forms."""
    return re.sub(r'name="(csrf|once)" value="[^"]*"', "", text)


@pytest.mark.parametrize("who", by_turns(SIGNED_IN))
def test_no_page_tells_of_what_somebody_may_not_see(stage: Stage, site: Site, who: str) -> None:
    sights = stage.sights(who)
    person = site.person(sights[0].key)
    for path in WORK:
        text = asked(person, path)

        assert set.intersection(*(sight.leaks(text) for sight in sights)) == set(), path
        assert {sight.reference for sight in sights if not sight.visible and sight.reference in text} == set(), path
    for sight in sights:
        for page in PAGES if sight.visible else PAGES[:1]:
            assert sight.leaks(asked(person, f"/cases/{sight.reference}{page}")) == set(), page


@pytest.mark.parametrize("who", by_turns(SIGNED_IN))
def test_the_counts_on_the_work_page_are_those_of_what_somebody_sees(stage: Stage, site: Site, who: str) -> None:
    caller = stage.sights(who)[0].caller
    found = work_list(stage.services, caller)
    page = asked(site.person(stage.holders.get(RoleName(who), who)), "/work?show=overdue")
    counted = (When.OVERDUE, When.TODAY, When.WEEK, When.WAITING)

    assert re.findall(r'dc-count__number">(\d+)<', page) == [str(len(found.of(when))) for when in counted]


@pytest.mark.parametrize("who", by_turns(INSIDE))
def test_the_pages_of_steps_and_letters_tell_nothing_of_the_rest(stage: Stage, site: Site, who: str) -> None:
    sight = stage.sights(who)[0]
    person = site.person(sight.key)
    # one step of each procedure; the names of all staff may stand among the answers to it
    steps = {on.split("/")[0]: f"{on}/{stage.first_step(on)}" for on in sorted(sight.visible)}
    letters = [f"letters/{number}" for number in sorted(sight.letters)][:3]
    for place in (*steps.values(), *letters, "add-evidence", "add-address"):
        page = asked(person, f"/cases/{sight.reference}/{place}")

        assert {sign for sign in sight.leaks(page) if sign not in sight.names} == set(), place


def test_events_are_called_the_same_by_everybody_and_numbered_for_nobody(stage: Stage, site: Site) -> None:
    reference = stage.references[0]
    manager, lead = (site.person(stage.holders[RoleName(role)]) for role in ("senior manager", "DSL"))

    whole, part = (asked(person, f"/cases/{reference}/history") for person in (manager, lead))
    codes = re.compile(r"\(([B-Z][2-9][B-Z][2-9]?)\)</h2>")

    assert not re.search(r">\s*\d+\. ", whole + part)
    assert set(codes.findall(part)) & set(codes.findall(whole))


@pytest.mark.parametrize("who", ["IT", "DPO", "hearing panel"])
def test_those_who_see_a_part_without_the_case_itself_have_every_page(stage: Stage, site: Site, who: str) -> None:
    sight = stage.sights(who)[0]
    person = site.person(sight.key)
    for page in PAGES:
        assert person.get(f"/cases/{sight.reference}{page}").status_code == 200, page
    assert "Being dealt with" not in asked(person, f"/cases/{sight.reference}")


def test_an_open_session_of_a_headteacher_finds_no_case_once_it_is_about_them(tmp_path: Path) -> None:
    site = make_site(tmp_path, MONDAY)
    reference, head = report(site.services), site.person("oakfield-head")
    place = f"/cases/{reference}/case/1/acknowledge"
    before = head.get(place)
    steps.add_person(
        site.services, caller(site.services, "oakfield-senior"), reference, "oakfield-head", "subject", "employee"
    )
    sent = head.send(before)
    missing = head.get("/cases/LUM-2026-0999").text

    assert before.status_code == 200
    assert sent.status_code == NOT_FOUND
    assert head.get(place).status_code == NOT_FOUND
    assert without(head.get(f"/cases/{reference}").text) == without(missing).replace("LUM-2026-0999", reference)
    assert reference not in head.get("/work").text + head.get("/cases").text


@pytest.mark.parametrize("who", ["IT", "HR", "hearing panel", "oakfield-teacher", "oakfield-teacher-two"])
def test_forms_that_list_people_are_not_there_for_those_who_do_not_work_on_the_case(
    stage: Stage, site: Site, who: str
) -> None:
    sight = stage.sights(who)[0]
    person = site.person(sight.key)
    pages = [person.get(f"/cases/{sight.reference}/{name}") for name in ("add-person", "give-role")]

    assert [page.status_code for page in pages] == [NOT_FOUND, NOT_FOUND]
    assert "case/1" not in asked(person, f"/cases/{sight.reference}/add-evidence/file") or "case/1" in sight.visible


def test_those_who_work_on_a_part_alone_take_up_its_alerts_and_handle_its_letters(stage: Stage, site: Site) -> None:
    press, officer = (stage.sights(role)[0] for role in ("communications", "DPO"))
    raised = {number: each for number, each in press.record.alerts.items() if each.status == "raised"}
    # that a hold is to be looked at again would tell of its cause
    alert = next(
        number for number, each in raised.items() if each.on in press.worked and not each.deadline.startswith(REVIEW)
    )
    person, place = site.person(press.key), f"/cases/{press.reference}"

    assert re.search("/alerts/[B-Z][2-9][B-Z]", asked(person, place))
    assert person.get(f"{place}/alerts/{alert}").status_code == 200
    # what the officer was told has gone out: it is theirs to put right
    assert "Put it right" in asked(site.person(officer.key), f"{place}/letters/{min(officer.letters)}")
