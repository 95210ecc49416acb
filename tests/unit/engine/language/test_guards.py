from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BadInput
from engine.language.guard_parser import parse
from engine.language.guards import (
    Atom,
    Both,
    Compare,
    Contains,
    Either,
    Guard,
    Not,
    Quantified,
    Reference,
    evaluate,
    quantifiers,
    references,
)

COUNTS: Mapping[str, Callable[[int, int], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


@dataclass(frozen=True)
class Known:
    """Values by name, and the instances of other tracks, each again by name."""

    values: Mapping[str, Atom]
    tracks: Mapping[str, Sequence[Known]] = field(default_factory=dict)

    def read(self, reference: Reference) -> Atom:
        return self.values.get(str(reference))

    def instances(self, quantified: Quantified) -> Sequence[Known]:
        return self.tracks.get(quantified.track, ())


def decide(text: str, **values: Atom) -> bool | None:
    return evaluate(parse(text), Known(values))


def rank(truth: bool | None) -> float:
    return {True: 1.0, None: 0.5, False: 0.0}[truth]


def back(rank: float) -> bool | None:
    return {1.0: True, 0.5: None, 0.0: False}[rank]


def oracle(guard: Guard, view: Known) -> bool | None:
    """Kleene's logic by minimum and maximum, written as plainly as can be."""
    if isinstance(guard, Not):
        return back(1.0 - rank(oracle(guard.inner, view)))
    if isinstance(guard, Both):
        return back(min(rank(oracle(part, view)) for part in guard.parts))
    if isinstance(guard, Either):
        return back(max(rank(oracle(part, view)) for part in guard.parts))
    if isinstance(guard, Quantified):
        found = [rank(oracle(guard.inner, each)) for each in view.instances(guard)]
        return back(min([1.0, *found]) if guard.every else max([0.0, *found]))
    return asked(guard, view)


def asked(guard: Reference | Compare | Contains, view: Known) -> bool | None:
    """The answer of a guard without parts."""
    if isinstance(guard, Contains):
        ticked = view.read(guard.inside)
        return (guard.value in ticked) is not guard.negated if isinstance(ticked, tuple) else None
    value = view.read(guard.left if isinstance(guard, Compare) else guard)
    if value is None:
        return None
    if isinstance(guard, Reference):
        return value is True or value == "yes"
    if guard.operation in COUNTS:
        return COUNTS[guard.operation](value, int(guard.right[0])) if type(value) is int else None
    spelled = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    return spelled in guard.right if guard.operation in ("==", "in") else spelled not in guard.right


NAMES = ("finding", "agreed", "visible", "routes")
VALUES = ("threatening", "both", "yes", "no")
ATOMS = st.one_of(
    st.none(), st.booleans(), st.sampled_from(VALUES), st.integers(0, 3), st.lists(st.sampled_from(VALUES)).map(tuple)
)
REFERENCES = st.builds(Reference, st.just(""), st.sampled_from(NAMES))
LEAVES = st.one_of(
    REFERENCES,
    st.builds(Compare, REFERENCES, st.sampled_from(["==", "!="]), st.tuples(st.sampled_from(VALUES))),
    st.builds(Compare, REFERENCES, st.sampled_from(["in", "not in"]), st.lists(st.sampled_from(VALUES)).map(tuple)),
    st.builds(Compare, REFERENCES, st.sampled_from(sorted(COUNTS)), st.tuples(st.sampled_from(["0", "1", "2"]))),
    st.builds(Contains, st.sampled_from(VALUES), REFERENCES, st.booleans()),
)


def combined(inner: st.SearchStrategy[Guard]) -> st.SearchStrategy[Guard]:
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, inner), st.builds(Both, parts), st.builds(Either, parts))


SIMPLE = st.recursive(LEAVES, combined, max_leaves=8)
GUARDS = st.recursive(
    st.one_of(SIMPLE, st.builds(Quantified, st.booleans(), st.just("removal"), SIMPLE)), combined, max_leaves=8
)
KNOWN = st.builds(Known, st.dictionaries(st.sampled_from(NAMES), ATOMS))
VIEWS = st.builds(
    Known,
    st.dictionaries(st.sampled_from(NAMES), ATOMS),
    st.fixed_dictionaries({"removal": st.lists(KNOWN, max_size=3)}),
)


@given(GUARDS, VIEWS)
def test_every_guard_agrees_with_the_logic_of_kleene(guard: Guard, view: Known) -> None:
    assert evaluate(guard, view) is oracle(guard, view)


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("finding == threatening", {}, None),
        ("finding != threatening", {}, None),
        ("not finding == threatening", {}, None),
        ("finding == threatening or agreed", {"agreed": "yes"}, True),
        ("finding == threatening and agreed", {"agreed": "no"}, False),
        ("finding == threatening and agreed", {"agreed": "yes"}, None),
        ("finding in (threatening, both)", {"finding": "both"}, True),
        ("finding not in (threatening, both)", {"finding": "neither"}, True),
        ("finding in (both,)", {"finding": "neither"}, False),
        ("police in routes", {"routes": ("police",)}, True),
        ("police not in routes", {"routes": ("police",)}, False),
        ("police in routes", {}, None),
        ("visible >= 2", {"visible": 2}, True),
        ("visible < 2", {"visible": 2}, False),
        ("visible == 2", {"visible": 2}, True),
        ("visible in (1, 2)", {"visible": 2}, True),
        ("agreed", {"agreed": True}, True),
        ("agreed == yes", {"agreed": True}, True),
        ("agreed == yes", {"agreed": False}, False),
        ("all(removal.ended)", {}, True),
        ("any(removal.ended)", {}, False),
    ],
)
def test_not_answered_is_neither_yes_nor_no(text: str, values: dict[str, Atom], expected: bool | None) -> None:
    assert decide(text, **values) is expected


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('x')",
        "finding.upper()",
        "open(finding)",
        "lambda: 1",
        "[x for x in finding]",
        "{finding}",
        "finding if agreed else both",
        "finding == f'{agreed}'",
        "1 + 1",
        "-visible",
        "visible > -1",
        "finding is both",
        "0 < visible < 2",
        "a.b.c.d == e",
        "a.b.c == d",
        "police.consent.police_report.more == given",
        "finding[0] == both",
        "finding == True",
        "finding == 1.5",
        "finding == b'x'",
        "visible > many",
        "(finding := both)",
        "any(removal.ended, police.ended)",
        "any(removal.ended for x in y)",
        "any(key=removal.ended)",
        "any(any(removal.ended))",
        "any(removal.ended and police.ended)",
        "any(ended)",
        "*finding",
        "await finding",
        "",
        "finding ==",
        "finding == both; agreed",
        "a" * 200 + "(",
        "(" * 300,
    ],
)
def test_only_what_is_listed_may_stand_in_a_guard(text: str) -> None:
    with pytest.raises(BadInput, match=r"cannot stand in a guard; allowed|is not an expression; write"):
        parse(text)


def test_a_quantifier_asks_each_instance_by_its_own_names() -> None:
    guard = parse("any(police.consent.police_report == given) and not all(removal.ended)")

    assert [str(part.inner) for part in quantifiers(guard) if isinstance(part.inner, Reference)] == ["ended"]
    assert list(references(guard)) == []
    consents = {"police": [Known({"consent.police_report": "asked"}), Known({"consent.police_report": "given"})]}
    assert evaluate(guard, Known({}, {**consents, "removal": [Known({"ended": False})]})) is True


def test_a_guard_lists_what_it_reads_of_its_own() -> None:
    guard = parse("finding == both and consent.naming == given or any(removal.ended) and case.life")

    assert [str(reference) for reference in references(guard)] == ["finding", "consent.naming", "case.life"]
