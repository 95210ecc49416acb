"""Mutants: one of each kind that the check must always find, and none that neither it nor a reader sees."""

from functools import cache

import pytest

from duecourse.bootstrap import build_letters
from duecourse.policies.library import read_workflows
from engine.language.strict_yaml import Plain, read
from scripts.mutation.policies import policy_mutants
from scripts.mutation.report import counted, report
from scripts.mutation.tracks import track_mutants
from scripts.mutation.trees import Mutant, having, mapping, unnamed, words, written
from scripts.mutation.trial import EVERY, LARGE, Trial, Verdict, sampled

LUMEN = "policies/lumen.yaml"
FEW = ("tracks/police.yaml", "tracks/support.yaml", "tracks/query.yaml")
"""Tracks that name no other: whatever is broken in them is found without the rest."""
FOUND = [
    ("action", "tracks/police.yaml", "actions.assess"),
    ("again", "tracks/query.yaml", "actions.ask_again.again"),
    ("citation", LUMEN, "tracks.query.cites.answer"),
    ("consent", "tracks/police.yaml", "actions.ask_consent.consent.police_report"),
    ("deadline", "tracks/police.yaml", "deadlines.consider"),
    ("guard", "tracks/support.yaml", "actions.withdraw_naming.requires.0"),
    ("letter", "tracks/police.yaml", "actions.refer.letter.sends"),
    ("origin", "tracks/police.yaml", "actions.ask_consent.from"),
    ("outcome", "tracks/police.yaml", "actions.assess.outcomes.both"),
    ("stand-in", LUMEN, "roles.senior manager.then"),
    ("state", "tracks/police.yaml", "actions.ask_consent.to"),
    ("value", "tracks/police.yaml", "actions.refer_confirmed.requires.0.that"),
    ("viewer", "tracks/police.yaml", "seen_by.2"),
]
FOUND_AMONG_ALL = [
    ("hold", "tracks/parent.yaml", "holds.police"),
    ("second person", "tracks/own_content.yaml", "actions.found_gone.other_than.0"),
    ("guard", "tracks/own_content.yaml", "actions.send.requires.1"),
]


@cache
def trial(*tracks: str) -> Trial:
    """One policy and some tracks, or all, proved once; what the policy says of other tracks is left out."""
    shipped = {name: text for name, text in read_workflows().items() if name[:6] == "tracks" or name == LUMEN}
    if not tracks:
        return Trial(shipped, build_letters().kinds())
    policy = mapping(read(shipped[LUMEN], LUMEN).plain())
    used = {key: dict(mapping(mapping(policy["tracks"])[key])) for key in (name[7:-5] for name in tracks)}
    for each in used.values():
        each.pop("contradictions", None)  # they read what the investigation found, which is not among the few
    cited = {
        number for each in used.values() for numbers in mapping(each.get("cites")).values() for number in words(numbers)
    }
    clocks = [mapping(clock) for each in used.values() for clock in mapping(each.get("deadlines")).values()]
    cited |= {number for clock in clocks for number in words(clock.get("cites"))}
    # nothing among the few could ask whether a prescribed step of another track was taken
    asked_elsewhere: dict[str, dict[str, Plain]] = {"13.8": {"basis": "discretion"}}
    clauses: dict[str, Plain] = {
        number: {**mapping(clause), **asked_elsewhere.get(number, {})}
        for number, clause in mapping(policy["clauses"]).items()
        if number in cited
    }
    emptied: dict[str, Plain] = {"by_hand": {}, "lists": {}, "reported": []}
    left = written({**policy, "tracks": dict(used), "clauses": clauses, **emptied})
    return Trial({LUMEN: left, **{name: shipped[name] for name in tracks}}, build_letters().kinds())


@cache
def trial_of_all() -> Trial:
    return Trial(dict(read_workflows()), build_letters().kinds())


def found(kind: str, file: str, where: str, trial: Trial) -> list[bool]:
    made = (policy_mutants if file == LUMEN else track_mutants)(file, trial.sources[file])
    mutants = [each for each in made if (each.kind, each.where) == (kind, where)]
    return [verdict.killed for verdict in trial.run(mutants[:1])]


@pytest.mark.parametrize(("kind", "file", "where"), FOUND)
def test_a_mutant_of_each_kind_is_found(kind: str, file: str, where: str) -> None:
    assert found(kind, file, where, trial(*FEW)) == [True]


@pytest.mark.parametrize(("kind", "file", "where"), FOUND_AMONG_ALL)
def test_what_concerns_several_tracks_is_found_among_all(kind: str, file: str, where: str) -> None:
    assert found(kind, file, where, trial()) == [True]


def test_a_file_in_which_nothing_is_changed_is_not_found() -> None:
    tree = read(trial(*FEW).sources[LUMEN], LUMEN).plain()

    assert [
        verdict.found
        for verdict in trial(*FEW).run([Mutant(kind="none", file=LUMEN, place=(), says="nothing", tree=tree)])
    ] == [""]


def test_one_in_some_mutants_of_a_large_kind_is_tried_and_all_of_a_small_one() -> None:
    large = [Mutant(kind="large", file="file", place=(number,), says="", tree="") for number in range(LARGE + 1)]
    small = [Mutant(kind="small", file="file", place=(number,), says="", tree="") for number in range(LARGE)]

    assert sampled([*large, *small]) == [*large[::EVERY], *small]


def test_a_list_that_is_left_empty_goes_with_its_key() -> None:
    tree = having({"a": ["x"], "b": "y"}, ("a", 0), None)

    assert tree == {"b": "y"}
    assert unnamed({"a": {"b": ["x", "y"]}}, ("a", "b"), "x") == {"a": {"b": ["y"]}}


def test_what_the_check_does_not_find_is_shown_by_the_description() -> None:
    lengths = [each for each in track_mutants(FEW[2], trial(*FEW).sources[FEW[2]]) if each.kind == "length"]
    verdict = trial(*FEW).verdict(lengths[0])

    assert (verdict.killed, verdict.unseen) == (False, False)
    assert lengths[0].says.partition(" → ")[2] in verdict.shown


@pytest.mark.thorough
def test_no_mutant_is_neither_found_nor_shown() -> None:
    """A small part of `make mutants`, taken evenly from the whole."""
    mutants = list(trial_of_all().mutants())

    unseen = [each.mutant for each in trial_of_all().run(mutants[:: len(mutants) // 50]) if each.unseen]

    assert [f"{each.file}: {each.where}: {each.says}" for each in unseen] == []


def test_the_page_counts_and_lists_what_is_left_with_its_line() -> None:
    texts = {"tracks/query.yaml": trial(*FEW).sources["tracks/query.yaml"]}
    mutant = Mutant(
        kind="state", file="tracks/query.yaml", place=("actions", "answer", "to"), says="answered → asked", tree=""
    )
    verdicts = [
        Verdict(mutant, ""),
        Verdict(mutant, "found"),
        Verdict(mutant, "", "  - It then stands at “Asked”."),
        Verdict(mutant, "found"),
    ]
    page = report(verdicts, texts)

    assert counted(verdicts) == "2/4"
    assert "| state | 58/103 | 2/4 | 50 % | 1 | 1 |" in page
    assert "| tracks/query | 2/4 | 50 % | 1 | 1 |" in page
    assert "`actions.answer.to`: answered → asked\n" in page
    assert "`actions.answer.to`: answered → asked. Described: It then stands at “Asked”." in page
