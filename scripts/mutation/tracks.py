"""Mutants of a track: what somebody may drop or mix up in one place, with what mentions it put right.

A step that is dropped is dropped from every clock that it meets, as a careful author would; what then is left to find
is the step itself, not a name that points at nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.identity import ActionName, Asked, StepName
from engine.language.strict_yaml import Place, Plain, read
from engine.language.track_definition import ANY, STAY
from scripts.mutation.guards import other_values
from scripts.mutation.trees import Mutant, entries, having, longer, mapping, mappings, unnamed, words


@dataclass(frozen=True, slots=True)
class TrackMutants:
    """Every mutant of one track, in the order of its file."""

    file: str
    tree: Plain

    def all(self) -> Iterator[Mutant]:
        """List them, kind by kind."""
        for name, action in self._named("actions"):
            yield from self._action(name, action)
        for name, clock in self._named("deadlines"):
            yield from longer(self.file, self.tree, ("deadlines", name), clock)
            yield self._mutant("deadline", ("deadlines", name), "dropped", self._without_clock(name))
        for name, hold in self._named("holds"):
            yield self._drop("hold", ("holds", name))
            yield from self._listed("lock", ("holds", name, "locks"), hold.get("locks"))
            yield from self._listed("pause", ("holds", name, "pauses"), hold.get("pauses"))
        for number, _ in enumerate(entries(mapping(self.tree).get("never"))):
            yield self._drop("never rule", ("never", number))
        yield from self._opening_letters(("opening",), mapping(self.tree).get("opening"))
        yield from self._viewers()
        yield from self._values()

    def _named(self, part: str) -> list[tuple[str, dict[str, Plain]]]:
        return [(name, mapping(below)) for name, below in mapping(mapping(self.tree).get(part)).items()]

    def _mutant(self, kind: str, place: Place, says: str, tree: Plain) -> Mutant:
        return Mutant(kind=kind, file=self.file, place=place, says=says, tree=tree)

    def _drop(self, kind: str, place: Place, says: str = "dropped") -> Mutant:
        return self._mutant(kind, place, says, having(self.tree, place, None))

    def _put(self, kind: str, place: Place, value: str, before: str) -> Mutant:
        return self._mutant(kind, place, f"{before} → {value}", having(self.tree, place, value))

    def _listed(self, kind: str, place: Place, names: Plain | None) -> Iterator[Mutant]:
        for number, name in enumerate(words(names)):
            yield self._drop(kind, (*place, number) if isinstance(names, list) else place, f"{name} dropped")

    def _action(self, name: str, action: dict[str, Plain]) -> Iterator[Mutant]:
        place: Place = ("actions", name)
        yield self._mutant("action", place, "dropped", self._without_step(name, having(self.tree, place, None)))
        for number, _ in enumerate(entries(action.get("requires"))):
            yield self._drop("guard", (*place, "requires", number))
        yield from self._listed("second person", (*place, "other_than"), action.get("other_than"))
        if "again" in action:
            yield self._drop("again", (*place, "again"))
        for consent in mapping(action.get("consent")):
            yield self._drop("consent", (*place, "consent", consent))
        yield from self._letters(place, action)
        yield from self._opening_letters((*place, "opens"), action.get("opens"))
        yield from self._sources(place, action)
        yield from self._target(place, action)
        for value, end in mapping(action.get("outcomes")).items():
            yield from self._outcome(name, value, mapping(end))

    def _outcome(self, name: str, value: str, end: dict[str, Plain]) -> Iterator[Mutant]:
        place: Place = ("actions", name, "outcomes", value)
        yield self._mutant("outcome", place, "dropped with its answer", self._without_outcome(name, value))
        yield from self._letters(place, end)
        yield from self._target(place, end)

    def _letters(self, place: Place, holder: dict[str, Plain]) -> Iterator[Mutant]:
        rule = mapping(holder.get("letter"))
        for key in ("sends", "after"):
            for number, letter in enumerate(words(rule.get(key))):
                below: Place = (number,) if isinstance(rule[key], list) else ()
                tree = having(self.tree, (*place, "letter", key, *below), None)
                yield self._mutant("letter", (*place, "letter", key), f"{letter} dropped", tree)

    def _opening_letters(self, place: Place, openings: Plain | None) -> Iterator[Mutant]:
        for number, opening in enumerate(mappings(openings)):
            if "letter" in opening:
                yield self._drop("letter", (*place, number, "letter"), f"{opening['letter']} dropped")

    def _target(self, place: Place, holder: dict[str, Plain]) -> Iterator[Mutant]:
        before = str(holder.get("to", STAY))
        if before != STAY:
            yield self._put("state", (*place, "to"), self._next(before, ()), before)

    def _sources(self, place: Place, action: dict[str, Plain]) -> Iterator[Mutant]:
        named = words(action.get("from"))
        for number, before in enumerate(named):
            if before != ANY:
                after = self._next(before, named)
                changed: list[Plain] = [*named[:number], after, *named[number + 1 :]]
                tree = having(self.tree, (*place, "from"), changed)
                yield self._mutant("origin", (*place, "from"), f"{before} → {after}", tree)

    def _next(self, state: str, taken: list[str] | tuple[str, ...]) -> str:
        """Give the next state of the file, round its end, that is not taken yet."""
        states = [name for name, _ in self._named("states")]
        at = states.index(state)
        return next(name for name in (*states[at + 1 :], *states[:at], state) if name not in taken or name == state)

    def _viewers(self) -> Iterator[Mutant]:
        acting = {role for _, action in self._named("actions") for role in words(action.get("by"))}
        for number, role in enumerate(words(mapping(self.tree).get("seen_by"))):
            if role in acting:
                yield self._drop("viewer", ("seen_by", number), f"{role} dropped")

    def _values(self) -> Iterator[Mutant]:
        for place, changed, says in other_values(self.tree):
            yield self._mutant("value", place, says, having(self.tree, place, changed))

    def _without_step(self, name: str, tree: Plain) -> Plain:
        for other, _ in self._named("actions"):
            tree = unnamed(tree, ("actions", other, "other_than"), name)
        for clock, below in self._named("deadlines"):
            for met in words(below.get("met_by")):
                if StepName(met).action == name:
                    tree = unnamed(tree, ("deadlines", clock, "met_by"), met)
        for hold, _ in self._named("holds"):
            tree = unnamed(tree, ("holds", hold, "locks"), name)
        return tree

    def _without_outcome(self, name: str, value: str) -> Plain:
        """Drop an outcome, and the answer with it where no other step asks the same question."""
        asked = Asked(str(mapping(mapping(mapping(self.tree).get("actions")).get(name)).get("choose", "")))
        tree = having(self.tree, ("actions", name, "outcomes", value), None)
        askers = [other for other, action in self._named("actions") if self._asks(action, asked)]
        if askers == [name] and not asked.consent:
            tree = having(tree, ("facts", asked.fact, "of", value), None)
        for clock, _ in self._named("deadlines"):
            tree = unnamed(tree, ("deadlines", clock, "met_by"), StepName.of(ActionName(name), value))
        return tree

    @staticmethod
    def _asks(action: dict[str, Plain], asked: Asked) -> bool:
        return asked in (action.get("choose"), *words(action.get("asks")))

    def _without_clock(self, name: str) -> Plain:
        tree = having(self.tree, ("deadlines", name), None)
        for hold, _ in self._named("holds"):
            tree = unnamed(tree, ("holds", hold, "pauses"), name)
        return tree


def track_mutants(file: str, text: str) -> list[Mutant]:
    """Make every mutant of a track."""
    return list(TrackMutants(file, read(text, file).plain()).all())
