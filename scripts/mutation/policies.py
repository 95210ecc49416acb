"""Mutants of a policy: citations, guards, clocks and stand-ins that somebody may drop."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.strict_yaml import Place, Plain, read
from scripts.mutation.trees import Mutant, entries, having, longer, mapping, words


def policy_mutants(file: str, text: str) -> list[Mutant]:
    """Make every mutant of a policy."""
    tree = read(text, file).plain()
    return [*_stand_ins(file, tree), *_tracks(file, tree)]


def _stand_ins(file: str, tree: Plain) -> Iterator[Mutant]:
    for role, holders in mapping(mapping(tree).get("roles")).items():
        if "then" in mapping(holders):
            yield _dropped("stand-in", file, tree, ("roles", role, "then"), "dropped")


def _tracks(file: str, tree: Plain) -> Iterator[Mutant]:
    for track, used in mapping(mapping(tree).get("tracks")).items():
        place: Place = ("tracks", track)
        for step, numbers in mapping(mapping(used).get("cites")).items():
            yield from _citations(file, tree, (*place, "cites", step), numbers)
        for clock, given in mapping(mapping(used).get("deadlines")).items():
            below = (*place, "deadlines", clock)
            yield _dropped("deadline", file, tree, below, "dropped")
            yield from longer(file, tree, below, mapping(given))
            yield from _citations(file, tree, (*below, "cites"), mapping(given).get("cites"))
        for step, needs in mapping(mapping(used).get("requires")).items():
            for number, _ in enumerate(entries(needs)):
                yield _dropped("guard", file, tree, (*place, "requires", step, number), "dropped")


def _citations(file: str, tree: Plain, place: Place, numbers: Plain | None) -> Iterator[Mutant]:
    for at, number in enumerate(words(numbers)):
        below: Place = (at,) if isinstance(numbers, list) else ()
        changed = having(tree, (*place, *below), None)
        yield Mutant(kind="citation", file=file, place=place, says=f"{number} dropped", tree=changed)


def _dropped(kind: str, file: str, tree: Plain, place: Place, says: str) -> Mutant:
    return Mutant(kind=kind, file=file, place=place, says=says, tree=having(tree, place, None))
