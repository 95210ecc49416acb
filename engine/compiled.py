"""A policy compiled: the tracks as this policy uses them, immutable, shared by cases and threads.

A policy may leave out actions, narrow who acts, add guards, set lengths and cite clauses; what comes out is one
effective definition for each track, so that nothing downstream asks twice where a rule came from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from engine.definition import Action, Clock, Policy, PolicyClock, PolicyTrack, RoleHolders, Track
from engine.machine import CompiledTrack, compile_track


@dataclass(frozen=True)
class CompiledPolicy:
    """A policy ready for use. `hash` is the hash of the files it was made from, `sources` those files."""

    definition: Policy
    tracks: Mapping[str, CompiledTrack]
    hash: str
    sources: Mapping[str, str] = field(repr=False)

    @property
    def key(self) -> str:
        """Give the key of the policy."""
        return self.definition.policy

    @property
    def definitions(self) -> Mapping[str, Track]:
        """Give the effective definition of every track."""
        return {name: track.definition for name, track in self.tracks.items()}

    def track(self, name: str) -> CompiledTrack:
        """Give one compiled track."""
        return self.tracks[name]

    def role(self, role: str) -> RoleHolders:
        """Give the posts that hold a role of this policy."""
        return self.definition.roles[role]

    def cites(self, track: str, name: str) -> tuple[str, ...]:
        """Give the clauses behind an action; () where the policy is silent."""
        return self.definition.tracks[track].cites.get(name, ())

    def clock_cites(self, track: str, name: str) -> tuple[str, ...]:
        """Give the clauses behind a deadline; () where the policy is silent."""
        clock = self.definition.tracks[track].deadlines.get(name)
        return clock.cites if clock else ()

    def clock_title(self, track: str, name: str) -> str:
        """Say what a deadline asks for, as a step is called: its own title, or that of the first step that meets it."""
        definition = self.track(track).definition
        clock = definition.deadlines.get(name)
        if clock is None:
            return "Look at the hold again"
        return clock.title or definition.actions[clock.met_by[0].split("/")[0]].title

    def clock_source(self, track: str, name: str) -> str:
        """Say where the length of a deadline comes from when no clause gives it."""
        used = self.definition.tracks[track]
        clock = used.deadlines.get(name)
        return (clock.source if clock else "") or used.silent.get(name, "")

    def clock_basis(self, track: str, name: str) -> str:
        """Say what a deadline rests on: `prescribed`, `discretion` or `silent`."""
        cited = [self.definition.clauses[number].basis for number in self.clock_cites(track, name)]
        if not cited:
            return "silent"
        return "prescribed" if "prescribed" in cited else "discretion"

    def binding(self, track: str, name: str) -> str:
        """Say whether a deadline is a `duty` of the policy or a `target` that was set for it."""
        clock = self.definition.tracks[track].deadlines.get(name)
        return clock.binding if clock else "target"

    def title(self, role: str) -> str:
        """Call a role as this policy calls it: Lumen's DSL is its lead safeguarding officer."""
        return self.definition.names.get(role, role)


def compile_policy(policy: Policy, tracks: Mapping[str, Track], sources: Mapping[str, str]) -> CompiledPolicy:
    """Compile a policy that `engine.checks` found no fault in; `sources` maps file names to their text."""
    effective = {name: compile_track(_effective(tracks[name], used)) for name, used in policy.tracks.items()}
    return CompiledPolicy(policy, effective, content_hash(sources), dict(sources))


def content_hash(sources: Mapping[str, str]) -> str:
    """Hash files by name and content, in whatever order they come."""
    canonical = json.dumps(dict(sorted(sources.items())), ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def _effective(track: Track, used: PolicyTrack) -> Track:
    actions = {
        name: _narrowed(name, action, used) for name, action in track.actions.items() if name not in used.without
    }
    clocks = {name: _timed(clock, used.deadlines.get(name)) for name, clock in track.deadlines.items()}
    return track.model_copy(update={"actions": actions, "deadlines": clocks})


def _narrowed(name: str, action: Action, used: PolicyTrack) -> Action:
    changes: dict[str, object] = {}
    if name in used.by:
        changes["by"] = used.by[name]
    if name in used.requires:
        changes["requires"] = (*action.requires, *used.requires[name])
    return action.model_copy(update=changes) if changes else action


def _timed(clock: Clock, by_policy: PolicyClock | None) -> Clock:
    if by_policy is None:
        return clock
    chosen: dict[str, object] = {
        "within": by_policy.within, "start": by_policy.start, "grace": by_policy.grace,
        "remind": by_policy.remind, "tell": by_policy.tell, "after": by_policy.after, "roll": by_policy.roll,
    }  # fmt: skip
    return clock.model_copy(update={name: value for name, value in chosen.items() if value})
