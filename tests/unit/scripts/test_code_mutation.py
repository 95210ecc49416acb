"""Broken code: what mutmut leaves is read and counted, and what no test sees stands on the page with its reason."""

import json
from pathlib import Path

import pytest

from scripts.code_mutation.mutants import Break, CodeMutant, Fate, break_of, code_mutants, fate_of
from scripts.code_mutation.report import OPEN, WORDS, Left, rate, reasons, report, why_left

DIFF = """--- engine/time/calendar.py
+++ engine/time/calendar.py
@@ -1,3 +1,3 @@
 def _is_hole(last: date, first: date) -> bool:
-    summer = last < date(first.year, 8, 1) < first
+    summer = last <= date(first.year, 8, 1) < first
     return first - last > LONGEST
"""


def mutant(function: str = "_is_hole", fate: Fate = Fate.LEFT) -> CodeMutant:
    return CodeMutant("engine.time.calendar", function, f"engine.time.calendar.x_{function}__mutmut_1", fate)


@pytest.mark.parametrize(
    ("code", "fate"),
    [
        pytest.param(1, Fate.FOUND, id="a test failed"),
        pytest.param(3, Fate.FOUND, id="the tests could not even start"),
        pytest.param(36, Fate.FOUND, id="it ran without end"),
        pytest.param(0, Fate.LEFT, id="every test passed"),
        pytest.param(33, Fate.UNTESTED, id="no test reaches it"),
        pytest.param(None, Fate.UNTRIED, id="the time was over before"),
        pytest.param(2, Fate.UNTRIED, id="somebody interrupted the run"),
    ],
)
def test_the_end_of_the_tests_says_what_became_of_a_mutant(code: int | None, fate: Fate) -> None:
    assert fate_of(code) is fate


def test_mutants_are_read_with_the_function_that_they_break(tmp_path: Path) -> None:
    exits = {"engine.time.calendar.x__is_hole__mutmut_2": 0, "engine.time.calendar.xǁCalendarǁ__hash____mutmut_1": 1}
    (tmp_path / "calendar.py.meta").write_text(json.dumps({"exit_code_by_key": exits}), encoding="utf-8")

    assert [(each.module, each.function, each.fate) for each in code_mutants(tmp_path)] == [
        ("engine.time.calendar", "_is_hole", Fate.LEFT),
        ("engine.time.calendar", "Calendar.__hash__", Fate.FOUND),
    ]


def test_a_break_is_read_from_its_diff() -> None:
    assert break_of(DIFF) == Break(
        "summer = last < date(first.year, 8, 1) < first", "summer = last <= date(first.year, 8, 1) < first"
    )


@pytest.mark.parametrize(
    ("before", "after", "of_words"),
    [
        pytest.param('says("Not from here.")', 'says("XXNot from here.XX")', True, id="a sentence"),
        pytest.param('says("entry")', 'says("XXentryXX")', False, id="a name that code may read"),
        pytest.param('says(f"at {say(zone)}")', 'says(f"at {say(None)}")', False, id="code inside a sentence"),
        pytest.param('says("Not from here.", 1)', 'says("Not from here.", 2)', False, id="a number beside a sentence"),
        pytest.param('says("Not from here.")', "says(None)", False, id="a sentence that is gone"),
    ],
)
def test_only_text_for_people_is_left_without_a_reason_of_its_own(before: str, after: str, of_words: bool) -> None:
    assert Break(before, after).is_of_words is of_words


def test_a_reason_is_written_for_a_break_or_for_a_whole_function() -> None:
    left = Left(mutant(), Break("a < b", "a <= b"))
    function = "engine.time.calendar._is_hole"

    assert why_left(left, {(function, "a <= b"): "Equivalent."}) == "Equivalent."
    assert why_left(left, {(function, ""): "Only speed."}) == "Only speed."
    assert why_left(left, {(function, "a > b"): "Another break."}) == OPEN
    assert why_left(Left(mutant(), Break('x = "a b"', 'x = "A B"')), {}) == WORDS


def test_those_that_were_not_tried_are_counted_neither_as_found_nor_as_left() -> None:
    fates = [Fate.FOUND, Fate.FOUND, Fate.FOUND, Fate.UNTESTED, Fate.UNTRIED, Fate.UNTRIED]

    assert rate([mutant(fate=fate) for fate in fates]) == 75.0
    assert rate([mutant(fate=Fate.UNTRIED)]) == 0.0


def test_the_page_counts_by_module_and_lists_what_is_left_with_its_reason() -> None:
    left = Left(mutant(), Break("a < b", "a <= b"))
    page = report([mutant(), mutant("_other", Fate.FOUND)], [left], {("engine.time.calendar._is_hole", ""): "Why."})

    assert "| `engine.time.calendar` | 2 | 2 | 1 | 50.0 |" in page
    assert "Why.\n\n- `engine.time.calendar._is_hole`: `a < b` → `a <= b`" in page


def test_every_reason_names_a_function_that_there_is() -> None:
    named = {function: function.split(".") for function, _ in reasons()}
    files = {function: Path(*parts[:3]).with_suffix(".py") for function, parts in named.items()}

    for function, parts in named.items():
        assert f"def {parts[-1]}(" in files[function].read_text(encoding="utf-8"), function
