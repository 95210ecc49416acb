"""What must not go wrong is said twice: by the step that asks for it, and by a rule of what must never happen.

Every condition of a step, and every second person, stands under `never` as well, in a sentence of its own. The rule is
also watched while Duecourse runs. Without it a lost line would be nobody's loss: every other promise would still hold.
Likewise a track whose word stops others says whom it stops, and a letter says which steps leave or send it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from engine.errors import Finding
from engine.identity import ActionName, FactName, StepName, TrackName
from engine.language.guards import Both, Compare, Guard, Not, Reference, quantifiers
from engine.language.machine import steps_of
from engine.language.never_rules import Never
from engine.language.strict_yaml import Place, SourceFile
from engine.language.track_definition import ANY, Action, Hold, LetterRule, TrackDefinition
from engine.language.vocabulary import CONSENT, Reserved
from engine.ports.records import LetterKind

OPEN_CASE = Not(Reference(Reserved.CASE, "ended"))


def check_double_entries(
    track: TrackDefinition, file: SourceFile, tracks: Mapping[TrackName, TrackDefinition]
) -> Iterator[Finding]:
    """List the conditions and second persons that no rule keeps, and the rules about people that no step does.

    Besides, the holds and the words of other tracks that do not agree with one another.
    """
    if not track.said_twice:
        return
    checks = _DoubleEntries(track, file)
    for name, action in track.actions.items():
        yield from checks.conditions(name, action)
        yield from checks.second_persons(name, action)
    for number, rule in enumerate(track.never):
        yield from checks.rule(("never", number), rule)
    yield from _held(track, file, tracks)
    yield from _stopped(track, file, tracks)


def check_letter_steps(
    track: TrackDefinition, file: SourceFile, letters: Mapping[str, LetterKind]
) -> Iterator[Finding]:
    """List the steps that leave or send a letter, and by its contract do not, and the other way round."""
    if not track.said_twice:
        return
    written = {(letter, step): place for letter, step, place in _written(track)}
    for (letter, step), place in written.items():
        said = letters[letter].steps if letter in letters else ()
        if said and f"{track.track}.{step}" not in said:
            wrong = f"{letter} does not say that it is written at this step"
            yield file.finding(place, wrong, f"say `{track.track}.{step}` under `steps` of the letter too")
    for letter, kind in letters.items():
        for owner, _, step in (name.partition(".") for name in kind.steps):
            if owner == track.track and (letter, step) not in written:
                named, outcome = StepName(step).action, StepName(step).outcome
                place = ("actions", named, *(("outcomes", outcome) if outcome else ()))
                wrong = f"{letter} is written here by its own contract, and this step neither leaves nor sends it"
                allowed = f"say `letter: {{after: {letter}}}`, or take the step out of `steps` of the letter"
                yield file.finding(place, wrong, allowed)


def _written(track: TrackDefinition) -> Iterator[tuple[str, str, Place]]:
    """List each letter with the step, or the outcome of one, that leaves or sends it."""
    for name, action in track.actions.items():
        rules: dict[str, tuple[LetterRule, Place]] = {name: (action.letter, ("actions", name))}
        for outcome, end in action.outcomes.items():
            rules[StepName.of(name, outcome)] = (end.letter, ("actions", name, "outcomes", outcome))
        for step, (rule, place) in rules.items():
            yield from ((letter, step, (*place, "letter")) for letter in (rule.sends, *rule.after) if letter)


def _held(track: TrackDefinition, file: SourceFile, tracks: Mapping[TrackName, TrackDefinition]) -> Iterator[Finding]:
    """Each step that a hold locks on the word of another track is named there as one that its word stops."""
    for key, hold in track.holds.items():
        for other in _read(hold):
            word = tracks[other].heard_before if other in tracks and tracks[other].said_twice else None
            for number, name in enumerate(hold.locks):
                if word is not None and name not in word.stops.get(track.track, ()):
                    wrong = f"'{other}' does not say that its word stops '{name}' here"
                    allowed = f"say it once more there, under `heard_before`: `stops: {{{track.track}: [{name}]}}`"
                    yield file.finding(("holds", key, "locks", number), wrong, allowed)


def _stopped(
    track: TrackDefinition, file: SourceFile, tracks: Mapping[TrackName, TrackDefinition]
) -> Iterator[Finding]:
    """Each step that a track says its word stops elsewhere is locked there by a hold that reads this track."""
    stops = track.heard_before.stops if track.heard_before is not None else {}
    for other, names in stops.items():
        holds = tracks[other].holds.values() if other in tracks else ()
        locked = {name for hold in holds if track.track in _read(hold) for name in hold.locks}
        for number, name in enumerate(names):
            if other in tracks and name not in locked:
                wrong = f"no hold of '{other}' locks '{name}' on this word"
                allowed = f"let a hold there over `any({track.track}. …)` lock it, or leave it out here"
                yield file.finding(("heard_before", "stops", other, number), wrong, allowed)


def _read(hold: Hold) -> Collection[TrackName]:
    return {asked.track for asked in quantifiers(hold.during)} if hold.during is not None else ()


@dataclass(frozen=True, slots=True)
class _DoubleEntries:
    track: TrackDefinition
    file: SourceFile

    def conditions(self, name: ActionName, action: Action) -> Iterator[Finding]:
        """Find the conditions of a step that no rule keeps, but that the case is open, which every track asks alike."""
        for number, need in enumerate(action.requires):
            if need.that != OPEN_CASE and not any(self._keeps(rule, name, need.that) for rule in self.track.never):
                wrong = f"no rule of what must never happen keeps this condition of '{name}'"
                allowed = (
                    f"say it once more under `never`: `taking: [{name}]`, `unless` with this condition, and `says`"
                )
                yield self.file.finding(("actions", name, "requires", number, "that"), wrong, allowed)

    def second_persons(self, name: ActionName, action: Action) -> Iterator[Finding]:
        """Find the second persons of a step that no rule keeps."""
        kept = {own for rule in self.track.never if name in rule.taking for own in rule.after_own}
        for number, other in enumerate(action.other_than):
            if other not in kept:
                wrong = f"no rule of what must never happen keeps '{name}' from those of '{other}'"
                allowed = f"say it once more under `never`: `taking: [{name}]`, `after_own: [{other}]`, and `says`"
                yield self.file.finding(("actions", name, "other_than", number), wrong, allowed)

    def rule(self, place: Place, rule: Never) -> Iterator[Finding]:
        """Find what a rule says of a step, and the step does not."""
        for number, name in enumerate(rule.taking):
            needs = [need.that for need in self.track.actions[name].requires]
            if rule.unless is not None and not any(rule.unless in (need, *_parts(need)) for need in needs):
                wrong = f"'{name}' can be taken where this rule forbids it: nothing asks for this beforehand"
                allowed = f"say it under `requires` of '{name}' too, or leave the step out here"
                yield self.file.finding((*place, "taking", number), wrong, allowed)
            for own in rule.after_own:
                if own not in self.track.actions[name].other_than:
                    wrong = f"'{name}' can be taken by somebody whom this rule keeps from it ('{own}')"
                    allowed = f"name '{own}' under `other_than` of '{name}', or leave it out here"
                    yield self.file.finding((*place, "after_own"), wrong, allowed)

    def _keeps(self, rule: Never, name: ActionName, guard: Guard) -> bool:
        if rule.unless is not None:
            return name in rule.taking and guard == rule.unless
        if rule.when is None:
            return False
        steps = [step for step in steps_of(self.track) if step.action == name]
        looks = rule.always or all(rule.entering in (step.end.to, ANY) for step in steps)
        return looks and self._is_opposite(rule.when, guard, self.track.actions[name].set)

    def _is_opposite(self, forbidden: Guard, guard: Guard, sets: Mapping[FactName, str]) -> bool:
        """Say whether a guard fails only where what is forbidden holds, given what the step itself sets."""
        if isinstance(forbidden, Both):
            left = [part for part in forbidden.parts if not _is_set(part, sets)]
            return len(left) == 1 and self._is_opposite(left[0], guard, sets)
        if isinstance(guard, Compare) and isinstance(forbidden, Compare) and guard.left == forbidden.left:
            return self._values(guard) == frozenset(self._domain(guard.left)) - self._values(forbidden)
        return guard == Not(forbidden) or forbidden == Not(guard)

    def _values(self, guard: Compare) -> frozenset[str]:
        named = frozenset(guard.right)
        return named if guard.operation in ("==", "in") else frozenset(self._domain(guard.left)) - named

    def _domain(self, reference: Reference) -> tuple[str, ...]:
        if reference.scope == "consent":
            return tuple(CONSENT)
        fact = self.track.facts.get(reference.fact) if not reference.scope else None
        return tuple(fact.domain) if fact else ()


def _parts(guard: Guard) -> tuple[Guard, ...]:
    return guard.parts if isinstance(guard, Both) else ()


def _is_set(part: Guard, sets: Mapping[FactName, str]) -> bool:
    return isinstance(part, Compare) and part.operation == "==" and sets.get(part.left.fact) == part.right[0]
