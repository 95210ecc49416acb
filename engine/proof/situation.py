"""One thing that an instance of a track can be, as a walk tells it apart from every other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.identity import FactName
from engine.language.guards import Atom


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """One thing an instance can be: state, answers, consents, and the steps that clocks run from or guards ask about.

    `named` says whether it is known whom it concerns.
    """

    state: str
    answers: tuple[tuple[FactName, Atom], ...]
    consents: tuple[tuple[str, str], ...]
    done: frozenset[str]
    named: bool = True


def answered(situation: Situation, name: FactName, value: Atom) -> Situation:
    """Give a situation with another answer to one question."""
    return replace(situation, answers=tuple((k, value if k == name else v) for k, v in situation.answers))


def spelt(value: Atom) -> str:
    """Write an answer as a person gives it; of several, one after the other."""
    return ",".join(value) if isinstance(value, tuple) else str(value)
