"""Which steps it matters later whether they were taken, and which are as good as one another for every guard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.language.guards import Both, Either, Guard, Not, Reference
from engine.language.vocabulary import Scope

Group = frozenset[str]
"""Steps of which a guard only asks whether any was taken."""


def asked_together(guard: Guard) -> Iterator[Group]:
    """List the steps that a guard asks about, those together that stand in one `or`; quantified ones are left out."""
    if isinstance(guard, Not):
        yield from asked_together(guard.inner)
        return
    parts = guard.parts if isinstance(guard, Both | Either) else (guard,)
    steps = [part.name for part in parts if isinstance(part, Reference) and part.scope == Scope.DONE]
    together = [steps] if steps and isinstance(guard, Either) else [[step] for step in steps]
    yield from map(frozenset, together)
    for part in parts:
        if isinstance(part, Not | Both | Either):
            yield from asked_together(part)


def told_apart(groups: Iterable[Group]) -> Mapping[str, str]:
    """Give, for each step that is asked about, the one that stands for all that no group tells from it."""
    asked = list(dict.fromkeys(groups))
    first: dict[tuple[bool, ...], str] = {}
    return {
        name: first.setdefault(tuple(name in group for group in asked), name)
        for name in sorted({name for group in asked for name in group})
    }
