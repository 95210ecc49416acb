"""Checks of times: whatever is a date or a time says when it may be, and nothing pauses what the law gives.

A time to pass before a step (`waits`) locks that step, and says nothing that only a deadline can say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from engine.checks.guards import GuardChecks
from engine.errors import DuecourseError, Finding
from engine.identity import ActionName, FactName, StepName, TrackName
from engine.language.field_types import step_elsewhere, two_of
from engine.language.guards import Guard, comparisons, quantifiers, references
from engine.language.machine import viewers_of
from engine.language.policy_definition import PolicyClock, PolicyDefinition
from engine.language.strict_yaml import Place, SourceFile
from engine.language.track_definition import ClockRule, Fact, LetterRule, TrackDefinition
from engine.language.variants import effective_track
from engine.language.vocabulary import CASE_TRACK, TIMED_TYPES, Scope
from engine.time.duration import Duration

OF_DEADLINES = ("within", "grace", "remind", "at_due", "tell", "after", "repeats")
"""What a clock says only where somebody can be late."""
NOTHING: Mapping[TrackName, Collection[str]] = {}
UNKNOWN = "unknown"
"""The category of somebody of whom nobody said what they are: they are in every procedure for people."""


def check_times(
    track: TrackDefinition, file: SourceFile, tracks: Mapping[TrackName, TrackDefinition]
) -> Iterator[Finding]:
    """List the dates and times of a track that are not bounded, or not by anything, and the holds that stop the law."""
    moments = tuple(_moments(track, tracks))
    for question, fact in track.facts.items():
        yield from check_bounds(file, ("facts", question), fact)
        yield from check_time_left(track, file, ("facts", question), fact)
        yield from check_linked(track, file, ("facts", question), fact)
        yield from _known(file, ("facts", question, "after"), fact.after, moments)
    for step, action in track.actions.items():
        yield from _known(file, ("actions", step, "not_before"), action.not_before, _dated(track))
    for name, hold in track.holds.items():
        for number, clock in enumerate(hold.pauses):
            if track.deadlines[clock].binding == "law":
                wrong = f"pauses '{clock}', and the law gives that time"
                yield file.finding(("holds", name, "pauses", number), wrong, "what the law gives runs on when held")
    for key, rule in track.deadlines.items():
        if rule.as_law and rule.binding != "law":
            wrong = "is said to be kept like the law, and is not"
            yield file.finding(("deadlines", key, "as_law"), wrong, "say `binding: law` beside it, or leave it out")
    yield from check_waits(track, file)


def check_waits(track: TrackDefinition, file: SourceFile) -> Iterator[Finding]:
    """List what can be late in times that only have to pass, and the steps that these do not lock."""
    for key, clock in track.deadlines.items():
        if clock.waits is None:
            continue
        yield from _never_late(file, ("deadlines", key), clock)
        for number, step in enumerate(clock.met_by):
            action = track.actions.get(StepName(step).action)
            needs = action.requires if action is not None else ()
            if not any(_asks(need.that, key) for need in needs):
                wrong = f"'{step}' is not kept until this time has passed"
                allowed = f"require `due.{key}` of that step, with the sentence that is said until then"
                yield file.finding(("deadlines", key, "met_by", number), wrong, allowed)


def policy_wait(file: SourceFile, place: Place, clock: ClockRule, given: PolicyClock | None) -> Iterator[Finding]:
    """A policy makes no deadline of a time that has to pass, no such time of a deadline, and no law of two lengths."""
    if given is None:
        return
    if given.binding == "law" and two_of(clock.length) and not (given.within or given.waits):
        yield file.finding((*place, "binding"), "makes a law of what has two lengths", "give its one length")
    if clock.waits is not None:
        yield from _never_late(file, place, given)
    elif given.waits is not None:
        yield file.finding((*place, "waits"), "makes a time that has to pass of a deadline", "give `within`")


def policy_binding(file: SourceFile, place: Place, clock: ClockRule, given: PolicyClock | None) -> Iterator[Finding]:
    """What the law gives no policy makes less or longer; only a duty needs a clause that lets it be moved."""
    if given is None:
        return
    if given.reading and (given.binding or clock.binding) != "duty":
        yield file.finding((*place, "reading"), "says how a duty is read", "leave it out where there is no duty")
    if clock.binding == "law":
        if given.binding in ("duty", "target"):
            yield file.finding((*place, "binding"), f"makes a {given.binding} of what the law gives", "leave it out")
        for key in ("within", "waits", "start", "grace", "roll", "may_move"):
            said: object = getattr(given, key)
            if said and said != getattr(clock, key, None) and not _is_shorter(clock, given, key):
                named = {"start": "from"}.get(key, key)
                yield file.finding((*place, named), "changes what the law gives", "leave it out, or say less time")
    elif given.may_move and (given.binding or clock.binding) != "duty":
        yield file.finding((*place, "may_move"), "lets a target be moved, which may be anyhow", "only a duty needs it")


def _is_shorter(clock: ClockRule, given: PolicyClock, key: str) -> bool:
    if key != "within" or not (isinstance(clock.within, Duration) and isinstance(given.within, Duration)):
        return False
    return given.within.unit == clock.within.unit and given.within.amount < clock.within.amount


def two_lengths(checks: GuardChecks, place: Place, said: ClockRule | PolicyClock) -> Iterator[Finding]:
    """List the faults of a clock's two lengths: they differ, and answers decide between them."""
    for key, length in (("within", said.within), ("waits", said.waits)):
        two = two_of(length)
        if two is None:
            continue
        there: Place = (*place, key)
        yield from checks.guard((*there, "when"), two.when)
        yield from _undecided(checks, (*there, "when"), two.when)
        if two.then == two.otherwise:
            allowed = f"write `{key}: {two.then}`, or give the other length"
            yield checks.file.finding((*there, "else"), f"is {two.otherwise}, as `then` is", allowed)
        if said.binding == "law":
            allowed = "write one length; an answer that can be corrected moves no time of the law"
            yield checks.file.finding(there, "gives two lengths to what the law gives", allowed)


def starts_elsewhere(
    checks: GuardChecks, place: Place, start: str, without: Mapping[TrackName, Collection[str]] = NOTHING
) -> Iterator[Finding]:
    """List what is wrong with a step of another track from which a clock counts; `without` are steps left out there."""
    found = step_elsewhere(start)
    if found is None:
        return
    (name, step), own, there = found, checks.track, (*place, "from")
    other = checks.tracks.get(name)
    if name == own.track:
        yield checks.file.finding(there, f"'{start}' is a step of this very procedure", f"write `from: {step}`")
    elif other is None:
        wrong = "is a track that this policy does not use" if name in checks.unused else "is not a track"
        yield checks.file.finding(there, f"'{name}' {wrong}", checks.tracks, near=name)
    elif step not in other.actions:
        yield checks.file.finding(there, f"'{step}' is not a step of {name}", other.actions, near=step)
    elif step in without.get(name, ()):
        yield checks.file.finding(there, f"'{step}' of {name} is left out by this policy", "name a step that is taken")
    elif any(rule.done_when_sent for rule in _letters(other, step)):
        wrong = f"'{start}' counts only once its letter was sent"
        yield checks.file.finding(there, wrong, "name the step that records the sending, or one that follows it")
    elif _never_meet(own, other):
        wrong = f"nobody is in both procedures: {name} is for {' or '.join(other.only)}"
        yield checks.file.finding(there, f"'{start}' can never begin this clock: {wrong}", "name another procedure")


def _letters(track: TrackDefinition, step: ActionName) -> Iterator[LetterRule]:
    action = track.actions[step]
    yield from (action.letter, *(end.letter for end in action.outcomes.values()))


def _never_meet(own: TrackDefinition, other: TrackDefinition) -> bool:
    """Say whether two tracks about one kind of person are for people of whom nobody is both."""
    alike = own.per == other.per and bool(own.only) and bool(other.only)
    return alike and not {*own.only, UNKNOWN} & {*other.only}


def _undecided(checks: GuardChecks, place: Place, when: Guard) -> Iterator[Finding]:
    """A length is decided by what is recorded, and by nothing that those who see the clock may not see."""
    for read, _ in comparisons(when):
        if read.scope in (Scope.DUE, Scope.OVERDUE, Scope.OTHERS):
            wrong = f"asks '{read}', which comes to be so without any answer"
            yield checks.file.finding(place, wrong, "ask about an answer, a consent or a step")
    for name in (part.track for part in quantifiers(when)):
        other = checks.tracks.get(name)
        blind = [role for role in viewers_of(checks.track) if other and role not in viewers_of(other)]
        if blind:
            wrong = f"asks about '{name}', into which the {blind[0]} does not look, who sees this time"
            yield checks.file.finding(
                place, wrong, "ask about this procedure or the case; `facts` and `asks` add a question"
            )


def _never_late(file: SourceFile, place: Place, said: ClockRule | PolicyClock) -> Iterator[Finding]:
    for name in OF_DEADLINES:
        if getattr(said, name, None):  # a policy cannot say all of it
            wrong = "is of a deadline, and this is a time that has to pass: nobody is late by it"
            allowed = "give `waits`" if name == "within" else "leave it out, or let a deadline of its own run beside it"
            yield file.finding((*place, name), wrong, allowed)


def _asks(guard: Guard, clock: str) -> bool:
    return any(read.scope == Scope.DUE and read.name == clock for read in references(guard))


def check_policy_times(
    policy: PolicyDefinition, file: SourceFile, tracks: Mapping[TrackName, TrackDefinition]
) -> Iterator[Finding]:
    """A policy that says its times twice says something of every clock of a track, so that none of ours runs unread."""
    for name, track in tracks.items():
        use = policy.tracks[name]
        twice = bool(use.deadlines) and policy.said_twice
        for key, clock in effective_track(track, use, {}).deadlines.items() if twice else ():
            if key not in use.deadlines:
                length = f"{clock.length} would count" if clock.length else "a time of ours would count"
                wrong = f"gives times of '{name}' and says nothing of its clock '{key}': {length}"
                allowed = (
                    f"add `{key}: {{within: …}}` with the time under this policy, or `{key}: {{}}` where it is right"
                )
                yield file.finding(("tracks", name, "deadlines"), wrong, allowed)


def check_bounds(file: SourceFile, place: Place, fact: Fact) -> Iterator[Finding]:
    """Find a date or a time that does not say when it may be, and what says so and is neither."""
    said = fact.past or fact.future or bool(fact.after)
    if fact.type in TIMED_TYPES and not said:
        allowed = "say `past: true` (it happened), `future: true` (it is arranged) or `after:` (what lies before it)"
        yield file.finding(place, f"is a {fact.type} that does not say when it may be", allowed)
    if said and fact.type not in TIMED_TYPES:
        allowed = f"only these take `past`, `future` and `after`: {', '.join(TIMED_TYPES)}"
        yield file.finding(place, f"is a {fact.type} and says when it may be", allowed)
    if fact.past and fact.future:
        yield file.finding(place, "has happened and is still to come", "say `past` or `future`")


def check_time_left(track: TrackDefinition, file: SourceFile, place: Place, fact: Fact) -> Iterator[Finding]:
    """Find a time to prepare that is no length and no clock that waits, or that stands where nothing is arranged."""
    clock = track.deadlines.get(fact.leaves)
    if (fact.leaves or fact.open_day) and not fact.future:
        yield file.finding(place, "leaves time to prepare, or wants an open day, and is not arranged", "`future: true`")
    if not fact.leaves or (clock is not None and clock.waits is not None):
        return
    try:
        Duration.parse(fact.leaves)
    except DuecourseError:
        waits = [name for name, each in track.deadlines.items() if each.waits is not None]
        allowed = f"a length, such as 2 working days{''.join(f', or {each}' for each in waits)}"
        yield file.finding((*place, "leaves"), f"is {fact.leaves!r}", allowed)


def check_linked(track: TrackDefinition, file: SourceFile, place: Place, fact: Fact) -> Iterator[Finding]:
    """Find a notice, or a line for each part of another answer, that stands at another type or names one, or an answer
    that there is not."""
    wanted: list[tuple[tuple[str, str], str, str]] = []
    if fact.notice is not None:
        wanted += [(("notice", "since"), fact.notice.since, "date"), *_own(place, "notice", "date")]
        wanted += [(("notice", "until"), fact.notice.until, "date")] if fact.notice.until else []
        wanted += [(("notice", "given"), name, "choice") for name in fact.notice.given]
    if fact.line is not None:
        wanted += [(("line", "of"), fact.line.of, "text"), (("line", "among"), fact.line.among, "choices")]
        wanted += _own(place, "line", "text")
    types: Mapping[str, str] = {name: each.type for name, each in track.facts.items()}
    for keys, name, type_ in wanted:
        if types.get(name) != type_:
            yield file.finding((*place, *filter(None, keys)), f"'{name}' is no question of the type {type_} here")
    for name, answers in (fact.notice.given if fact.notice is not None else {}).items():
        domain = track.facts[name].domain if name in track.facts else {}
        for number, each in enumerate(answers):
            if domain and each not in domain:
                where = (*place, "notice", "given", name, number)
                yield file.finding(where, f"'{each}' is no answer to '{name}'", domain)


def _own(place: Place, key: str, type_: str) -> list[tuple[tuple[str, str], str, str]]:
    """Ask of the question itself that it is of a type."""
    return [((key, ""), str(place[-1]), type_)]


def _known(file: SourceFile, place: Place, names: Iterable[str], known: Collection[str]) -> Iterator[Finding]:
    for number, name in enumerate(names):
        if name not in known:
            yield file.finding((*place, number), f"'{name}' is no date, time or step here", known)


def _moments(track: TrackDefinition, tracks: Mapping[TrackName, TrackDefinition]) -> Iterator[str]:
    """Name everything that an `after` may name."""
    yield from ("reported_at", *_dated(track), *track.actions, "case.reported_at")
    yield from (f"case.{name}" for name in _dated(tracks.get(CASE_TRACK, track)))


def _dated(track: TrackDefinition) -> tuple[FactName, ...]:
    return tuple(name for name, fact in track.facts.items() if fact.type in TIMED_TYPES)
