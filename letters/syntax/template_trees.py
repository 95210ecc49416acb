"""The files of one letter as syntax trees: how one extends another, and which of them words each block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinja2 import nodes

from letters.catalogue import Source, Template
from letters.render import environment


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateTrees:
    """One letter, parsed. `chain` names its files from its first to the outermost base; `blocks` gives each block as
    the first file of the chain words it that has it."""

    sources: Mapping[str, Source]
    trees: Mapping[str, nodes.Template]
    chain: tuple[str, ...]
    blocks: Mapping[str, tuple[nodes.Block, Source]]

    @property
    def root(self) -> str:
        """Name the outermost base."""
        return self.chain[-1]

    def printed(self) -> Iterator[nodes.Block]:
        """Give every block that is printed, as it is worded, in reading order."""
        yield from self._below(self.trees[self.root], set())

    def _below(self, node: nodes.Node, seen: set[str]) -> Iterator[nodes.Block]:
        for block in node.find_all(nodes.Block):
            if block.name not in seen:
                seen.add(block.name)
                worded, _ = self.blocks[block.name]
                yield worded
                yield from self._below(worded, seen)

    def innermost(self) -> tuple[str, ...]:
        """Name the printed blocks that hold no other, in reading order."""
        return tuple(each.name for each in self.printed() if next(each.find_all(nodes.Block), None) is None)


def trees_of(template: Template) -> TemplateTrees:
    """Parse the files of a letter."""
    parsed, sources = environment(template.bodies), template.named
    trees = {name: parsed.parse(source.body) for name, source in sources.items()}
    chain = [template.first]
    blocks: dict[str, tuple[nodes.Block, Source]] = {}
    while True:
        name = chain[-1]
        for block in trees[name].find_all(nodes.Block):
            blocks.setdefault(block.name, (block, sources[name]))
        base = base_of(trees[name])
        if base not in sources or base in chain:
            return TemplateTrees(sources=sources, trees=trees, chain=tuple(chain), blocks=blocks)
        chain.append(base)


def base_of(tree: nodes.Template) -> str:
    """Name the file that a template extends by a fixed name; "" where there is none."""
    named = (each.template for each in tree.find_all(nodes.Extends))
    return next((str(each.value) for each in named if isinstance(each, nodes.Const)), "")
