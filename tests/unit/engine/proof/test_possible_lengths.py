"""The proof tries both of two lengths: one that can never count is a fault, with its line."""

from __future__ import annotations

import pytest

from duecourse.casework.policies.proof_faults import proof_faults
from engine.proof.failure import FailureKind
from engine.proof.run import prove
from tests.builders import compiled
from tests.unit.engine.steps.clocks.test_two_lengths import sources


def said(condition: str) -> list[str]:
    under = compiled(sources(f"{{when: {condition}, then: 24 hours, else: 48 hours}}"))
    failures = [failure for proof in prove(under) for failure in proof.failures]
    lengths = [failure for failure in failures if failure.kind is FailureKind.ONE_LENGTH]
    return [str(fault.finding) for fault in proof_faults(under, lengths)]


@pytest.mark.parametrize(
    "condition",
    ["known == yes", "not known == yes", "recorded.known", "life == yes", "done.learn", "evidence.any >= 1", "named"],
)
def test_a_condition_that_can_fall_either_way_while_the_clock_runs_passes(condition: str) -> None:
    assert said(condition) == []


@pytest.mark.parametrize(
    ("condition", "never"),
    [
        ("how == well", "24 hours"),  # that is answered when the clock ends
        ("done.send", "48 hours"),  # it begins with that step
        ("done.answer", "24 hours"),
        ("known == yes and known == no", "24 hours"),
        ("mark == yes", "48 hours"),
    ],
)
def test_a_length_that_can_never_count_is_refused_with_the_line_of_its_clock(condition: str, never: str) -> None:
    [found] = said(condition)

    assert found.startswith("tracks/case.yaml:31: deadlines.wait: its two lengths are one: ")
    assert f"{never} can never count" in found
