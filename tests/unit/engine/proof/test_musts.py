"""What a policy says must be done, proved: what leaves it, and what puts it out of reach, is found with the way."""

from engine.identity import ActionName, TrackName
from engine.proof.failure import Failure, FailureKind
from tests.builders import lumen
from tests.unit.workflows.test_broken_policies import LUMEN, failures

POLICE = r"(?<=    must:\n)(?=      - when: finding in)"


def must(when: str, do: str, may: str = "") -> str:
    allowed = f", may: [{may}]" if may else ""
    return f'      - {{when: {when}, do: [{do}], says: "It must be.", cites: [13.5]{allowed}}}\n'


def found(*changes: tuple[str, str, str]) -> list[Failure]:
    return [failure for failure in failures(*changes) if failure.where.startswith("must.")]


def test_an_answer_of_ours_that_would_leave_it_is_found_with_the_way_there() -> None:
    left, unreachable = found((LUMEN, POLICE, must("finding == neither", "refer")))

    assert (left.kind, left.path) == (FailureKind.LEFT_UNDONE, ("opened", "assess/neither"))
    assert (unreachable.kind, unreachable.path) == (FailureKind.OUT_OF_REACH, ("opened", "emergency"))


def test_what_the_policy_allows_is_no_fault() -> None:
    wrong = found((LUMEN, POLICE, must("finding == neither", "refer", "assess/neither, judge_again/neither")))

    assert [each.kind for each in wrong] == [FailureKind.OUT_OF_REACH]


def test_a_step_of_ours_waits_until_it_is_done_and_the_case_stays_open() -> None:
    police, close = (lumen().track(TrackName(name)).definition for name in ("police", "case"))

    reported = [("14.5",), ("14.5",), ("14.5",), ("14.5",), ("14.5#2",), ("13.7",), ("13.7",)]
    assert [need.cites for need in police.actions[ActionName("leave_it")].requires] == reported
    assert [need.cites for need in police.actions[ActionName("withdraw")].requires] == [()]
    assert [need.cites for need in close.actions[ActionName("close")].requires][-9:] == [
        ("13.5#2",),
        *reported,
        ("13.4",),
    ]
