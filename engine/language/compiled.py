"""A policy compiled: the tracks as this policy uses them, immutable, shared by cases and threads.

A policy may leave out actions, narrow who acts, add guards, set lengths and cite clauses; what comes out is one
effective definition for each track, so that nothing downstream asks twice where a rule came from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Literal

from engine.identity import NO_ROLE, NO_TRACK, ActionName, PostName, RoleName, StepName, TrackName
from engine.language.duties.steps import arising_in, step_of, with_duties
from engine.language.field_types import Roles, step_elsewhere, two_of
from engine.language.guards import comparisons, references
from engine.language.machine import CompiledTrack, compile_track
from engine.language.never_rules import REPORTER
from engine.language.policy_definition import Narrowing, PolicyDefinition, RoleHolders
from engine.language.track_definition import Binding, TrackDefinition
from engine.language.variants import effective_track, keep_open, shown_to_receivers, with_told
from engine.language.vocabulary import AN_ANSWER, CASE_TRACK, RECEIVER, TOP, FactKind, RoleKind, TrackKind, is_answer


@dataclass(frozen=True)
class CompiledPolicy:
    """A policy ready for use. `hash` is the hash of the files it was made from, `sources` those files."""

    definition: PolicyDefinition
    tracks: Mapping[TrackName, CompiledTrack]
    hash: str
    sources: Mapping[str, str] = field(repr=False)

    @property
    def key(self) -> str:
        """Give the key of the policy."""
        return self.definition.policy

    @cached_property
    def definitions(self) -> Mapping[TrackName, TrackDefinition]:
        """Give the effective definition of every track."""
        return {name: track.definition for name, track in self.tracks.items()}

    @cached_property
    def paired(self) -> frozenset[RoleName]:
        """Give the roles that need two people, so that a second person can be found for every step that asks for one.

        As few as will do: one role of either step of a pair is enough, and more people would see the case for nothing.
        """
        found: list[RoleName] = []
        for roles in sorted(self._second_persons(), key=len):
            if roles and not any(role in found for role in roles):
                found.append(next((role for role in roles if role in self.roles_of(RoleKind.MANAGER)), roles[-1]))
        return frozenset(found)

    def _second_persons(self) -> Iterator[tuple[RoleName, ...]]:
        """List, for each step that a second person takes, the roles of it and of the step before."""
        for track in self.tracks.values():
            actions = track.definition.actions
            for action in actions.values():
                for earlier in map(ActionName, action.other_than):
                    if earlier in actions:
                        roles = (role for role in (*actions[earlier].by, *action.by) if role in self.definition.roles)
                        yield tuple(dict.fromkeys(roles))

    @cached_property
    def alone_for_others(self) -> frozenset[RoleName]:
        """Give the roles that alone, under some condition, may take a step which the person who reports may not."""
        groups = (
            [role for role in roles if role in self.definition.roles]
            for name, track in self.tracks.items()
            for key, action in track.definition.actions.items()
            if REPORTER in action.other_than
            for roles in (action.by, *(narrowing.by for narrowing in self.only_by(name, key)))
        )
        return frozenset(group[0] for group in groups if len(group) == 1)

    @cached_property
    def posts_of(self) -> Mapping[RoleName, tuple[PostName, ...]]:
        """Give the posts by which each role is held: those that it goes to first, then those that step in."""
        return {role: (*holders.held_by, *holders.then) for role, holders in self.definition.roles.items()}

    @cached_property
    def has_two_lengths(self) -> bool:
        """Say whether a clock has two lengths, so that answers may change when it runs out."""
        return any(two_of(clock.length) for track in self.definitions.values() for clock in track.deadlines.values())

    @cached_property
    def counted_elsewhere(self) -> Mapping[TrackName, Mapping[str, tuple[TrackName, ActionName]]]:
        """Give, for each track that has some, the clocks that begin with a step of another track, and that step."""
        found: dict[TrackName, dict[str, tuple[TrackName, ActionName]]] = {}
        for track, definition in self.definitions.items():
            for name, clock in definition.deadlines.items():
                if (step := step_elsewhere(clock.start)) is not None:
                    found.setdefault(track, {})[name] = step
        return found

    @cached_property
    def begun_by_danger(self) -> frozenset[TrackName]:
        """Name the tracks that the shell opens for an answer about danger."""
        shell = self.shell
        asked = {name for name in shell.report if shell.facts[name].type == "danger"}
        return frozenset(
            each.track
            for each in shell.opening
            if each.when is not None and any(read.fact in asked for read in references(each.when) if not read.scope)
        )

    @property
    def shell(self) -> TrackDefinition:
        """Give the track that every case begins with."""
        return self.track(CASE_TRACK).definition

    def roles_of(self, kind: RoleKind) -> tuple[RoleName, ...]:
        """Name the roles that are this to the shell; () where it names none."""
        return self.shell.roles.get(kind, ()) if CASE_TRACK in self.tracks else ()

    @property
    def manager(self) -> RoleName:
        """Name the role that manages a case: letters are signed by it, and it is doubled first; "" for none."""
        return next(iter(self.roles_of(RoleKind.MANAGER)), NO_ROLE)

    def track_of(self, kind: TrackKind) -> TrackName:
        """Name the track of a kind; "" where this policy has none."""
        return next((name for name, track in self.tracks.items() if track.definition.kind is kind), NO_TRACK)

    def track(self, name: TrackName) -> CompiledTrack:
        """Give one compiled track."""
        return self.tracks[name]

    def role(self, role: RoleName) -> RoleHolders:
        """Give the posts that hold a role of this policy."""
        return self.definition.roles[role]

    @cached_property
    def done_by_hand(self) -> Mapping[tuple[TrackName, str], str]:
        """Give the numbers that are ticked off in a case, by the track and the name of their step and deadline."""
        return {
            (track, step_of(number)): number
            for track in self.tracks
            for number, _ in arising_in(self.definition, track)
        }

    def doing_by_hand(self, track: TrackName, name: str) -> tuple[str, ...]:
        """Name those who do by hand what a deadline is for; () where it is for a step."""
        number = self.done_by_hand.get((track, name))
        return self.definition.by_hand[number].who if number else ()

    def basis(self, number: str) -> Literal["prescribed", "discretion"]:
        """Say whether a number prescribes what it asks for; what is done by hand does."""
        clause = self.definition.clauses.get(number)
        return clause.basis if clause is not None else "prescribed"

    def cites(self, track: TrackName, name: ActionName) -> tuple[str, ...]:
        """Give the clauses behind an action; () where the policy is silent."""
        by_hand = self.done_by_hand.get((track, name))
        return (by_hand,) if by_hand else self.definition.tracks[track].cites.get(name, ())

    def clock_cites(self, track: TrackName, name: str) -> tuple[str, ...]:
        """Give the clauses behind a deadline; () where the policy is silent."""
        clock = self.definition.tracks[track].deadlines.get(name)
        by_hand = self.done_by_hand.get((track, name))
        return (by_hand,) if by_hand else clock.cites if clock else ()

    def clock_title(self, track: TrackName, name: str) -> str:
        """Say what a deadline asks for, as a step is called: its own title, or that of the first step that meets it."""
        definition = self.track(track).definition
        clock = definition.deadlines.get(name)
        if clock is None and is_answer(name):
            return f"An answer to letter {name.removeprefix(AN_ANSWER)}"
        if clock is None:
            known = name.startswith("review ")
            return "Look at the hold again" if known else name.replace("_", " ").capitalize()
        return clock.title or definition.actions[StepName(clock.met_by[0]).action].title

    def step_source(self, track: TrackName, name: ActionName) -> str:
        """Say where a step comes from that no clause of this policy asks for; "" where one does."""
        if self.cites(track, name):
            return ""
        own = self.definition.tracks[track].silent.get(name, "")
        action = self.track(track).definition.actions.get(name)
        return own or (action.source if action else "")

    def clock_source(self, track: TrackName, name: str) -> str:
        """Say where the length of a deadline comes from when no clause gives it; "" where one does."""
        if self.clock_cites(track, name):
            return ""
        used = self.definition.tracks[track]
        clock = used.deadlines.get(name)
        default = self.track(track).definition.deadlines.get(name)
        return (clock.source if clock else "") or used.silent.get(name, "") or (default.source if default else "")

    @cached_property
    def apart(self) -> tuple[tuple[Roles, ...], ...]:
        """Give the groups of roles that nobody may mix in one case, of every track that has some."""
        return tuple(track.definition.apart for track in self.tracks.values() if track.definition.apart)

    @cached_property
    def kept_apart(self) -> Mapping[RoleName, tuple[RoleName, ...]]:
        """Give, for each role, those whose holders may not hold it in the same case; a role that has none is not in."""
        found: dict[RoleName, dict[RoleName, None]] = {}
        for groups in self.apart:
            for role in (role for mine in groups for role in mine):
                others = (other for group in groups if role not in group for other in group)
                found.setdefault(role, {}).update(dict.fromkeys(others))
        return {role: tuple(others) for role, others in found.items()}

    def clock_basis(self, track: TrackName, name: str) -> str:
        """Say what a deadline rests on: `prescribed`, `discretion` or `silent`."""
        cited = [self.basis(number) for number in self.clock_cites(track, name)]
        if not cited:
            return "silent"
        return "prescribed" if "prescribed" in cited else "discretion"

    def binding(self, track: TrackName, name: str) -> Binding:
        """Say whether a deadline is the `law`, a `duty`, or a `target`; no policy makes less of the law."""
        default = self.track(track).definition.deadlines.get(name)
        used = self.definition.tracks[track].deadlines.get(name)
        if default is not None and default.binding == "law":
            return "law"
        own = used.binding if used else None
        return own or (default.binding if default else "target")

    def is_kept_as_law(self, track: TrackName, name: str) -> bool:
        """Say whether a deadline is kept like one of the law, and no law gives it."""
        clock = self.track(track).definition.deadlines.get(name)
        return clock is not None and clock.as_law

    def only_by(self, track: TrackName, name: ActionName) -> tuple[Narrowing, ...]:
        """Give the conditions under which a step is for fewer people than else."""
        return self.definition.tracks[track].only_by.get(name, ())

    def told(self, track: TrackName) -> Roles:
        """Name the roles that the policy has told when a track begins, whatever begins it; () for those of the step."""
        used = self.definition.tracks[track]
        return tuple(dict.fromkeys((*used.told, *(role for role in used.recipients if role != RECEIVER))))

    def may_move(self, track: TrackName, name: str) -> tuple[str, ...]:
        """Give the clauses that let a duty be paused or given more time by hand; () where none does."""
        used = self.definition.tracks[track].deadlines.get(name)
        return used.may_move if used else ()

    def reading(self, track: TrackName, name: str) -> str:
        """Say what of a deadline is our reading of its clause, and why; "" where the clause leaves nothing open."""
        used = self.definition.tracks[track].deadlines.get(name)
        return used.reading if used else ""

    def hold_says(self, track: TrackName, name: str) -> str:
        """Say what a hold is for, as a part of a sentence."""
        hold = self.track(track).definition.holds.get(name)
        return hold.says.rstrip(".") if hold else name.replace("_", " ")

    def title(self, who: str) -> str:
        """Call a role, a post or a party as this policy calls them: Lumen's DSL is its lead safeguarding officer."""
        return self.definition.names.get(who, who)


def compile_policy(
    policy: PolicyDefinition, tracks: Mapping[TrackName, TrackDefinition], sources: Mapping[str, str]
) -> CompiledPolicy:
    """Compile a policy that `engine.checks.references` found no fault in; `sources` maps file names to their text."""
    effective = {
        name: with_told(effective_track(tracks[name], used, {**policy.lists, TOP: policy.top}), policy.tracks)
        for name, used in policy.tracks.items()
    }
    musts = {name: used.must for name, used in policy.tracks.items() if used.must and name != CASE_TRACK}
    if CASE_TRACK in effective:
        if policy.receives is not None and policy.receives.of == "report":
            effective[CASE_TRACK] = shown_to_receivers(effective[CASE_TRACK])
        effective[CASE_TRACK] = keep_open(effective[CASE_TRACK], effective, musts)
    compiled = {name: compile_track(with_duties(track, policy)) for name, track in effective.items()}
    return CompiledPolicy(policy, compiled, content_hash(sources), dict(sources))


def content_hash(sources: Mapping[str, str]) -> str:
    """Hash files by name and content, in whatever order they come."""
    canonical = json.dumps(dict(sorted(sources.items())), ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def purpose_of(shell: TrackDefinition, track: TrackName) -> str:
    """Give the purpose for which a request opens a track; "" where none does."""
    asked = shell.fact(FactKind.PURPOSE)
    rules = (opening.when for opening in shell.opening if opening.track == track and opening.when is not None)
    meant = (values for rule in rules for read, values in comparisons(rule) if read.name == asked and not read.scope)
    return next((value for values in meant for value in values), "")
