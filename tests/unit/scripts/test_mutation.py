"""Mutants: one of each kind that the check must always find."""

from functools import cache

import pytest

from duecourse.bootstrap import build_letters
from duecourse.policies import read_workflows
from scripts.mutation.policies import policy_mutants
from scripts.mutation.report import counted, report
from scripts.mutation.tracks import track_mutants
from scripts.mutation.trees import Mutant, having, unnamed
from scripts.mutation.trial import EVERY, LARGE, Trial, Verdict, sampled

LUMEN = "policies/lumen.yaml"
FOUND = [
    ("action", "tracks/police.yaml", "actions.assess"),
    ("again", "tracks/query.yaml", "actions.ask_again.again"),
    ("citation", LUMEN, "tracks.removal.cites.record_capture"),
    ("consent", "tracks/police.yaml", "actions.ask_consent.consent.police_report"),
    ("deadline", "tracks/police.yaml", "deadlines.consider"),
    ("guard", "tracks/support.yaml", "actions.withdraw_naming.requires.0"),
    ("hold", "tracks/parent.yaml", "holds.police"),
    ("letter", "tracks/parent.yaml", "actions.send.letter.sends"),
    ("origin", "tracks/police.yaml", "actions.ask_consent.from"),
    ("outcome", "tracks/police.yaml", "actions.assess.outcomes.both"),
    ("second person", "tracks/own_content.yaml", "actions.found_gone.other_than.0"),
    ("stand-in", LUMEN, "roles.DSL.then"),
    ("state", "tracks/police.yaml", "actions.assess.outcomes.neither.to"),
    ("value", "tracks/police.yaml", "actions.refer.requires.0.that"),
    ("viewer", "tracks/police.yaml", "seen_by.2"),
]


@cache
def trial() -> Trial:
    """One policy and all tracks, proved once."""
    sources = {name: text for name, text in read_workflows().items() if name[:6] == "tracks" or name == LUMEN}
    return Trial(sources, build_letters().kinds())


@pytest.mark.parametrize(("kind", "file", "where"), FOUND)
def test_a_mutant_of_each_kind_is_found(kind: str, file: str, where: str) -> None:
    made = (policy_mutants if file == LUMEN else track_mutants)(file, trial().sources[file])
    mutants = [each for each in made if (each.kind, each.where) == (kind, where)]

    assert [verdict.killed for verdict in trial().run(mutants[:1])] == [True]


def test_a_file_in_which_nothing_is_changed_is_not_found() -> None:
    text = trial().sources[LUMEN]

    assert [verdict.found for verdict in trial().run([Mutant("none", LUMEN, (), "nothing", text)])] == [""]


def test_every_third_mutant_of_a_large_kind_is_tried_and_all_of_a_small_one() -> None:
    large = [Mutant("large", "file", (number,), "", "") for number in range(LARGE + 1)]
    small = [Mutant("small", "file", (number,), "", "") for number in range(LARGE)]

    assert sampled([*large, *small]) == [*large[::EVERY], *small]


def test_a_list_that_is_left_empty_goes_with_its_key() -> None:
    tree = having({"a": ["x"], "b": "y"}, ("a", 0), None)

    assert tree == {"b": "y"}
    assert unnamed({"a": {"b": ["x", "y"]}}, ("a", "b"), "x") == {"a": {"b": ["y"]}}


def test_the_page_counts_and_lists_what_is_left_with_its_line() -> None:
    texts = {"tracks/query.yaml": trial().sources["tracks/query.yaml"]}
    mutant = Mutant("state", "tracks/query.yaml", ("actions", "answer", "to"), "answered → asked", "")
    page = report([Verdict(mutant, ""), Verdict(mutant, "found")], texts)

    assert counted([Verdict(mutant, ""), Verdict(mutant, "found")]) == "1/2"
    assert "| state | 1/2 | 1/2 |" in page
    assert "`actions.answer.to`: answered → asked" in page
