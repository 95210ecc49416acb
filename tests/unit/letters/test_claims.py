"""What a letter says of the policy stands under a condition on a clause of the policy that is in force."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from jinja2 import Environment, nodes

from letters.catalogue import Template
from tests.unit.letters.facts import shipped

CLAIM = re.compile(
    r"\b(our|the school's|the trust's) polic(y|ies)\b|\bunder (the|this) policy\b"
    r"|\bthe policy (says|asks|offers|requires|treats|gives|expects|allows|forbids|demands|wants|sets)\b",
    re.IGNORECASE,
)
CITED = {"policy_says", "provider_is_next", "policy_allows", "clauses"}
"""Facts that are there only where the policy in force has a clause that prescribes the step."""


def unguarded(node: nodes.Node, guarded: bool = False) -> Iterator[str]:
    """Give every claim about the policy in a template that no clause of it stands behind."""
    if isinstance(node, nodes.TemplateData) and not guarded:
        yield from (found.group() for found in CLAIM.finditer(node.data))
    if isinstance(node, nodes.If):
        cited = {name.name for name in node.test.find_all(nodes.Name)} | {
            name.name for name in [node.test] if isinstance(name, nodes.Name)
        }
        for each in node.body:
            yield from unguarded(each, guarded or bool(cited & CITED))
        for each in (*node.elif_, *node.else_):
            yield from unguarded(each, guarded)
        return
    for each in node.iter_child_nodes():
        yield from unguarded(each, guarded)


@pytest.mark.parametrize("letter", shipped().templates.values(), ids=lambda letter: letter.id)
def test_a_letter_claims_nothing_of_a_policy_that_no_clause_stands_behind(letter: Template) -> None:
    bodies = {name: Environment().parse(body) for name, body in letter.bodies}

    assert {name: found for name, body in bodies.items() if (found := list(unguarded(body)))} == {}


@pytest.mark.parametrize(
    "words",
    [
        "Our policy offers you full support.",
        "{% if footing %}The policy asks for it.{% endif %}",
        "{% if clauses %}x{% else %}the next step under our policy{% endif %}",
    ],
)
def test_a_claim_without_a_clause_is_seen(words: str) -> None:
    assert list(unguarded(Environment().parse(words)))
