"""Many dangers of one kind are one thing to read: what is the same of them is said once, and the rest is folded."""

from __future__ import annotations

from datetime import UTC, datetime

from duecourse.casework.context.look.danger import UnopenedDanger
from duecourse.casework.queries.agenda.danger_groups import SHOWN, gathered
from engine.identity import CaseReference

CALL = ("Nobody has been told yet.",)


def unopened(
    number: int, said: str = "Could a child be at risk? Yes.", truth: tuple[str, ...] = CALL
) -> UnopenedDanger:
    return UnopenedDanger(
        reference=CaseReference(f"LUM-2026-{number:04d}"),
        school="Oakfield",
        said=(said,),
        truth=truth,
        reported_at=datetime(2026, 11, 30, 9, number, tzinfo=UTC),
    )


def test_dangers_of_which_the_same_is_true_are_said_once_with_the_first_cases_and_the_rest_folded() -> None:
    (group,) = gathered(unopened(number) for number in range(5))

    assert (group.said, group.truth, group.school) == (("Could a child be at risk? Yes.",), CALL, "Oakfield")
    assert [len(group.shown), len(group.folded)] == [SHOWN, 5 - SHOWN]
    assert [*group.shown, *group.folded] == list(group.cases)


def test_nothing_is_folded_for_one_case_alone() -> None:
    (group,) = gathered(unopened(number) for number in range(SHOWN + 1))

    assert group.folded == ()


def test_what_differs_in_what_was_reported_or_in_who_was_told_stands_apart_in_its_order() -> None:
    told = ("Sent to Kit on 30 November 2026 at 9am, not opened yet: telephone 01632 960002 as well.",)
    found = gathered(
        [unopened(1), unopened(2, truth=told), unopened(3, said="Is anybody's life in danger?"), unopened(4)]
    )

    assert [[each.reference[-1] for each in group.cases] for group in found] == [["1", "4"], ["2"], ["3"]]
