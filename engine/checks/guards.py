"""Reference checks of guards: every name is one that there is, and every comparison is one that can ever hold.

The guards of a track and those that a policy adds to it are read in the same way; the policy's with the answers of its
lists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from engine.errors import Finding
from engine.identity import TrackName
from engine.language.guards import SCOPES, Compare, Contains, Guard, Reference, comparisons, leaves, quantifiers
from engine.language.strict_yaml import Place, SourceFile
from engine.language.track_definition import Action, Fact, TrackDefinition
from engine.language.vocabulary import CASE_TRACK, CONSENT, EVIDENCE_KINDS, FOR_PUPIL, FREE_TYPES, YES_NO

ATTRIBUTES = ("ended", "named", FOR_PUPIL)
UNREADABLE = (*FREE_TYPES, "date", "time")
"""Types of facts that no guard reads: words can be erased, and times are the business of clocks."""
TRUTHS = ("recorded", "done", "due", "overdue", "others")
"""Scopes of names that are either so or not so."""
Leaf = Reference | Compare | Contains


@dataclass(frozen=True, slots=True)
class GuardChecks:
    """The checks of guards over one track that stand in a file; `tracks` are those that they may ask about.

    `unused` are tracks that there are and that the policy whose guards are read does not use.
    """

    track: TrackDefinition
    file: SourceFile
    tracks: Mapping[TrackName, TrackDefinition]
    unused: Collection[str] = ()

    def requirement(self, place: Place, action: Action, guard: Guard) -> Iterator[Finding]:
        """List every fault of a guard that an action requires."""
        yield from self.guard(place, guard)
        for reference, _ in comparisons(guard):
            if not reference.scope and reference.name in (action.choose, *action.asks):
                wrong = f"guards '{reference.name}', which the action asks itself"
                yield self.file.finding(place, wrong, "a “no” must be recorded, not refused: guard the next action")

    def guard(self, place: Place, guard: Guard) -> Iterator[Finding]:
        """List every fault of a guard."""
        inside: set[int] = set()
        for quantified in quantifiers(guard):
            inside |= {id(leaf) for leaf in leaves(quantified.inner)}
            if quantified.track not in self.tracks:
                yield self._no_track(place, quantified.track)
                continue
            if quantified.track == self.track.track:
                allowed = "an instance asks about itself, the case and other procedures"
                yield self.file.finding(place, "asks about other instances of this very track", allowed)
            inner = GuardChecks(self.tracks[quantified.track], self.file, self.tracks)
            for leaf in leaves(quantified.inner):
                yield from inner.leaf(place, leaf, f"{quantified.track}.")
        for leaf in leaves(guard):
            if id(leaf) not in inside:
                yield from self.leaf(place, leaf)

    def _no_track(self, place: Place, name: str) -> Finding:
        wrong = "is a track that this policy does not use" if name in self.unused else "is not a track"
        return self.file.finding(place, f"'{name}' {wrong}", self.tracks, near=name)

    def leaf(self, place: Place, leaf: Leaf, before: str = "") -> Iterator[Finding]:
        """Check one name of a guard, and the constants it is compared with, as names of this track.

        `before` is how the name begins in the file where the guard asks about this track from another one.
        """
        reference, values = next(comparisons(leaf))
        spelled, known = f"{before}{reference}", self._names(reference.scope)
        if known is None:
            yield self._no_name(place, reference)
        elif reference.name not in known:
            wrong = f"'{reference}' is not declared{f' in {self.track.track}' if before else ''}"
            yield self.file.finding(place, wrong, known, near=reference.name)
        elif self._is_unreadable(reference):
            wrong = f"'{spelled}' is a {self._type(reference)}, which no guard reads"
            yield self.file.finding(place, wrong, f"ask whether it was answered: {before}recorded.{reference.name}")
        else:
            domain = self._domain(reference)
            for value in values:
                if domain and value not in domain:
                    yield self.file.finding(place, f"'{value}' is no value of {spelled}", domain, near=value)
            yield from self._form(place, leaf, reference, spelled)

    def _no_name(self, place: Place, reference: Reference) -> Finding:
        if reference.scope in self.tracks:
            allowed = f"ask about another procedure in any({reference} …) or all({reference} …)"
            return self.file.finding(place, f"'{reference}' is a name of another procedure", allowed)
        before = f"allowed before a dot: {', '.join(SCOPES)}"
        return self.file.finding(place, f"'{reference}' is not a name", before)

    def _form(self, place: Place, leaf: Leaf, reference: Reference, spelled: str) -> Iterator[Finding]:
        """Find a comparison that can never hold, whatever the answer is."""
        kind, domain = self._type(reference), self._domain(reference)
        if kind == "choices" and not isinstance(leaf, Contains):
            yield self.file.finding(place, f"'{spelled}' takes several answers", f"write: answer in {spelled}")
        elif isinstance(leaf, Contains) and kind != "choices":
            yield self.file.finding(place, f"'{spelled}' takes one answer only", f"write: {spelled} == {leaf.value}")
        elif kind == "count":
            counted = isinstance(leaf, Compare) and all(value.isdecimal() for value in leaf.right)
            if not counted:
                yield self.file.finding(place, f"'{spelled}' is a number", f"compare it with one: {spelled} >= 1")
        elif isinstance(leaf, Reference) and domain and "yes" not in domain:
            yield self.file.finding(place, f"'{spelled}' is never yes or no", domain)

    def _type(self, reference: Reference) -> str:
        fact = self._fact(reference)
        return fact.type if fact else "count" if reference.scope == "evidence" else ""

    def _is_unreadable(self, reference: Reference) -> bool:
        return self._type(reference) in UNREADABLE

    def _names(self, scope: str) -> Collection[str] | None:
        """Give the names that may follow a scope; None where there is no such scope."""
        case = self.tracks.get(CASE_TRACK, self.track)
        return {
            "": (*self.track.facts, *ATTRIBUTES),
            "consent": self.track.consents,
            "case": (*case.facts, "ended"),
            "recorded": self.track.facts,
            "done": self.track.actions,
            "evidence": ("any", *EVIDENCE_KINDS),
            "due": self.track.deadlines,
            "overdue": self.track.deadlines,
            "others": ("ended",),
        }.get(scope)

    def _domain(self, reference: Reference) -> Collection[str]:
        if reference.scope == "consent":
            return CONSENT
        fact = self._fact(reference)
        if fact is None and (reference.scope in TRUTHS or reference.name in ATTRIBUTES):
            return YES_NO
        return fact.domain if fact else ()

    def _fact(self, reference: Reference) -> Fact | None:
        if reference.scope not in ("", "case"):
            return None
        instance = self.track if not reference.scope else self.tracks.get(CASE_TRACK, self.track)
        return instance.facts.get(reference.fact)
