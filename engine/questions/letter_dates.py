"""Dates that a letter names, held against the day on which it is sealed or sent: what it arranges still lies ahead.

A letter arranges what was asked by its own step, or by the step that led to its sending. Only of that has its reader to
have time to prepare; other letters name a day of which the person was told before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.identity import NO_FACT, ActionName, FactName
from engine.language.track_definition import Action, TrackDefinition
from engine.questions.bounds import (
    Occasion,
    day_of,
    given_last,
    point_of,
    say,
    short_notice,
    too_soon,
    wrong_times,
)
from engine.questions.last_questions import asked_at
from engine.record.values import Instance, Letter
from engine.time.moments import say_date


def arranged_by(definition: TrackDefinition, letter: Letter) -> frozenset[FactName]:
    """Name the questions whose answers a letter is the first to tell its reader of."""
    actions = definition.actions
    if letter.action not in actions:
        steps = [action for action in actions.values() if letter.template in _left_by(action)]
    else:
        waiting = set(actions[letter.action].origins)
        steps = [action for action in actions.values() if waiting & set(_leads_to(action))]
    return frozenset(name for action in steps for name in action.asks)


def _left_by(action: Action) -> tuple[str, ...]:
    return (*action.letter.after, *(each for end in action.outcomes.values() for each in end.letter.after))


def _leads_to(action: Action) -> tuple[str, ...]:
    return (action.to, *(end.to for end in action.outcomes.values()))


def stale_dates(
    occasion: Occasion, names: Collection[str], letter: Letter, told_before: Collection[str] = ()
) -> tuple[str, ...]:
    """Say which dates a letter that is sealed or sent at `at` cannot name: what it arranges lies on a day to come.

    `names` are the facts that it may name, `told_before` those of which the letter in whose place it stands told the
    same. What has taken place since, by a step that had to wait for it, is no longer arranged, nor is what was put off.
    """
    track, definition = occasion.instance, occasion.definition
    if track is None:
        return ()
    arranged = arranged_by(definition, letter) - set(told_before)
    left_out = {*_put_off(definition, track), *_over_by_now(definition, track, letter)}
    told = {name: answer for name, answer in track.answers.items() if name in names and name not in left_out}
    standing = {name: answer for name, answer in told.items() if not _has_taken_place(definition, track, name)}
    wrong = wrong_times(occasion, standing)
    for name in standing.keys() - wrong.keys():
        says = _no_longer_ahead(occasion, name) or (_left_too_late(occasion, name) if name in arranged else "")
        if says:
            wrong[name] = says
    return tuple(f"“{definition.facts[name].ask}”: {wrong[name]}" for name in definition.facts if name in wrong)


def _no_longer_ahead(occasion: Occasion, name: FactName) -> str:
    fact, zone = occasion.definition.facts.get(name), occasion.zone
    point = point_of(fact, occasion.instance.answers.get(name) if occasion.instance else None)
    if fact is None or point is None or not fact.future or day_of(point, zone) > day_of(occasion.at, zone):
        return ""
    letter = say_date(day_of(occasion.at, zone))
    return (
        f"{say(point, zone)} has passed, or is the day of the letter itself, {letter}. "
        "A letter goes out before the day that it arranges: correct the answer, or arrange another day."
    )


def _left_too_late(occasion: Occasion, name: FactName) -> str:
    fact = occasion.definition.facts.get(name)
    point = point_of(fact, occasion.instance.answers.get(name) if occasion.instance else None)
    if fact is None or point is None:
        return ""
    short = too_soon(occasion, fact, point, occasion.at) or short_notice(occasion, fact, point, occasion.at, {})
    return f"{short} The person has that time from when the letter reaches them." if short else ""


def _put_off(definition: TrackDefinition, instance: Instance) -> Iterator[FactName]:
    """List days in whose place another was arranged: of those for which one step waits, the last counts."""
    for action in definition.actions.values():
        last = given_last(definition, instance, action.not_before)
        yield from (name for name in action.not_before if name in instance.answers and last not in (NO_FACT, name))


def _over_by_now(definition: TrackDefinition, instance: Instance, letter: Letter) -> Iterator[FactName]:
    """List days that lie before one which was put off, of a letter that tells of the other: they may be over by then.

    A day for documents belongs to the first day of a hearing, and a letter about another day only recalls it.
    """
    put_off = set(_put_off(definition, instance))
    own = arranged_by(definition, letter)
    for name in put_off - own:
        yield from (before for before in map(FactName, definition.facts[name].after) if before in definition.facts)


def _has_taken_place(definition: TrackDefinition, instance: Instance, name: FactName) -> bool:
    asked = asked_at(definition, instance, name)
    waiting = (ActionName(key) for key, action in definition.actions.items() if name in action.not_before)
    return any(key in instance.done and instance.done[key].at >= asked for key in waiting)
