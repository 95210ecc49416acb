"""Guards out of text: Python's own grammar and an allow-list; nothing is ever evaluated as Python."""

from __future__ import annotations

import ast

from engine.errors import BadInput
from engine.identity import GuardScope, TrackName
from engine.language.guards import (
    NUMERIC,
    Both,
    Compare,
    Contains,
    Either,
    Guard,
    Not,
    Quantified,
    Reference,
    comparisons,
    quantifiers,
)

_SPELLING = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


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
        case _:
            raise _refused(node, "names, comparisons, and, or, not, in, any(track.name ...) and all(track.name ...)")


def _build_compare(node: ast.Compare) -> Guard:
    if len(node.ops) != 1:
        raise _refused(node, "one comparison at a time; join several with `and`")
    left, right, operation = node.left, node.comparators[0], type(node.ops[0])
    if operation in (ast.In, ast.NotIn):
        if not isinstance(right, ast.Tuple | ast.List):
            return Contains(_constant(left), _reference(right), operation is ast.NotIn)
        values = tuple(_constant(item) for item in right.elts)
        return Compare(_reference(left), "in" if operation is ast.In else "not in", values)
    if operation not in _SPELLING:
        raise _refused(node, "== != < <= > >= in, not in")
    spelling, constant = _SPELLING[operation], _constant(right)
    if spelling in NUMERIC and not constant.isdecimal():
        raise _refused(node, "a number after < <= > >=; answers are compared with == != in, not in")
    return Compare(_reference(left), spelling, (constant,))


def _build_quantified(every: bool, argument: ast.expr) -> Quantified:
    inner = _build(argument)
    tracks = {GuardScope(reference.scope).track for reference, _ in comparisons(inner)}
    if any(quantifiers(inner)):
        raise _refused(argument, "no quantifier inside another")
    if len(tracks) != 1 or not all(tracks):
        raise _refused(argument, "names of exactly one track, such as any(removal.ended)")
    return Quantified(every, tracks.pop(), _without_track(inner))


def _without_track(guard: Guard) -> Guard:
    match guard:
        case Reference():
            return Reference(GuardScope(guard.scope).own, guard.name)
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
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id=track), attr="consent" | "done" as own)):
            return Reference(GuardScope.of(TrackName(track), own), node.attr)
        case _:
            raise _refused(node, "a name such as finding, case.child_at_risk, done.send or consent.police_report")


def _constant(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Constant(value=str() | int() as value) if not isinstance(value, bool):
            return str(value)
        case _:
            raise _refused(node, "a plain word or a number to compare with")


def _refused(node: ast.expr, allowed: str) -> BadInput:
    return BadInput(f"'{ast.unparse(node)}' cannot stand in a guard; allowed: {allowed}")
