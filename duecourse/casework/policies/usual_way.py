"""How a procedure goes forward from its beginning to an end, and what leads aside from that: what its picture shows.

The way forward is worked out and not declared: from each state the step that meets its clock, or else the first one in
the file that leads on, by its first answer that does. It is a way that is meant, and not how often it is gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from duecourse.casework.policies.track_map import StateLine, StepLine, TrackMap, Way, map_of
from engine.identity import StepName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.machine import is_aside

SOON = 3
"""An end before so many states is not the way forward where another answer goes on."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Where one may go from a state, `to` being "" where everything stays, and `by` which steps and answers.

    `is_back` says that it goes round: it stays, or leads back to an earlier state of the way forward.
    """

    to: str
    by: tuple[str, ...]
    is_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A state in the picture: the step by which the way goes on from it, "" at an end and aside, and other ways."""

    key: str
    title: str
    starts: bool
    ends: bool
    forward: str
    others: tuple[Branch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualWay:
    """A procedure as a picture: the `stops` of the way forward, those `beside` it, and what starts anywhere."""

    title: str
    stops: tuple[Stop, ...]
    beside: tuple[Stop, ...]
    anywhere: tuple[Branch, ...]
    titles: dict[str, str]


def usual_way(policy: CompiledPolicy, name: TrackName) -> UsualWay:
    """Draw up the picture of a procedure as a policy uses it."""
    return _Walk(policy, map_of(policy, name)).picture()


class _Walk:
    def __init__(self, policy: CompiledPolicy, track: TrackMap) -> None:
        self.track, self.states = track, {state.key: state for state in track.states}
        self.definition = policy.track(track.track).definition
        self.legs = self._from(track.start, (track.start,)) or {}
        self.order = [track.start, *(way.to for _, way in self.legs.values())]

    def picture(self) -> UsualWay:
        stops = tuple(self._stop(self.states[key]) for key in self.order)
        beside = tuple(self._stop(state) for state in self.track.states if state.key not in self.order)
        anywhere = self._branches("", [(move, way) for move in self.track.anywhere for way in move.ways])
        titles = self.track.titles
        return UsualWay(title=self.track.title, stops=stops, beside=beside, anywhere=anywhere, titles=titles)

    def _from(self, key: str, seen: tuple[str, ...]) -> dict[str, tuple[StepLine, Way]] | None:
        """Find the way to an end; None where there is none but over a state that was passed."""
        if self.states[key].ends:
            return {}
        ways = [(move, way) for move in self.states[key].moves for way in move.ways if way.to and way.to not in seen]
        for move, way in sorted(ways, key=lambda each: self._rank(key, each, len(seen))):
            rest = self._from(way.to, (*seen, way.to))
            if rest is not None:
                return {key: (move, way), **rest}
        return None

    def _rank(self, key: str, leg: tuple[StepLine, Way], passed: int) -> tuple[bool, bool, bool, bool, int]:
        move, way = leg
        action, ends = self.definition.actions[move.action], self.states[way.to].ends
        clocks = (clock for clock in self.definition.deadlines.values() if key in clock.states)
        meets = any(StepName(met).action == move.action for clock in clocks for met in clock.met_by)
        cuts_short = ends and len(move.ways) == 1
        return is_aside(action), cuts_short, ends and passed < SOON, not meets, move.number

    def _stop(self, state: StateLine) -> Stop:
        leg = self.legs.get(state.key)
        others = [(move, way) for move in state.moves for way in move.ways if (move, way) != leg]
        return Stop(
            key=state.key,
            title=state.title,
            starts=state.key == self.track.start,
            ends=state.ends,
            forward=_said(*leg) if leg is not None else "",
            others=self._branches(state.key, others),
        )

    def _branches(self, source: str, legs: Iterable[tuple[StepLine, Way]]) -> tuple[Branch, ...]:
        """Put together what leads to the same state; what leads on comes before what goes round."""
        passed = self.order[: self.order.index(source)] if source in self.order else self.order[:1]
        found: dict[str, dict[str, None]] = {}
        for move, way in legs:
            found.setdefault("" if way.to == source else way.to, {})[_said(move, way)] = None
        branches = (Branch(to, tuple(by), to == "" or to in passed) for to, by in found.items())
        return tuple(sorted(branches, key=lambda each: each.is_back))


def _said(move: StepLine, way: Way) -> str:
    return f"{move.title}: “{way.answer}”" if way.answer else move.title
