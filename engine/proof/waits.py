"""Proof that no procedure waits in vain: not for another that waits for it, nor for what can never come.

Each track was walked with whatever others say taken as free, which covers every order of events. What is left to
show is that others can say it: that what a step waits for is possible, can be reached from wherever the other track
stands, and that the other track does not itself wait for this one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from engine.identity import ActionName, FactName, TrackName
from engine.language.guards import (
    Both,
    Compare,
    Contains,
    Either,
    Guard,
    Not,
    Quantified,
    Reference,
    comparisons,
    evaluate,
    quantifiers,
)
from engine.language.track_definition import Action, TrackDefinition
from engine.proof.failure import Failure, FailureKind, elsewhere
from engine.proof.situation import ENDED, OF_ITSELF, SeenSituation, Situation
from engine.proof.taken import Group, asked_together
from engine.proof.walk import Walk

CASE = "case"


@dataclass(frozen=True, slots=True)
class Need:
    """What a step cannot do without: that a question about another track has this answer."""

    asked: Quantified
    value: bool

    @property
    def says(self) -> str:
        """Say what is waited for."""
        which = "every" if self.asked.every else "any"
        return f"{which} {self.asked.track} to be such that {self.asked.inner} {'holds' if self.value else 'fails'}"


def watched(definitions: Mapping[TrackName, TrackDefinition]) -> Mapping[TrackName, frozenset[FactName]]:
    """Give, for each track, the facts of it that guards of other tracks read."""
    found: dict[TrackName, set[FactName]] = {name: set() for name in definitions}
    for track in definitions.values():
        for guard in _guards(track):
            for asked in quantifiers(guard):
                names = (reference for reference, _ in comparisons(asked.inner) if not reference.scope)
                found.setdefault(asked.track, set()).update(each.fact for each in names if each not in OF_ITSELF)
    return {name: frozenset(names) for name, names in found.items()}


def steps_watched(definitions: Mapping[TrackName, TrackDefinition]) -> Mapping[TrackName, frozenset[Group]]:
    """Give, for each track, the steps of it that guards of other tracks ask about."""
    found: dict[TrackName, set[Group]] = {name: set() for name in definitions}
    for asked in (asked for track in definitions.values() for guard in _guards(track) for asked in quantifiers(guard)):
        found.setdefault(asked.track, set()).update(asked_together(asked.inner))
    return {name: frozenset(groups) for name, groups in found.items()}


def waits_in_vain(walks: Mapping[TrackName, Walk]) -> Iterator[Failure]:
    """Find what is waited for and cannot come, and the tracks that wait for each other."""
    waiting: dict[str, dict[str, Failure]] = {}
    for name, walk in walks.items():
        for need, actions in needs_of(walk.track.definition, walks).items():
            yield from _impossible(walk, need, actions, walks[need.asked.track])
            stuck = _stuck_without(walk, actions)
            if stuck is None:
                continue
            path = walk.path(stuck)
            says = f"waits here for {need.says}"
            waiting.setdefault(name, {})[need.asked.track] = Failure(
                track=name, kind=FailureKind.CIRCLE, where=f"states.{stuck.state}", says=says, path=path
            )
            yield from _out_of_reach(walk, need, stuck, walks[need.asked.track])
    yield from _circles(waiting)


def _circles(waiting: Mapping[str, Mapping[str, Failure]]) -> Iterator[Failure]:
    told: set[frozenset[str]] = set()
    for start in waiting:
        circle = _circle(waiting, start)
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            first, second = waiting[circle[0]][circle[1]], waiting[circle[1]][circle[2 % len(circle)]]
            says = f"{first.says}, while {second.track} at {second.where} {second.says}"
            path = (*first.path, *(elsewhere(second.track, step) for step in second.path))
            yield replace(first, says=says, path=path)


def _circle(waiting: Mapping[str, Mapping[str, Failure]], start: str) -> tuple[str, ...]:
    """Find the shortest way round from a track back to itself."""
    ways: deque[tuple[str, ...]] = deque([(start,)])
    while ways:
        way = ways.popleft()
        for after in waiting.get(way[-1], {}):
            if after == start:
                return way
            if after not in way:
                ways.append((*way, after))
    return ()


def needs_of(track: TrackDefinition, walks: Mapping[TrackName, Walk]) -> Mapping[Need, frozenset[str]]:
    """Give what steps of a track cannot do without, with the actions that cannot."""
    found: dict[Need, set[str]] = {}
    for name, action in track.actions.items():
        for guard in _demands(track, name, action):
            for need in _needed(guard, walks):
                found.setdefault(need, set()).add(name)
    return {need: frozenset(actions) for need, actions in found.items()}


def _demands(track: TrackDefinition, name: ActionName, action: Action) -> Iterator[Guard]:
    yield from (need.that for need in action.requires)
    yield from (Not(hold.during) for hold in track.holds.values() if hold.during is not None and name in hold.locks)


def _needed(guard: Guard, walks: Mapping[TrackName, Walk]) -> Iterator[Need]:
    """Find the answers about other tracks without which a guard cannot hold, whatever else is so."""
    asked = tuple(dict.fromkeys(quantifiers(guard)))
    free = tuple(dict.fromkeys(reference for reference, _ in comparisons(guard)))
    holds = [
        answers
        for answers in product((True, False), repeat=len(asked))
        if _possible(guard, dict(zip(asked, answers, strict=True)), True)
    ]
    for place, question in enumerate(asked):
        if question.track in walks and holds and len({answers[place] for answers in holds}) == 1:
            yield Need(question, holds[0][place])
    if Reference("others", "ended") in free:
        yield from (Need(Quantified(True, name, Reference("", "ended")), True) for name in walks if name != CASE)


def _possible(guard: Guard, answers: Mapping[Quantified, bool], wanted: bool) -> bool:
    """Say whether a guard can hold, or fail, with these answers of other tracks: what else it reads may be anything."""
    match guard:
        case Quantified():
            return answers[guard] is wanted
        case Not():
            return _possible(guard.inner, answers, not wanted)
        case Both():
            parts = [_possible(part, answers, wanted) for part in guard.parts]
            return all(parts) if wanted else any(parts)
        case Either():
            parts = [_possible(part, answers, wanted) for part in guard.parts]
            return any(parts) if wanted else all(parts)
        case Reference() | Compare() | Contains():
            return True


def _guards(track: TrackDefinition) -> Iterator[Guard]:
    for action in track.actions.values():
        yield from (need.that for need in action.requires)
        yield from (opening.when for opening in action.opens if opening.when is not None)
    yield from (hold.during for hold in track.holds.values() if hold.during is not None)
    yield from (guard for rule in track.never for guard in rule.guards)


def _stuck_without(walk: Walk, actions: Collection[str]) -> Situation | None:
    """Find the first situation from which no end can be reached without these actions; None where there is none."""
    states = walk.track.definition.states
    ends = (situation for situation in walk.parents if states[situation.state].end)
    fine = walk.leading_to(ends, without=actions)
    return next((situation for situation in walk.parents if situation not in fine), None)


def satisfying(need: Need, other: Walk) -> set[Situation]:
    """Find the situations of the other track in which, for one instance, the question has the answer."""
    return {situation for situation in other.parents if _answers(need.asked.inner, situation, other) == need.value}


def _answers(guard: Guard, situation: Situation, walk: Walk) -> bool:
    ended = walk.track.definition.states[situation.state].end
    return evaluate(guard, SeenSituation(situation, {ENDED: ended}, walk.kept_steps)) is True


def _impossible(walk: Walk, need: Need, actions: Collection[str], other: Walk) -> Iterator[Failure]:
    """A step that needs another track to say what it never says can never be taken."""
    of_none = need.asked.every == need.value
    if not of_none and not satisfying(need, other):
        for action in sorted(actions):
            says = f"needs {need.says}, which {need.asked.track} never comes to"
            yield Failure(track=walk.track.name, kind=FailureKind.NEVER_COMES, where=f"actions.{action}", says=says)


def _out_of_reach(walk: Walk, need: Need, stuck: Situation, other: Walk) -> Iterator[Failure]:
    """Those who wait must be able to hope: the answer can be reached from wherever the other track stands."""
    hopeful = other.leading_to(satisfying(need, other))
    lost = next((situation for situation in other.parents if situation not in hopeful), None)
    if lost is not None:
        says = f"waits for {need.says}, out of reach once {other.track.name} stands at {lost.state}"
        path = (*walk.path(stuck), *(elsewhere(other.track.name, step) for step in other.path(lost)))
        yield Failure(
            track=walk.track.name,
            kind=FailureKind.OUT_OF_REACH,
            where=f"states.{stuck.state}",
            says=says,
            path=path,
        )
