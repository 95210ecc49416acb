"""Where the printed numbers of a policy stand: each in one place, and what people do by hand by somebody, some time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from engine.checks.case_duties import check_arising
from engine.checks.own_words import cited_by
from engine.errors import Finding
from engine.identity import TrackName
from engine.language.field_types import ByHand
from engine.language.policy_definition import PolicyDefinition
from engine.language.posts import known_posts
from engine.language.strict_yaml import Place, SourceFile
from engine.language.track_definition import TrackDefinition
from engine.language.vocabulary import ANYONE


def listed_in(policy: PolicyDefinition) -> Mapping[str, Collection[str]]:
    """Give the numbers of a policy by the part of the file that they stand in."""
    return {
        "clauses": policy.clauses,
        "conduct": policy.conduct,
        "by_hand": policy.by_hand,
        "outside": policy.outside,
    }


def check_numbers(
    policy: PolicyDefinition,
    file: SourceFile,
    behind: Collection[str],
    tracks: Mapping[TrackName, TrackDefinition],
) -> Iterator[Finding]:
    """List every clause without anything in `behind`, every number that stands twice, and what nobody does by hand."""
    for number in policy.clauses:
        if number not in behind:
            allowed = "cite it, or list it under `conduct`, `by_hand` or `outside`"
            yield file.finding(("clauses", number), "no step or deadline stands behind this clause", allowed)
    times = Counter(number for numbers in listed_in(policy).values() for number in numbers)
    for number in sorted(number for number in times if times[number] > 1):
        allowed = "a number is a clause, a rule of conduct, done by hand, or outside"
        part = next(name for name, numbers in listed_in(policy).items() if number in numbers)
        yield file.finding((part, number), "is listed in more than one place", allowed)
    for number, duty in policy.by_hand.items():
        yield from _by_hand(policy, file, ("by_hand", number), duty)
        yield from check_arising(policy, file, number, tracks)


def _by_hand(policy: PolicyDefinition, file: SourceFile, place: Place, duty: ByHand) -> Iterator[Finding]:
    """Somebody there is does it, again and again or at an occasion."""
    known = (ANYONE, *policy.roles, *known_posts(policy))
    for index, who in enumerate(duty.who):
        if who not in known:
            yield file.finding((*place, "who"), f"'{who}' is neither a role nor a post", known, near=who, item=index)
    for index, number in enumerate(duty.beside):
        if number not in policy.clauses:
            yield file.finding((*place, "beside"), f"'{number}' is no clause", "a number under `clauses`", item=index)
    if duty.every is not None and ANYONE in duty.who:
        wrong = "is done again and again by `anyone`, so that nobody in particular would be reminded of it"
        yield file.finding((*place, "who"), wrong, "name the post that sees to it")
    if (duty.every is None) == (not duty.when):
        wrong = "says neither how often nor when" if duty.every is None else "says both how often and when"
        allowed = "give `every` with a length of time, or `when` with the occasion in words"
        yield file.finding(place, wrong, allowed)


def cited_in(policy: PolicyDefinition) -> Collection[str]:
    """Give every number that some step, clock or guard of the policy cites."""
    used = policy.tracks.values()
    steps = {
        number
        for track in used
        for key, numbers in track.cites.items()
        if key not in track.without
        for number in numbers
    }
    timed = [clock for track in used for clock in track.deadlines.values()]
    clocks = {number for clock in timed for number in (*clock.cites, *clock.may_move)}
    guards = {number for track in used for needs in track.requires.values() for need in needs for number in need.cites}
    steps |= {number for track in used for all_ in track.only_by.values() for each in all_ for number in each.cites}
    steps |= {number for track in used for each in track.recipients.values() for number in each.cites}
    steps |= {number for track in used for must in track.must for number in must.cites}
    steps |= {number for track in used for numbers in track.shown_to_all.values() for number in numbers}
    steps |= {number for track in used for numbers in cited_by(track).values() for number in numbers}
    receives = policy.receives.cites if policy.receives else ()
    return steps | clocks | guards | {*receives, *policy.reported}
