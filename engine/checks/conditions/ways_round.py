"""No way past what a policy asks for is left open: a condition of its own stands at every step where it matters.

A policy adds a condition to one step of a track that it did not write. Where another step leads to the same place, or
sends what the first one prepared, the condition holds there as well; or the policy says why it is asked here only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.checks.conditions.consequence import Consequences
from engine.errors import Finding
from engine.identity import ActionName
from engine.language.guards import Guard, comparisons, quantifiers
from engine.language.machine import sources, steps_of
from engine.language.policy_definition import PolicyTrack
from engine.language.strict_yaml import Place, SourceFile
from engine.language.track_definition import STAY, Action, Requirement, TrackDefinition
from engine.language.vocabulary import Scope

ASK_TOO = "say it under `requires` of '{}' too, or say under `alone` of this condition why it is asked here only"


@dataclass(frozen=True, slots=True)
class WaysRound:
    """Finds the ways past the conditions that a policy adds to a track; `track` is the track as the policy has it."""

    use: PolicyTrack
    track: TrackDefinition
    shell: TrackDefinition
    file: SourceFile

    def findings(self) -> Iterator[Finding]:
        """List each condition past which a way is left open, and each reason for that where none is."""
        kept = ((name, self.track.actions[name]) for name in self.use.requires if name in self.track.actions)
        for name, action in kept:
            for number, need in enumerate(self.use.requires[name]):
                place: Place = ("tracks", self.track.track, "requires", name, number)
                open_ways = [*self._same_place(name, need), *self._sent(action, need), *self._prepared(action, need)]
                if need.alone and not open_ways:
                    wrong = "says why it is asked here only, and it stands at every step where it matters"
                    yield self.file.finding((*place, "alone"), wrong, "take the reason away")
                for other, wrong in () if need.alone else open_ways:
                    yield self.file.finding((*place, "that"), wrong, ASK_TOO.format(other))

    @property
    def _follow(self) -> Consequences:
        return Consequences(self.track, self.shell)

    def _same_place(self, name: ActionName, need: Requirement) -> Iterator[tuple[ActionName, str]]:
        """Find the other steps that lead to the same place and let by what this one refuses.

        Steps whose conditions never hold together part the cases between them, and need not ask the same. Nor need one
        that comes only after this one: no correction takes away what a step that was taken rests on.
        """
        targets = self._targets(name)
        for other in (other for other in self.track.actions if other != name):
            common = [state for state in self._targets(other) if state in targets]
            if not common or self._follow.follows(need.that, self._asked(other)):
                continue
            shared = next((state for state in common if not self._back(other, state)), "")
            lets_by = shared and self._reached(other, without=name)
            if lets_by and not self._follow.exclude([*self._asked(name), *self._asked(other)]):
                yield other, f"'{other}' leads to '{shared}' as well, and does not ask for this"

    def _sent(self, action: Action, need: Requirement) -> Iterator[tuple[ActionName, str]]:
        """Find the sendings of what a step prepared that do not ask again: much may have changed in between."""
        after = self.track.states.get(action.to)
        if after is None or after.waits_for:
            return
        for other, sending in self.track.actions.items():
            sends = sending.letter.sends and action.to in sources(self.track, sending)
            if sends and not self._follow.follows(need.that, self._asked(other)):
                yield other, f"'{other}' sends what comes of this step, and does not ask for this once more"

    def _prepared(self, action: Action, need: Requirement) -> Iterator[tuple[ActionName, str]]:
        """Find the steps after which a sending is refused, and nothing but a correction would help."""
        if not action.letter.sends or not _reads_answers(need.that):
            return
        read = {reference.fact for reference, _ in comparisons(need.that)}
        for state in sources(self.track, action):
            here = [each for each in self.track.actions.values() if state in sources(self.track, each)]
            if read & {fact for each in here for fact in (*each.asks, each.choose.fact, *each.set)}:
                continue
            for other, before in self.track.actions.items():
                leads = not before.choose and before.to == state and not self._back(other, state)
                if leads and not self._follow.follows(need.that, self._asked(other)):
                    yield other, f"'{other}' leads here, does not ask for this, and no step here changes the answer"

    def _targets(self, name: ActionName) -> tuple[str, ...]:
        return tuple(each.end.to for each in steps_of(self.track) if each.action == name and each.end.to != STAY)

    def _asked(self, name: ActionName) -> list[Guard]:
        return [need.that for need in self.track.actions[name].requires]

    def _back(self, name: ActionName, state: str) -> bool:
        """Say whether a step only goes back to where the procedure has been: there it was asked on the way in."""
        if state in self.track.states and self.track.states[state].end:
            return False
        return not self._reached(name, past=state)

    def _reached(self, name: ActionName, *, past: str = "", without: str = "") -> bool:
        """Say whether a step can come, other than from or by way of a state, or without another step before it."""
        moves = [
            (sources(self.track, step.definition), step.end.to)
            for step in steps_of(self.track)
            if not step.stays and step.action != without
        ]
        found, waiting = {past}, [self.track.starts, *(start.state for start in self.track.starts_instead)]
        while waiting:
            at = waiting.pop()
            if at not in found:
                found.add(at)
                waiting += [to for origins, to in moves if at in origins]
        return any(source in found for source in sources(self.track, self.track.actions[name]) if source != past)


def _reads_answers(guard: Guard) -> bool:
    """Say whether a condition reads nothing but answers of its own procedure."""
    scopes = {reference.scope for reference, _ in comparisons(guard)}
    return not any(quantifiers(guard)) and scopes <= {"", Scope.RECORDED.value}
