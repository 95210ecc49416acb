"""What looks at many cases reads them together: twelve cost no statement more than three."""

from __future__ import annotations

from pathlib import Path

from duecourse.casework.case_handovers.handover_choices import handover_choices
from tests.cli import MONDAY
from tests.counting import counting
from tests.services import caller, report
from tests.site import make_site

HEAD, SENIOR = "oakfield-head", "oakfield-senior"


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
