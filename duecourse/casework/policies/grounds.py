"""What each step and each deadline of a policy stands on: its clauses, or the source of a default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.identity import ActionName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.field_types import two_of
from engine.language.guards import references
from engine.language.machine import asked_by
from engine.language.track_definition import ANY, Action, Binding, ClockRule, TrackDefinition
from engine.language.vocabulary import CONDUCT, is_answer
from engine.ports.records import LetterKind
from engine.questions.conditions import Conditions, said_length
from engine.reasons import printed
from engine.time.duration import Duration

PRESCRIBED, DISCRETION, DEFAULT = "prescribed", "discretion", "default"
# A deadline for what a clause asks, where the clause prints no time.
OUR_TIME = "our_time"
BASES = (PRESCRIBED, DISCRETION, OUR_TIME, DEFAULT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """A step of a track, or one of its clocks, and what it stands on.

    `clauses` stand behind it and `guards` are the clauses that refuse it until something is done. `source` says where
    a default comes from; a clock that `waits` is a time that has to pass, and no deadline. `letters` are the titles of
    those that the step sends or leaves behind.
    """

    track: TrackName
    key: str
    clock: bool
    title: str
    basis: str
    clauses: tuple[str, ...]
    guards: tuple[str, ...]
    source: str
    letters: tuple[str, ...]
    within: str = ""
    waits: bool = False


def grounds_of(policy: CompiledPolicy, letters: Mapping[str, LetterKind]) -> list[Grounds]:
    """List every step and every deadline that a policy has, by track and in the order of the track."""
    return [
        each
        for name in policy.definition.tracks
        for each in (*_steps(policy, name, letters), *_clocks(policy, name))
        # what is done by hand is no step of the policy's, and stands with its number
        if (name, each.key) not in policy.done_by_hand
    ]


def _steps(policy: CompiledPolicy, name: TrackName, letters: Mapping[str, LetterKind]) -> Iterator[Grounds]:
    for key, action in policy.track(name).definition.actions.items():
        guards = dict.fromkeys((*_demanding(action), *_forbidding(policy.track(name).definition, action)))
        titles = tuple(letters[each].title if each in letters else each for each in letters_of(action))
        clauses = policy.cites(name, key)
        yield Grounds(
            track=name,
            key=key,
            clock=False,
            title=action.title,
            basis=basis_of(policy, clauses),
            clauses=clauses,
            guards=tuple(guards),
            source=policy.step_source(name, key),
            letters=titles,
        )


def _demanding(action: Action) -> Iterator[str]:
    """List the clauses that ask for a condition of a step."""
    return (number for need in action.requires for number in need.cites)


def _forbidding(track: TrackDefinition, action: Action) -> Iterator[str]:
    """List the clauses by which answers that a step asks for cannot stand together."""
    asked = {each.fact for each in asked_by(action)}
    for slip in track.contradictions:
        if asked & {reference.fact for reference in references(slip.when)}:
            yield from slip.cites


def _clocks(policy: CompiledPolicy, name: TrackName) -> Iterator[Grounds]:
    for key, clock in policy.track(name).definition.deadlines.items():
        clauses = policy.clock_cites(name, key)
        yield Grounds(
            track=name,
            key=key,
            clock=True,
            title=policy.clock_title(name, key),
            basis=_clock_basis(policy, name, key),
            clauses=clauses,
            guards=(),
            source=policy.clock_source(name, key),
            letters=(),
            within=_length_from(policy, name, key, clock),
            waits=clock.waits is not None,
        )


def _length_from(policy: CompiledPolicy, name: TrackName, key: str, clock: ClockRule) -> str:
    """Say how long, counted from what, and how binding."""
    between = ", counted " if two_of(clock.length) else " "
    since = counted_from(policy, name, clock)
    return f"{length_said(policy, name, clock)}{between}from {since} ({policy.binding(name, key)})"


def counted_from(policy: CompiledPolicy, name: TrackName, clock: ClockRule) -> str:
    """Name the moment from which a deadline of a track counts."""
    definition = policy.track(name).definition
    if clock.start == "entry" and ANY in clock.states:
        return "the beginning"
    if clock.start == "entry":
        return f"when it comes to {' or '.join(f'“{definition.states[state].title}”' for state in clock.states)}"
    return Conditions(policy, name).moment(clock.start)


def letters_of(action: Action) -> tuple[str, ...]:
    """List the letters that a step sends or leaves behind, whichever way it goes, and with what it opens."""
    rules = (action.letter, *(end.letter for end in action.outcomes.values()))
    named = [each for rule in rules for each in (rule.sends, *rule.after)]
    return tuple(dict.fromkeys(each for each in (*named, *(opening.letter for opening in action.opens)) if each))


def basis_of(policy: CompiledPolicy, clauses: Sequence[str]) -> str:
    """Say what clauses amount to: one that prescribes is enough; none at all makes a default of ours."""
    if not clauses:
        return DEFAULT
    return PRESCRIBED if _prescribing(policy, clauses) else DISCRETION


def _clock_basis(policy: CompiledPolicy, track: TrackName, key: str) -> str:
    """Say what a deadline stands on: a clause prescribes it only where the clause gives the time."""
    clauses = policy.clock_cites(track, key)
    return OUR_TIME if clauses and policy.binding(track, key) == "target" else basis_of(policy, clauses)


def basis_said(policy: CompiledPolicy, track: TrackName, action: ActionName) -> str:
    """Say in one sentence what a step stands on."""
    clauses = policy.cites(track, action)
    basis = basis_of(policy, clauses)
    if basis == DEFAULT:
        return f"The policy is silent; this comes from: {policy.step_source(track, action)}."
    named = _prescribing(policy, clauses) or clauses
    return f"{'Prescribed' if basis == PRESCRIBED else 'Left to discretion'} by {clauses_said(named)}."


def length_said(policy: CompiledPolicy, track: TrackName, clock: ClockRule) -> str:
    """Say how long somebody has, or how long has to pass first."""
    said = said_length(policy, track, clock.length)
    if clock.waits is None:
        return f"within {said}"
    one = isinstance(clock.waits, Duration) and clock.waits.amount == 1
    return f"not before {said} {'has' if one else 'have'} passed"


BOUND: Mapping[Binding, str] = {"law": "The law", "duty": "A duty", "target": "A target"}
AS_LAW = "Kept like the law"
"""What a deadline is that nobody may move either, though no law gives it."""


def bound_said(policy: CompiledPolicy, track: TrackName, name: str) -> str:
    """Say as shortly as can be what a deadline is, law, duty or target, and by which source."""
    if is_answer(name):
        return "Waiting for an answer"
    clauses, source = policy.clock_cites(track, name), policy.clock_source(track, name)
    rests_on = clauses_said(clauses) if clauses else source
    bound = AS_LAW if policy.is_kept_as_law(track, name) else BOUND[policy.binding(track, name)]
    return f"{bound}{f': {rests_on}' if rests_on else ''}"


def clock_said(policy: CompiledPolicy, track: TrackName, name: str) -> str:
    """Say what a deadline is, law, duty or target, and by which source; and whether it is one, or has to pass first."""
    clock = policy.track(track).definition.deadlines.get(name)
    first = "This time has to pass first; nobody is late by it. " if clock is not None and clock.waits else ""
    return f"{first}{_bound_in_full(policy, track, name)}"


def _bound_in_full(policy: CompiledPolicy, track: TrackName, name: str) -> str:
    if is_answer(name):
        return "A letter asks for an answer by this time, or somebody set it. No policy gives it."
    clauses, binding = policy.clock_cites(track, name), policy.binding(track, name)
    default = policy.track(track).definition.deadlines.get(name)
    source = policy.clock_source(track, name) or (default.source if default else "")
    if binding == "law":
        gives = (
            "This time is kept like one of the law" if policy.is_kept_as_law(track, name) else "The law gives this time"
        )
        return f"{gives}: {source}. It is never paused, and nobody can add to it."
    if binding == "duty":
        named = f"of your policy, {clauses_said(clauses)}" if clauses else f"by guidance: {source}"
        reading = policy.reading(track, name)
        return f"A duty {named}. Our reading: {reading}." if reading else f"A duty {named}."
    if clauses:
        asks = "ask" if len({printed(number) for number in clauses}) > 1 else "asks"
        return f"A target: our default for what {clauses_said(clauses)} of your policy {asks}."
    return f"A target: our default ({source})." if source else "A target: our default."


def _prescribing(policy: CompiledPolicy, clauses: Sequence[str]) -> tuple[str, ...]:
    return tuple(number for number in clauses if policy.basis(number) == PRESCRIBED)


def clauses_said(numbers: Sequence[str]) -> str:
    """Name clauses in a sentence, each once: `clause 13.5`, `clauses 2.2, 2.3 and 13.6`."""
    *said, last = dict.fromkeys(printed(number) for number in numbers)
    return f"clauses {', '.join(said)} and {last}" if said else f"clause {last}"


def pickers_of(policy: CompiledPolicy) -> tuple[tuple[str, str], ...]:
    """Name the steps, as track and key, that ask which rules of conduct may have been breached."""
    return tuple(
        (name, key)
        for name, track in policy.tracks.items()
        for key, action in track.definition.actions.items()
        if any((fact := track.definition.facts.get(each.fact)) and fact.of == CONDUCT for each in asked_by(action))
    )
