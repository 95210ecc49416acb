"""What a letter needs must have been answered by the time it is written, on every way there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from engine.errors import Finding
from engine.identity import FactName
from engine.language.guards import Both, Compare, Contains, Either, Guard, Not, Quantified, Reference
from engine.language.machine import asked_by, sources, steps_of
from engine.language.strict_yaml import SourceFile
from engine.language.track_definition import Action, TrackDefinition


def check_letters(track: TrackDefinition, file: SourceFile, needs: Mapping[str, Collection[str]]) -> Iterator[Finding]:
    """List the letters of a track whose facts may not be known; `needs` maps letters to the facts of their track."""
    known = known_facts(track)
    for name, action in track.actions.items():
        for outcome, letters in _after(action).items():
            place = ("actions", name, *(("outcomes", outcome) if outcome else ()), "letter")
            for letter in letters:
                after = [_arrive(track, known[state], action) for state in sources(track, action)]
                yield from _unknown(file, place, letter, needs, after)
        if action.letter.sends:
            before = [known[state] | _demanded(action) for state in action.origins if state in known]
            yield from _unknown(file, ("actions", name, "letter"), action.letter.sends, needs, before)


def known_facts(track: TrackDefinition) -> Mapping[str, frozenset[FactName]]:
    """Give, for each state, the facts that have been answered on every way to it."""
    everything = frozenset(track.facts)
    starts = {track.starts, *(start.state for start in track.starts_instead)}
    known = {state: frozenset[FactName]() if state in starts else everything for state in track.states}
    moving = True
    while moving:
        moving = False
        for step in steps_of(track):
            for state in () if step.stays else sources(track, step.definition):
                met = known[step.end.to] & (_arrive(track, known[state], step.definition) | frozenset(step.end.set))
                moving = moving or met != known[step.end.to]
                known[step.end.to] = met
    return known


def _arrive(track: TrackDefinition, known: frozenset[FactName], action: Action) -> frozenset[FactName]:
    asked = (each.fact for each in asked_by(action) if each.fact in track.facts)
    sure = {name for name in asked if not (track.facts[name].optional or track.facts[name].unknown)}
    return known | sure | frozenset(action.set) | _demanded(action)


def _demanded(action: Action) -> frozenset[FactName]:
    return frozenset(name for need in action.requires for name in _recorded(need.that))


def _recorded(guard: Guard) -> Iterator[FactName]:
    """Find what a guard demands to have been answered, whatever the answer."""
    match guard:
        case Reference(scope="recorded"):
            yield guard.fact
        case Both():
            for part in guard.parts:
                yield from _recorded(part)
        case Reference() | Compare() | Contains() | Not() | Either() | Quantified():
            pass


def _after(action: Action) -> Mapping[str, tuple[str, ...]]:
    return {"": action.letter.after, **{key: end.letter.after for key, end in action.outcomes.items()}}


def _unknown(
    file: SourceFile,
    place: tuple[str, ...],
    letter: str,
    needs: Mapping[str, Collection[str]],
    known: Collection[frozenset[FactName]],
) -> Iterator[Finding]:
    everywhere = frozenset.intersection(*known) if known else frozenset()
    for name in sorted(set(needs.get(letter, ())) - everywhere):
        wrong = f"{letter} needs '{name}', which may not be known at this step"
        yield file.finding(place, wrong, "ask it in this step, or in one that always comes before")
