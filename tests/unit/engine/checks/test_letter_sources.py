"""Whatever a letter asks of a track is there: a name that is not is told where the letter is left or sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duecourse.bootstrap import build_letters
from duecourse.policies.compiler import compile_sources
from duecourse.policies.library import read_workflows
from engine.errors import BadFiles
from engine.identity import ActionName, RoleName, TrackName
from engine.ports.fact_sources import SignatureKind, SignatureSource
from tests.builders import changed


def findings(track: str, *changes: tuple[str, str]) -> list[str]:
    """What is found of Lumen's files with one track changed, as it is told."""
    sources = {name: text for name, text in read_workflows().items() if "/lumen" in name or name.startswith("tracks/")}
    name = f"tracks/{track}.yaml"
    with pytest.raises(BadFiles) as caught:
        compile_sources({**sources, name: changed(sources[name], *changes)}, build_letters().kinds())
    return [str(finding) for finding in caught.value.findings]


def test_a_question_that_a_letter_gathers_and_no_track_asks_is_told_with_the_nearest() -> None:
    asked = [
        ("approach_reason, host_name,", "approach_reason, host_named,"),
        ("asks: [host_name,", "asks: [host_named,"),
    ]
    found = findings("removal", ("host_name: {", "host_named: {"), *asked)

    says = "actions.send.letter: L02-takedown-request gathers 'addressee.name' from 'host_name', which there is not"
    assert any(says in each and "perhaps 'host_named' is meant" in each for each in found), found


def test_a_question_of_the_case_is_looked_for_in_the_case() -> None:
    found = findings("case", ("  what_happened:", "  what_happened_then:"), *_asked())

    assert any("gathers 'threat_summary' from 'what_happened'" in each for each in found), found


def _asked() -> list[tuple[str, str]]:
    return [("- what_happened", "- what_happened_then"), ("[purpose, what_happened]", "[purpose, what_happened_then]")]


def test_what_an_entry_of_a_list_says_is_looked_for_where_the_entries_come_from() -> None:
    found = findings("removal", ("  quoted:", "  quoted_words:"), ("seen_how, quoted,", "seen_how, quoted_words,"))

    assert any("gathers 'incidents[].words_quoted' from 'quoted', which there is not" in each for each in found), found


def test_a_list_whose_track_is_not_there_gathers_nothing_and_is_no_fault() -> None:
    few = ("tracks/case.yaml", "tracks/police.yaml")
    sources = {name: text for name, text in read_workflows().items() if name in few or "/lumen" in name}
    with pytest.raises(BadFiles) as caught:
        compile_sources(sources, build_letters().kinds())

    assert [str(each) for each in caught.value.findings if "incidents[]" in str(each)] == []


def signed_by(letter: str, *sources: SignatureSource) -> list[str]:
    """What is found of Lumen's files where a letter is signed otherwise."""
    files = {name: text for name, text in read_workflows().items() if "/lumen" in name or name.startswith("tracks/")}
    kinds = dict(build_letters().kinds())
    with pytest.raises(BadFiles) as caught:
        compile_sources(files, {**kinds, letter: replace(kinds[letter], signs=sources)})
    return [str(finding) for finding in caught.value.findings]


@pytest.mark.parametrize("step", ["decided", "send"])
def test_a_letter_signed_by_who_took_a_step_that_nobody_has_taken_by_then_is_a_finding(step: str) -> None:
    taker = SignatureSource(kind=SignatureKind.TAKER, steps=(ActionName(step),))
    found = signed_by("L02-takedown-request", taker)

    says = f"L02-takedown-request is signed by who took '{step}', which nobody has taken by then"
    assert any("tracks/removal.yaml" in each and says in each for each in found), found


def test_a_step_of_another_track_is_looked_for_there() -> None:
    taker = SignatureSource(kind=SignatureKind.TAKER, steps=(ActionName("decide"),), track=TrackName("case"))

    assert any("is signed by who took 'decide'" in each for each in signed_by("L02-takedown-request", taker))


def test_a_letter_signed_by_a_role_that_a_policy_does_not_have_is_a_finding_with_the_nearest() -> None:
    holder = SignatureSource(kind=SignatureKind.HOLDER, role=RoleName("headmaster"))
    found = signed_by("L10-own-content", holder)

    assert any("the holder of 'headmaster', a role that nobody holds" in each for each in found), found
