"""Files of procedures with whatever in them: read, or refused with every fault and its line; never a fault of ours."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.policies.compiler import compile_all
from duecourse.policies.library import read_workflows
from engine.errors import BadFiles, BadInput, Finding
from engine.language.guard_parser import parse
from engine.language.strict_yaml import read
from tests.builders import letter_ids
from tests.thrown import NASTY, throwing

MARKS = (
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a",
    "!!python/object:os.system",
    "|\n",
    "#",
    '"',
    "'",
    ",",
    "\t",
    "---\n",
)
CHANGES = ("drop", "double", "deeper", "shallower", "put in", "cut", "swap", "ending")
CHANGED = ("policies/lumen.yaml", "tracks/removal.yaml", "tracks/case.yaml", "tracks/police.yaml")


@cache
def shipped() -> Mapping[str, str]:
    return {name: text for name, text in read_workflows().items() if "tracks/" in name or "lumen" in name}


def spoilt(text: str, seed: int, changes: Sequence[str]) -> str:
    """Change some lines of a file as somebody who edits it by hand may, or as a broken disk may."""
    chance, lines = random.Random(seed), text.splitlines(keepends=True)
    for change in changes:
        at = chance.randrange(len(lines))
        line, nasty = lines[at], chance.choice((*NASTY, *MARKS))[:300]
        where = chance.randrange(len(line) + 1)
        lines[at] = {
            "drop": "",
            "double": line * 2,
            "deeper": " " + line,
            "shallower": line[1:],
            "put in": line[:where] + nasty + line[where:],
            "cut": line[:where],
            "swap": lines[at - 1],
            "ending": line.replace("\n", "\r\n"),
        }[change]
    return "".join(lines)


def faults_of(act: Callable[[], object]) -> tuple[Finding, ...] | None:
    """Give the faults for which something is refused; None where it is not. Whatever else is raised goes on."""
    try:
        act()
    except BadFiles as bad:
        return bad.findings
    return None


@throwing(40)
@given(
    text=st.text(max_size=200)
    | st.lists(st.sampled_from((*MARKS, *NASTY[:30], "a", "\n", "  ")), max_size=30).map("".join)
)
def test_whatever_is_no_file_of_ours_is_refused_with_its_lines(text: str) -> None:
    found = faults_of(lambda: read(text, "tracks/odd.yaml"))

    assert found is None or (found and all(finding.line >= 0 and finding.wrong for finding in found))


@throwing(40)
@given(
    text=st.lists(
        st.sampled_from((*MARKS, "a", "==", "in", " and ", "not ", "all(", ")", ".", "1", "is_set", "x.y")), max_size=20
    )
)
def test_whatever_is_no_condition_is_refused_in_a_sentence(text: list[str]) -> None:
    says = None
    try:
        parse("".join(text))
    except BadInput as refused:
        says = str(refused)

    assert says is None or len(says) > 10


@pytest.mark.thorough
@throwing(15)
@given(
    name=st.sampled_from(CHANGED),
    seed=st.integers(min_value=0, max_value=10**9),
    changes=st.lists(st.sampled_from(CHANGES), min_size=1, max_size=3),
)
def test_a_spoilt_file_is_compiled_or_refused_with_every_fault(name: str, seed: int, changes: list[str]) -> None:
    files = {**shipped(), name: spoilt(shipped()[name], seed, changes)}
    found = faults_of(lambda: compile_all(files, letter_ids()))

    assert found is None or (found and all(finding.file and finding.wrong for finding in found))
