"""What a value is that came in as JSON, YAML or a fact: told once, in a form that type checkers can follow.

`isinstance(value, list)` alone leaves open what the entries are; these leave them `object`, to be asked in their turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeGuard


def is_list(value: object) -> TypeGuard[list[object] | tuple[object, ...]]:
    """Say whether a value is a list, whatever its entries are."""
    return isinstance(value, (list, tuple))


def is_group(value: object) -> TypeGuard[Mapping[str, object]]:
    """Say whether a value is a group of named values: what JSON and YAML name is named in text."""
    return isinstance(value, Mapping)
