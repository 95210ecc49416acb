"""What must not go wrong is said twice: by the step that asks for it, and by a rule of what must never happen.

Every condition of a step, and every second person, stands under `never` as well, in a sentence of its own. The rule is
also watched while Duecourse runs. Without it a lost line would be nobody's loss: every other promise would still hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.errors import Finding
from engine.identity import ActionName, FactName
from engine.language.guards import Both, Compare, Guard, Not, Reference
from engine.language.machine import steps_of
from engine.language.never_rules import Never
from engine.language.strict_yaml import Place, SourceFile
from engine.language.track_definition import ANY, Action, TrackDefinition
from engine.language.vocabulary import CONSENT, Reserved

OPEN_CASE = Not(Reference(Reserved.CASE, "ended"))


def check_double_entries(track: TrackDefinition, file: SourceFile) -> Iterator[Finding]:
    """List the conditions and second persons that no rule keeps, and the rules about people that no step does."""
    if not track.said_twice:
        return
    checks = _DoubleEntries(track, file)
    for name, action in track.actions.items():
        yield from checks.conditions(name, action)
        yield from checks.second_persons(name, action)
    for number, rule in enumerate(track.never):
        yield from checks.rule(("never", number), rule)


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
