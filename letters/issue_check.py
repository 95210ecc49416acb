"""The check before issue: what stands in the way of sending a letter, in sentences for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from letters.blocks import Block
from letters.catalogue import Template
from letters.contracts.front_matter import OPEN
from letters.facts import Missing
from letters.never_rules import breaches, guarded, lacking_enclosures, left_over


def problems(
    template: Template,
    blocks: tuple[Block, ...],
    facts: Mapping[str, object],
    missing: Sequence[Missing],
    guarded_names: Sequence[str],
) -> tuple[str, ...]:
    """Say everything that stops issue: missing facts, placeholders left in, broken never-rules, guarded names.

    The blocks may be a draft's own or an edited form of them. Guarded names count unless the template is open to them.
    """
    lacking = [f"Missing: {gap.says}." for gap in missing]
    names = () if template.names == OPEN else guarded_names
    found = [
        *lacking,
        *left_over(blocks, [gap.marker for gap in missing]),
        *breaches(template.never, blocks, facts),
        *guarded(names, blocks),
        *lacking_enclosures(template.encloses, blocks, facts),
    ]
    return tuple(dict.fromkeys(found))
