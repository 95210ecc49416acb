"""Guards pointed at another value: `finding == both` becomes `finding == neither`, and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from engine.language.guard_parser import parse
from engine.language.guards import comparisons, quantifiers
from engine.language.strict_yaml import Place, Plain
from engine.language.vocabulary import CONSENT, DANGER, YES_NO
from scripts.mutation.trees import mapping, mappings


def other_values(tree: Plain) -> Iterator[tuple[Place, str, str]]:
    """List, for each comparison of each guard of a track, the place, the changed guard and what was changed."""
    domains = {name: _domain(mapping(fact)) for name, fact in mapping(mapping(tree).get("facts")).items()}
    for place, guard in _guards(mapping(tree)):
        yield from ((place, changed, says) for changed, says in _changed(guard, domains))


def _guards(tree: Mapping[str, Plain]) -> Iterator[tuple[Place, str]]:
    for name, action in mapping(tree.get("actions")).items():
        yield from _of_list(("actions", name, "requires"), mapping(action).get("requires"), "that")
        yield from _of_list(("actions", name, "opens"), mapping(action).get("opens"), "when")
    for name, hold in mapping(tree.get("holds")).items():
        if "while" in mapping(hold):
            yield ("holds", name, "while"), str(mapping(hold)["while"])
    for part in ("starts_instead", "contradictions", "never"):
        yield from _of_list((part,), tree.get(part), "when")


def _of_list(place: Place, holders: Plain | None, key: str) -> Iterator[tuple[Place, str]]:
    for number, holder in enumerate(mappings(holders)):
        if key in holder:
            yield (*place, number, key), str(holder[key])


def _changed(guard: str, domains: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Put the next value in the place of the first of each comparison whose values are known."""
    parsed = parse(guard)
    inner = {reference for quantified in quantifiers(parsed) for reference, _ in comparisons(quantified.inner)}
    for reference, values in comparisons(parsed):
        domain = tuple(CONSENT) if reference.scope == "consent" else domains.get(reference.name, ())
        known = reference.scope in ("", "consent") and reference not in inner
        values = tuple(values)
        left = [value for value in domain if value not in values]
        if known and values and values[0] in domain and left:
            after = next((value for value in domain[domain.index(values[0]) :] if value in left), left[0])
            pattern = rf"({re.escape(str(reference))}\s*(?:==|!=|(?:not )?in)\s*\(?\s*){values[0]}\b"
            changed = re.sub(pattern, rf"\g<1>{after}", guard, count=1)
            if changed != guard:
                yield changed, f"{values[0]} → {after}"


def _domain(fact: Mapping[str, Plain]) -> tuple[str, ...]:
    known = {"yesno": tuple(YES_NO), "danger": tuple(DANGER)}
    return known.get(str(fact.get("type")), tuple(mapping(fact.get("of"))))
