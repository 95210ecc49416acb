"""Of several answers, the proof tries every selection that some guard could tell from another."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.identity import FactName
from engine.language.guards import Compare, Contains, GuardView, Reference, evaluate
from engine.language.track_definition import Fact
from engine.proof.possible_answers import ASKED_APART, alike, asked_about, possible_answers
from engine.proof.run import prove
from tests.builders import compiled, library, small_sources
from tests.rungs import examples

WAYS = FactName("ways")
ANSWERS = st.lists(st.sampled_from("abcdefgh"), min_size=1, unique=True)


class Answered:
    """One selection, as a guard sees it."""

    def __init__(self, chosen: object) -> None:
        self.chosen = chosen

    def read(self, reference: Reference) -> object:
        return self.chosen if reference.name == WAYS else None


def several(*answers: str) -> Fact:
    return Fact.model_validate({"type": "choices", "ask": "Which?", "of": {each: each.upper() for each in answers}})


def truths(chosen: object, asked: frozenset[str]) -> frozenset[str]:
    """Name the asked answers of which a guard says that they were ticked."""
    asks = {value: Contains(value, Reference("", WAYS), negated=False) for value in asked}
    return frozenset(value for value, guard in asks.items() if evaluate(guard, cast(GuardView, Answered(chosen))))


@settings(max_examples=examples(100))
@given(st.data())
def test_whatever_is_ticked_looks_to_every_guard_like_one_of_those_that_are_tried(data: st.DataObject) -> None:
    answers = data.draw(ANSWERS)
    asked = frozenset(data.draw(st.lists(st.sampled_from(answers), unique=True, max_size=ASKED_APART)))
    ticked = tuple(data.draw(st.lists(st.sampled_from(answers), min_size=1, unique=True)))

    tried = possible_answers(WAYS, several(*answers), {WAYS: asked})

    assert truths(ticked, asked) in {truths(each, asked) for each in tried}
    assert len(tried) <= 2 ** len(asked)


def test_a_question_that_takes_one_answer_has_its_answers() -> None:
    fact = Fact.model_validate({"type": "yesno", "ask": "Is it?"})

    assert possible_answers(WAYS, fact, {}) == ("yes", "no")


def test_where_more_are_asked_about_not_every_selection_is_tried() -> None:
    answers = "abcdefgh"

    tried = possible_answers(WAYS, several(*answers), {WAYS: frozenset(answers)})

    assert {len(each) for each in tried if isinstance(each, tuple)} == {1, 7, 8}
    assert len(tried) == 8 + 8 + 1


def test_what_is_asked_about_is_gathered_from_every_procedure() -> None:
    asked = asked_about(library().policies["lumen"].definitions.values())

    assert all(values for values in asked.values())


ASK = ("  mark: {type", '  ways: {type: choices, ask: "How?", of: {host: Host, law: Law, talk: Talk}}\n  mark: {type')
SEND = ("send: {title: Ask,", "send: {title: Ask, asks: ways,")


def failed(guard: str) -> list[str]:
    needs = ("requires: [{that: overdue.wait,", f"requires: [{{that: {guard},")
    return [failure.where for failure in prove(compiled(small_sources(ASK, SEND, needs)))[0].failures]


def test_a_step_that_needs_one_of_several_answers_can_be_taken() -> None:
    assert failed("law in ways") == []
    assert failed("law in ways and not (host in ways)") == []
    assert failed("not (law in ways) and not (host in ways)") == []


def test_a_step_that_needs_what_no_selection_gives_is_found() -> None:
    assert failed("law in ways and not (law in ways)") == ["actions.silence"]
    none_at_all = "not (law in ways) and not (host in ways) and not (talk in ways)"
    assert failed(none_at_all) == ["actions.silence"]


@settings(max_examples=examples(100))
@given(
    ANSWERS,
    st.lists(
        st.builds(
            Compare,
            left=st.just(Reference("", WAYS)),
            operation=st.sampled_from(["==", "!=", "in"]),
            right=st.lists(st.sampled_from("abcdefghi"), min_size=1, max_size=4).map(tuple),
        ),
        max_size=4,
    ),
)
def test_of_answers_that_are_alike_no_guard_says_anything_else(answers: list[str], guards: list[Compare]) -> None:
    fact = Fact.model_validate({"type": "choice", "ask": "Which?", "of": {each: each.upper() for each in answers}})
    asked = [each if each.operation == "in" else replace(each, right=each.right[:1]) for each in guards]
    found = alike(WAYS, fact, asked)

    def said(chosen: str) -> list[bool | None]:
        return [evaluate(each, cast(GuardView, Answered(chosen))) for each in asked]

    assert set(found) == set(answers)
    assert all(said(each) == said(first) for each, first in found.items())
    assert all(found[first] == first for first in found.values())


def test_an_answer_that_one_guard_asks_for_is_tried_beside_one_of_the_rest() -> None:
    fact = Fact.model_validate({"type": "choice", "ask": "Which?", "of": {each: each.upper() for each in "abcd"}})
    asks = [Compare(Reference("", WAYS), "==", ("c",)), Compare(Reference("case", WAYS), "==", ("d",))]

    assert alike(WAYS, fact, asks) == {"a": "a", "b": "a", "c": "c", "d": "a"}
    assert alike(WAYS, several("a", "b"), asks) == {}
