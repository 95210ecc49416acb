"""The check of templates against their contracts: a closed vocabulary of Jinja, read as a syntax tree, never run.

It follows `extends` and fixed `include`s, knows what a loop variable stands for and what an `if` has made sure of, and
gives every finding at once with the line of its own file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from jinja2 import nodes

from engine.errors import Finding
from letters.catalogue import Catalogue, Source, Template
from letters.contract import FactSpec, FactType, parents
from letters.contracts.source_reader import foreign_answers
from letters.fixed_text import check_prose
from letters.never_rules import plain
from letters.render import FILTERS
from letters.syntax.template_expressions import ForeignExpression, assured, dotted
from letters.syntax.template_trees import TemplateTrees, trees_of

_PRINTED_BY: Mapping[FactType, tuple[str, ...]] = {
    FactType.TEXT: ("", "sentence", "mail", "web", "contact", "picture"),
    FactType.COUNT: ("",),
    FactType.MOMENT: ("moment", "day", "weekday"),
    FactType.DATE: ("day", "weekday"),
    FactType.DURATION: ("duration",),
}
UNDECLARED = "is used and not declared"
_ALLOWED = "allowed: if, for over a list, block, extends, include by name, and facts with our filters"
_REASONS: Mapping[type[nodes.Node], str] = {
    nodes.Call: "calls something; ranges, macros and methods have no place in a letter",
    nodes.BinExpr: "does arithmetic; work it out before the letter and hand it in as a fact",
    nodes.Concat: "joins texts; write them one after the other",
    nodes.Macro: "defines a macro",
    nodes.Assign: "sets a variable",
    nodes.AssignBlock: "sets a variable",
}

NOT_PRINTED = ("why_not_sent", "on_paper")
"""Facts that no letter prints: what in the case stops it, and what is listed with its enclosures."""


def check(catalogue: Catalogue) -> tuple[Finding, ...]:
    """Check every letter; each finding comes once, however many letters share the part it is in."""
    found = [finding for template in catalogue.templates.values() for finding in check_template(template)]
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: (finding.file, finding.line, finding.where)))


def check_template(template: Template) -> tuple[Finding, ...]:
    """Check one letter with the parts it uses."""
    walk = walked(template, trees_of(template))
    prose = [finding for source in template.sources for finding in check_prose(source)]
    return (*walk.findings, *prose, *_unused(template, walk.used), *_unsaid(template), *_foreign(template))


def _foreign(template: Template) -> Iterator[Finding]:
    for path, other in foreign_answers(template.gathers):
        source = next(each for each in template.sources if path in each.matter.gathers)
        wrong, line = f"is filled from the answer to '{other}', which may not ask this", _line_of(source, path)
        allowed = "call the fact as the question is called, or say under `as` what each answer means"
        yield Finding(file=source.name, line=line, where=path, wrong=wrong, allowed=allowed)


def walked(template: Template, trees: TemplateTrees) -> LetterWalk:
    """Walk one letter as it is printed; gives the walk, with what was found and which facts it met."""
    walk = LetterWalk(template=template, trees=trees)
    walk.letter()
    return walk


def _unsaid(template: Template) -> Iterator[Finding]:
    """Find what may not be edited out of a letter that never says it."""
    own, said = template.sources[0], " ".join(plain(source.body) for source in template.sources)
    for rule in template.keeps:
        for words in rule.words:
            if plain(words) not in said:
                wrong = f"keeps “{words}”, which this letter nowhere says"
                line = next((at for at, each in enumerate(own.text.split("\n"), 1) if words in each), 1)
                yield Finding(file=own.name, line=line, where="keeps", wrong=wrong)


def _unused(template: Template, used: set[str]) -> Iterator[Finding]:
    ruled = {path for rule in template.never for path in (rule.name, rule.unless.path if rule.unless else "")}
    paired = {path for rule in template.for_each for path in (rule.found, rule.of)}
    ruled |= {path for path in template.facts if path.partition("[]")[0] in paired}
    ruled |= {
        path for each in template.gathers.values() for one in each.alternatives for path in (one.beside, one.without)
    }
    ruled |= {path for each in NOT_PRINTED for path in (each, f"{each}[]")}
    ruled |= {spec.when.path for spec in template.facts.values() if spec.when is not None}
    for source in template.sources:
        for path in source.matter.facts:
            if path not in used | ruled and not _in_replaced_block(template, source, path):
                yield Finding(
                    file=source.name, line=_line_of(source, path), where=path, wrong="is declared and never used"
                )


def _in_replaced_block(template: Template, source: Source, path: str) -> bool:
    """Say whether a part prints an optional fact in a block that the letter words otherwise."""
    optional = source is not template.sources[0] and not source.matter.facts[path].required
    return optional and bool(re.search(rf"\{{\{{\s*{re.escape(path)}\b", source.body))


def _line_of(source: Source, path: str) -> int:
    key = re.compile(rf"\s*['\"]?{re.escape(path)}['\"]?\s*:")
    return next((number for number, line in enumerate(source.text.split("\n"), 1) if key.match(line)), 1)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is: the file, what loop variables stand for, and what is known to be there."""

    source: Source
    scope: Mapping[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class LetterWalk:
    """Walks one letter in the order in which it is printed."""

    template: Template
    trees: TemplateTrees
    findings: list[Finding] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def letter(self) -> None:
        """Walk from the outermost base inwards, taking each block from the innermost file that has it."""
        trees = self.trees
        for name in trees.chain:
            for extends in trees.trees[name].find_all(nodes.Extends):
                if not isinstance(extends.template, nodes.Const):
                    place = _Place(trees.sources[name])
                    self.wrong(extends, place, "extends", "is worked out while rendering", "a fixed file name")
        self.all(trees.trees[trees.root].body, _Place(trees.sources[trees.root]))
        self._unprinted()

    def _unprinted(self) -> None:
        printed = {block.name for block in self.trees.printed()}
        root = self.trees.sources[self.trees.root].name
        for name, (block, source) in self.trees.blocks.items():
            if name not in printed:
                allowed = f"blocks: {', '.join(sorted(printed))}"
                self.wrong(block, _Place(source), name, f"is a block that {root} does not have", allowed)

    def wrong(self, node: nodes.Node, place: _Place, where: str, what: str, allowed: str = "") -> None:
        """Note a finding at the line of a node in its own file."""
        line = place.source.first_line + node.lineno - 1
        self.findings.append(Finding(file=place.source.name, line=line, where=where, wrong=what, allowed=allowed))

    def all(self, found: Iterable[nodes.Node], place: _Place) -> None:
        """Walk statements one after the other."""
        for node in found:
            match node:
                case nodes.Output():
                    self.output(node, place)
                case nodes.If():
                    self.choose(node, place)
                case nodes.For():
                    self.loop(node, place)
                case nodes.Block():
                    self.block(node, place)
                case nodes.Include():
                    self.include(node, place)
                case _:
                    self.foreign(node, place)

    def foreign(self, node: nodes.Node, place: _Place) -> None:
        """Refuse what is outside the vocabulary, with the reason where there is a particular one."""
        reason = next((says for kind, says in _REASONS.items() if isinstance(node, kind)), "is not for letters")
        self.wrong(node, place, type(node).__name__.lower(), reason, _ALLOWED)

    def path(self, node: nodes.Node, place: _Place) -> str | None:
        """Give the contract path of an expression that names a fact; None, with a finding, for anything else."""
        try:
            path = dotted(node, place.scope)
        except ForeignExpression as error:
            self.foreign(error.node, place)
            return None
        if path.startswith(("letter.", "loop.")):
            return None
        self.used.update((path, *parents(path)))
        if path in self.template.facts or any(path in parents(fact) for fact in self.template.facts):
            return path
        self.wrong(node, place, path, UNDECLARED, "declare it under facts")
        return None

    def output(self, node: nodes.Output, place: _Place) -> None:
        """Check everything that one stretch of the template prints."""
        for printed in node.nodes:
            if isinstance(printed, nodes.TemplateData):
                continue
            inner, name = printed, ""
            if isinstance(printed, nodes.Filter) and printed.node is not None:
                inner, name = printed.node, printed.name
                if name not in FILTERS:
                    allowed = f"allowed: {', '.join(FILTERS)}"
                    self.wrong(printed, place, f"filter {name}", "is not a filter of letters", allowed)
                    continue
            path = self.path(inner, place)
            if path is not None:
                self._printed(printed, path, name, place)

    def _printed(self, node: nodes.Node, path: str, name: str, place: _Place) -> None:
        kind = self.template.facts[path].type if path in self.template.facts else FactType.OBJECT
        ways = _PRINTED_BY.get(kind, ())
        if not ways:
            self.wrong(
                node,
                place,
                path,
                f"is a fact of the kind {kind}, which cannot be printed as it stands",
                "ask for it with if or for, and print words",
            )
        elif name not in ways:
            allowed = " or ".join(f"|{way}" if way else "no filter" for way in ways)
            self.wrong(node, place, path, f"prints a {kind} with {f'|{name}' if name else 'no filter'}", allowed)
        for step in (*parents(path), path):
            if not self._sure(self.template.facts.get(step), place):
                self.wrong(node, place, path, f"is printed although {step} may not be there", f"if {step}, first")

    @staticmethod
    def _sure(spec: FactSpec | None, place: _Place) -> bool:
        if spec is None or spec.required or spec.type is FactType.LIST or spec.path in place.known:
            return True
        if spec.when is None:
            return False
        told = f"{spec.when.path} = {spec.when.value}"
        return told in place.known or (spec.when.value == "yes" and spec.when.path in place.known)

    def choose(self, node: nodes.If, place: _Place) -> None:
        """Check an `if`: its body may rely on what the test has made sure of."""
        self.test(node.test, place)
        sure = assured(node.test, place.scope)
        self.all(node.body, replace(place, known=place.known | sure))
        for other in node.elif_:
            self.choose(other, place)
        self.all(node.else_, place)

    def test(self, node: nodes.Node, place: _Place) -> None:
        """Check the test of an `if`."""
        match node:
            case nodes.And() | nodes.Or():
                self.test(node.left, place)
                self.test(node.right, place)
            case nodes.Not():
                self.test(node.node, place)
            case nodes.Test(name="none"):
                self.path(node.node, place)
            case nodes.Compare():
                self._compare(node, place)
            case _:
                self.path(node, place)

    def _compare(self, node: nodes.Compare, place: _Place) -> None:
        path = self.path(node.expr, place)
        for operand in node.ops:
            if operand.op not in ("eq", "ne") or not isinstance(operand.expr, nodes.Const):
                self.wrong(node, place, path or "if", "compares in a way letters do not", "== or != with a fixed value")
                return
            spec = self.template.facts.get(path or "")
            if spec and spec.options and operand.expr.value not in spec.options:
                allowed = f"allowed: {', '.join(spec.options)}"
                self.wrong(node, place, spec.path, f"is never {operand.expr.value!r}", allowed)

    def loop(self, node: nodes.For, place: _Place) -> None:
        """Check a loop: its variable stands for each entry of a declared list."""
        path = self.path(node.iter, place)
        if path is None:
            return
        spec = self.template.facts.get(path)
        if spec is None or spec.type is not FactType.LIST:
            self.wrong(node, place, path, "is looped over and is not a list")
            return
        if node.test is not None or node.recursive or not isinstance(node.target, nodes.Name):
            self.wrong(node, place, path, "is looped over in a way letters do not", "for one in many")
            return
        inner = replace(place, scope={**place.scope, node.target.name: f"{path}[]"})
        self.all(node.body, inner)
        self.all(node.else_, place)

    def block(self, node: nodes.Block, place: _Place) -> None:
        """Walk the innermost form of a block."""
        inner, source = self.trees.blocks[node.name]
        self.all(inner.body, replace(place, source=source))

    def include(self, node: nodes.Include, place: _Place) -> None:
        """Walk an included part with the loop variables and the knowledge of its place."""
        name = str(node.template.value) if isinstance(node.template, nodes.Const) else ""
        if name not in self.trees.trees:
            self.wrong(node, place, "include", "is worked out while rendering", "a fixed file name")
            return
        self.all(self.trees.trees[name].body, replace(place, source=self.trees.sources[name]))
