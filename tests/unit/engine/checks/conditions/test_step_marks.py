"""A prescribed step for which nothing waits is refused: the condition that asked whether it was taken is lost."""

from __future__ import annotations

import pytest

from tests.unit.engine.checks.conditions.test_ways_round import condition, found

OFFERED = r"    requires:\n      close:\n        - that: all\(support.offered\)\n(?:          [^\n]*\n)*"


@pytest.mark.parametrize(
    ("policy", "lost", "where", "says"),
    [
        ("lumen", OFFERED, "support.cites.offer", "clause 13.8 prescribes this step"),
        (
            "lseat",
            condition("approve", "register != account or second_approval == yes"),
            "register.cites.approve_second",
            "clause 9.4#2 prescribes this step",
        ),
    ],
)
def test_a_prescribed_step_that_marks_what_nobody_asks_for_is_found(
    policy: str, lost: str, where: str, says: str
) -> None:
    said = [each for each in found(policy, lost, r"\1" if policy == "lseat" else "") if each.where == f"tracks.{where}"]

    [each] = said
    assert each.wrong == f"{says}, and nothing asks whether it was taken"
    assert each.line
    assert "let the step that has to wait for it require" in each.allowed


def test_a_step_that_no_clause_prescribes_may_be_taken_for_its_own_sake() -> None:
    assert not found("lumen", OFFERED + r"(.*?)offer: \[13\.8\], ", r"\1")


def test_a_policy_that_says_nothing_twice_is_not_asked_for_it() -> None:
    once = r"said_twice: true\n(.*)" + OFFERED

    assert not [each for each in found("lumen", once, r"\1") if each.where == "tracks.support.cites.offer"]
