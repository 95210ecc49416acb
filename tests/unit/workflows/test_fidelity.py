"""The table of verdicts names every number of each policy it speaks of once, and says why a weak one is left."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.services import library

PAGE = (Path(__file__).parents[3] / "docs/reference/fidelity.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\S+) \| (right|weak) \|(.*)\|$", re.MULTILINE)
SECTIONS = {title.lower(): text for title, text in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)}


def test_lumen_has_its_part() -> None:
    assert "lumen" in SECTIONS


@pytest.mark.parametrize("name", sorted(SECTIONS))
def test_every_number_of_a_policy_has_one_line(name: str) -> None:
    policy = library().current(name).definition
    numbers = [*policy.clauses, *policy.conduct, *policy.by_hand, *policy.outside]

    assert Counter(number for number, _, _ in ROW.findall(SECTIONS[name])) == Counter(numbers)


@pytest.mark.parametrize("name", sorted(SECTIONS))
def test_a_weak_one_says_why_it_is_left_and_a_right_one_says_nothing(name: str) -> None:
    rows = ROW.findall(SECTIONS[name])

    assert len(rows) == len([line for line in SECTIONS[name].splitlines() if re.match(r"^\| (?!clause )[^-]", line)])
    assert [number for number, verdict, why in rows if bool(why.strip()) != (verdict == "weak")] == []


@pytest.mark.parametrize("name", sorted(SECTIONS))
def test_the_counts_above_a_table_are_those_of_the_table(name: str) -> None:
    verdicts = Counter(verdict for _, verdict, _ in ROW.findall(SECTIONS[name]))

    assert f"{verdicts.total()} entries, {verdicts['right']} right, {verdicts['weak']} weak" in SECTIONS[name]
