"""What looks at many cases reads them together: twelve cost no statement more than three."""

from __future__ import annotations

from pathlib import Path

from duecourse.casework.case_handovers.handover_choices import handover_choices
from duecourse.casework.queries.agenda.agenda import agenda
from engine.ports.sights import Page
from tests.cli import MONDAY
from tests.counting import counting
from tests.services import caller, report
from tests.site import make_site

HEAD, DSL, SENIOR = "oakfield-head", "oakfield-dsl", "oakfield-senior"


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
