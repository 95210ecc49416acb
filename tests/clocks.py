"""Clocks that pass in a way of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from duecourse.clock import SetClock


@dataclass
class Ticking(SetClock):
    """A clock whose seconds grow by a step each time that somebody asks; `hook` is called first, with how often."""

    step: float = 0.0
    asked: int = 0
    hook: Callable[[int], None] = lambda _: None

    def monotonic(self) -> float:
        self.asked += 1
        self.hook(self.asked)
        self.seconds += self.step
        return self.seconds
