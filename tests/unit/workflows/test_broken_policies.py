"""Eleven ways to break a policy: each is refused, with its line or with the shortest way into the trouble."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import pytest

from duecourse.bootstrap import build_letters
from duecourse.policies.compiler import compile_sources
from duecourse.policies.library import read_workflows
from engine.errors import BadFiles
from engine.proof.run import Failure, prove

LUMEN = "policies/lumen.yaml"
DEMAND = """    requires: [{that: %s, else: "Not yet."}]
"""


@cache
def shipped() -> Mapping[str, str]:
    """The tracks and Lumen's policy, as they are shipped."""
    return {name: text for name, text in read_workflows().items() if name.startswith("tracks/") or name == LUMEN}


def broken(*changes: tuple[str, str, str]) -> dict[str, str]:
    """Change files: (file, pattern, what stands there then); a pattern that is not there is a fault of the test."""
    sources = dict(shipped())
    for file, pattern, instead in changes:
        sources[file], found = re.subn(pattern, instead, sources[file], count=1, flags=re.DOTALL)
        assert found, f"{pattern} is not in {file} any more"
    return sources


def once(sources: Mapping[str, str]) -> Mapping[str, str]:
    """Let tracks say everything once; the lines stay."""
    return {name: text.replace("said_twice: true\n", "# said once\n") for name, text in sources.items()}


def findings(*changes: tuple[str, str, str]) -> list[str]:
    """What is said of the changed files before they are ever walked, where nothing is said twice."""
    with pytest.raises(BadFiles) as caught:
        compile_sources(once(broken(*changes)), build_letters().kinds())
    return [str(finding) for finding in caught.value.findings]


def failures(*changes: tuple[str, str, str]) -> tuple[Failure, ...]:
    """What the proof finds in changed files that pass every check of names, where nothing is said twice."""
    proofs = prove(compile_sources(once(broken(*changes)), build_letters().kinds()))
    return tuple(failure for proof in proofs for failure in proof.failures)


def line_of(file: str, words: str) -> int:
    """Find the line of a shipped file that holds these words."""
    return next(number for number, line in enumerate(shipped()[file].splitlines(), 1) if words in line)


def test_the_shipped_policy_passes_before_it_is_broken() -> None:
    assert failures() == ()


def test_a_dead_end_is_refused_with_the_shortest_way_into_it() -> None:
    police = "tracks/police.yaml"
    found = failures(
        (police, r"(  below: \{title: Not a matter for the police), end: true", r"\1"),
        (police, r"(  consider:.*?while: )considering", r"\1[considering, below]"),
        (police, r"(  emergency:.*?except: \[referred)\]", r"\1, below]"),
        (police, r"from: \[considering, below\]", "from: considering"),
    )

    assert [(each.where, each.says) for each in found if each.where == "states.below"] == [
        ("states.below", "no end can be reached from here"),
        ("states.below", "it can stand here with no clock running"),
    ]
    assert found[0].path == ("opened", "assess/neither")


def test_a_waiting_state_without_a_clock_is_refused_with_its_line() -> None:
    found = findings(
        ("tracks/police.yaml", r"  consent_answer:\n    source[^\n]*\n    while: consent_asked.*?\n(?=  refer:)", "")
    )

    line = line_of("tracks/police.yaml", "  consent_asked: {title")
    assert any(
        each.startswith(f"tracks/police.yaml:{line}: states.consent_asked: no clock runs here") for each in found
    )


def test_a_refusal_that_leads_nowhere_is_refused_with_its_line() -> None:
    lost = ("tracks/police.yaml", r"      declined: \{to: not_referred, answer: no[^\n]*\n", "")
    found = findings(lost, lost)

    for action in ("consent_answer", "pupil_answer"):
        assert any(f"actions.{action}.outcomes: the answer 'declined' leads nowhere" in each for each in found)
    assert any("waits for the affected person and no action takes every answer" in each for each in found)


def test_a_role_that_nobody_can_hold_after_conflicts_is_refused_with_the_posts() -> None:
    found = failures((LUMEN, r"  DSL: \{held_by: [^\n]*", "  DSL: {held_by: DSL, then: deputy DSL}"))

    assert ("safeguarding", "actions.decide") in {(each.track, each.where) for each in found}
    assert {each.says for each in found} == {
        "with the DSL and the deputy DSL as affected person, nobody can take this step"
    }


def test_a_step_that_only_some_may_take_under_a_condition_is_refused_where_they_may_all_be_in_conflict() -> None:
    only = "    only_by: {refer: [{when: ended == no, by: [headteacher], cites: [13.3]}]}"
    alone = (
        LUMEN,
        r"  headteacher: \{held_by: headteacher, then: [^\n]*",
        "  headteacher: {held_by: headteacher, then: CEO}",
    )
    found = failures(alone, (LUMEN, r"  media: \{\}", f"  media:\n{only}"))

    assert ("media", "actions.refer") not in {(each.track, each.where) for each in failures(alone)}
    assert ("media", "actions.refer") in {(each.track, each.where) for each in found}


def test_the_police_without_consent_are_refused_with_the_shortest_way() -> None:
    guard = r"      - that: consent\.police_report == given\n        else: \"The person has not given[^\n]*\n[^\n]*\n"
    found = failures(
        (
            "tracks/police.yaml",
            r"(  refer:.*?    from: )ready(.*?    requires:\n)" + guard,
            r"\1[consent_asked, ready]\2",
        ),
        (LUMEN, r"    demanded:\n      refer: [^\n]*\n", ""),
    )

    assert [each.where for each in found] == [
        "never: Referred as agreed to, and the person had not agreed",
        "never: Referred without consent in force",
    ]
    assert found[0].path == ("opened", "assess/threatening", "ask_consent", "refer")


def test_a_state_that_no_step_leads_to_is_refused() -> None:
    found = failures(("tracks/media.yaml", r"\nactions:", "  limbo: {title: Limbo, end: true}\n\nactions:"))

    assert [(each.track, each.where, each.says) for each in found] == [
        ("media", "states.limbo", "no sequence of acts leads to this state")
    ]


def test_a_circle_without_a_step_marked_again_is_refused_with_the_way_round() -> None:
    found = failures(("tracks/police.yaml", r"    again: The person may change their mind, and only the person\n", ""))

    assert [each.says for each in found] == ["can be left and come back to without a step marked `again`"]
    assert any(step.startswith("consent_answer/") for step in found[0].path)


def test_a_fact_that_nobody_declared_is_refused_with_its_line() -> None:
    found = findings(
        ("tracks/police.yaml", r"that: finding == unlawful_conduct or [^\n]*\n", "that: verdict == unlawful_conduct\n")
    )

    line = line_of("tracks/police.yaml", "that: finding == unlawful_conduct or")
    assert any(
        each.startswith(f"tracks/police.yaml:{line}: ") and "'verdict' is not declared" in each for each in found
    )


def test_a_letter_whose_facts_are_not_known_at_that_step_is_refused_with_its_line() -> None:
    found = findings(("tracks/discipline.yaml", r"asks: \[hearing_at, hearing_place, ", "asks: [hearing_place, "))

    assert any(
        each.startswith("tracks/discipline.yaml:")
        and "actions.call_hearing.letter: L14-hearing needs 'hearing_at', which may not be known at this step" in each
        for each in found
    )


def test_a_clause_that_does_not_exist_is_refused_with_its_line() -> None:
    found = findings((LUMEN, r"      send: \[13\.5\]", "      send: [13.55]"))

    line = line_of(LUMEN, "      send: [13.5]")
    assert any(each.startswith(f"{LUMEN}:{line}: ") and "clause 13.55 is not described" in each for each in found)


def test_two_procedures_that_wait_for_each_other_are_refused_with_the_way_into_both() -> None:
    found = failures(
        ("tracks/media.yaml", r"(  refer:\n    title:[^\n]*\n)", r"\1" + DEMAND % "all(contractor.ended)"),
        ("tracks/contractor.yaml", r"(  take_in:\n    title:[^\n]*\n)", r"\1" + DEMAND % "all(media.ended)"),
        ("tracks/contractor.yaml", r"(  not_pursued:\n    title:[^\n]*\n)", r"\1" + DEMAND % "all(media.ended)"),
    )

    assert len(found) == 1
    assert {found[0].track, *(step.split(":")[0] for step in found[0].path)} >= {"contractor", "media"}
    assert "waits here for every" in found[0].says


def test_a_step_that_waits_for_what_never_comes_is_refused() -> None:
    found = failures(
        (
            "tracks/media.yaml",
            r"(  refer:\n    title:[^\n]*\n)",
            r"\1" + DEMAND % "any(support.offered == no and support.ended)",
        )
    )

    assert ("media", "actions.refer") in {(each.track, each.where) for each in found}
    assert any("never comes to" in each.says for each in found)
