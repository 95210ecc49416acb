"""Invented facts for a letter, out of its own contract: each says in brackets what would stand in its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from letters.contract import FactSpec, FactTree, FactType, tree

_LEFT_OUT = ("logo", "signature", "uses_logo")


def example_facts(specs: Mapping[str, FactSpec], now: datetime) -> Mapping[str, object]:
    """Give every fact of a contract, the optional ones too, with two entries in each list; no pictures."""
    return _group(tree(specs), now)


def _group(node: FactTree, now: datetime) -> Mapping[str, object]:
    return {name: _value(below, now) for name, below in node.children.items() if name not in _LEFT_OUT}


def _value(node: FactTree, now: datetime) -> object:
    entry = node.children.get("[]")
    if entry is not None:
        return [_value(entry, now)] * 2
    if node.children or node.spec is None:
        return _group(node, now)
    spec = node.spec
    simple: Mapping[FactType, object] = {
        FactType.YESNO: True,
        FactType.COUNT: 2,
        FactType.DURATION: timedelta(hours=24),
        FactType.MOMENT: now,
        FactType.DATE: now.date() + timedelta(days=14),
        FactType.LIST: [{}],
        FactType.CHOICE: next(iter(spec.options), ""),
    }
    return simple.get(spec.type, f"({spec.named})")
