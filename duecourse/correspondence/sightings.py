"""What was seen at an address, and what the site was asked and answered: each as an event of that kind recorded it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from duecourse.correspondence.dossier import Dossier
from engine.identity import FactName, WordsKey
from engine.language.track_definition import Action
from engine.language.vocabulary import Found, Waited
from engine.record.chain import Event
from engine.record.values import Instance
from engine.time.moments import say_moment

THERE = ("there", "part")
FOUND: Mapping[Found, str] = {
    "there": "it was still there",
    "part": "part of it was still there",
    "changed": "it had been changed",
    "gone": "it was gone",
}
PERSONAL = "Complaint to the site"
"""How the site was asked by a step that does not say it otherwise."""


Moment = tuple[datetime, int]
"""When something happened and, of what happened at the same time, the number of its event."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at an address: when it was, and what was found."""

    when: Moment
    found: Found

    @property
    def at(self) -> datetime:
        """Say when it was."""
        return self.when[0]


def looks(dossier: Dossier, instance: Instance) -> tuple[Look, ...]:
    """List every look at an address that is on record, the oldest first; what the site says is none."""
    found = (
        Look(_when(event), seen)
        for event, action in dossier.steps_of(instance)
        if (seen := _found(action, event.outcome))
    )
    return tuple(sorted(found, key=lambda look: look.when))


def checked(dossier: Dossier) -> Look | None:
    """Give the last look at the address since the site was asked, where something was there; else None."""
    asked = _last_asked(dossier)
    since = [look for look in looks(dossier, dossier.instance) if asked is None or look.when > asked]
    return next((look for look in since[-1:] if look.found in THERE), None)


def checked_together(dossier: Dossier) -> Look | None:
    """Give that look for everything that a letter speaks of: None where it was not looked at all of it at one time."""
    found = [checked(dossier.of(each)) for each in dossier.instances]
    first = found[0]
    if first is None or any(each is None or each.at != first.at for each in found):
        return None
    return next((each for each in found if each and each.found == "part"), first)


def last_seen(dossier: Dossier, noted_as: FactName) -> datetime | None:
    """Say when the material was last seen: as the answer to a question notes it, or by somebody who looked."""
    seen = [look.at for look in looks(dossier, dossier.instance) if look.found in THERE]
    noted = dossier.moment(noted_as) if noted_as else None
    return max((*seen, *([noted] if noted else ())), default=None)


def answer(dossier: Dossier) -> tuple[str | None, str | None]:
    """Give what the site last answered since it was asked: which answer, and its words; None for what there is not."""
    instance, asked = dossier.instance, _last_asked(dossier)
    answers = [
        (event, action)
        for event, action in dossier.steps_of(instance)
        if _is_answer(dossier, action, event.outcome) and (asked is None or _when(event) > asked)
    ]
    if not answers:
        return None, None
    event, action = max(answers, key=lambda each: _when(each[0]))
    said = (_words(dossier, event, name) for name in action.asks)
    words = None if _is_silent(action, event.outcome) else next((each for each in said if each), None)
    return event.outcome, words


def answers(dossier: Dossier) -> list[Mapping[str, object]]:
    """List what the site has answered so far, the oldest first, each with its time and its words where it gave any."""
    instance, found = dossier.instance, list[tuple[Moment, Mapping[str, object]]]()
    for event, action in dossier.steps_of(instance):
        if _is_answer(dossier, action, event.outcome) and not _is_silent(action, event.outcome):
            words = next((each for name in action.asks if (each := _words(dossier, event, name))), None)
            found.append((_when(event), {"at": event.happened_at, "said": event.outcome, "words": words}))
    return [each for _, each in sorted(found, key=lambda each: each[0])]


def posted(dossier: Dossier, noted_as: FactName, seen_as: FactName) -> datetime | None:
    """Say when the material was posted; None where it is said to be later than it was seen, or was asked about."""
    noted = dossier.moment(noted_as)
    seen = [look.at for look in looks(dossier, dossier.instance)]
    reported = dossier.moment(seen_as)
    asked = [when[0] for when, _ in _asked(dossier)]
    known = [*seen, *asked, *([reported] if reported else ())]
    return None if noted is None or any(each < noted for each in known) else noted


def _words(dossier: Dossier, event: Event, name: FactName) -> str | None:
    """Give the words that a step recorded, as they were corrected since; None where it had none."""
    instance, own = dossier.instance, dossier.words.get((event.sequence, WordsKey.of_fact(dossier.instance.on, name)))
    now = instance.answers.get(name)
    others = {each.sequence for each, _ in dossier.steps_of(instance)} - {event.sequence}
    if now is None or now.event in others:
        return own
    return dossier.text(name) if now.kind == "cleared" or now.event >= event.sequence else own


def requests(dossier: Dossier) -> list[Mapping[str, object]]:
    """List what the site was asked, each request with what came of it before the next one."""
    found: list[Mapping[str, object]] = []
    asked = sorted(_asked(dossier))
    for number, (when, how) in enumerate(asked, 1):
        until = asked[number][0] if number < len(asked) else None
        # of several looks the last is told, and of several answers: an earlier one is no longer so
        told = dict(_outcomes(dossier, when, until))
        result = "; ".join(told.values()) or "No answer so far"
        found.append({"date": when[0], "method": how, "result": result})
    return found


def requests_together(dossier: Dossier) -> list[Mapping[str, object]]:
    """List them for everything that a letter speaks of: what was asked at one time, in one way, stands once.

    Where different things came of it, each is told by the number that the address has in the letter.
    """
    found: dict[tuple[object, object], dict[int, object]] = {}
    for number, each in enumerate(dossier.instances, 1):
        for row in requests(dossier.of(each)):
            found.setdefault((row["date"], row["method"]), {})[number] = row["result"]
    every = len(dossier.instances)
    return [
        {"date": date, "method": method, "result": _told(results, every)}
        for (date, method), results in sorted(found.items(), key=lambda each: str(each[0][0]))
    ]


def _told(results: Mapping[int, object], every: int) -> str:
    if len(results) == every and len(set(results.values())) == 1:
        return str(results[min(results)])
    return "; ".join(f"address {number}: {result}" for number, result in results.items())


def _asked(dossier: Dossier) -> Iterator[tuple[Moment, str]]:
    """Find when and how the site was asked: the steps after which it is waited for."""
    states = dossier.policy.track(dossier.instance.track).definition.states
    for event, action in dossier.steps_of(dossier.instance):
        end = action.outcomes.get(event.outcome)
        to = states.get(end.to if end else action.to)
        if to is not None and to.waits_for == Waited.HOST:
            yield _when(event), action.asked_as or PERSONAL


def _last_asked(dossier: Dossier) -> Moment | None:
    return max((when for when, _ in _asked(dossier)), default=None)


def _outcomes(dossier: Dossier, since: Moment, until: Moment | None) -> Iterator[tuple[str, str]]:
    """Tell what the site answered and what was found at the address in a span of time, each with its kind."""
    facts = dossier.policy.track(dossier.instance.track).definition.facts
    for event, action in dossier.steps_of(dossier.instance):
        if _when(event) <= since or (until is not None and _when(event) >= until):
            continue
        on = say_moment(event.happened_at, dossier.calendar.zone).replace(":00", "")
        seen = _found(action, event.outcome)
        if seen:
            yield "look", f"Looked at on {on}: {FOUND[seen]}"
        elif _is_answer(dossier, action, event.outcome):
            noted = "Noted on" if _is_silent(action, event.outcome) else "Answer of"
            yield "answer", f"{noted} {on}: {facts[action.choose.fact].domain[event.outcome]}"


def _when(event: Event) -> Moment:
    return event.happened_at, event.sequence


def _found(action: Action, outcome: str) -> Found:
    end = action.outcomes.get(outcome)
    return end.finds if end else action.finds


def _is_silent(action: Action, outcome: str) -> bool:
    """Say whether the site said nothing: words beside that are ours, and no letter quotes them as its answer."""
    end = action.outcomes.get(outcome)
    return end is not None and (end.silent or end.answer == "none")


def _is_answer(dossier: Dossier, action: Action, outcome: str) -> bool:
    """Say whether a step records what the site answered: it answers a state in which the site is waited for."""
    states = dossier.policy.track(dossier.instance.track).definition.states
    end = action.outcomes.get(outcome)
    waits = any(states[origin].waits_for == Waited.HOST for origin in action.origins if origin in states)
    return end is not None and bool(end.answer) and waits
