"""The check before issue: what stands in the way of sending a letter, in sentences for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from engine.plain import is_group, is_list
from engine.ports.rules.rule_hits import RuleHit
from letters.blocks import Block
from letters.catalogue import Template
from letters.contract import FactType
from letters.contracts.front_matter import GUARDED, OPEN
from letters.facts import Missing
from letters.never_rules import (
    LetterWords,
    breaches,
    called_by_first_name,
    guarded,
    lacking_enclosures,
    left_over,
    unpaired,
)


def problems(
    template: Template,
    blocks: tuple[Block, ...],
    facts: Mapping[str, object],
    missing: Sequence[Missing],
    guarded_names: Sequence[str],
) -> tuple[str, ...]:
    """Say everything that stops issue: missing facts, placeholders left in, broken never-rules, guarded names.

    The blocks may be a draft's own or an edited form of them.
    """
    letter = LetterWords(blocks)
    return said(template, letter, facts, missing, hits(template, letter, facts, guarded_names))


def said(
    template: Template,
    letter: LetterWords,
    facts: Mapping[str, object],
    missing: Sequence[Missing],
    found: Sequence[RuleHit],
) -> tuple[str, ...]:
    """Say the same, where it is known which rules the words break."""
    told = (
        *(f"Missing: {gap.says}." for gap in missing),
        *left_over(letter, [gap.marker for gap in missing]),
        *(hit.says for hit in found),
        *lacking_enclosures(template.encloses, letter, facts),
        *unpaired(template.for_each, facts),
    )
    return tuple(dict.fromkeys(told))


def hits(
    template: Template,
    letter: LetterWords,
    facts: Mapping[str, object],
    guarded_names: Sequence[str],
    put_in: Sequence[str] = (),
) -> tuple[RuleHit, ...]:
    """Say which rules the words of a letter break; `put_in` are lines that somebody typed into it.

    Guarded names count unless the template is open to them.
    """
    names = () if template.names == OPEN else guarded_names
    hidden = [name for name in names if not any(guarded((name,), letter))]
    named = (
        *guarded(names, letter),
        *called_by_first_name(hidden, (*typed(template, facts), *put_in), template.small_words),
    )
    stays = template.names == GUARDED
    found = (*breaches(template.never, letter, facts), *(replace(each, may_stay=stays) for each in named))
    return tuple({each.text: each for each in found}.values())


def typed(template: Template, facts: Mapping[str, object]) -> tuple[str, ...]:
    """List what people typed into a letter: the texts among the facts that its own file declares."""
    own = template.sources[0].matter.facts.values()
    return tuple(text for spec in own if spec.type is FactType.TEXT for text in _texts(facts, spec.path))


def _texts(facts: object, path: str) -> Iterator[str]:
    step, _, rest = path.partition(".")
    found = facts.get(step.removesuffix("[]")) if is_group(facts) else None
    for each in found if step.endswith("[]") and is_list(found) else (found,):
        if rest:
            yield from _texts(each, rest)
        elif isinstance(each, str):
            yield each
