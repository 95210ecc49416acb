"""What a letter says, and under which conditions: its fixed words and its facts, each with the tests that they pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from jinja2 import nodes

from letters.never_rules import plain
from letters.syntax.template_expressions import ForeignExpression, dotted
from letters.syntax.template_trees import TemplateTrees


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A run of fixed words, in small letters, or a fact with the filter by which it is printed.

    `under` are the tests that have to pass for it, `block` is the innermost block in which it stands.
    """

    block: str
    under: frozenset[str]
    words: str = ""
    path: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class _Spot:
    block: str = ""
    under: frozenset[str] = frozenset()
    scope: Mapping[str, str] = field(default_factory=dict)

    def below(self, *tests: str) -> _Spot:
        return replace(self, under=self.under | set(tests))


def printed_under(trees: TemplateTrees) -> tuple[Saying, ...]:
    """Read a letter as it is printed, each block as it is worded."""
    reader = _Reader(trees)
    reader.all(trees.trees[trees.root].body, _Spot())
    return tuple(reader.found)


@dataclass(slots=True)
class _Reader:
    trees: TemplateTrees
    found: list[Saying] = field(default_factory=list)
    _run: list[str] = field(default_factory=list)

    def all(self, statements: Iterable[nodes.Node], spot: _Spot) -> None:
        for node in statements:
            if isinstance(node, nodes.Output):
                self._output(node, spot)
                continue
            self._end(spot)
            match node:
                case nodes.If():
                    self._choice(node, spot)
                case nodes.For():
                    self._loop(node, spot)
                case nodes.Block():
                    worded, _ = self.trees.blocks[node.name]
                    self.all(worded.body, replace(spot, block=node.name))
                case nodes.Include(template=nodes.Const() as name) if str(name.value) in self.trees.trees:
                    self.all(self.trees.trees[str(name.value)].body, spot)
                case _:
                    pass
        self._end(spot)

    def _output(self, node: nodes.Output, spot: _Spot) -> None:
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                self._run.append(part.data)
                continue
            self._end(spot)
            way, inner = (part.name, part.node) if isinstance(part, nodes.Filter) else ("", part)
            path = _path(inner, spot.scope) if inner is not None else ""
            if path:
                self.found.append(Saying(block=spot.block, under=spot.under, path=path, way=way))

    def _end(self, spot: _Spot) -> None:
        words = plain("".join(self._run))
        self._run.clear()
        if words:
            self.found.append(Saying(block=spot.block, under=spot.under, words=words))

    def _choice(self, node: nodes.If, spot: _Spot) -> None:
        failed: list[str] = []
        for branch in (node, *node.elif_):
            test = _test(branch.test, spot.scope)
            self.all(branch.body, spot.below(*failed, test))
            failed.append(f"not {test}")
        self.all(node.else_, spot.below(*failed))

    def _loop(self, node: nodes.For, spot: _Spot) -> None:
        path = _path(node.iter, spot.scope)
        named = {node.target.name: f"{path}[]"} if isinstance(node.target, nodes.Name) else {}
        self.all(node.body, replace(spot.below(f"each {path}"), scope={**spot.scope, **named}))
        self.all(node.else_, spot.below(f"no {path}"))


def _path(node: nodes.Node, scope: Mapping[str, str]) -> str:
    try:
        return dotted(node, scope)
    except ForeignExpression:
        return ""


def _test(node: nodes.Node, scope: Mapping[str, str]) -> str:
    return _path(node, scope) or repr(node)
