"""Values that were used last: a map of bounded size."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Keeps up to `size` values that cannot change; the half that nobody has used for longest goes first.

    Threads may share it: each of its moves is a single one of `dict`, and what one of them misses is worked out again.
    """

    def __init__(self, size: int) -> None:
        """Begin with nothing."""
        self._size = size
        self._values: dict[Key, Value] = {}

    def __len__(self) -> int:
        """Count what is kept."""
        return len(self._values)

    def get(self, key: Key) -> Value | None:
        """Give what is kept under a key; None where nothing is, or no longer."""
        value = self._values.pop(key, None)
        if value is not None:
            self._values[key] = value
        return value

    def keep(self, key: Key, value: Value) -> None:
        """Keep a value, in the place of what stood under its key."""
        self._values.pop(key, None)
        self._values[key] = value
        if len(self._values) > self._size:
            for old in list(self._values)[: len(self._values) // 2]:
                self._values.pop(old, None)

    def renew(self, key: Key, value: Value) -> None:
        """Keep a value only where one stands under its key already."""
        if key in self._values:
            self.keep(key, value)
