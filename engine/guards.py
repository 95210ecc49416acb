"""Guards: small boolean expressions over what a case knows, three-valued.

"Not answered" is neither yes nor no: a guard over it is unknown, and unknown blocks. Text is parsed with
Python's own grammar and an allow-list; nothing is ever evaluated as Python. Guards read yes/no answers,
choices, consents, counts and clocks only, so free text and names can be erased without touching a decision.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from engine.errors import BadInput

Atom: TypeAlias = "str | int | bool | tuple[str, ...] | None"

SCOPES = ("consent", "case", "recorded", "evidence", "due", "overdue", "others")
"""The words that may stand before a dot; a track's name may stand there too, under a quantifier."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A name: `finding`, `consent.police_report`, `case.child_at_risk`, `overdue.check`, `ended`."""

    scope: str
    name: str

    def __str__(self) -> str:
        """Spell it as it is written in a file."""
        return f"{self.scope}.{self.name}" if self.scope else self.name


@dataclass(frozen=True, slots=True)
class Compare:
    """A reference against constants: `finding in (threatening, both)`, `evidence.screenshot >= 1`."""

    left: Reference
    operation: str
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """A choice among several that were ticked: `police in routes`."""

    value: str
    inside: Reference
    negated: bool


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; the opposite of unknown is unknown."""

    inner: Guard


@dataclass(frozen=True, slots=True)
class Both:
    """All parts hold."""

    parts: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Quantified:
    """Over the instances of one track: `any(removal.ended)`, `all(support.offered)` (true over none)."""

    every: bool
    track: str
    inner: Guard


Guard: TypeAlias = Reference | Compare | Contains | Not | Both | Either | Quantified


class View(Protocol):
    """What a guard can see of one instance: the real case, or a situation of the proof."""

    def read(self, reference: Reference) -> Atom:
        """Give the value behind a name, or None while nobody has answered."""

    def instances(self, quantified: Quantified) -> Sequence[View]:
        """Give a view of each instance of the quantified track."""


def evaluate(guard: Guard, view: View) -> bool | None:
    """Decide a guard: true, false, or None for unknown."""
    match guard:
        case Reference():
            return _truth(view.read(guard))
        case Compare():
            return _compare(guard, view.read(guard.left))
        case Contains():
            held = view.read(guard.inside)
            return None if not isinstance(held, tuple) else (guard.value in held) != guard.negated
        case Not():
            inner = evaluate(guard.inner, view)
            return None if inner is None else not inner
        case Both():
            return _all(evaluate(part, view) for part in guard.parts)
        case Either():
            return _any(evaluate(part, view) for part in guard.parts)
        case Quantified():
            found = (evaluate(guard.inner, each) for each in view.instances(guard))
            return _all(found) if guard.every else _any(found)


def references(guard: Guard) -> Iterator[Reference]:
    """List every name that a guard reads about its own instance or case, quantified ones left out."""
    inside = {id(reference) for part in quantifiers(guard) for reference, _ in comparisons(part.inner)}
    return (reference for reference, _ in comparisons(guard) if id(reference) not in inside)


def quantifiers(guard: Guard) -> Iterator[Quantified]:
    """List the quantified parts of a guard."""
    match guard:
        case Quantified():
            yield guard
        case Not():
            yield from quantifiers(guard.inner)
        case Both() | Either():
            for part in guard.parts:
                yield from quantifiers(part)


def leaves(guard: Guard) -> Iterator[Reference | Compare | Contains]:
    """List the names and comparisons that a guard is made of, those under a quantifier too."""
    match guard:
        case Reference() | Compare() | Contains():
            yield guard
        case Not() | Quantified():
            yield from leaves(guard.inner)
        case Both() | Either():
            for part in guard.parts:
                yield from leaves(part)


def comparisons(guard: Guard) -> Iterator[tuple[Reference, tuple[str, ...]]]:
    """List each name together with the constants it is compared with; () where it stands alone."""
    for leaf in leaves(guard):
        match leaf:
            case Reference():
                yield leaf, ()
            case Compare():
                yield leaf.left, leaf.right
            case Contains():
                yield leaf.inside, (leaf.value,)


def parse(text: str) -> Guard:
    """Parse one guard.

    Raises:
        BadInput: the text is not a guard; the message says which part and what is allowed.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError) as error:
        raise BadInput(f"'{text}' is not an expression; write for example: finding == threatening") from error
    return _build(tree.body)


def _build(node: ast.expr) -> Guard:
    match node:
        case ast.BoolOp(op=ast.And()):
            return Both(tuple(_build(value) for value in node.values))
        case ast.BoolOp():
            return Either(tuple(_build(value) for value in node.values))
        case ast.UnaryOp(op=ast.Not()):
            return Not(_build(node.operand))
        case ast.Compare():
            return _build_compare(node)
        case ast.Call(func=ast.Name(id="any" | "all" as which), args=[argument], keywords=[]):
            return _build_quantified(which == "all", argument)
        case ast.Name() | ast.Attribute():
            return _reference(node)
    raise _refused(node, "names, comparisons, and, or, not, in, any(track.name ...) and all(track.name ...)")


def _build_compare(node: ast.Compare) -> Guard:
    if len(node.ops) != 1:
        raise _refused(node, "one comparison at a time; join several with `and`")
    left, right, operation = node.left, node.comparators[0], type(node.ops[0])
    if operation in (ast.In, ast.NotIn) and not isinstance(right, ast.Tuple | ast.List):
        return Contains(_constant(left), _reference(right), operation is ast.NotIn)
    if operation in (ast.In, ast.NotIn):
        values = tuple(_constant(item) for item in getattr(right, "elts", []))
        return Compare(_reference(left), "in" if operation is ast.In else "not in", values)
    if operation not in _SPELLING:
        raise _refused(node, "== != < <= > >= in, not in")
    spelling, constant = _SPELLING[operation], _constant(right)
    if spelling in _NUMERIC and not constant.isdecimal():
        raise _refused(node, "a number after < <= > >=; answers are compared with == != in, not in")
    return Compare(_reference(left), spelling, (constant,))


def _build_quantified(every: bool, argument: ast.expr) -> Quantified:
    inner = _build(argument)
    tracks = {reference.scope.split("/", 1)[0] for reference, _ in comparisons(inner)}
    if any(quantifiers(inner)):
        raise _refused(argument, "no quantifier inside another")
    if len(tracks) != 1 or not all(tracks):
        raise _refused(argument, "names of exactly one track, such as any(removal.ended)")
    return Quantified(every, tracks.pop(), _without_track(inner))


def _without_track(guard: Guard) -> Guard:
    match guard:
        case Reference():
            scope = guard.scope.split("/", 1)[1] if "/" in guard.scope else ""
            return Reference(scope, guard.name)
        case Compare():
            bare = _without_track(guard.left)
            assert isinstance(bare, Reference)
            return Compare(bare, guard.operation, guard.right)
        case Contains():
            bare = _without_track(guard.inside)
            assert isinstance(bare, Reference)
            return Contains(guard.value, bare, guard.negated)
        case Not():
            return Not(_without_track(guard.inner))
        case Both():
            return Both(tuple(_without_track(part) for part in guard.parts))
        case Either():
            return Either(tuple(_without_track(part) for part in guard.parts))
        case Quantified():
            return guard


def _reference(node: ast.expr) -> Reference:
    match node:
        case ast.Name():
            return Reference("", node.id)
        case ast.Attribute(value=ast.Name(id=scope)):
            return Reference(scope, node.attr)
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id=track), attr="consent")):
            return Reference(f"{track}/consent", node.attr)
    raise _refused(node, "a name such as finding, case.child_at_risk or consent.police_report")


def _constant(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Constant(value=str() | int() as value) if not isinstance(value, bool):
            return str(value)
    raise _refused(node, "a plain word or a number to compare with")


def _refused(node: ast.expr, allowed: str) -> BadInput:
    return BadInput(f"'{ast.unparse(node)}' cannot stand in a guard; allowed: {allowed}")


_SPELLING = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_NUMERIC: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _truth(value: Atom) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    return value == "yes"


def _compare(guard: Compare, value: Atom) -> bool | None:
    if value is None:
        return None
    if guard.operation in _NUMERIC:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        return _NUMERIC[guard.operation](value, int(guard.right[0]))
    said = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return (said in guard.right) == (guard.operation in ("==", "in"))


def _all(values: Iterator[bool | None]) -> bool | None:
    result: bool | None = True
    for value in values:
        if value is False:
            return False
        result = result if value else None
    return result


def _any(values: Iterator[bool | None]) -> bool | None:
    opposite = _all(None if value is None else not value for value in values)
    return None if opposite is None else not opposite
