"""Finds names of the shipped procedures in code that decides by them."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from engine.language import vocabulary
from engine.language.strict_yaml import Plain, read

ROOT = Path(__file__).parents[1]
PARTS = ("states", "actions", "facts", "consents", "deadlines", "holds")
EVERYDAY = re.compile(r"[a-z]+")
"""A name of one plain word, which code may use for something of its own: it counts only where it decides."""
NOT_EVERYDAY = (vocabulary.Post, vocabulary.LetterSource)
VOCABULARY = {
    word.value
    for words in vars(vocabulary).values()
    if isinstance(words, type) and issubclass(words, StrEnum) and words not in NOT_EVERYDAY
    for word in words
}
"""Everyday words that are the language's own: `yes`, `given`, `host`."""
MAPS = {*PARTS, "tracks", "definitions", "outcomes", "roles", "team", "answers", "done", "clauses", "templates"}
"""What a key into these is: the name of something that stands in the files."""
MEANT = {"track", "action", "fact", "state", "outcome", "consent", "clock", "hold", "role", "roles", "step", "steps"}
"""Parameters, variables and attributes that hold such a name, with those that say on what something is done."""
MEANT |= {"letter", "template", "on"}


@dataclass(frozen=True)
class Names:
    """Every name of the shipped files: what it is a name of, and the groups of those that stand beside it."""

    kinds: Mapping[str, frozenset[str]]
    groups: Sequence[frozenset[str]] = field(default=())

    @property
    def tracks(self) -> frozenset[str]:
        """Give the names of tracks."""
        return frozenset(name for name, kinds in self.kinds.items() if "track" in kinds)


@cache
def shipped() -> Names:
    """Collect the names of tracks, policies and letters."""
    kinds: dict[str, set[str]] = defaultdict(set)
    groups: list[frozenset[str]] = []

    def add(kind: str, names: Plain) -> None:
        found = frozenset(str(name) for name in names)
        groups.append(found)
        for name in found:
            kinds[name].add(kind)

    for path in sorted((ROOT / "workflows/tracks").glob("*.yaml")):
        track = read(path.read_text(encoding="utf-8"), path.name).plain()
        assert isinstance(track, dict)
        add("track", [str(track["track"])])
        for part in PARTS:
            entries = track.get(part, {})
            assert isinstance(entries, dict)
            add(part, list(entries))
            for entry in entries.values():
                given = entry.get("of") or entry.get("outcomes") if isinstance(entry, dict) else None
                add("answer", list(given) if isinstance(given, dict) else [])
    for path in sorted((ROOT / "workflows/policies").glob("*.yaml")):
        policy = read(path.read_text(encoding="utf-8"), path.name).plain()
        assert isinstance(policy, dict)
        add("policy", [str(policy["policy"])])
        add("role", list(policy["roles"]))
        add("clause", list(policy["clauses"]))
    for path in sorted((ROOT / "letters/templates").glob("L*.j2")):
        id_ = path.name.removesuffix(".md.j2")
        add("letter", [id_, id_.partition("-")[0]])
    return Names({name: frozenset(found) for name, found in kinds.items()}, tuple(groups))


@dataclass(frozen=True)
class Hit:
    """A literal that decides by a name of the files."""

    line: int
    literal: str
    why: str


def parameters(texts: Iterator[str]) -> Mapping[str, Mapping[int | str, str]]:
    """Say of every function which parameters hold a name: by place, and by word."""
    found: dict[str, dict[int | str, str]] = defaultdict(dict)
    for text in texts:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                placed = (*node.args.posonlyargs, *node.args.args)
                given = [each.arg for each in placed if each.arg not in ("self", "cls")]
                found[node.name] |= {place: name for place, name in enumerate(given) if name in MEANT}
                found[node.name] |= {name: name for name in given if name in MEANT}
                found[node.name] |= {each.arg: each.arg for each in node.args.kwonlyargs if each.arg in MEANT}
    return found


class Search:
    """Walks one module."""

    def __init__(self, text: str, names: Names, known: Mapping[str, Mapping[int | str, str]]) -> None:
        self.tree, self.names, self.known = ast.parse(text), names, known

    def hits(self) -> list[Hit]:
        """List every literal that decides by a name, in the order of the lines."""
        found = {*self._plain(), *(hit for node in ast.walk(self.tree) for hit in self._deciding(node))}
        return sorted(found, key=lambda hit: (hit.line, hit.literal))

    def _plain(self) -> Iterator[Hit]:
        """A name that is no everyday word means the thing, wherever it stands."""
        docstrings = {id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                track, _, rest = node.value.partition("/")
                if node.value in self.names.kinds and not EVERYDAY.fullmatch(node.value):
                    yield Hit(node.lineno, node.value, "a name of the files")
                elif track in self.names.tracks and "/" in node.value and (rest == "" or rest.isdecimal()):
                    yield Hit(node.lineno, node.value, "an instance")

    def _deciding(self, node: ast.AST) -> Iterator[Hit]:
        match node:
            case ast.Subscript(value=value, slice=key) if _last(value) in MAPS:
                yield from self._of(key, "a key")
            case ast.Compare(left=left, comparators=[right]):
                yield from self._compared(left, right)
            case ast.Match(subject=subject, cases=cases) if _last(subject) in MEANT:
                values = (each for case in cases for each in ast.walk(case.pattern) if isinstance(each, ast.MatchValue))
                yield from (hit for each in values for hit in self._of(each.value, "a pattern"))
            case ast.Call():
                yield from self._arguments(node)
            case ast.arguments():
                yield from self._defaults(node)
            case ast.Tuple(elts=elts) | ast.Set(elts=elts) | ast.List(elts=elts) | ast.Dict(keys=elts):
                yield from self._together([each for each in elts if each is not None])
            case _:
                pass

    def _compared(self, left: ast.expr, right: ast.expr) -> Iterator[Hit]:
        if _last(left) in MEANT or _last(right) in {*MAPS, *MEANT}:
            yield from (hit for each in (left, right) for hit in self._of(each, "a comparison"))

    def _arguments(self, call: ast.Call) -> Iterator[Hit]:
        meant = self.known.get(_last(call.func), {})
        if isinstance(call.func, ast.Attribute) and _last(call.func.value) in MAPS and call.args:
            yield from self._of(call.args[0], "a key")
        for place, argument in enumerate(call.args):
            if place in meant:
                yield from self._of(argument, f"the argument {meant[place]}")
        for keyword in call.keywords:
            if keyword.arg in meant or keyword.arg in MEANT:
                yield from self._of(keyword.value, f"the argument {keyword.arg}")

    def _defaults(self, args: ast.arguments) -> Iterator[Hit]:
        given = (*args.posonlyargs, *args.args)
        placed = zip(reversed(given), reversed(args.defaults), strict=False)
        pairs = [*placed, *zip(args.kwonlyargs, args.kw_defaults, strict=True)]
        for parameter, default in pairs:
            if parameter.arg in MEANT and default is not None:
                yield from self._of(default, "a default")

    def _together(self, elements: Sequence[ast.expr]) -> Iterator[Hit]:
        """Everyday words mean the files where several stand together that also do there."""
        words = {each.value for each in elements if isinstance(each, ast.Constant) and isinstance(each.value, str)}
        together = len(words) > 1 and len(words) == len(elements)
        if together and any(words <= group for group in self.names.groups):
            yield from (hit for each in elements for hit in self._of(each, "words of one kind together"))

    def _of(self, node: ast.expr, why: str) -> Iterator[Hit]:
        inside = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
        if any(isinstance(each, ast.Starred) for each in inside):
            return  # a place in a file, put together from its steps
        for each in inside:
            word = each.value if isinstance(each, ast.Constant) and isinstance(each.value, str) else ""
            if word in self.names.kinds and word not in VOCABULARY:
                yield Hit(each.lineno, word, why)


def _last(node: ast.expr) -> str:
    """Give the last name of an expression: `track` of `self.case.track`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
