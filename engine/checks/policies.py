"""Reference checks of a policy: unknown names, steps without a clause and clauses without a step.

Every name is looked up as it would be in a track. Who holds what is the business of `engine.checks.roles`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from engine.checks.conditions.policy_conditions import check_conditions
from engine.checks.guards import GuardChecks
from engine.checks.own_words import check_own_words, cited_by
from engine.checks.printed_numbers import check_numbers, cited_in, listed_in
from engine.checks.references import TrackChecks, unanswered
from engine.checks.roles import check_roles
from engine.checks.times import check_policy_times, policy_binding, policy_wait, starts_elsewhere, two_lengths
from engine.errors import Finding
from engine.identity import ActionName, TrackName
from engine.language.field_types import step_elsewhere
from engine.language.guards import Guard, comparisons, quantifiers
from engine.language.machine import ends_of, parts_of
from engine.language.policy_definition import PolicyDefinition, PolicyTrack
from engine.language.strict_yaml import Place, SourceFile
from engine.language.track_definition import TrackDefinition
from engine.language.variants import effective_track, with_clocks, with_lists, with_questions
from engine.language.vocabulary import CASE_TRACK, CONDUCT, FOR_PUPIL, STARTS_AT_ONCE, TOP, Reserved, Scope

OWN_DEADLINE = "not a deadline (one of the policy's own says `while` and `met_by`)"


def check_policy(
    policy: PolicyDefinition,
    file: SourceFile,
    tracks: Mapping[TrackName, TrackDefinition],
    files: Mapping[str, SourceFile],
) -> Iterator[Finding]:
    """List every fault of a policy, and of what its tracks read from it; `files` are those of the tracks."""
    lists = {**policy.lists, TOP: policy.top, CONDUCT: {number: rule.says for number, rule in policy.conduct.items()}}
    bare = {name: with_questions(tracks[name], use) for name, use in policy.tracks.items() if name in tracks}
    listed = {name: with_lists(track, lists) for name, track in bare.items()}
    used = {name: with_clocks(track, policy.tracks[name]) for name, track in listed.items()}
    without = {name: use.without for name, use in policy.tracks.items()}
    for name, use in policy.tracks.items():
        if name not in used:
            yield file.finding(("tracks", name), f"'{name}' is not a track", tracks, near=name)
            continue
        yield from _Use(policy, use, file, used[name]).findings()
        yield from _guards(use, guards := GuardChecks(used[name], file, used, {*tracks} - {*used}), ("tracks", name))
        yield from _elsewhere(use, guards, without, ("tracks", name))
        yield from check_own_words(use, guards, tracks[name], ("tracks", name))
        yield from _answers(tracks[name], listed, files[name], tracks)
    yield from check_policy_times(policy, file, used)
    yield from check_conditions(policy, file, used)
    yield from check_roles(policy, file, used)
    yield from _unopened(policy, file, used)
    yield from check_numbers(policy, file, cited_in(policy), used)
    receives = policy.receives.cites if policy.receives else ()
    for place, cites in ((("receives", "cites"), receives), (("reported",), policy.reported)):
        yield from _described(policy, file, place, cites)
    yield from _lists(policy, file, bare)


@dataclass(frozen=True, slots=True)
class _Use:
    """How a policy uses one track."""

    policy: PolicyDefinition
    use: PolicyTrack
    file: SourceFile
    track: TrackDefinition

    @property
    def place(self) -> Place:
        return ("tracks", self.track.track)

    def findings(self) -> Iterator[Finding]:
        yield from self._names()
        yield from self._cited()
        yield from self._uncited()
        yield from self._clocks()
        yield from self._musts()
        yield from self._left_waiting()

    def _left_waiting(self) -> Iterator[Finding]:
        """A policy that leaves a step out leaves nobody waiting for an answer that no step would record."""
        left = effective_track(self.track, self.use, {})
        for name in unanswered(left) if self.use.without else ():
            state = left.states[name]
            wrong = f"leaves out what records the answer of the {state.waits_for} at “{state.title}”"
            yield self.file.finding(
                (*self.place, "without"), wrong, "keep the step that takes a yes, a no and a silence"
            )

    def _names(self) -> Iterator[Finding]:
        """Every key that names a step or a clock must name one that there is."""
        use, track = self.use, self.track
        known = (*track.actions, *track.deadlines)
        named: tuple[tuple[str, Collection[str], Collection[str], str], ...] = (
            ("cites", use.cites, known, "neither an action nor a deadline"),
            ("silent", use.silent, known, "neither an action nor a deadline"),
            (
                "without",
                use.without,
                (*track.actions, *parts_of(track)),
                "neither an action nor an end or a question of one",
            ),
            ("by", use.by, track.actions, "not an action"),
            ("only_by", use.only_by, track.actions, "not an action"),
            ("requires", use.requires, track.actions, "not an action"),
            ("deadlines", use.deadlines, track.deadlines, OWN_DEADLINE),
            ("hints", use.hints, track.facts, "not a question"),
        )
        for where, keys, allowed, wrong in named:
            for key in keys:
                if key not in allowed:
                    yield self.file.finding((*self.place, where, key), f"'{key}' is {wrong}", allowed, near=key)

    def _cited(self) -> Iterator[Finding]:
        """Every number that is cited must be described."""
        cited: dict[Place, Collection[str]] = {("cites", key): numbers for key, numbers in self.use.cites.items()}
        cited |= cited_by(self.use)
        cited |= {("deadlines", key, "cites"): clock.cites for key, clock in self.use.deadlines.items()}
        cited |= {("deadlines", key, "may_move"): clock.may_move for key, clock in self.use.deadlines.items()}
        cited |= {
            ("requires", key, number, "cites"): need.cites
            for key, needs in self.use.requires.items()
            for number, need in enumerate(needs)
        }
        cited |= {
            ("only_by", key, number, "cites"): narrowing.cites
            for key, narrowings in self.use.only_by.items()
            for number, narrowing in enumerate(narrowings)
        }
        cited |= {("recipients", role, "cites"): each.cites for role, each in self.use.recipients.items()}
        cited |= {("must", number, "cites"): must.cites for number, must in enumerate(self.use.must)}
        for place, numbers in cited.items():
            yield from _described(self.policy, self.file, (*self.place, *place), numbers)
        for key, action in self.track.actions.items():
            for clause in (clause for need in action.requires for clause in need.cites):
                if clause not in self.policy.clauses:
                    wrong = f"clause {clause}, which the step '{key}' itself cites, is not described"
                    yield self.file.finding(self.place, wrong, self.policy.clauses, near=clause)

    def _uncited(self) -> Iterator[Finding]:
        """Every step and every clock has a clause, or says that the policy is silent."""
        use, track = self.use, self.track
        for key in track.actions:
            said = track.actions[key].source or key in use.cites or key in use.silent
            if not said and key not in use.without:
                allowed = "cite one, or list it under `silent` with the source of the default"
                yield self.file.finding((*self.place, "cites"), f"the step '{key}' has no clause", allowed)
        for name, clock in track.deadlines.items():
            given = use.deadlines.get(name)
            given_there = given is not None and bool(given.cites or given.source)
            if not (clock.source or given_there or name in use.silent):
                allowed = "cite one, or list it under `silent` with its source"
                yield self.file.finding((*self.place, "deadlines"), f"the deadline '{name}' has no clause", allowed)

    def _clocks(self) -> Iterator[Finding]:
        """Every clock has a length, starts at something that there is, and is a duty only by the policy's own words."""
        times = (name for name, fact in self.track.facts.items() if fact.type == "time")
        starts = (*STARTS_AT_ONCE, *self._steps(), *times)
        for key, clock in self.track.deadlines.items():
            place: Place = (*self.place, "deadlines", key)
            given = self.use.deadlines.get(key)
            if not (clock.length or (given and (given.within or given.waits))):
                yield self.file.finding(place[:3], f"the deadline '{key}' has no length", "give `within`")
            yield from policy_wait(self.file, place, clock, given)
            yield from policy_binding(self.file, place, clock, given)
            if given and given.start and given.start not in starts and step_elsewhere(given.start) is None:
                yield self.file.finding((*place, "from"), f"'{given.start}' starts no clock", starts, near=given.start)
            if given and given.binding == "duty" and not ((given.within or given.waits) and given.cites):
                wrong = f"is called a duty and gives no {'clause' if given.within else 'length of its own'}"
                allowed = "give `within` and `cites` as the policy prints them, or leave `binding: duty` out"
                yield self.file.finding((*place, "binding"), wrong, allowed)

    def _musts(self) -> Iterator[Finding]:
        """What must be done is a step that the policy has, by a clause that prescribes it."""
        steps = tuple(self._steps())
        for number, must in enumerate(self.use.must):
            place: Place = (*self.place, "must", number)
            for key, names, known in (("do", must.do, steps), ("may", must.may, (*steps, *ends_of(self.track)))):
                for index, name in enumerate(names):
                    if name not in known:
                        wrong = f"'{name}' is not a step that this policy has"
                        yield self.file.finding((*place, key), wrong, known, near=name, item=index)
            if not any(self._prescribes(clause) for clause in must.cites):
                wrong, allowed = "is what the clause leaves to discretion", "only a clause that prescribes makes a must"
                yield self.file.finding((*place, "cites"), wrong, allowed)

    def _prescribes(self, number: str) -> bool:
        clause = self.policy.clauses.get(number)
        return clause is None or clause.basis == "prescribed"

    def _steps(self) -> Iterator[ActionName]:
        return (name for name in self.track.actions if name not in self.use.without)


def _described(policy: PolicyDefinition, file: SourceFile, place: Place, numbers: Collection[str]) -> Iterator[Finding]:
    for index, number in enumerate(numbers):
        if number in policy.clauses:
            continue
        part = next((name for name, numbers in listed_in(policy).items() if number in numbers), "")
        if part:
            wrong = f"clause {number} stands under `{part}`, from which no step follows"
            allowed = "move its line to `clauses`, with `says`, or cite another number"
            yield file.finding(place, wrong, allowed, item=index)
        else:
            wrong, parts = f"clause {number} is not described", re.split(r"[,; ]+", number)
            several = f"write each number by itself: [{', '.join(parts)}]" if set(parts) <= set(policy.clauses) else ""
            yield file.finding(place, wrong, several or policy.clauses, near=number, item=index)


def _guards(use: PolicyTrack, checks: GuardChecks, place: Place) -> Iterator[Finding]:
    """Every name in a condition that the policy adds is one that there is."""
    for key, needs in use.requires.items():
        action = checks.track.actions.get(key)
        for number, need in enumerate(needs):
            there = (*place, "requires", key, number, "that")
            yield from checks.requirement(there, action, need.that) if action else checks.guard(there, need.that)
    for key, narrowings in use.only_by.items():
        for number, narrowing in enumerate(narrowings):
            yield from checks.guard((*place, "only_by", key, number, "when"), narrowing.when)
    for name, clock in use.deadlines.items():
        yield from two_lengths(checks, (*place, "deadlines", name), clock)
    for number, must in enumerate(use.must):
        yield from checks.guard((*place, "must", number, "when"), must.when)
        yield from _own_words(must.when, checks.file, (*place, "must", number, "when"))


def _elsewhere(
    use: PolicyTrack, checks: GuardChecks, without: Mapping[TrackName, Collection[str]], place: Place
) -> Iterator[Finding]:
    """Every step of another procedure from which a deadline counts is one that this policy has."""
    for name, clock in checks.track.deadlines.items():
        given = use.deadlines.get(name)
        start = (given.start if given else "") or clock.start
        yield from starts_elsewhere(checks, (*place, "deadlines", name), start, without)


def _own_words(guard: Guard, file: SourceFile, place: Place) -> Iterator[Finding]:
    """What must be done hangs on the procedure's own answers and consents, so that it can be proved by itself."""
    foreign = [read for read, _ in comparisons(guard) if read.scope not in ("", Scope.CONSENT, Scope.DONE)]
    foreign += [read for read, _ in comparisons(guard) if read.name == FOR_PUPIL]
    foreign += [read for part in quantifiers(guard) for read, _ in comparisons(part.inner)]
    if foreign:
        allowed = "an answer or a consent of this procedure, `named`, or `done.` and a step of it"
        yield file.finding(place, f"reads '{foreign[0]}', which is not the procedure's own", allowed)


def _answers(
    bare: TrackDefinition,
    listed: Mapping[TrackName, TrackDefinition],
    file: SourceFile,
    all_: Mapping[TrackName, TrackDefinition],
) -> Iterator[Finding]:
    """A guard of a track that reads an answer of a list finds it in the list of this policy."""
    known = set(TrackChecks(bare, file, all_, ()).findings())
    found = TrackChecks(listed[bare.track], file, {**all_, **listed}, ()).findings()
    return (finding for finding in found if finding not in known)


def _unopened(
    policy: PolicyDefinition, file: SourceFile, tracks: Mapping[TrackName, TrackDefinition]
) -> Iterator[Finding]:
    """Every track in use begins somewhere: with the report, with an address or a person, or by a step."""
    if CASE_TRACK not in tracks:
        return
    opened = {opening.track for track in tracks.values() for opening in track.opening}
    for name, track in tracks.items():
        left = (action for key, action in track.actions.items() if key not in policy.tracks[name].without)
        opened |= {opening.track for action in left for opening in action.opens if name != opening.track}
        opened |= {opening.track for openings in policy.tracks[name].opens.values() for opening in openings}
    for name, track in tracks.items():
        at_once = track.opens == "at once" and track.per != Reserved.CASE.value
        if name != CASE_TRACK and name not in opened and not at_once:
            wrong = f"nothing opens '{name}', so it would never begin"
            allowed = "let a step that this policy uses open it, say `opens: at once` in it, or leave it out"
            yield file.finding(("tracks", name), wrong, allowed)


def _lists(
    policy: PolicyDefinition, file: SourceFile, tracks: Mapping[TrackName, TrackDefinition]
) -> Iterator[Finding]:
    """Every list of answers that a track leaves to the policy is there, and none is there for nothing."""
    asked = {
        fact.of: f"{name}.{key}"
        for name, track in tracks.items()
        for key, fact in track.facts.items()
        if isinstance(fact.of, str) and fact.of not in (CONDUCT, TOP)
    }
    for name, where in asked.items():
        if not policy.lists.get(name):
            track = where.partition(".")[0]
            allowed = f"write `{name}:` under `lists` and below it an answer on each line, or leave '{track}' out"
            yield file.finding(("lists",), f"the list '{name}', from which {where} is answered, is missing", allowed)
    for name in (name for name in policy.lists if name not in asked):
        yield file.finding(("lists", name), "no track asks for this list", asked, near=name)
