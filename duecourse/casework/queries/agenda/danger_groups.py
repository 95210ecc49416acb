"""Dangers of one kind under one heading: what is the same of several cases is said once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from duecourse.casework.context.look.danger import Mark, UnopenedDanger

SHOWN = 2
"""So many cases of a group are shown before the rest is folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DangerGroup:
    """Cases of one school in which the same was reported and the same is true of who was told."""

    school: str
    said: tuple[str, ...]
    truth: tuple[str, ...]
    cases: tuple[Mark | UnopenedDanger, ...]

    @property
    def shown(self) -> tuple[Mark | UnopenedDanger, ...]:
        """Give the first cases; all of them where only one more would be folded."""
        return self.cases if len(self.cases) <= SHOWN + 1 else self.cases[:SHOWN]

    @property
    def folded(self) -> tuple[Mark | UnopenedDanger, ...]:
        """Give the rest."""
        return self.cases[len(self.shown) :]


def gathered(found: Iterable[Mark | UnopenedDanger]) -> tuple[DangerGroup, ...]:
    """Put together what is the same, in the order in which each first comes."""
    groups: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[Mark | UnopenedDanger]] = {}
    for each in found:
        truth = each.truth if isinstance(each, UnopenedDanger) else ()
        groups.setdefault((each.school, each.said, truth), []).append(each)
    return tuple(
        DangerGroup(school=school, said=said, truth=truth, cases=tuple(cases))
        for (school, said, truth), cases in groups.items()
    )
