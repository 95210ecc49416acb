"""Guards: small boolean expressions over what a case knows, three-valued.

"Not answered" is neither yes nor no: a guard over it is unknown, and unknown blocks. Guards read yes/no answers,
choices, consents, counts and clocks only, so free text and names can be erased without touching a decision.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from engine.identity import FactName, TrackName
from engine.language.vocabulary import Scope

Atom: TypeAlias = "str | int | bool | tuple[str, ...] | None"

OTHERS: str = Scope.OTHERS.value
"""The scope that looks at the other instances of a case, of whatever track."""
SCOPES: tuple[str, ...] = tuple(scope.value for scope in Scope)
"""The words that may stand before a dot; a track's name may stand there too, under a quantifier."""
ELSEWHERE = "elsewhere"
"""The scope of what a guard asks of other tracks, once it is free."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A name: `finding`, `consent.police_report`, `case.child_at_risk`, `done.send`, `overdue.check`, `ended`.

    `fact` is the name where it may be a fact, of its own instance or of the case. It is kept: guards are read often.
    """

    scope: str
    name: str
    fact: FactName = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fact", FactName(self.name))

    def __str__(self) -> str:
        """Spell it as it is written in a file."""
        return f"{self.scope}.{self.name}" if self.scope else self.name


@dataclass(frozen=True, slots=True)
class Compare:
    """A reference against constants: `finding in (threatening, both)`, `evidence.screenshot >= 1`."""

    left: Reference
    operation: str
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """A choice among several that were ticked: `police in routes`."""

    value: str
    inside: Reference
    negated: bool


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; the opposite of unknown is unknown."""

    inner: Guard


@dataclass(frozen=True, slots=True)
class Both:
    """All parts hold."""

    parts: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Quantified:
    """Over the instances of one track: `any(removal.ended)`, `all(support.offered)` (true over none)."""

    every: bool
    track: TrackName
    inner: Guard


Guard: TypeAlias = Reference | Compare | Contains | Not | Both | Either | Quantified


class GuardView(Protocol):
    """What a guard can see of one instance: the real case, or a situation of the proof."""

    def read(self, reference: Reference) -> Atom:
        """Give the value behind a name, or None while nobody has answered."""

    def instances(self, quantified: Quantified, /) -> Sequence[GuardView]:
        """Give a view of each instance of the quantified track."""


def evaluate(guard: Guard, view: GuardView) -> bool | None:
    """Decide a guard: true, false, or None for unknown."""
    match guard:
        case Reference():
            return _truth(view.read(guard))
        case Compare():
            return _compare(guard, view.read(guard.left))
        case Contains():
            held = view.read(guard.inside)
            return None if not isinstance(held, tuple) else (guard.value in held) != guard.negated
        case Not():
            inner = evaluate(guard.inner, view)
            return None if inner is None else not inner
        case Both():
            return _all(evaluate(part, view) for part in guard.parts)
        case Either():
            return _any(evaluate(part, view) for part in guard.parts)
        case Quantified():
            found = (evaluate(guard.inner, each) for each in view.instances(guard))
            return _all(found) if guard.every else _any(found)


def references(guard: Guard) -> Iterator[Reference]:
    """List every name that a guard reads about its own instance or case, quantified ones left out."""
    inside = {id(reference) for part in quantifiers(guard) for reference, _ in comparisons(part.inner)}
    return (reference for reference, _ in comparisons(guard) if id(reference) not in inside)


def quantifiers(guard: Guard) -> Iterator[Quantified]:
    """List the quantified parts of a guard."""
    match guard:
        case Quantified():
            yield guard
        case Not():
            yield from quantifiers(guard.inner)
        case Both() | Either():
            for part in guard.parts:
                yield from quantifiers(part)
        case Reference() | Compare() | Contains():
            pass


def freed(guard: Guard) -> Guard:
    """Replace what a guard asks of other tracks by one free name each."""
    match guard:
        case Quantified():
            return Reference(ELSEWHERE, f"{'all' if guard.every else 'any'} {guard.track} {guard.inner}")
        case Not():
            return Not(freed(guard.inner))
        case Both():
            return Both(tuple(freed(part) for part in guard.parts))
        case Either():
            return Either(tuple(freed(part) for part in guard.parts))
        case Reference() | Compare() | Contains():
            return guard


def leaves(guard: Guard) -> Iterator[Reference | Compare | Contains]:
    """List the names and comparisons that a guard is made of, those under a quantifier too."""
    match guard:
        case Reference() | Compare() | Contains():
            yield guard
        case Not() | Quantified():
            yield from leaves(guard.inner)
        case Both() | Either():
            for part in guard.parts:
                yield from leaves(part)


def comparisons(guard: Guard) -> Iterator[tuple[Reference, tuple[str, ...]]]:
    """List each name together with the constants it is compared with; () where it stands alone."""
    for leaf in leaves(guard):
        match leaf:
            case Reference():
                yield leaf, ()
            case Compare():
                yield leaf.left, leaf.right
            case Contains():
                yield leaf.inside, (leaf.value,)


def reads(guard: Guard) -> tuple[str, ...]:
    """Name the tracks whose instances a guard looks at besides its own, and `OTHERS` where it looks at any."""
    tracks = [part.track for part in quantifiers(guard)]
    others = [reference.scope for reference, _ in comparisons(guard) if reference.scope == OTHERS]
    return tuple(dict.fromkeys((*tracks, *others)))


NUMERIC: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _truth(value: Atom) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    return value == "yes"


def _compare(guard: Compare, value: Atom) -> bool | None:
    if value is None:
        return None
    if guard.operation in NUMERIC:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        return NUMERIC[guard.operation](value, int(guard.right[0]))
    said = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return (said in guard.right) == (guard.operation in ("==", "in"))


def _all(values: Iterator[bool | None]) -> bool | None:
    result: bool | None = True
    for value in values:
        if value is False:
            return False
        result = result if value else None
    return result


def _any(values: Iterator[bool | None]) -> bool | None:
    opposite = _all(None if value is None else not value for value in values)
    return None if opposite is None else not opposite
