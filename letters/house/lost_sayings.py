"""What a letter says in our words and no longer in the trust's: statutory words, and facts that it always gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.errors import Finding
from letters.catalogue import Source, Template
from letters.contract import FactSpec, parents
from letters.house.printed_under import Saying, printed_under
from letters.never_rules import plain
from letters.syntax.template_trees import TemplateTrees

WHOLE_TIMES = ("moment",)
"""A filter that says more than others of the same fact: a day alone would leave out the hour."""


def lost(template: Template, ours: TemplateTrees, theirs: TemplateTrees) -> Iterator[Finding]:
    """Find what a letter in a trust's words leaves out, or says under more conditions than ours."""
    before, after = printed_under(ours), printed_under(theirs)
    shipped = {source.name for source in template.sources}
    for each in before:
        _, source = theirs.blocks.get(each.block, (None, None))
        if source is None or source.name in shipped:
            continue
        yield from _of_words(template, each, after, source)
        if each.path and _demanded(template, each.path):
            yield from _of_fact(template.facts[each.path], each, after, source)


def _demanded(template: Template, path: str) -> bool:
    """Say whether a letter always gives a fact, or gives it under a condition of its contract."""
    found = (template.facts.get(step) for step in (*parents(path), path))
    return path in template.facts and all(spec is None or spec.required or spec.when for spec in found)


def _of_words(template: Template, each: Saying, after: Sequence[Saying], source: Source) -> Iterator[Finding]:
    for rule in template.keeps:
        for phrase in rule.words:
            if plain(phrase) not in each.words:
                continue
            there = [other for other in after if plain(phrase) in other.words]
            how = _how(each, there)
            if how:
                wrong = f"{how} “{phrase}”"
                yield Finding(file=source.name, line=1, where="keeps", wrong=wrong, allowed=rule.says)


def _of_fact(spec: FactSpec, each: Saying, after: Sequence[Saying], source: Source) -> Iterator[Finding]:
    there = [other for other in after if other.path == each.path and _says_all(each, other)]
    how = _how(each, there)
    if how:
        form = f"{each.path}|{each.way}" if each.way else each.path
        allowed = f"the letter has to give {spec.named}"
        yield Finding(file=source.name, line=1, where=each.path, wrong=f"{how} {{{{ {form} }}}}", allowed=allowed)


def _says_all(each: Saying, other: Saying) -> bool:
    return each.way not in WHOLE_TIMES or other.way in WHOLE_TIMES


def _how(each: Saying, there: Sequence[Saying]) -> str:
    if not there:
        return "leaves out"
    return "" if any(other.under <= each.under for other in there) else "says only under a condition"
