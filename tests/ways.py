"""Where a real instance stands in the walk of the proof, and where a way from there may lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from engine.identity import TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.guards import Atom, GuardView, Quantified, Reference
from engine.proof.cache import Memory
from engine.proof.situation import Situation
from engine.proof.waits import steps_watched, watched
from engine.proof.walk import Walk
from engine.record.values import Instance
from engine.steps.guard_view import atom

Answers = Mapping[str, Atom]
Place = tuple[Situation, str]
"""An act at a situation."""
CORRECTION, CORRECTED = "correct ", " to "


@dataclass(frozen=True, slots=True)
class Leg:
    """One act on a way: from one situation to the next."""

    before: Situation
    action: str
    after: Situation

    @property
    def correction(self) -> tuple[str, str] | None:
        """Give the question and the new answer, where the act is the correction of one."""
        if not self.action.startswith(CORRECTION):
            return None
        name, _, value = self.action.removeprefix(CORRECTION).partition(CORRECTED)
        return name, value


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a way should lead: to a situation, or through a step, whatever comes of it unless `outcome` says so."""

    at: Callable[[Situation], bool] | None = None
    action: str = ""
    outcome: str = ""

    def is_met(self, here: Situation) -> bool:
        """Say whether nothing has to be done any more."""
        return self.at is not None and self.at(here)

    def is_reached_by(self, leg: Leg) -> bool:
        """Say whether a leg is the last one."""
        return leg.action == self.action or self.is_met(leg.after)


def standing_at(state: str) -> Aim:
    """Give the aim of standing at one state."""
    return Aim(lambda found: found.state == state)


@dataclass(frozen=True, slots=True)
class Imagined:
    """An instance as it would be after some legs, as guards see it; everything else is as it is now."""

    now: GuardView
    answers: Answers
    consents: Mapping[str, str] = field(default_factory=dict)
    done: Mapping[str, bool] = field(default_factory=dict)
    """Whether steps that guards ask about were taken."""

    def read(self, reference: Reference) -> Atom:
        if reference.scope == "done" and reference.name in self.done:
            return self.done[reference.name]
        if reference.scope == "consent" and reference.name in self.consents:
            return self.consents[reference.name]
        if reference.scope == "recorded" and reference.name in self.answers:
            return True
        own = not reference.scope and reference.name in self.answers
        return self.answers[reference.name] if own else self.now.read(reference)

    def instances(self, quantified: Quantified) -> Sequence[GuardView]:
        return self.now.instances(quantified)


@dataclass(frozen=True)
class Ways:
    """The walks of every track of a policy."""

    policy: CompiledPolicy

    @cached_property
    def walks(self) -> Mapping[TrackName, Walk]:
        memory, seen = Memory(), watched(self.policy.definitions)
        tracks, steps = self.policy.tracks.items(), steps_watched(self.policy.definitions)
        return {name: memory.walk(track, self.policy.definitions, seen[name], steps[name]) for name, track in tracks}

    def situation(self, instance: Instance) -> Situation:
        """Give the situation in which a real instance stands; the proof must have been there."""
        walk, definition = self.walks[instance.track], self.policy.definitions[instance.track]
        live = walk.live[instance.state]
        read = {name: atom(definition.facts[name], instance.answers.get(name)) for name in live}
        found = Situation(
            state=instance.state,
            answers=tuple((name, read.get(name)) for name in walk.read_facts),
            consents=tuple((name, instance.consents.get(name, "not_asked")) for name in definition.consents),
            done=frozenset(walk.kept_steps[name] for name in instance.done if name in walk.kept_steps),
            named=bool(instance.person) or not walk.reads_named,
        )
        assert found in walk.parents, f"{instance.on} stands where the proof has never been: {found}"
        return found

    def at_an_end(self, track: str) -> Aim:
        """Give the aim of standing at any end of a track."""
        states = self.policy.definitions[TrackName(track)].states
        return Aim(lambda found: states[found.state].end)
