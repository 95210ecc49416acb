"""Lists of cases are narrowed, on every store, and what is not known is told with what is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from duecourse.casework.commands import case_roles
from duecourse.casework.context.services import Services
from duecourse.casework.queries import case_lists
from duecourse.casework.queries.case_filters import AskedCases, AskedClocks
from duecourse.casework.queries.case_lists import Stretch
from engine.errors import BadAnswers
from engine.identity import CaseReference
from engine.ports.agenda.case_orders import CaseOrder
from engine.ports.sights import CasesWanted, ClocksWanted, Page
from tests.cli import IN_SCOPE
from tests.services import START, act, caller, move_clock, report


@dataclass(frozen=True, kw_only=True)
class Three:
    """Three cases: one is looked at, one is reported, and one is about a child at risk and came last."""

    looked_at: CaseReference
    reported: CaseReference
    danger: CaseReference


@pytest.fixture
def three(place: Services) -> Three:
    found = [report(place, f"https://{number}.example/1") for number in range(2)]
    act(place, "senior", found[0], "case/1", "acknowledge")
    act(place, "senior", found[0], "case/1", "triage", **IN_SCOPE)
    move_clock(place, START + timedelta(hours=1))
    return Three(looked_at=found[0], reported=found[1], danger=report(place, child_at_risk="yes"))


def listed(place: Services, who: str, asked: AskedCases, part: Stretch = case_lists.WHOLE) -> list[CaseReference]:
    return [row.reference for row in case_lists.listing(place, caller(place, f"oakfield-{who}"), asked, part).cases]


def test_a_list_is_narrowed_to_a_stage(place: Services, three: Three) -> None:
    assert listed(place, "senior", AskedCases(stage="triaged")) == [three.looked_at]
    assert set(listed(place, "senior", AskedCases(stage="reported"))) == {three.reported, three.danger}
    assert listed(place, "senior", AskedCases(stage="closed")) == []
    assert listed(place, "senior", AskedCases(stage="reported", show="closed")) == []


def test_lists_are_narrowed_to_a_procedure_of_which_a_clock_runs(place: Services, three: Three) -> None:
    act(place, "senior", three.looked_at, "case/1", "open_tracks")
    by = caller(place, "oakfield-senior")
    everything = [line.clock for line in case_lists.due(place, by)]
    running = [clock for clock in everything if clock.sight.on.track == "investigation"]
    narrowed = case_lists.due(place, by, asked=AskedClocks(procedure="investigation"))

    assert listed(place, "senior", AskedCases(procedure="investigation")) == [three.looked_at]
    assert listed(place, "senior", AskedCases(procedure="investigation", stage="reported")) == []
    assert listed(place, "senior", AskedCases(procedure="discipline")) == []
    assert [line.clock for line in narrowed] == running
    assert 0 < len(running) < len(everything)


def test_nobody_is_told_by_a_list_of_a_procedure_that_they_do_not_see(place: Services, three: Three) -> None:
    assert three.danger in listed(place, "dsl", AskedCases(procedure="safeguarding"))
    assert listed(place, "teacher", AskedCases(procedure="safeguarding")) == []
    assert case_lists.due(place, caller(place, "oakfield-teacher"), asked=AskedClocks(procedure="safeguarding")) == []


def test_the_work_list_says_at_once_what_it_cannot_be_narrowed_to(place: Services) -> None:
    with pytest.raises(BadAnswers) as told:
        case_lists.due(place, caller(place, "oakfield-senior"), asked=AskedClocks("nowhere", "xyz"))

    assert set(told.value.faults) == {"school", "procedure"}


def test_a_list_goes_by_reference_from_either_end(place: Services) -> None:
    references = [report(place, f"https://{number}.example/1") for number in range(5)]

    assert listed(place, "senior", AskedCases(order="reference")) == references
    assert listed(place, "senior", AskedCases(order="latest")) == references[::-1]
    assert listed(place, "senior", AskedCases(order="latest", show="open"), Stretch(limit=2, passed=2)) == [
        references[2],
        references[1],
    ]


def test_a_page_of_a_list_that_falls_goes_on_where_the_last_one_ended(place: Services) -> None:
    references = [report(place, f"https://{number}.example/1") for number in range(5)][::-1]
    viewer, wanted = caller(place, "oakfield-senior").viewer, CasesWanted(order=CaseOrder.LATEST)
    with place.store.reading() as reading:
        first = reading.listed_cases(viewer, wanted, Page(limit=2))
        second = reading.listed_cases(viewer, wanted, Page(limit=2, after=first[-1].key))
        back = reading.listed_cases(viewer, wanted, Page(limit=2, after=second[0].key, back=True))

    assert [row.reference for row in (*first, *second)] == references[:4]
    assert back == first


@pytest.mark.usefixtures("three")
def test_a_list_is_narrowed_to_what_somebody_works_on_themself(place: Services) -> None:
    assert len(listed(place, "teacher", AskedCases())) == 3
    assert listed(place, "teacher", AskedCases(mine=True)) == []
    assert len(listed(place, "senior", AskedCases(mine=True))) == 3


@pytest.mark.usefixtures("three")
def test_a_list_is_narrowed_to_cases_with_a_clock_that_is_overdue(place: Services) -> None:
    assert listed(place, "senior", AskedCases(late=True)) == []

    clocks = [row.clock for row in case_lists.due(place, caller(place, "oakfield-senior"))]
    first = min(clock.sight.overdue_at for clock in clocks if clock.sight.overdue_at)
    late = {clock.reference for clock in clocks if clock.sight.overdue_at == first}
    move_clock(place, first)

    assert set(listed(place, "senior", AskedCases(late=True))) == late
    move_clock(place, first - timedelta(microseconds=1))
    assert listed(place, "senior", AskedCases(late=True)) == []


def person(place: Services, key: str) -> str:
    return caller(place, f"oakfield-{key}").viewer.person


def test_a_list_is_narrowed_to_what_cases_are_about(place: Services, three: Three) -> None:
    other = report(place, "https://other.example/1", category="impersonation")

    assert listed(place, "senior", AskedCases(kind="impersonation")) == [other]
    assert other not in listed(place, "senior", AskedCases(kind="abuse"))
    assert listed(place, "senior", AskedCases(kind="abuse", stage="triaged")) == [three.looked_at]


def test_a_list_is_narrowed_to_who_has_the_next_step(place: Services, three: Three) -> None:
    senior = person(place, "senior")

    assert set(listed(place, "deputy", AskedCases(holder=senior))) == {three.reported, three.danger}
    assert set(listed(place, "deputy", AskedCases(holder="oakfield-senior"))) == {three.reported, three.danger}
    assert listed(place, "deputy", AskedCases(holder=person(place, "teacher"))) == []
    assert three.reported in listed(place, "senior", AskedCases(holder="me"))
    assert listed(place, "senior", AskedCases(holder=senior)) == []


@pytest.mark.usefixtures("three")
def test_who_may_not_know_who_has_the_next_step_finds_nothing_by_it(place: Services) -> None:
    told = {row.reference for row in case_lists.listing(place, caller(place, "oakfield-teacher")).cases}

    assert len(told) == 3
    assert listed(place, "teacher", AskedCases(holder=person(place, "senior"))) == []


def test_a_list_is_narrowed_to_dangers_before_those_alone_who_may_know_of_them(place: Services, three: Three) -> None:
    assert listed(place, "dsl", AskedCases(danger=True)) == [three.danger]
    assert listed(place, "teacher", AskedCases(danger=True)) == []
    whole = [row for row in case_lists.listing(place, caller(place, "oakfield-senior")).cases if row.revision]

    assert listed(place, "senior", AskedCases(danger=True)) == [
        row.reference for row in whole if row.reference == three.danger
    ]


def test_a_list_is_narrowed_to_days_on_which_cases_were_reported(place: Services, three: Three) -> None:
    move_clock(place, START + timedelta(days=10))
    late = report(place, "https://late.example/1")
    first, tenth = (f"{START + timedelta(days=days):%Y-%m-%d}" for days in (0, 10))

    assert listed(place, "senior", AskedCases(reported_from=tenth)) == [late]
    assert set(listed(place, "senior", AskedCases(reported_until=first))) == {
        three.looked_at,
        three.reported,
        three.danger,
    }
    assert len(listed(place, "senior", AskedCases(reported_from=first, reported_until=tenth))) == 4


@pytest.mark.usefixtures("three")
def test_a_list_is_narrowed_to_a_policy(place: Services) -> None:
    assert len(listed(place, "senior", AskedCases(policy="lumen"))) == 3
    assert listed(place, "senior", AskedCases(policy="link")) == []


def test_a_danger_comes_first_in_the_whole_list_and_not_only_in_the_page_that_is_read(
    place: Services, three: Three
) -> None:
    everything = listed(place, "dsl", AskedCases())
    by_pages = [
        row for passed in range(3) for row in listed(place, "dsl", AskedCases(), Stretch(limit=1, passed=passed))
    ]

    assert everything[0] == three.danger
    assert by_pages == everything
    assert len(set(everything)) == len(everything)


def test_a_danger_is_listed_only_where_it_is_asked_for(place: Services, three: Three) -> None:
    assert listed(place, "dsl", AskedCases(show="closed")) == []
    assert three.danger not in listed(place, "dsl", AskedCases(stage="triaged"))


@pytest.mark.parametrize(
    ("asked", "field", "allowed"),
    [
        (AskedCases(show="xyz"), "show", "open, closed, all"),
        (AskedCases(stage="xyz"), "stage", "reported, acknowledged, triaged"),
        (AskedCases(procedure="xyz"), "procedure", "discipline"),
        (AskedCases(school="nowhere"), "school", "Your schools: oakfield."),
        (AskedCases(school="riverside"), "school", "Your schools: oakfield."),
        (AskedCases(kind="xyz"), "kind", "abuse"),
        (AskedCases(policy="xyz"), "policy", "lumen"),
        (AskedCases(holder="xyz"), "holder", "me"),
        (AskedCases(reported_from="1 May"), "from", "2026-09-01"),
        (AskedCases(reported_until="2026-13-01"), "until", "2026-09-01"),
        (AskedCases(reported_from="2026-11-02", reported_until="2026-11-01"), "until", "before the first"),
    ],
    ids=[
        "show",
        "stage",
        "procedure",
        "school",
        "school of others",
        "kind",
        "policy",
        "holder",
        "from",
        "until",
        "backwards",
    ],
)
def test_what_is_not_known_is_told_with_what_is(place: Services, asked: AskedCases, field: str, allowed: str) -> None:
    with pytest.raises(BadAnswers) as told:
        listed(place, "senior", asked)

    assert list(told.value.faults) == [field]
    assert allowed in told.value.faults[field]


def test_everything_that_is_not_known_is_told_at_once(place: Services) -> None:
    with pytest.raises(BadAnswers) as told:
        listed(place, "senior", AskedCases(show="x", stage="y", school="z", procedure="p"))

    assert set(told.value.faults) == {"show", "stage", "school", "procedure"}


def test_lines_name_the_schools_that_share_a_case_to_those_who_work_on_it(place: Services, three: Three) -> None:
    shared = three.reported
    case_roles.share(place, caller(place, "oakfield-senior"), shared, "hilltop", "It is about both")
    for who, schools in (("oakfield-senior", 1), ("hilltop-senior", 1), ("oakfield-teacher", 0)):
        viewer = caller(place, who).viewer
        with place.store.reading() as reading:
            lines = reading.listed_cases(viewer, CasesWanted(), Page(limit=9))
            clocks = reading.listed_clocks(viewer, ClocksWanted(), Page(limit=99))

        assert {line.reference for line in lines if line.shared} == ({shared} if schools else set())
        found = [(line.reference, line.shared) for line in lines] + [(each.reference, each.shared) for each in clocks]
        assert all(len(others) == (schools if reference == shared else 0) for reference, others in found)
