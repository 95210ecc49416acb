"""What the proof finds: of which kind, where, in a sentence, and the shortest way there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.identity import FactName, TrackName

BEGUN = "opened"
"""How every way begins."""
NEVER = "never: "
"""How the place of a rule begins that must never be broken; its own sentence follows."""


class FailureKind(StrEnum):
    """What is wrong, as far as it decides what would mend it."""

    UNREACHED = "unreached"
    NEVER_TAKEN = "never taken"
    DEAD_END = "dead end"
    CYCLE = "cycle"
    CLOCKLESS = "clockless"
    BROKEN_RULE = "broken rule"
    NOT_FROM_HERE = "not from here"
    NOT_GIVEN = "not given"
    NOBODY = "nobody"
    NEVER_COMES = "never comes"
    OUT_OF_REACH = "out of reach"
    CIRCLE = "circle"
    LEFT_UNDONE = "left undone"
    ONE_LENGTH = "one length"
    NEVER_BEGINS = "never begins"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Something that the proof found, and the shortest sequence of acts that leads there.

    `where` is the dotted place in the track's file, or begins with `never: `. An act of `path` is a step, with its
    outcome, a correction, or one of these of another track, whose name then stands before it.
    """

    track: TrackName
    kind: FailureKind
    where: str
    says: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A way on that is no step: a recorded answer is corrected."""

    fact: FactName
    value: str

    def __str__(self) -> str:
        return f"correct {self.fact} to {self.value}"

    @classmethod
    def read(cls, label: str) -> Correction | None:
        """Read one act of a path; None where it is a step."""
        verb, _, rest = label.partition(" ")
        fact, between, value = rest.partition(" to ")
        return cls(FactName(fact), value) if verb == "correct" and between else None


def elsewhere(track: TrackName, label: str) -> str:
    """Name an act that is another track's."""
    return f"{track}: {label}"
