"""Expressions of a template as contract paths, and what a test makes sure of."""

from __future__ import annotations

from collections.abc import Mapping

from jinja2 import nodes


class ForeignExpression(Exception):
    """An expression of a template is more than the name of a fact; the walk turns it into a finding."""

    def __init__(self, node: nodes.Node) -> None:
        """Keep the part that is too much."""
        super().__init__(type(node).__name__)
        self.node = node


def dotted(node: nodes.Node, scope: Mapping[str, str]) -> str:
    """Give the path that a name or an attribute stands for; `scope` tells what loop variables stand for.

    Raises ForeignExpression for anything else.
    """
    match node:
        case nodes.Name():
            return scope.get(node.name, node.name)
        case nodes.Getattr():
            return f"{dotted(node.node, scope)}.{node.attr}"
        case _:
            raise ForeignExpression(node)


def assured(test: nodes.Node, scope: Mapping[str, str]) -> frozenset[str]:
    """Give what holds where a test has passed: paths that are there, and `path = value` for comparisons."""
    match test:
        case nodes.And():
            return assured(test.left, scope) | assured(test.right, scope)
        case nodes.Not(node=nodes.Test(name="none") as inner):
            return assured(inner.node, scope)
        case nodes.Compare(ops=[nodes.Operand(op="eq", expr=nodes.Const() as constant)]):
            told = assured(test.expr, scope)
            return told | {f"{path} = {constant.value}" for path in told}
        case nodes.Name() | nodes.Getattr():
            return _named(test, scope)
        case _:
            return frozenset()


def _named(node: nodes.Node, scope: Mapping[str, str]) -> frozenset[str]:
    try:
        return frozenset({dotted(node, scope)})
    except ForeignExpression:
        return frozenset()
