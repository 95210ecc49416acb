"""Every number that a policy prints is accounted for, in every shipped policy, and nothing else is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from duecourse.casework.policies.coverage import coverage_of, whole
from duecourse.casework.policies.grounds import DEFAULT, grounds_of
from engine.identity import ActionName, TrackName
from engine.language.compiled import CompiledPolicy, compile_policy
from engine.language.policy_definition import Clause, PolicyDefinition
from engine.language.strict_yaml import read_mapping
from tests.builders import REMOVAL_TRACK
from tests.services import letters, library

FILES = sorted((Path(__file__).parent / "printed").glob("*.yaml"))
FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Printed:
    """What was found in the text of a policy; `sha256` says in which text."""

    policy: str
    sha256: str
    numbers: tuple[str, ...]


def read(file: Path) -> Printed:
    found = read_mapping(file.read_text(encoding="utf-8"), file.name)
    numbers = f"{found['numbers']} {found.get('unnumbered', '')}".split()
    return Printed(str(found["policy"]), str(found["sha256"]), tuple(numbers))


PRINTED = {file.stem: read(file) for file in FILES}


def keys_of(policy: PolicyDefinition) -> list[str]:
    return [*policy.clauses, *policy.conduct, *policy.by_hand, *policy.outside]


def listed_more_than_once(policy: CompiledPolicy) -> set[str]:
    return {key for key, times in Counter(keys_of(policy.definition)).items() if times > 1}


def unaccounted(policy: CompiledPolicy) -> set[str]:
    return set(PRINTED[policy.key].numbers) - {whole(key) for key in keys_of(policy.definition)}


def unprinted(policy: CompiledPolicy) -> set[str]:
    return {key for key in keys_of(policy.definition) if whole(key) not in PRINTED[policy.key].numbers}


def without_anything_behind(policy: CompiledPolicy) -> set[str]:
    """Only what the policy still has counts: a step that it leaves out stands behind nothing."""
    return {line.number for line in coverage_of(policy, letters().kinds()) if line.kind == "clause" and not line.places}


def outside_without_reason(policy: CompiledPolicy) -> set[str]:
    return {number for number, reason in policy.definition.outside.items() if len(reason.split()) < FEWEST_WORDS}


def defaults_without_source(policy: CompiledPolicy) -> set[str]:
    grounds = grounds_of(policy, letters().kinds())
    return {f"{each.track}.{each.key}" for each in grounds if each.basis == DEFAULT and not each.source.strip()}


CHECKS = (
    listed_more_than_once,
    unaccounted,
    unprinted,
    without_anything_behind,
    outside_without_reason,
    defaults_without_source,
)


def test_every_shipped_policy_has_a_list_of_what_it_prints() -> None:
    assert [*PRINTED] == sorted(library().policies)


@pytest.mark.parametrize("name", PRINTED)
def test_a_list_names_its_policy_and_its_text_and_every_number_once(name: str) -> None:
    printed = PRINTED[name]

    assert printed.policy == name
    assert re.fullmatch(r"[0-9a-f]{64}", printed.sha256)
    assert [number for number, times in Counter(printed.numbers).items() if times > 1] == []


@pytest.mark.parametrize("name", PRINTED)
def test_every_printed_number_is_a_clause_conduct_done_by_hand_or_outside_and_only_one_of_them(name: str) -> None:
    policy = library().current(name)

    assert (unaccounted(policy), listed_more_than_once(policy)) == (set(), set())


@pytest.mark.parametrize("name", PRINTED)
def test_nothing_in_a_policy_is_unprinted(name: str) -> None:
    assert unprinted(library().current(name)) == set()


@pytest.mark.parametrize("name", PRINTED)
def test_every_clause_has_a_step_a_clock_a_letter_or_a_guard_behind_it(name: str) -> None:
    assert without_anything_behind(library().current(name)) == set()


@pytest.mark.parametrize("name", PRINTED)
def test_everything_outside_a_procedure_says_why(name: str) -> None:
    assert outside_without_reason(library().current(name)) == set()


@pytest.mark.parametrize("name", PRINTED)
def test_every_step_and_deadline_on_a_default_says_where_it_comes_from(name: str) -> None:
    assert defaults_without_source(library().current(name)) == set()


# Each of these can fail


def changed(policy: CompiledPolicy, **parts: Mapping[str, object] | Mapping[TrackName, object]) -> CompiledPolicy:
    return replace(policy, definition=policy.definition.model_copy(update=parts))


def a_number_in_two_places(lumen: CompiledPolicy) -> CompiledPolicy:
    return changed(lumen, outside={**lumen.definition.outside, "13.5": "Says what was said before"})


def a_number_left_out(lumen: CompiledPolicy) -> CompiledPolicy:
    return changed(lumen, outside={key: why for key, why in lumen.definition.outside.items() if key != "2.1.3"})


def a_part_of_a_number_that_is_not_printed(lumen: CompiledPolicy) -> CompiledPolicy:
    return changed(lumen, conduct={**lumen.definition.conduct, "13.9#2": lumen.definition.conduct["9.1"]})


def a_clause_that_nothing_follows_from(lumen: CompiledPolicy) -> CompiledPolicy:
    clauses = {**lumen.definition.clauses, "2.1#2": Clause(says="Nothing follows from it")}
    return changed(lumen, clauses=clauses)


def a_clause_behind_a_step_that_the_policy_leaves_out(lumen: CompiledPolicy) -> CompiledPolicy:
    removal = lumen.definition.tracks[REMOVAL_TRACK].model_copy(update={"without": ("record_capture",)})
    spoilt = changed(lumen, tracks={**lumen.definition.tracks, REMOVAL_TRACK: removal})
    return compile_policy(spoilt.definition, lumen.definitions, lumen.sources)


def an_empty_reason(lumen: CompiledPolicy) -> CompiledPolicy:
    return changed(lumen, outside={**lumen.definition.outside, "2.1": " "})


def a_default_from_nowhere(lumen: CompiledPolicy) -> CompiledPolicy:
    removal = lumen.track(REMOVAL_TRACK)
    remind = removal.definition.actions[ActionName("remind")].model_copy(update={"source": ""})
    actions = {**removal.definition.actions, ActionName("remind"): remind}
    used = lumen.definition.tracks[REMOVAL_TRACK].model_copy(update={"silent": {}})
    silent = changed(lumen, tracks={**lumen.definition.tracks, REMOVAL_TRACK: used})
    definition = removal.definition.model_copy(update={"actions": actions})
    return replace(silent, tracks={**lumen.tracks, REMOVAL_TRACK: replace(removal, definition=definition)})


@pytest.mark.parametrize(
    ("spoil", "check", "found"),
    [
        (a_number_in_two_places, listed_more_than_once, {"13.5"}),
        (a_number_left_out, unaccounted, {"2.1.3"}),
        (a_part_of_a_number_that_is_not_printed, unprinted, {"13.9#2"}),
        (a_clause_that_nothing_follows_from, without_anything_behind, {"2.1#2"}),
        (a_clause_behind_a_step_that_the_policy_leaves_out, without_anything_behind, {"12.2"}),
        (an_empty_reason, outside_without_reason, {"2.1"}),
        (a_default_from_nowhere, defaults_without_source, {"removal.remind"}),
    ],
)
def test_a_policy_that_was_spoilt_in_one_way_is_found_out_in_that_way(
    spoil: Callable[[CompiledPolicy], CompiledPolicy], check: Callable[[CompiledPolicy], set[str]], found: set[str]
) -> None:
    spoilt = spoil(library().current("lumen"))

    assert {each.__name__: each(spoilt) for each in CHECKS if each(spoilt)} == {check.__name__: found}


def test_a_number_may_stand_only_through_its_parts() -> None:
    lumen = library().current("lumen")
    clauses = {key: clause for key, clause in lumen.definition.clauses.items() if key != "13.6"}
    alone = changed(lumen, clauses=clauses)

    assert "13.6#2" in clauses
    assert unaccounted(alone) == set()
