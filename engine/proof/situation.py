"""One thing that an instance of a track can be, as a walk tells it apart from every other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.errors import Fault
from engine.identity import FactName
from engine.language.guards import Atom, GuardView, Quantified, Reference
from engine.language.vocabulary import FOR_PUPIL, Scope

ENDED, NAMED, OF_PUPIL = Reference("", "ended"), Reference("", "named"), Reference("", FOR_PUPIL)
OF_ITSELF = frozenset({ENDED, NAMED, OF_PUPIL})
"""What an instance says of itself that is no answer."""
TRIED_BOTH_WAYS = frozenset({ENDED, OF_PUPIL})
"""Those of which both ways are tried wherever they are asked: that somebody is a pupil may turn out at any time."""


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
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Work out the hash once: a walk looks up every situation many times."""
        hashed = hash((self.state, self.answers, self.consents, self.done, self.named))
        object.__setattr__(self, "_hash", hashed)

    def __hash__(self) -> int:
        return self._hash

    def answer(self, name: FactName) -> Atom:
        """Give the answer to one question; None where it is not answered or not kept."""
        return next((value for known, value in self.answers if known == name), None)

    def consent(self, name: str) -> str:
        """Say how it stands with one consent."""
        return next((value for known, value in self.consents if known == name), "not_asked")


@dataclass(frozen=True, slots=True)
class SeenSituation:
    """A situation as guards see it, with what is tried of all that it does not say of itself.

    `alike` names, for each step of which it matters whether it was taken, the one that stands for it.
    """

    situation: Situation
    free: Mapping[Reference, Atom]
    alike: Mapping[str, str]

    def read(self, reference: Reference) -> Atom:
        """Give the value behind a name, or None while nobody has answered."""
        if reference in self.free:
            return self.free[reference]
        if reference.scope == Scope.CONSENT:
            return self.situation.consent(reference.name)
        if reference.scope == Scope.DONE:
            return self.alike.get(reference.name, reference.name) in self.situation.done
        if reference == NAMED:
            return self.situation.named
        return self.situation.answer(reference.fact)

    def instances(self, quantified: Quantified, /) -> tuple[GuardView, ...]:
        """Refuse: what a guard asks of other tracks is free before the walk."""
        raise Fault(f"A guard over {quantified.track} was not freed before the walk.")


def answered(situation: Situation, name: FactName, value: Atom) -> Situation:
    """Give a situation with another answer to one question."""
    answers = tuple([(known, value if known == name else before) for known, before in situation.answers])
    return Situation(
        state=situation.state,
        answers=answers,
        consents=situation.consents,
        done=situation.done,
        named=situation.named,
    )


def spelt(value: Atom) -> str:
    """Write an answer as a person gives it; of several, one after the other."""
    return ",".join(value) if isinstance(value, tuple) else str(value)
