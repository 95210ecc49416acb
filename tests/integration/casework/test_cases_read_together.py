"""What looks at many cases reads them together: twelve cost no statement more than three.

What writes to many writes to each by itself, at the same cost.
"""

from __future__ import annotations

from pathlib import Path

from duecourse.casework.case_handovers.bulk_handovers import Handing, hand_over
from duecourse.casework.case_handovers.handover_choices import handover_choices
from duecourse.casework.queries.agenda.agenda import agenda
from duecourse.casework.search.findings import search
from engine.ports.sights import Page
from tests.cli import MONDAY
from tests.counting import counting
from tests.letters_given import issued
from tests.services import caller, report
from tests.site import make_site

HEAD, DSL, SENIOR, TEACHER = "oakfield-head", "oakfield-dsl", "oakfield-senior", "oakfield-teacher"


def test_twelve_cases_to_hand_over_cost_no_statement_more_than_three(tmp_path: Path) -> None:
    with counting() as counted:
        place = make_site(tmp_path, MONDAY).services
        costs, listed = list[int](), list[int]()
        for more in (3, 9):
            for _ in range(more):
                report(place)
            handover_choices(place, caller(place, HEAD), SENIOR)
            by = caller(place, HEAD)
            counted.begin()
            listed.append(len(handover_choices(place, by, SENIOR).cases))
            costs.append(counted.asked)
        place.store.close()

    assert listed == [3, 12]
    assert costs[0] == costs[1] <= 7, costs


def test_a_case_costs_as_many_statements_to_hand_over_however_many_are_chosen(tmp_path: Path) -> None:
    handing = Handing(who=SENIOR, to="oakfield-deputy", reason="Away.")
    with counting() as counted:
        place = make_site(tmp_path, MONDAY).services
        cases, by, costs = [report(place) for _ in range(12)], caller(place, HEAD), list[tuple[int, int, int]]()
        for some in (cases[:1], cases[1:4], cases[4:]):
            counted.begin()
            assert hand_over(place, by, some, handing).done == tuple(some)
            costs.append((counted.writes, counted.loads, counted.asked))
        place.store.close()
    (one, three, eight) = costs

    assert [eight[each] - one[each] for each in (0, 1)] == [7, 7], costs
    assert eight[2] - three[2] <= 16 * 5, costs


def test_eight_dangers_that_nobody_opened_cost_work_no_statement_more_than_two(tmp_path: Path) -> None:
    with counting() as counted:
        place = make_site(tmp_path, MONDAY).services
        costs, listed = dict[str, list[tuple[int, int]]](), dict[str, list[int]]()
        for more in (2, 6):
            for _ in range(more):
                report(place, child_at_risk="yes")
            for who in (SENIOR, DSL):
                by = caller(place, who)
                agenda(place, by, None, Page(limit=1))
                counted.begin()
                found = agenda(place, by, None, Page(limit=1)).beside
                listed.setdefault(who, []).append(len(found.unopened) + len(found.dangers))
                costs.setdefault(who, []).append((counted.loads, counted.asked))
        place.store.close()

    assert listed == {SENIOR: [2, 8], DSL: [2, 8]}
    assert [loads for each in costs.values() for loads, _ in each] == [1] * 4, costs
    assert all(few == many for few, many in costs.values()), costs


def test_eight_cases_that_are_found_cost_a_search_no_statement_more_than_two(tmp_path: Path) -> None:
    with counting() as counted:
        place = make_site(tmp_path, MONDAY).services
        costs, shown = dict[str, list[tuple[int, int]]](), dict[str, list[int]]()
        for more in (2, 6):
            for _ in range(more):
                issued(place)
            for who, words in ((SENIOR, "yours"), (TEACHER, "example")):
                by = caller(place, who)
                search(place, by, words, Page(limit=1))
                counted.begin()
                found = search(place, by, words, Page(limit=25))
                costs.setdefault(who, []).append((counted.loads, counted.asked))
                shown.setdefault(who, []).append(len(found.lines))
        place.store.close()

    assert shown == {SENIOR: [2, 8], TEACHER: [2, 8]}
    assert all(few == many <= (1, 9) for few, many in costs.values()), costs
