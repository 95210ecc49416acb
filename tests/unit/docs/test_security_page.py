"""The page of security judges each item of the standard once, with figures that are right and tests that are there."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/reference/security.md").read_text(encoding="utf-8")
MODEL = (ROOT / "docs/threat-model.md").read_text(encoding="utf-8")
ITEMS = (ROOT / "tests/data/asvs-5.0.0.txt").read_text(encoding="utf-8").split("\n")[:-1]
"""Number and level of every item of levels 1 and 2, in the order of the standard."""
VERDICTS = ("met", "partly", "not", "does not apply", "unjudged")
ROWS = [
    tuple(row) for row in re.findall(r"^\| (\d+\.\d+\.\d+) \| (\d) \| (.+?) \| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)
]
FILE = r"`((?:duecourse|engine|letters|store|scripts|tests|workflows|docs)/[\w./-]+?)(?:::(test_\w+))?`"


@cache
def named_in(file: Path) -> frozenset[str]:
    """Give the names of the tests of a file, those in classes too."""
    tree = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return frozenset(node.name for node in tree if isinstance(node, ast.FunctionDef))


def test_each_item_of_the_standard_stands_there_once_in_its_order() -> None:
    assert len(ITEMS) == 253
    assert [f"{item} {level}" for item, level, *_ in ROWS] == ITEMS


def test_each_item_has_one_of_the_verdicts_and_says_how_or_why() -> None:
    assert {verdict for *_, verdict, _ in ROWS} <= set(VERDICTS)
    assert [item for item, *_, how in ROWS if len(how) < 8] == []


def test_what_is_met_by_code_names_where_it_is_written_or_tested() -> None:
    bare = [item for item, _, _, verdict, how in ROWS if verdict == "met" and not re.search(rf"{FILE}|\]\(", how)]

    assert bare == []


def test_the_figures_at_the_head_are_those_of_the_rows() -> None:
    counted = Counter(verdict for *_, verdict, _ in ROWS)
    said = re.findall(r"^\| ([a-z ]+) \| (\d+) \|$", PAGE, re.MULTILINE)
    levels = Counter(level for _, level, *_ in ROWS)

    assert said == [*((verdict, str(counted[verdict])) for verdict in VERDICTS), ("all", str(len(ROWS)))]
    assert f"{levels['1']} items of level 1 and {levels['2']} of level 2" in PAGE


@pytest.mark.parametrize("page", [PAGE, MODEL], ids=["item by item", "threat model"])
def test_every_file_and_test_that_is_named_is_there(page: str) -> None:
    named = re.findall(FILE, page)
    missing = [file for file, _ in named if not (ROOT / file).exists()]
    unknown = [f"{file}::{test}" for file, test in named if test and test not in named_in(ROOT / file)]

    assert len(named) > 40
    assert (missing, unknown) == ([], [])


def test_each_place_that_a_line_of_security_leads_to_is_there() -> None:
    for file in ("docs/reference/security.md", "docs/threat-model.md", "SECURITY.md"):
        text = (ROOT / file).read_text(encoding="utf-8")
        here = (ROOT / file).parent
        for place, part in re.findall(r"\]\(([\w./-]*)(?:#([\w-]+))?\)", text):
            target = (here / place) if place else ROOT / file

            assert target.exists(), f"{file}: {place}"
            if part:
                heads = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
                assert part in {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}, part
