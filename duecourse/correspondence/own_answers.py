"""Letters that are written from the answers of their own instance alone, by the names of the questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from duecourse.correspondence.dossier import Dossier
from engine.identity import FactName
from engine.language.vocabulary import Truth
from engine.questions.answers import options_of
from engine.questions.part_lines import paragraphs
from engine.steps.clocks.two_lengths import length_at
from engine.time.duration import Duration, Unit


def answers(dossier: Dossier) -> Mapping[str, object]:
    """Give each fact that the letter declares, as its type asks for it; what nobody has answered is left out."""
    found: dict[str, object] = {}
    for name, kind in dossier.kind.facts.items():
        found[name] = READ[kind](dossier, FactName(name)) if kind in READ else None
    known: dict[str, object] = {"url": dossier.url(dossier.instance), "policy_allows": dossier.allowed_by()}
    known.update(_time_given(dossier))
    return {**found, **{name: value for name, value in known.items() if name in found and found[name] is None}}


def _time_given(dossier: Dossier) -> Mapping[str, object]:
    """Say how long the addressee is given and what gives it: by the clock that runs while an answer is waited for."""
    definition = dossier.policy.track(dossier.instance.track).definition
    action = definition.actions.get(dossier.letter.action)
    clocks = (name for name, clock in definition.deadlines.items() if action and action.to in clock.states)
    lengths = ((name, length_given(dossier, name)) for name in clocks)
    found = next(((name, length) for name, length in lengths if length and length.unit is Unit.HOURS), None)
    if found is None:
        return {}
    name, length = found
    return {"act_by": timedelta(hours=length.amount), "act_by_bound": bound(dossier, name)}


def bound(dossier: Dossier, name: str) -> str:
    """Say what gives a clock of the instance: `law`, a `duty` of the policy, `guidance`, or a `target` of ours."""
    policy, track = dossier.policy, dossier.instance.track
    binding = policy.binding(track, name)
    return "guidance" if binding == "duty" and not policy.clock_cites(track, name) else binding


def length_given(dossier: Dossier, name: str) -> Duration | None:
    """Say how long a clock of the instance would have if it began now; None for one that is a time to pass first."""
    clock = dossier.definition().deadlines[name]
    if clock.within is None:
        return None
    return length_at(dossier.policy, dossier.case, dossier.instance, clock, dossier.now)


def _day(dossier: Dossier, name: FactName) -> date | None:
    value = dossier.value(name)
    return date.fromisoformat(value[:10]) if value else None


def _count(dossier: Dossier, name: FactName) -> int | None:
    value = dossier.value(name)
    return int(value) if value else None


def _yes(dossier: Dossier, name: FactName) -> bool | None:
    value = dossier.value(name)
    return None if value is None else value == Truth.YES


def _labels(dossier: Dossier, name: FactName) -> list[str] | None:
    """Give a list: what was chosen of several, or the paragraphs of what was written."""
    answer = dossier.instance.answers.get(name)
    if answer is not None and answer.kind == "words":
        return paragraphs(dossier.text(name) or "")
    if answer is None or not isinstance(answer.value, tuple):
        return None
    fact = dossier.policy.track(dossier.instance.track).definition.facts[name]
    labels = options_of(fact, dossier.policy.definition)
    return [labels.get(value, value) for value in answer.value]


def _text(dossier: Dossier, name: FactName) -> object:
    return dossier.text(name)


READ: Mapping[str, Callable[[Dossier, FactName], object]] = {
    "text": _text,
    "choice": lambda dossier, name: dossier.value(name),
    "count": _count,
    "yesno": _yes,
    "date": _day,
    "moment": lambda dossier, name: dossier.moment(name),
    "list": _labels,
}
