"""A policy in plain sentences: what is committed is what the files come to, and nothing of it is left out."""

import re
from pathlib import Path

import pytest

from duecourse.bootstrap import build_letters
from duecourse.casework.policies.description.document import description
from engine.language.compiled import CompiledPolicy
from engine.reasons import printed
from tests.builders import library

FOLDER = Path(__file__).parents[6] / "docs" / "policies"
LETTERS = build_letters().kinds()
NAMES = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
"""Names of states, steps and questions, as the files have them."""


@pytest.fixture(params=library().policies)
def policy(request: pytest.FixtureRequest) -> CompiledPolicy:
    return library().policies[request.param]


def committed(policy: CompiledPolicy) -> str:
    return (FOLDER / f"{policy.key}.md").read_text(encoding="utf-8")


def test_what_is_committed_is_what_the_files_come_to(policy: CompiledPolicy) -> None:
    assert committed(policy) == description(policy, LETTERS), "write it again: make descriptions"


def test_every_number_step_deadline_and_place_is_told(policy: CompiledPolicy) -> None:
    text, definition = committed(policy), policy.definition
    headings = re.findall(r"^#### (.*)$", text, re.MULTILINE)

    for number in (*definition.clauses, *definition.conduct, *definition.outside):
        assert f"- **{printed(number)}** " in text
    for track in policy.definitions.values():
        assert f"\n### {track.title}\n" in text
        assert {action.title for action in track.actions.values()} <= set(headings)
        assert all(f"“{state.title}”" in text for state in track.states.values())
        for name, clock in track.deadlines.items():
            length = "not before " if clock.waits else "within "
            assert f"- “{policy.clock_title(track.track, name)}”: {length}" in text


def test_nothing_of_it_is_written_for_machines(policy: CompiledPolicy) -> None:
    assert NAMES.findall(committed(policy)) == []


def test_a_sentence_stands_on_each_line_so_that_a_change_shows_as_changed_sentences(policy: CompiledPolicy) -> None:
    lines = [line for line in committed(policy).splitlines() if line.lstrip().startswith("- ")]

    assert len(lines) > 1000
    assert [line for line in lines if not line.endswith((".", "?", "!", "?”", ".”", "!”", "”", ":", "*", ")"))] == []


def test_no_policy_describes_a_folder_that_is_not_there() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(library().policies)
