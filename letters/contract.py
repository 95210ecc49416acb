"""A letter's contract: which facts it may see, of what type, and how each is named to a person.

Paths are dotted; `[]` stands for each entry of a list: `items[].url`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from engine.plain import is_group, is_list

MAX_ENTRIES = 500
MAX_CHARACTERS = 20_000


class FactType(StrEnum):
    """What kind of value a fact is."""

    TEXT = "text"
    MOMENT = "moment"
    DATE = "date"
    DURATION = "duration"
    YESNO = "yesno"
    CHOICE = "choice"
    COUNT = "count"
    LIST = "list"
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class Condition:
    """One fact has one value: `method = oral`; for a yes or no, `yes` and `no`."""

    path: str
    value: str

    def holds(self, facts: Mapping[str, object]) -> bool:
        """Say whether the facts meet the condition."""
        found = look_up(facts, self.path)
        if isinstance(found, bool):
            found = "yes" if found else "no"
        return found == self.value


@dataclass(frozen=True, slots=True)
class KeptWords:
    """What nobody may edit out of a letter that says it: `says` is why, `words` are what of it has to stay."""

    says: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForEach:
    """What the list `found` has to hold beside the list `of`: `findings` one for each of `allegations`, each begun so.

    With `among` its entries are some of the other's instead: what was found, of what was alleged.
    """

    found: str
    of: str
    says: str
    begins: tuple[str, ...] = ()
    among: bool = False

    def strange(self, entries: Sequence[object], other: Sequence[object]) -> list[object]:
        """Give the entries that are not among the others; groups of facts are known by their number."""
        known = [_mark(each) for each in other]
        return [each for each in entries if _mark(each) not in known]

    def broken(self, entries: Sequence[object], other: Sequence[object]) -> bool:
        """Say whether a list does not keep to it."""
        if self.among:
            return bool(self.strange(entries, other))
        begins = tuple(words.casefold() for words in self.begins)
        return len(entries) != len(other) or not all(str(each).casefold().startswith(begins) for each in entries)


def _mark(entry: object) -> object:
    return entry.get("number") or entry.get("says") if is_group(entry) else entry


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSpec:
    """One fact of a contract; `says` names it to a person and tells where to enter it, `named` is the name alone.

    `when` makes a fact required only under a condition on another fact.
    """

    path: str
    type: FactType
    required: bool
    says: str
    named: str = ""
    options: tuple[str, ...] = ()
    when: Condition | None = None

    def needed(self, facts: Mapping[str, object]) -> bool:
        """Say whether these facts must hold this one."""
        return self.required or (self.when is not None and self.when.holds(facts))


@dataclass(slots=True)
class FactTree:
    """One step of the paths of a contract, as a tree; `[]` is the child that stands for list entries."""

    path: str
    spec: FactSpec | None = None
    children: dict[str, FactTree] = field(default_factory=dict)


def steps(path: str) -> list[str]:
    """Split a dotted path into its steps, `[]` being a step of its own."""
    return path.replace("[]", ".[]").split(".")


def parents(path: str) -> list[str]:
    """Give every path that leads to this one, the longest last."""
    parts = steps(path)
    return [".".join(parts[:end]).replace(".[]", "[]") for end in range(1, len(parts))]


def tree(specs: Mapping[str, FactSpec]) -> FactTree:
    """Arrange the facts of a contract as a tree."""
    root = FactTree("")
    for path, spec in specs.items():
        node = root
        for step, upto in zip(steps(path), [*parents(path), path], strict=True):
            node = node.children.setdefault(step, FactTree(upto))
        node.spec = spec
    return root


def look_up(facts: Mapping[str, object], path: str) -> object:
    """Find a fact by a dotted path without lists; None where it is not there."""
    found: object = facts
    for step in path.split("."):
        if not is_group(found):
            return None
        found = found.get(step)
    return found


def absent(value: object) -> bool:
    """Say whether a value counts as not given: nothing, only blanks, or an empty list."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (is_list(value) and not value)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_moment(value: object) -> bool:
    return isinstance(value, datetime) and value.utcoffset() is not None


def _is_date(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


_FORMS: Mapping[FactType, tuple[Callable[[object], bool], str]] = {
    FactType.TEXT: (lambda value: isinstance(value, str), "text"),
    FactType.MOMENT: (_is_moment, "a date and time with its zone"),
    FactType.DATE: (_is_date, "a date"),
    FactType.DURATION: (lambda value: isinstance(value, timedelta), "a length of time"),
    FactType.YESNO: (lambda value: isinstance(value, bool), "yes or no"),
    FactType.CHOICE: (lambda value: isinstance(value, str), "one of the choices"),
    FactType.COUNT: (_is_count, "a whole number, not below 0"),
    FactType.LIST: (is_list, "a list"),
    FactType.OBJECT: (is_group, "a group of facts"),
}


def wrong(spec: FactSpec, value: object) -> str:
    """Say in words why a value does not fit its fact; an empty text where it fits."""
    fits, form = _FORMS[spec.type]
    if not fits(value):
        return f"must be {form}, and is {type(value).__name__}"
    if spec.type is FactType.CHOICE and value not in spec.options:
        return f"is {value!r}; allowed: {', '.join(spec.options)}"
    if isinstance(value, str) and len(value) > MAX_CHARACTERS:
        return f"has {len(value)} characters; at most {MAX_CHARACTERS} fit in a letter"
    if is_list(value) and len(value) > MAX_ENTRIES:
        return f"has {len(value)} entries; at most {MAX_ENTRIES} fit in a letter"
    return ""
