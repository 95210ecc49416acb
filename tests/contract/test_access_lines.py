"""Lines of the access log are found by case, person and time on every store, the newest first."""

from __future__ import annotations

from datetime import timedelta

from duecourse.casework.audit.access_lines import access_lines
from duecourse.casework.context.services import Services
from duecourse.casework.queries import case_view
from engine.record.access import AccessesWanted
from tests.services import START, caller, move_clock, report

HOUR = timedelta(hours=1)


def test_lines_are_found_by_case_person_and_time(place: Services) -> None:
    reference, other = report(place), report(place, "https://b.example/2")
    senior = caller(place, "oakfield-senior")
    case_view.look(place, senior, other)
    case_view.look(place, senior, reference)
    move_clock(place, START + HOUR)
    case_view.look(place, caller(place, "oakfield-senior"), reference)

    def found(wanted: AccessesWanted, person: str = "") -> list[tuple[str, str]]:
        return [(line.case, line.person) for line in access_lines(place, senior, wanted, person)]

    first = [line.at for line in access_lines(place, senior, AccessesWanted(case=reference, limit=9))]
    assert first == sorted(first, reverse=True)
    assert first[0] == START + HOUR
    assert first[-1] == START
    assert {case for case, _ in found(AccessesWanted(case=reference, limit=9))} == {reference}
    assert found(AccessesWanted(case=reference, limit=9), "oakfield-teacher") == []
    assert len(found(AccessesWanted(case=reference, until=START + HOUR, limit=9))) == first.count(START)
    assert all(
        line.at > START
        for line in access_lines(place, senior, AccessesWanted(case=reference, since=START + HOUR, limit=9))
    )
    assert len(found(AccessesWanted(case=reference, limit=1, passed=1))) == 1
    assert found(AccessesWanted(case=reference, limit=9, passed=99)) == []
