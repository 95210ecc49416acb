"""What is arranged in a case and still lies ahead: the day of a hearing, until when a person may answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from duecourse.casework.context.look.view import CaseView
from duecourse.casework.queries.story.known_answers import KnownAnswer, said_of
from engine.identity import FactName
from engine.language.track_definition import Fact, TrackDefinition
from engine.questions.bounds import point_of
from engine.questions.last_questions import asked_at
from engine.record.values import Instance


def arranged(view: CaseView) -> tuple[KnownAnswer, ...]:
    """List what is arranged in the procedures that the reader sees and that go on, soonest first.

    A time that a later one puts off, as a hearing that is postponed, is left out.
    """
    found = [each for instance in view.tracks if not instance.ended for each in _of(view, instance)]
    return tuple(known for _, known in sorted(found, key=lambda each: each[0]))


def _of(view: CaseView, instance: Instance) -> Iterator[tuple[str, KnownAnswer]]:
    definition = view.policy.track(instance.track).definition
    ahead = {name: fact for name, fact in definition.facts.items() if fact.future and name in instance.answers}
    for name, fact in ahead.items():
        day = _day(view, fact, instance, name)
        if day >= _today(view) and not _is_put_off(name, ahead, definition, instance):
            asked = fact.ask or name.replace("_", " ").capitalize()
            yield day, KnownAnswer(asked, said_of(view, instance, name, instance.answers[name]))


def _today(view: CaseView) -> str:
    return view.calendar.local(view.now).date().isoformat()


def _day(view: CaseView, fact: Fact, instance: Instance, name: FactName) -> str:
    """Give the day of an answer where the trust is, then the time; "" where it has none."""
    match point_of(fact, instance.answers[name]):
        case datetime() as moment:
            return view.calendar.local(moment).isoformat()
        case date() as day:
            return day.isoformat()
        case _:
            return ""


def _is_put_off(name: FactName, ahead: Mapping[FactName, Fact], definition: TrackDefinition, now: Instance) -> bool:
    """Say whether another time was arranged since in place of this one: one that comes after it, or before it."""
    times = {each: fact for each, fact in ahead.items() if fact.type == "time"}
    if name not in times:
        return False
    others = [each for each, fact in times.items() if name in fact.after or each in times[name].after]
    asked = asked_at(definition, now, name)
    return any(asked_at(definition, now, each) > asked for each in others)
