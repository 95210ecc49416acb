"""Reference checks: every name in a procedure points at something, and says so for all of them at once.

`transitions` would take unknown targets and silently prefer the first of two equal ones, so this is the only
guard before a table is compiled. What can only be seen by walking the table is the business of `engine.proof.run`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from engine.checks.conditions.proposal_findings import proposal_findings
from engine.checks.guards import GuardChecks
from engine.checks.times import starts_elsewhere, two_lengths
from engine.errors import Finding
from engine.identity import NO_TRACK, Asked, FactName, StepName, TrackName
from engine.language.field_types import step_elsewhere
from engine.language.guards import Guard
from engine.language.never_rules import REPORTER, Never
from engine.language.strict_yaml import Place, SourceFile
from engine.language.track_definition import ANY, STAY, Action, ClockRule, Outcome, TrackDefinition
from engine.language.vocabulary import CATEGORIES, CONSENT, CONSENT_ANSWERS, STARTS_AT_ONCE

KINDS = ("address", "affected person", "subject", "child", "case", "same")
"""What a track may be opened for: each of a kind, or the same that the opening instance is about."""
ANSWERS = {"yes", "no", "none"}


class TrackChecks:
    """The checks of one track against itself and the other tracks."""

    def __init__(
        self,
        track: TrackDefinition,
        file: SourceFile,
        tracks: Mapping[TrackName, TrackDefinition],
        letters: Collection[str],
    ) -> None:
        self.track, self.file, self.tracks, self.letters = track, file, tracks, letters

    def findings(self) -> Iterator[Finding]:
        """List every fault of the track."""
        yield from self._known((("starts",), self.track.starts), self.track.states, "state")
        for number, start in enumerate(self.track.starts_instead):
            yield from self._known((("starts_instead", number, "state"), start.state), self.track.states, "state")
            yield from self._guard(("starts_instead", number, "when"), start.when)
        yield from self._all_known(("report",), self.track.report, self.track.facts, "fact")
        yield from self._all_known(("request",), self.track.request, self.track.facts, "fact")
        yield from self.openings(("opening",), self.track.opening)
        for name, action in self.track.actions.items():
            yield from self._action(("actions", name), action)
        for key, clock in self.track.deadlines.items():
            yield from self.clock(("deadlines", key), clock)
        yield from self._holds()
        for number, rule in enumerate(self.track.never):
            yield from self._known((("never", number, "entering"), rule.entering), self.track.states, "state")
            yield from self._never(("never", number), rule)
        for number, slip in enumerate(self.track.contradictions):
            yield from self._guard(("contradictions", number, "when"), slip.when)
        yield from self._all_known(("only",), self.track.only, CATEGORIES, "category of people")
        yield from self._waiting()

    def _never(self, place: Place, rule: Never) -> Iterator[Finding]:
        """A rule says where it holds, and one thing that must not be then."""
        yield from self._all_known((*place, "taking"), rule.taking, self.track.actions, "action")
        yield from self._all_known((*place, "after_own"), rule.after_own, (*self.track.actions, REPORTER), "action")
        for key, guard in (("when", rule.when), ("unless", rule.unless)):
            if guard is not None:
                yield from self._guard((*place, key), guard)
        if sum((bool(rule.entering), rule.always, bool(rule.taking))) != 1:
            allowed = "name a state under `entering` or steps under `taking`, or say `always: true`"
            yield self.file.finding(place, "does not say where it holds", allowed)
        elif rule.taking and (rule.when is not None or (rule.unless is None) == (not rule.after_own)):
            allowed = "with `taking`, say `unless` with what must hold before, or `after_own` with other steps"
            yield self.file.finding(place, "does not say what must not be", allowed)
        elif not rule.taking and (rule.when is None or rule.unless is not None or rule.after_own):
            yield self.file.finding(place, "does not say what must not be", "say `when` with what must not hold there")

    def _known(self, named: tuple[Place, str], known: Collection[str], kind: str) -> Iterator[Finding]:
        place, name = named
        if name and name not in known:
            yield self.file.finding(place, f"'{name}' is not a {kind} here", known, near=name)

    def _all_known(self, place: Place, names: Iterable[str], known: Collection[str], kind: str) -> Iterator[Finding]:
        for number, name in enumerate(names):
            yield from self._known(((*place, number), name), known, kind)

    def _action(self, place: Place, action: Action) -> Iterator[Finding]:
        states = (*self.track.states, ANY)
        yield from self._all_known((*place, "from"), action.origins, states, "state")
        yield from self._all_known((*place, "except"), action.exceptions, self.track.states, "state")
        yield from self._all_known((*place, "asks"), action.asks, self._asked(), "fact that is asked")
        others = (*self.track.actions, REPORTER)
        yield from self._all_known((*place, "other_than"), action.other_than, others, "action")
        yield from self._sets((*place, "set"), action.set)
        yield from self._consents((*place, "consent"), action.consent)
        yield from self._letters(place, action.letter.sends, action.letter.after)
        yield from self.openings((*place, "opens"), action.opens)
        yield from self._ends(place, action)
        yield from proposal_findings(GuardChecks(self.track, self.file, self.tracks), place, action)
        for number, need in enumerate(action.requires):
            yield from GuardChecks(self.track, self.file, self.tracks).requirement(
                (*place, "requires", number, "that"), action, need.that
            )

    def _asked(self) -> tuple[FactName, ...]:
        return tuple(name for name, fact in self.track.facts.items() if not fact.set)

    def _ends(self, place: Place, action: Action) -> Iterator[Finding]:
        if not action.choose:
            if action.outcomes:
                yield self.file.finding((*place, "outcomes"), "has outcomes and no question", "add `choose: fact`")
            yield from self._target((*place, "to"), action.to)
            return
        if action.to:
            yield self.file.finding((*place, "to"), "stands beside outcomes", "each outcome has its own `to`")
        domain = self._domain_of_choice(action.choose)
        if domain is None:
            names = (*self._asked(), *(Asked.of_consent(name) for name in self.track.consents))
            yield self.file.finding(
                (*place, "choose"), f"'{action.choose}' is no question that must be answered", names
            )
            return
        for value in domain:
            if value not in action.outcomes:
                wrong, allowed = f"the answer '{value}' leads nowhere", "every answer needs an outcome"
                yield self.file.finding((*place, "outcomes"), wrong, allowed)
        for value, end in action.outcomes.items():
            yield from self._known(((*place, "outcomes", value), value), domain, "answer")
            yield from self._outcome((*place, "outcomes", value), end)

    def _outcome(self, place: Place, end: Outcome) -> Iterator[Finding]:
        yield from self._target((*place, "to"), end.to)
        yield from self._sets((*place, "set"), end.set)
        yield from self._letters(place, end.letter.sends, end.letter.after)

    def _target(self, place: Place, to: str) -> Iterator[Finding]:
        if to not in (*self.track.states, STAY):
            yield self.file.finding(place, f"'{to}' is not a state here", (*self.track.states, STAY))

    def _domain_of_choice(self, asked: Asked) -> Collection[str] | None:
        if consent := asked.consent:
            return CONSENT_ANSWERS if consent in self.track.consents else None
        fact = self.track.facts.get(asked.fact)
        if fact is None or fact.type == "choices" or fact.set or fact.optional or fact.unknown:
            return None
        return fact.domain or None

    def _sets(self, place: Place, sets: Mapping[FactName, str]) -> Iterator[Finding]:
        settable = {name: fact for name, fact in self.track.facts.items() if fact.set}
        for name, value in sets.items():
            if name not in settable:
                yield self.file.finding((*place, name), f"'{name}' is not a fact that may be set", settable)
            elif value not in settable[name].domain:
                yield self.file.finding((*place, name), f"'{value}' is no answer to '{name}'", settable[name].domain)

    def _consents(self, place: Place, consents: Mapping[str, str]) -> Iterator[Finding]:
        for name, value in consents.items():
            yield from self._known(((*place, name), name), self.track.consents, "consent")
            yield from self._known(((*place, name), value), CONSENT, "value of a consent")

    def _letters(self, place: Place, sends: str, after: Iterable[str]) -> Iterator[Finding]:
        yield from self._known(((*place, "letter", "sends"), sends), self.letters, "letter")
        for name in after:
            yield from self._known(((*place, "letter", "after"), name), self.letters, "letter")

    def openings(self, place: Place, openings: Iterable[object]) -> Iterator[Finding]:
        """List every name of what begins that there is not."""
        for number, opening in enumerate(openings):
            there = (*place, number)
            track: TrackName = getattr(opening, "track", NO_TRACK)
            later = getattr(opening, "later", "")
            if bool(track) == bool(later):
                yield self.file.finding(there, "names no track, or two", "give `track`, or `later` for one to come")
            yield from self._known(((*there, "track"), track), self.tracks, "track")
            yield from self._known(((*there, "letter"), getattr(opening, "letter", "")), self.letters, "letter")
            yield from self._known(((*there, "for"), getattr(opening, "each", "")), KINDS, "kind of opening")
            when: Guard | None = getattr(opening, "when", None)
            if when is not None:
                yield from self._guard((*there, "when"), when)
            if getattr(opening, "known", False) and not (track in self.tracks and self.tracks[track].only):
                wrong = "is for those who are known to be meant, and the track is for everybody"
                yield self.file.finding((*there, "known"), wrong, "a track that says whom it is for, under `only`")
            gives: Mapping[FactName, FactName] = getattr(opening, "give", {})
            for name, source in gives.items():
                taker = self.tracks.get(track)
                yield from self._known(
                    ((*there, "give", name), name), taker.facts if taker else (), "fact of that track"
                )
                yield from self._known(((*there, "give", name), source), self.track.facts, "fact")

    def clock(self, place: Place, clock: ClockRule) -> Iterator[Finding]:
        """List every name of a deadline that there is not."""
        yield from self._all_known((*place, "while"), clock.states, (*self.track.states, ANY), "state")
        starts = (*STARTS_AT_ONCE, *self.track.actions, *self._times())
        if step_elsewhere(clock.start) is None:
            yield from self._known(((*place, "from"), clock.start), starts, "start of a clock")
        guards = GuardChecks(self.track, self.file, self.tracks)
        yield from starts_elsewhere(guards, place, clock.start)
        yield from two_lengths(guards, place, clock)
        steps = {StepName.of(name, end) for name, action in self.track.actions.items() for end in action.outcomes}
        yield from self._all_known((*place, "met_by"), clock.met_by, {*self.track.actions, *steps}, "action or outcome")

    def _times(self) -> tuple[FactName, ...]:
        return tuple(name for name, fact in self.track.facts.items() if fact.type == "time")

    def _holds(self) -> Iterator[Finding]:
        for name, hold in self.track.holds.items():
            place: Place = ("holds", name)
            if hold.during is not None:
                yield from self._guard((*place, "while"), hold.during)
            yield from self._all_known((*place, "locks"), hold.locks, self.track.actions, "action")
            yield from self._all_known((*place, "pauses"), hold.pauses, self.track.deadlines, "deadline")

    def _waiting(self) -> Iterator[Finding]:
        """A waiting state needs a clock and an action that takes a yes, a no and a silence."""
        telling = (clock for clock in self.track.deadlines.values() if clock.waits is None)
        clocked = {state for clock in telling for state in clock.states}
        for name, state in self.track.states.items():
            if state.end:
                continue
            if not clocked & {name, ANY}:
                allowed = "every state that is no end needs a deadline"
                yield self.file.finding(("states", name), "no clock runs here", allowed)
        for name in unanswered(self.track):
            wrong = f"waits for the {self.track.states[name].waits_for} and no action takes every answer"
            allowed = "one action with outcomes marked answer: yes, no and none"
            yield self.file.finding(("states", name), wrong, allowed)

    def _guard(self, place: Place, guard: Guard) -> Iterator[Finding]:
        return GuardChecks(self.track, self.file, self.tracks).guard(place, guard)


def unanswered(track: TrackDefinition) -> tuple[str, ...]:
    """Name the states that wait for somebody and from which no single step takes a yes, a no and a silence."""
    return tuple(
        name
        for name, state in track.states.items()
        if state.waits_for and not state.end and not any(_takes_all(name, each) for each in track.actions.values())
    )


def _takes_all(state: str, action: Action) -> bool:
    return state in action.origins and {end.answer for end in action.outcomes.values()} >= ANSWERS
