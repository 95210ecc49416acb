"""The facts of a case as one template may see them: cut to its contract, typed, with gaps made visible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.errors import BadInput
from engine.plain import is_group, is_list
from letters.contract import FactSpec, FactTree, FactType, absent, wrong

MAX_TURNS = 10_000


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that the letter needs and does not have; `says` names it and tells where to enter it."""

    path: str
    says: str

    @property
    def marker(self) -> str:
        """Give the words that stand in the draft where the fact would stand."""
        return f"[missing: {self.says}]"


@dataclass(slots=True)
class Budget:
    """How many turns of loops one rendering may still take."""

    turns: int = MAX_TURNS

    def spend(self) -> None:
        """Take one turn; raises BadInput when none is left."""
        self.turns -= 1
        if self.turns < 0:
            raise BadInput(f"The letter repeats its lists more than {MAX_TURNS} times; shorten the lists of the case.")


class Gap:
    """Stands in a template for a missing fact: equal to nothing, its own entry and its own part.

    It counts as there, so that its marker is printed; a missing yes or no counts as no, so that nothing is given away.
    """

    __slots__ = ("_missing", "_there")

    def __init__(self, missing: Missing, there: bool) -> None:
        """Remember what is missing."""
        self._missing, self._there = missing, there

    def __bool__(self) -> bool:
        """Say how an `if` takes it."""
        return self._there

    def __getitem__(self, key: str) -> Gap:
        """Be the part that was asked for."""
        return self

    def __iter__(self) -> Iterator[Gap]:
        """Be the one entry of the missing list."""
        return iter((self,))

    def __str__(self) -> str:
        """Print the marker, never a blank."""
        return self._missing.marker


class FactView:
    """A group of facts that a template reads by name; it has no other attributes to stumble over."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, object]) -> None:
        """Keep the facts."""
        self._values = values

    def __getitem__(self, key: str) -> object:
        """Give one fact by name."""
        return self._values[key]


class Rows:
    """A list of facts whose every turn of a loop is counted."""

    __slots__ = ("_budget", "_entries")

    def __init__(self, entries: tuple[object, ...], budget: Budget) -> None:
        """Keep the entries and the budget they share with all other lists of the letter."""
        self._entries, self._budget = entries, budget

    def __len__(self) -> int:
        """Count the entries."""
        return len(self._entries)

    def __iter__(self) -> Iterator[object]:
        """Go through the entries, spending the budget."""
        for entry in self._entries:
            self._budget.spend()
            yield entry


@dataclass(slots=True)
class Cut:
    """Cuts the facts of one case to one contract, noting what is missing, what is wrong and what was used."""

    facts: Mapping[str, object]
    budget: Budget = field(default_factory=Budget)
    missing: list[Missing] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def group(self, node: FactTree, values: Mapping[str, object], used: dict[str, object]) -> dict[str, object]:
        """Cut one group of facts; `used` receives the plain values that the letter may print."""
        return {name: self._value(child, values.get(name), used, name) for name, child in node.children.items()}

    def _value(self, node: FactTree, value: object, used: dict[str, object], name: str) -> object:
        spec = node.spec or FactSpec(path=node.path, type=FactType.OBJECT, required=True, says="")
        if absent(value) and (node.spec is not None or not node.children):
            return self._absent(spec)
        group: object = {} if value is None else value
        fault = wrong(spec, group)
        if fault:
            self.faults.append(f"{node.path} {fault}")
            return None
        return self._present(node, group, used, name)

    def _absent(self, spec: FactSpec) -> object:
        if spec.needed(self.facts):
            gap = Missing(spec.path, spec.says)
            self.missing.append(gap)
            return Gap(gap, there=spec.type is not FactType.YESNO)
        return Rows((), self.budget) if spec.type is FactType.LIST else None

    def _present(self, node: FactTree, value: object, used: dict[str, object], name: str) -> object:
        if is_group(value):
            inner: dict[str, object] = {}
            view = FactView(self.group(node, value, inner))
            used[name] = inner
            return view
        if is_list(value):
            return self._list(node, value, used, name)
        used[name] = value
        return value

    def _list(
        self, node: FactTree, value: list[object] | tuple[object, ...], used: dict[str, object], name: str
    ) -> Rows:
        entry = node.children.get("[]", FactTree(f"{node.path}[]"))
        plain: list[object] = []
        rows: list[object] = []
        for given in value:
            inner: dict[str, object] = {}
            rows.append(self._value(entry, given, inner, "entry"))
            plain.append(inner.get("entry"))
        used[name] = plain
        return Rows(tuple(rows), self.budget)


@dataclass(frozen=True, slots=True)
class Given:
    """What one template gets to see, what it may have used, and what it lacks (each path once)."""

    context: Mapping[str, object]
    used: Mapping[str, object]
    missing: tuple[Missing, ...]


def cut(contract: FactTree, facts: Mapping[str, object]) -> Given:
    """Cut the facts of a case to a contract; facts that the contract does not name stay out of reach.

    Raises BadInput, naming every fact of the wrong type, an unknown choice, too long a text or too long a list.
    """
    work = Cut(facts)
    used: dict[str, object] = {}
    context = work.group(contract, facts, used)
    if work.faults:
        raise BadInput("These facts do not fit the letter: " + "; ".join(work.faults) + ".")
    return Given(context, used, tuple(dict.fromkeys(work.missing)))
