"""Reference checks of a policy: unknown names, steps without a clause and clauses without a step."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from engine.checks import SourceFile
from engine.definition import CONDUCT, TOP, Clock, Track
from engine.errors import Finding
from engine.policy_definition import Policy, PolicyClock, PolicyTrack
from engine.source import Place
from engine.staffing import BY_NAME


def check_policy(policy: Policy, file: SourceFile, tracks: Mapping[str, Track]) -> Iterator[Finding]:
    """List every fault of a policy."""
    for name, used in policy.tracks.items():
        place: Place = ("tracks", name)
        track = tracks.get(name)
        if track is None:
            yield file.finding(place, f"'{name}' is not a track", tracks)
            continue
        yield from _names(used, file, place, track)
        yield from _cited(policy, used, file, place)
        yield from _uncited(used, file, place, track)
        yield from _clocks(used, file, place, track)
        yield from _roles(policy, file, place, track)
    yield from _numbers(policy, file)
    yield from _lists(policy, file, tracks)


def _names(used: PolicyTrack, file: SourceFile, place: Place, track: Track) -> Iterator[Finding]:
    """Every key that names a step or a clock must name one that there is."""
    known = (*track.actions, *track.deadlines)
    named: tuple[tuple[str, Collection[str], Collection[str], str], ...] = (
        ("cites", used.cites, known, "neither an action nor a deadline"),
        ("silent", used.silent, known, "neither an action nor a deadline"),
        ("without", used.without, (*track.actions, *_ends(track)), "neither an action nor an end of one"),
        ("by", used.by, track.actions, "not an action"),
        ("requires", used.requires, track.actions, "not an action"),
        ("deadlines", used.deadlines, track.deadlines, "not a deadline"),
    )
    for where, keys, allowed, wrong in named:
        for key in keys:
            if key not in allowed:
                yield file.finding((*place, where, key), f"'{key}' is {wrong}", allowed)


def _ends(track: Track) -> tuple[str, ...]:
    return tuple(f"{name}/{end}" for name, action in track.actions.items() for end in action.outcomes)


def _cited(policy: Policy, used: PolicyTrack, file: SourceFile, place: Place) -> Iterator[Finding]:
    """Every number that is cited must be described."""
    clocks = {key: (*clock.cites, *clock.may_move) for key, clock in used.deadlines.items()}
    for where, cites in (("cites", used.cites), ("deadlines", clocks)):
        for key, numbers in cites.items():
            for number in numbers:
                if number not in policy.clauses:
                    yield file.finding((*place, where, key), f"clause {number} is not described", policy.clauses)


def _uncited(used: PolicyTrack, file: SourceFile, place: Place, track: Track) -> Iterator[Finding]:
    """Every step and every clock has a clause, or says that the policy is silent."""
    for key in track.actions:
        said = track.actions[key].source or key in used.cites or key in used.silent
        if not said and key not in used.without:
            allowed = "cite one, or list it under `silent` with the source of the default"
            yield file.finding((*place, "cites"), f"the step '{key}' has no clause", allowed)
    for key in track.deadlines:
        given = used.deadlines.get(key)
        given_there = given is not None and bool(given.cites or given.source)
        if not (track.deadlines[key].source or given_there or key in used.silent):
            allowed = "cite one, or list it under `silent` with its source"
            yield file.finding((*place, "deadlines"), f"the deadline '{key}' has no clause", allowed)


def _clocks(used: PolicyTrack, file: SourceFile, place: Place, track: Track) -> Iterator[Finding]:
    """Every clock has a length, from the track or from the policy, and starts at something that there is."""
    for key, clock in track.deadlines.items():
        given = used.deadlines.get(key)
        if not (clock.within or (given and given.within)):
            yield file.finding((*place, "deadlines"), f"the deadline '{key}' has no length", "give `within`")
        yield from _binding(file, (*place, "deadlines", key), clock, given)
        starts = ("", "entry", "reported_at", *track.actions, *track.facts)
        if given and given.start not in starts:
            yield file.finding((*place, "deadlines", key, "from"), f"'{given.start}' starts no clock", starts)


def _binding(file: SourceFile, place: Place, clock: Clock, given: PolicyClock | None) -> Iterator[Finding]:
    """What the law gives no policy makes less or longer; only a duty needs a clause that lets it be moved."""
    if given is None:
        return
    if clock.binding == "law":
        if given.binding in ("duty", "target"):
            yield file.finding((*place, "binding"), f"makes a {given.binding} of what the law gives", "leave it out")
        for key in ("within", "start", "grace", "roll", "may_move"):
            said = getattr(given, key)
            if said and said != getattr(clock, key, None) and not _is_shorter(clock, given, key):
                named = {"start": "from"}.get(key, key)
                yield file.finding((*place, named), "changes what the law gives", "leave it out, or say less time")
    elif given.may_move and (given.binding or clock.binding) != "duty":
        yield file.finding((*place, "may_move"), "lets a target be moved, which may be anyhow", "only a duty needs it")


def _is_shorter(clock: Clock, given: PolicyClock, key: str) -> bool:
    if key != "within" or clock.within is None or given.within is None:
        return False
    return given.within.unit == clock.within.unit and given.within.amount < clock.within.amount


def _roles(policy: Policy, file: SourceFile, place: Place, track: Track) -> Iterator[Finding]:
    known = (*policy.roles, *BY_NAME, "anyone")
    named = {role for action in track.actions.values() for role in (*action.by, *action.tells)}
    named |= {role for clock in track.deadlines.values() for role in (*clock.tell, *clock.at_due)}
    openings = (*track.opening, *(opening for action in track.actions.values() for opening in action.opens))
    named |= {role for opening in openings for role in opening.tells}
    named |= {*track.seen_by, *(role for groups in track.apart for role in groups)}
    for role in sorted(named - set(known)):
        yield file.finding(place, f"nobody holds the role '{role}' that {track.track} names", known)


def _numbers(policy: Policy, file: SourceFile) -> Iterator[Finding]:
    """Every described clause has something behind it, and no number is listed twice."""
    behind = _behind(policy)
    for number in policy.clauses:
        if number not in behind:
            allowed = "cite it, or list it under `conduct` or `outside`"
            yield file.finding(("clauses", number), "no step or deadline stands behind this clause", allowed)
    twice = {*policy.conduct, *policy.outside} & set(policy.clauses) | set(policy.conduct) & set(policy.outside)
    for number in sorted(twice):
        allowed = "a number is a clause, a rule of conduct, or outside"
        yield file.finding(("clauses", number), "is listed in more than one place", allowed)


def _behind(policy: Policy) -> Collection[str]:
    """Give every number that some step, clock or guard of the policy cites."""
    used = policy.tracks.values()
    steps = {number for track in used for numbers in track.cites.values() for number in numbers}
    timed = [clock for track in used for clock in track.deadlines.values()]
    clocks = {number for clock in timed for number in (*clock.cites, *clock.may_move)}
    guards = {number for track in used for needs in track.requires.values() for need in needs for number in need.cites}
    return steps | clocks | guards


def _lists(policy: Policy, file: SourceFile, tracks: Mapping[str, Track]) -> Iterator[Finding]:
    """Every list of answers that a track leaves to the policy is there, and none is there for nothing."""
    asked = {
        fact.of: f"{name}.{key}"
        for name in policy.tracks if name in tracks
        for key, fact in tracks[name].facts.items()
        if isinstance(fact.of, str) and fact.of not in (CONDUCT, TOP)
    }  # fmt: skip
    for name, where in asked.items():
        if not policy.lists.get(name):
            yield file.finding(("lists",), f"the list '{name}', from which {where} is answered, is missing", asked)
    for name in policy.lists:
        if name not in asked:
            yield file.finding(("lists", name), "no track asks for this list", asked)
