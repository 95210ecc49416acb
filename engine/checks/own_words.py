"""Reference checks of what a policy says of a track in its own words: questions, answers, conditions asked for, slips.

Each of them names something of the track that it is about, so that no word of a policy is said of nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from engine.checks.guards import GuardChecks
from engine.checks.references import TrackChecks
from engine.checks.times import check_bounds
from engine.checks.usefulness import check_clock
from engine.errors import Finding
from engine.identity import ActionName, FactName
from engine.language.machine import ends_of
from engine.language.policy_definition import PolicyTrack
from engine.language.strict_yaml import Place
from engine.language.track_definition import Action, Fact, TrackDefinition
from engine.language.variants import with_clocks

NAMED_SO = re.compile(r"[a-z][a-z0-9_]*")
ANSWERED = ("choice", "choices")
"""Types of questions that say themselves what they may be answered with."""


def check_own_words(use: PolicyTrack, checks: GuardChecks, bare: TrackDefinition, place: Place) -> Iterator[Finding]:
    """List what a policy says of a track that is none of it; `bare` is the track without the policy's own questions.

    `checks` are those of the guards that the policy writes.
    """
    yield from _questions(use, checks, bare, place)
    yield from _answers(use, checks, place)
    yield from _not_offered(use, checks, place)
    for name, demanded in use.demanded.items():
        action = bare.actions.get(name)
        if action is None or name in use.without:
            yield _no_step(use, checks, (*place, "demanded"), name)
            continue
        for number, each in enumerate(demanded):
            if all(need.that != each.that for need in action.requires):
                wrong = "is no condition that the step has by its track"
                yield checks.file.finding((*place, "demanded", name, number, "that"), wrong, _conditions(action))
    yield from _clocks(use, checks, bare, place)
    yield from _openings(use, checks, bare, place)
    for number, slip in enumerate(use.contradictions):
        yield from checks.guard((*place, "contradictions", number, "when"), slip.when)


def _openings(use: PolicyTrack, checks: GuardChecks, bare: TrackDefinition, place: Place) -> Iterator[Finding]:
    """What a step begins under a policy is a procedure that the policy has, and that the step does not begin anyway."""
    for name, openings in use.opens.items():
        there: Place = (*place, "opens", name)
        action = bare.actions.get(name)
        if action is None or name in use.without:
            yield _no_step(use, checks, (*place, "opens"), name)
            continue
        yield from TrackChecks(checks.track, checks.file, checks.tracks, ()).openings(there, openings)
        for number, opening in enumerate(openings):
            same = (
                each for each in action.opens if each.track == opening.track and each.known in (False, opening.known)
            )
            if any(each.when in (None, opening.when) for each in same):
                wrong = f"'{name}' begins '{opening.track}' by its track already"
                yield checks.file.finding((*there, number), wrong, "leave it out, or say under `when` what is new")


def _clocks(use: PolicyTrack, checks: GuardChecks, bare: TrackDefinition, place: Place) -> Iterator[Finding]:
    """A deadline of the policy's own says where it runs and what meets it, as one of a track does; no other says so."""
    own = with_clocks(bare, use).deadlines
    for name, given in use.deadlines.items():
        there: Place = (*place, "deadlines", name)
        if name in bare.deadlines:
            for key, said in (("while", given.states), ("met_by", given.met_by)):
                if said:
                    wrong, allowed = "is said by the track, whose deadline this is", "leave it out, or use another name"
                    yield checks.file.finding((*there, key), wrong, allowed)
        elif name in own:
            if not NAMED_SO.fullmatch(name):
                yield checks.file.finding(there, "is no name of a deadline", "lower case words joined by `_`")
            yield from TrackChecks(checks.track, checks.file, checks.tracks, ()).clock(there, own[name])
            if not any(step not in {*bare.actions, *ends_of(bare)} for step in given.met_by):
                yield from check_clock(checks.track, checks.file, there, own[name])


def _questions(use: PolicyTrack, checks: GuardChecks, bare: TrackDefinition, place: Place) -> Iterator[Finding]:
    """A question of the policy's own is none of the track's, says what may answer it, and is asked by a step."""
    asked = {name for names in use.asks.values() for name in names}
    for name, fact in use.facts.items():
        there: Place = (*place, "facts", name)
        faults = _faulty(name, fact, bare, asked)
        yield from (checks.file.finding(there, says, right) for says, right in faults.items())
        yield from check_bounds(checks.file, there, fact)
    for step, names in use.asks.items():
        if step not in bare.actions or step in use.without:
            yield _no_step(use, checks, (*place, "asks"), step)
        for number, name in enumerate(names):
            if name not in use.facts:
                wrong, known = f"'{name}' is no question of the policy's own", use.facts
                yield checks.file.finding((*place, "asks", step), wrong, known, near=name, item=number)


def _faulty(name: FactName, fact: Fact, bare: TrackDefinition, asked: Collection[FactName]) -> Mapping[str, str]:
    """Give what is wrong with a question of the policy's own, each with what would be right."""
    faults = {
        "is a question of the track already": (name in bare.facts, "give it a name of its own"),
        "is asked by no step": (name not in asked, "name the step that asks it, under `asks`"),
        "is set by steps, or means something to Duecourse": (
            fact.set or fact.kind is not None,
            "only a track says `set` and `kind`",
        ),
        "says not what may be answered": (fact.type in ANSWERED and not fact.of, "give the answers under `of`"),
    }
    return {says: allowed for says, (is_so, allowed) in faults.items() if is_so}


def _no_step(use: PolicyTrack, checks: GuardChecks, place: Place, name: ActionName) -> Finding:
    allowed = [key for key in checks.track.actions if key not in use.without]
    return checks.file.finding((*place, name), f"'{name}' is not an action", allowed, near=name)


def _answers(use: PolicyTrack, checks: GuardChecks, place: Place) -> Iterator[Finding]:
    for name, called in use.answers.items():
        fact = checks.track.facts.get(name)
        if fact is None:
            wrong = f"'{name}' is not a question"
            yield checks.file.finding((*place, "answers", name), wrong, checks.track.facts, near=name)
            continue
        for value in called:
            if value not in fact.domain:
                wrong, known = f"'{value}' is no answer to '{name}'", fact.domain
                yield checks.file.finding((*place, "answers", name, value), wrong, known, near=value)


def _not_offered(use: PolicyTrack, checks: GuardChecks, place: Place) -> Iterator[Finding]:
    """What is not offered is an answer that there would be, and one that leads nowhere by itself."""
    chosen = {action.choose.fact: name for name, action in checks.track.actions.items() if name not in use.without}
    for name, values in use.not_offered.items():
        there: Place = (*place, "not_offered", name)
        fact = checks.track.facts.get(name)
        if fact is None:
            yield checks.file.finding(there, f"'{name}' is not a question", checks.track.facts, near=name)
            continue
        if name in chosen:
            allowed = f"leave the end out under `without`: `{chosen[name]}/` and the answer"
            yield checks.file.finding(there, "decides where a step leads", allowed)
        for number, value in enumerate(values):
            if value not in fact.domain:
                wrong, known = f"'{value}' is no answer to '{name}'", fact.domain
                yield checks.file.finding(there, wrong, known, near=value, item=number)


def _conditions(action: Action) -> str:
    if not action.requires:
        return "the step has none: put it under `requires`"
    return "write it exactly as it stands under `requires` of the step in the track"


def cited_by(use: PolicyTrack) -> Mapping[Place, Collection[str]]:
    """Give the numbers that stand with conditions and slips of a policy, each with where it stands under the track."""
    found: dict[Place, Collection[str]] = {
        ("demanded", name, number, "cites"): each.cites
        for name, demanded in use.demanded.items()
        for number, each in enumerate(demanded)
    }
    found |= {("contradictions", number, "cites"): slip.cites for number, slip in enumerate(use.contradictions)}
    return found | {
        ("opens", name, number, "cites"): each.cites
        for name, openings in use.opens.items()
        for number, each in enumerate(openings)
    }
