"""Checks of what a track declares by kind: each kind stands where it means something, and what code needs is there.

Without these declarations Duecourse would have to know procedures by their names. The question about a possible image
of a child is the one that no files can leave out: the gate that is built on it is the engine's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.errors import Finding
from engine.identity import RoleName, TrackName
from engine.language.compiled import purpose_of
from engine.language.strict_yaml import Place, SourceFile
from engine.language.track_definition import Action, Fact, TrackDefinition
from engine.language.vocabulary import (
    CASE_TRACK,
    LANGUAGE,
    ActionKind,
    FactKind,
    RoleKind,
    StateKind,
    TrackKind,
)

SITE = "site"
"""What the words about a step may hold in braces: the name of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """What a question of a kind looks like: its types, and those of them that say under `means` which answers count.

    A track asks one of a kind, where it is not of those that there may be `several` of.
    """

    types: tuple[str, ...]
    means: tuple[str, ...] = ()
    shell: bool = False
    track: TrackKind | None = None
    several: bool = False


SHAPES: Mapping[FactKind, _Shape] = {
    FactKind.PURPOSE: _Shape(types=("choice",), shell=True),
    FactKind.TOPIC: _Shape(types=("choice",), shell=True),
    FactKind.DANGER_TO_LIFE: _Shape(types=("danger",), shell=True),
    FactKind.DANGER_TO_CHILD: _Shape(types=("danger",), shell=True),
    FactKind.DATA_MADE_PUBLIC: _Shape(types=("danger",), shell=True),
    FactKind.POSSIBLE_IMAGE: _Shape(types=("danger", "choices"), means=("choices",), shell=True),
    FactKind.POST_OF_SUBJECT: _Shape(types=("choice",), shell=True),
    FactKind.CATEGORY_OF_SUBJECT: _Shape(types=("choice",), shell=True),
    FactKind.OWN_REPORT: _Shape(types=("yesno",), shell=True),
    FactKind.SITE: _Shape(types=("text",)),
    FactKind.WITNESS: _Shape(types=("text",), several=True),
    FactKind.REGISTER: _Shape(types=("choice",), means=("choice",), track=TrackKind.REGISTER),
    FactKind.ENTRY: _Shape(types=("text",), track=TrackKind.REGISTER),
    FactKind.ENTRY_PURPOSE: _Shape(types=("choice",), track=TrackKind.REGISTER),
    FactKind.ENTRY_SCOPE: _Shape(types=("text",), track=TrackKind.REGISTER),
    FactKind.ENTRY_FROM: _Shape(types=("time",), track=TrackKind.REGISTER),
    FactKind.ENTRY_UNTIL: _Shape(types=("time",), track=TrackKind.REGISTER),
    FactKind.QUESTION: _Shape(types=("text",), track=TrackKind.QUESTION),
    FactKind.REPLY: _Shape(types=("text",), track=TrackKind.QUESTION),
}
NEEDED: Mapping[TrackKind, tuple[FactKind, ...]] = {
    TrackKind.REGISTER: (FactKind.REGISTER, FactKind.ENTRY),
    TrackKind.QUESTION: (FactKind.QUESTION, FactKind.REPLY),
}
"""The questions that a track of a kind must have."""


def check_declarations(
    track: TrackDefinition, file: SourceFile, tracks: Mapping[TrackName, TrackDefinition]
) -> Iterator[Finding]:
    """List every kind of a track that stands where it means nothing, and every one that is missing."""
    checks = _Declarations(track, file, tracks)
    yield from checks.questions()
    yield from checks.steps()
    yield from checks.holds()
    yield from checks.shell()
    if track.kind is not None:
        yield from checks.request(track.kind)


@dataclass(frozen=True, slots=True)
class _Declarations:
    track: TrackDefinition
    file: SourceFile
    tracks: Mapping[TrackName, TrackDefinition]

    @property
    def is_shell(self) -> bool:
        """Say whether this is the track that every case begins with."""
        return self.track.track == CASE_TRACK

    def questions(self) -> Iterator[Finding]:
        """Check the kind of each question."""
        seen: set[FactKind] = set()
        for name, fact in self.track.facts.items():
            place: Place = ("facts", name)
            if fact.kind is None:
                if fact.means:
                    yield self.file.finding((*place, "means"), "stands without a kind", "give the question a `kind`")
                continue
            yield from self._question(place, fact, SHAPES[fact.kind], fact.kind)
            if fact.kind in seen and fact.type != "choices" and not SHAPES[fact.kind].several:
                yield self.file.finding(
                    (*place, "kind"), f"'{fact.kind}' is asked twice here", "one question of a kind"
                )
            seen.add(fact.kind)

    def _question(self, place: Place, fact: Fact, shape: _Shape, kind: FactKind) -> Iterator[Finding]:
        if fact.type not in shape.types:
            yield self.file.finding((*place, "kind"), f"a {fact.type} cannot be the '{kind}'", shape.types)
        if shape.shell and not self.is_shell:
            allowed = f"only the track `{CASE_TRACK}` asks it"
            yield self.file.finding((*place, "kind"), f"'{kind}' is no question of this track", allowed)
        if shape.track is not None and self.track.kind is not shape.track:
            allowed = f"only a track that says `kind: {shape.track}` asks it"
            yield self.file.finding((*place, "kind"), f"'{kind}' is no question of this track", allowed)
        if bool(fact.means) != (fact.type in shape.means):
            wrong = "says under `means` what is not asked" if fact.means else "does not say which answers mean it"
            yield self.file.finding(place, wrong, "name under `means` the answers that say so")
        for number, value in enumerate(fact.means):
            if value not in fact.domain:
                yield self.file.finding((*place, "means"), f"'{value}' is no answer here", fact.domain, value, number)

    def steps(self) -> Iterator[Finding]:
        """Check the kind of each step, and how letters are to tell of it."""
        for name, action in self.track.actions.items():
            place: Place = ("actions", name)
            finds = bool(action.finds) or any(end.finds for end in action.outcomes.values())
            if finds and action.kind is not ActionKind.LOOK:
                wrong = "says what was found, and is no look at an address"
                yield self.file.finding(place, wrong, f"say `kind: {ActionKind.LOOK}`")
            yield from self._lookup(place, action)
            for key, words in (("told_as", action.told_as), ("asked_as", action.asked_as)):
                named = set(re.findall(r"\{([^}]*)\}", words))
                if named - {SITE}:
                    yield self.file.finding((*place, key), "asks for what is not known", f"{{{SITE}}} or plain words")

    def _lookup(self, place: Place, action: Action) -> Iterator[Finding]:
        if (action.kind is ActionKind.LOOKUP) != bool(action.looks_up):
            wrong, allowed = "says what is looked up, or that something is, and not the other", "`kind` and `looks_up`"
            yield self.file.finding(place, wrong, f"a step of the kind `{ActionKind.LOOKUP}` has both: {allowed}")
            return
        if not action.looks_up:
            return
        register = next((each for each in self.tracks.values() if each.kind is TrackKind.REGISTER), None)
        fact = register.facts.get(register.fact(FactKind.REGISTER)) if register else None
        if fact is None:
            wrong = "looks into registers, and no track is one"
            yield self.file.finding((*place, "kind"), wrong, f"a track that says `kind: {TrackKind.REGISTER}`")
            return
        for number, value in enumerate(action.looks_up):
            if value not in fact.domain:
                there = (*place, "looks_up")
                yield self.file.finding(there, f"'{value}' is no register", fact.domain, value, number)

    def holds(self) -> Iterator[Finding]:
        """A hold that is looked at again says whose business that is."""
        for name, hold in self.track.holds.items():
            if hold.review is not None and not hold.managed_by:
                yield self.file.finding(
                    ("holds", name), "says of no role that it looks at it again", "add `managed_by`"
                )

    def shell(self) -> Iterator[Finding]:
        """The track of every case asks what the engine must know, and says what roles are."""
        if not self.is_shell:
            if self.track.roles:
                allowed = f"the track `{CASE_TRACK}` says what roles are"
                yield self.file.finding(("roles",), "stand in the wrong track", allowed)
            return
        asked = [self.track.facts[name] for name in self.track.report if name in self.track.facts]
        if not any(fact.kind is FactKind.POSSIBLE_IMAGE and fact.type == "danger" for fact in asked):
            wrong = "no question asks whether there may be an indecent image of a child"
            allowed = f"a question of the type `danger` with `kind: {FactKind.POSSIBLE_IMAGE}`"
            yield self.file.finding(("report",), wrong, allowed)
        if not self.track.roles.get(RoleKind.MANAGER):
            allowed = f"`roles: {{{RoleKind.MANAGER}: [...]}}`"
            yield self.file.finding(("roles",), "no role manages a case", allowed)
        if self.track.language == LANGUAGE:
            yield from self._named()
        if self.track.request and self.track.fact(FactKind.PURPOSE) not in self.track.request:
            wrong = "no question asks what a request is for"
            yield self.file.finding(("request",), wrong, f"one with `kind: {FactKind.PURPOSE}`")

    def _named(self) -> Iterator[Finding]:
        """Every role that the shell speaks of is one that some track knows."""
        known = {role for track in self.tracks.values() for role in roles_named(track)}
        for kind, roles in self.track.roles.items():
            for number, role in enumerate(roles):
                if role not in known:
                    yield self.file.finding(("roles", kind), f"no step names the role '{role}'", known, role, number)

    def request(self, kind: TrackKind) -> Iterator[Finding]:
        """A register or a question can be filed, read, and found by what a request says that it is for."""
        track, found = self.track, {fact.kind for fact in self.track.facts.values()}
        for needed in NEEDED[kind]:
            if needed not in found:
                yield self.file.finding(("kind",), f"has no question of the kind '{needed}'", "declare one")
        if not track.action(ActionKind.FILING):
            yield self.file.finding(("kind",), f"has no step of the kind '{ActionKind.FILING}'", "declare one")
        for state in (StateKind.IN_FORCE, StateKind.TAKEN_BACK) if kind is TrackKind.REGISTER else ():
            if not track.states_of(state):
                yield self.file.finding(("kind",), f"has no state of the kind '{state}'", "declare one")
        shell = self.tracks.get(CASE_TRACK)
        if shell is not None and not purpose_of(shell, track.track):
            wrong = "no purpose of a request opens it"
            yield self.file.finding(("kind",), wrong, f"an entry of `opening` in the track `{CASE_TRACK}`")


def roles_named(track: TrackDefinition) -> Iterator[RoleName]:
    """List the roles that act in a track, are told in it, or may look into it."""
    for action in track.actions.values():
        yield from (*action.by, *action.tells)
    yield from track.seen_by
