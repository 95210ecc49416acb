import re
from collections.abc import Mapping

from duecourse.casework.policies.proof_faults import MENDS, ProofFault, proof_faults
from duecourse.policies.library import read_workflows
from engine.proof.failure import FailureKind
from engine.proof.run import prove
from tests.builders import compiled

POLICE, LUMEN = "tracks/police.yaml", "policies/lumen.yaml"


def broken(*changes: tuple[str, str, str]) -> tuple[Mapping[str, str], tuple[ProofFault, ...]]:
    """Change Lumen's files (file, pattern, what stands there then), and prove them, where nothing is said twice."""
    sources = {name: text for name, text in read_workflows().items() if name.startswith("tracks/") or name == LUMEN}
    for file, pattern, instead in changes:
        sources[file], found = re.subn(pattern, instead, sources[file], count=1, flags=re.DOTALL)
        assert found, f"{pattern} is not in {file} any more"
    sources = {name: text.replace("said_twice: true\n", "") for name, text in sources.items()}
    policy = compiled(sources)
    return sources, proof_faults(policy, [each for proof in prove(policy) for each in proof.failures])


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_a_dead_end_is_told_with_its_line_the_way_there_in_words_and_what_would_mend_it() -> None:
    sources, faults = broken(
        (POLICE, r"(  below: \{title: Not a matter for the police), end: true", r"\1"),
        (POLICE, r"(  consider:.*?while: )considering", r"\1[considering, below]"),
        (POLICE, r"(  emergency:.*?except: \[referred)\]", r"\1, below]"),
        (POLICE, r"from: \[considering, below\]", "from: considering"),
    )
    first = faults[0]

    assert first.finding.file == POLICE
    assert first.finding.line == line_of(sources[POLICE], "  below: {title")
    assert first.finding.allowed == MENDS[FailureKind.DEAD_END]
    assert first.way == ("the procedure begins", "“Record what was found” with the answer “None of these”")


def test_a_rule_that_can_be_broken_is_told_at_its_own_line_and_a_correction_in_words() -> None:
    sources, faults = broken(
        (
            POLICE,
            r"      - that: finding == unlawful_conduct or [^\n]*\n.*?(?=  refer_confirmed)",
            "      - that: recorded.reason\n        else: No.\n",
        )
    )
    rule = next(each for each in faults if each.finding.where == "never.1")

    assert rule.finding.line == line_of(sources[POLICE], "basis == unlawful_conduct and finding not in") - 2
    assert any(step.startswith("the answer to “What was found?” is corrected to") for step in rule.way)


def test_steps_that_nobody_can_take_are_one_fault_at_the_role_that_has_too_few_posts() -> None:
    board = r"  trust board: \{held_by[^\n]*"
    sources, faults = broken(
        (LUMEN, board, "  trust board: {held_by: [trust board], then: [chair of trustees], independent: true}")
    )

    assert [each.finding.where for each in faults] == ["roles.trust board"]
    assert faults[0].finding.line == line_of(sources[LUMEN], "  trust board: {held_by")
    assert "nobody can take this step: “" in faults[0].finding.wrong


def test_what_a_policy_demands_of_a_step_in_vain_is_told_at_the_line_of_the_policy() -> None:
    demand = '    requires: {reopen: [{that: case.life_in_danger == no and case.life_in_danger == yes, else: "No."}]}\n'
    sources, faults = broken(
        (LUMEN, r"(  case:\n)", rf"\1{demand}"), (LUMEN, r"    requires:\n      close:.*?cites: \[13.8\]\n", "")
    )
    never = next(each for each in faults if "never be taken" in each.finding.wrong)

    assert (never.finding.file, never.finding.line) == (LUMEN, line_of(sources[LUMEN], "requires: {reopen"))


def test_every_kind_of_failure_says_what_would_mend_it() -> None:
    assert set(MENDS) == set(FailureKind)
