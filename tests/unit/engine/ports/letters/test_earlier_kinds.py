"""A letter about another goes to its reader and is held against its rules, whichever letter that is."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from duecourse.letter_writer import Letters
from engine.identity import InstanceId
from engine.ports.letters.earlier_kinds import EARLIER, kind_for
from engine.record.values import Letter
from letters.never_rules import plain
from tests.unit.letters.facts import shipped

ABOUT = ("L42-correction", "L43-withdrawal", "L43a-wrong-person", "L44-chaser")
FIRST = Letter(number=1, template="L18-dismissal", on=InstanceId("discipline/1"), status="dispatched")
CORRECTION = replace(FIRST, number=2, template="L42-correction", status="draft", about=1, about_as="correction")


@pytest.mark.parametrize("template", ABOUT)
def test_its_own_words_break_no_rule_of_any_letter_that_it_may_be_about(template: str) -> None:
    body = plain(" ".join(shipped()[template].sources[0].body.split()))
    # what is forbidden in a single answer alone is forbidden in no letter that does not have that answer
    rules = (rule for each in shipped().templates.values() for rule in each.never if not rule.facts)
    words = {words for rule in rules for words in rule.words}

    assert [each for each in sorted(words) if re.search(rf"(?<!\w){re.escape(plain(each))}(?!\w)", body)] == []


def test_a_correction_goes_to_the_same_reader_and_waits_for_the_same_approval() -> None:
    kinds = Letters().kinds()
    first, correction = kinds["L18-dismissal"], kind_for(kinds.__getitem__, {"1": FIRST}, CORRECTION)

    assert kinds["L42-correction"].to == EARLIER
    assert (correction.to, correction.approval, correction.nobody) == (first.to, "always", first.nobody)
    assert correction.signs[: len(first.signs)] == first.signs
    assert correction.title == kinds["L42-correction"].title


def test_a_correction_of_a_correction_goes_to_the_reader_of_the_first() -> None:
    kinds = Letters().kinds()
    second = replace(CORRECTION, number=3, about=2)
    letters = {"1": FIRST, "2": replace(CORRECTION, status="dispatched")}

    assert kind_for(kinds.__getitem__, letters, second).to == kinds["L18-dismissal"].to


def test_what_goes_to_a_wrong_person_goes_to_nobody_whom_the_case_knows() -> None:
    kinds = Letters().kinds()
    asking = replace(CORRECTION, template="L43a-wrong-person", about_as="wrong person")

    assert kind_for(kinds.__getitem__, {"1": FIRST}, asking).to == EARLIER
