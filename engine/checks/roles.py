"""Reference checks of who is who in a policy: posts, roles, and who may take a step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from engine.checks.recipients import check_recipients
from engine.errors import Finding
from engine.identity import ActionName, RoleName, TrackName
from engine.language.field_types import Roles
from engine.language.policy_definition import PolicyDefinition, PolicyTrack
from engine.language.posts import BUILT_IN, known_posts
from engine.language.strict_yaml import Place, SourceFile
from engine.language.track_definition import TrackDefinition
from engine.language.variants import seen_by
from engine.language.vocabulary import ANYONE, LANGUAGE, FactKind
from engine.nearest_name import nearest, slip_of
from engine.people.staffing import BY_NAME


def check_roles(
    policy: PolicyDefinition, file: SourceFile, tracks: Mapping[TrackName, TrackDefinition]
) -> Iterator[Finding]:
    """List every post that there is not, every role that nobody holds, and every step opened to more than the track."""
    yield from _posts(policy, file)
    slips = _slips(policy, tracks)
    yield from _unheld(policy, file, tracks, slips)
    yield from _alone(policy, file, tracks)
    for role in policy.names:
        if role not in (*policy.roles, *BY_NAME):
            yield file.finding(("names", role), f"'{role}' is not a role here", policy.roles, near=role)
    for name, track in tracks.items():
        yield from _told(policy, policy.tracks[name], file, ("tracks", name), slips)
        yield from _narrowed(policy, policy.tracks[name], file, track, slips)
        yield from check_recipients(policy, policy.tracks[name], file, tracks, track)
        yield from _shown(policy, policy.tracks[name], file, track)


def _shown(policy: PolicyDefinition, use: PolicyTrack, file: SourceFile, track: TrackDefinition) -> Iterator[Finding]:
    """What everybody at the school reads is an answer to which register it is, and a clause says so."""
    asked = track.fact(FactKind.REGISTER)
    known = track.facts[asked].of if asked else ()
    for register, numbers in use.shown_to_all.items():
        place: Place = ("tracks", track.track, "shown_to_all", register)
        if register not in known:
            yield file.finding(place, f"'{register}' is no register of this track", known or ("none",), near=register)
        for number in numbers:
            if number not in policy.clauses:
                yield file.finding(place, f"clause {number} is not described", policy.clauses, near=number)
        if not numbers:
            yield file.finding(place, "is shown to everybody, and no clause says so", "the number of the clause")


def _posts(policy: PolicyDefinition, file: SourceFile) -> Iterator[Finding]:
    """Every post is one of the list: a slip of the pen would leave the role to nobody."""
    named: dict[Place, Iterable[str]] = {}
    for role, holders in policy.roles.items():
        named |= {("roles", role, "held_by"): holders.held_by, ("roles", role, "then"): holders.then}
    if policy.receives is not None:
        named[("receives", "posts")] = policy.receives.posts
    named |= {("about", post): others for post, others in policy.about.items()}
    known = known_posts(policy)
    for place, posts in named.items():
        for number, post in enumerate(posts):
            yield from _post(file, (*place, number), post, known)
    for post in policy.about:
        yield from _post(file, ("about", post), post, known)
    used = {*policy.about, *(post for posts in named.values() for post in posts)}
    for number, post in enumerate(policy.posts):
        if post not in used and (meant := slip_of(post, BUILT_IN)):
            wrong = f"'{post}' is a post that nothing here names, and hardly differs from '{meant}'"
            yield file.finding(("posts", number), wrong, f"perhaps '{meant}' is meant, which need not be listed")


def _post(file: SourceFile, place: Place, post: str, known: tuple[str, ...]) -> Iterator[Finding]:
    if post not in known:
        meant = nearest(post, known)
        hint = f"perhaps '{meant}' is meant; " if meant else ""
        allowed = f"{hint}list a post of your own under `posts`; built in: {', '.join(known)}"
        yield file.finding(place, f"'{post}' is not a post", allowed)


def _slips(policy: PolicyDefinition, tracks: Mapping[TrackName, TrackDefinition]) -> Mapping[RoleName, str]:
    """Give the roles that tracks name and nobody holds, each with the key that stands in its place by a slip.

    That is told once, where the slip is, and not at every step that names the role.
    """
    named = {role for track in tracks.values() for role in _roles_of(track)}
    idle = [role for role in policy.roles if role not in named]
    missing = named - {*policy.roles, *BY_NAME, ANYONE}
    return {role: slip for role in missing if (slip := nearest(role, idle))}


def _unheld(
    policy: PolicyDefinition,
    file: SourceFile,
    tracks: Mapping[TrackName, TrackDefinition],
    slips: Mapping[RoleName, str],
) -> Iterator[Finding]:
    """Every role that a track names is held by somebody."""
    known = (*policy.roles, *BY_NAME, ANYONE)
    missing: dict[RoleName, list[str]] = {}
    for name, track in tracks.items():
        for role in sorted(_roles_of(track) - set(known)):
            missing.setdefault(role, []).append(name)
    for role, names in missing.items():
        if slip := slips.get(role, ""):
            wrong = f"'{slip}' is a role that no step names, and nobody holds the role '{role}'"
            yield file.finding(("roles", slip), wrong, f"perhaps '{role}' is meant")
            continue
        wrong = f"nobody holds the role '{role}' that {', '.join(names)} {'name' if names[1:] else 'names'}"
        yield file.finding(("tracks", names[0]), wrong, known, near=role)


def _alone(
    policy: PolicyDefinition, file: SourceFile, tracks: Mapping[TrackName, TrackDefinition]
) -> Iterator[Finding]:
    """Each role is held, and somebody steps in where it is to act: a report may be about those who hold it."""
    for role, holders in policy.roles.items():
        if not holders.held_by:
            yield file.finding(("roles", role, "held_by"), f"nobody holds the role '{role}'", "name a post that does")
    current = [track for track in tracks.values() if track.language == LANGUAGE]
    acting = {role for track in current for action in track.actions.values() for role in action.by}
    acting |= {role for used in policy.tracks.values() for role, each in used.recipients.items() if each.does}
    for role, holders in policy.roles.items():
        if role in acting and not set(holders.then) - set(holders.held_by):
            wrong = f"nobody steps in for the role '{role}' where its holders are themselves concerned"
            yield file.finding(("roles", role), wrong, "name under `then` the posts that step in, in their order")


def _roles_of(track: TrackDefinition) -> set[RoleName]:
    named = {role for action in track.actions.values() for role in (*action.by, *action.tells)}
    for clock in track.deadlines.values():
        named |= {*clock.tell, *clock.at_due, *(role for later in clock.after for role in later.tell)}
    openings = (*track.opening, *(opening for action in track.actions.values() for opening in action.opens))
    named |= {role for opening in openings for role in opening.tells}
    named |= {role for hold in track.holds.values() for role in hold.managed_by}
    return named | {*track.seen_by, *(role for groups in track.apart for role in groups)}


def _told(
    policy: PolicyDefinition, use: PolicyTrack, file: SourceFile, place: Place, slips: Collection[RoleName]
) -> Iterator[Finding]:
    """Every role that the policy has told of a deadline is one that somebody holds."""
    known = (*policy.roles, *BY_NAME)
    for key, clock in use.deadlines.items():
        named: dict[Place, Iterable[str]] = {("tell",): clock.tell}
        named |= {("after", number, "tell"): later.tell for number, later in enumerate(clock.after or ())}
        for where, roles in named.items():
            for number, role in enumerate(roles):
                if role not in known and role not in slips:
                    there = (*place, "deadlines", key, *where, number)
                    yield file.finding(there, f"nobody holds the role '{role}'", known, near=role)


def _narrowed(
    policy: PolicyDefinition, use: PolicyTrack, file: SourceFile, track: TrackDefinition, slips: Collection[RoleName]
) -> Iterator[Finding]:
    """A policy may give a step to fewer people than the track does, never to others and never to nobody."""
    known = (*policy.roles, *BY_NAME, ANYONE)
    for where, key, roles in _fewer(use):
        if key not in track.actions:
            continue
        place: Place = ("tracks", track.track, *where)
        besides = (role for role, each in use.recipients.items() if key in each.does)
        given = track.actions[key].by if where[0] == "by" else (*use.by.get(key, track.actions[key].by), *besides)
        if not roles:
            yield file.finding(place, f"leaves the step '{key}' to nobody", given)
        for number, role in _unslipped(roles, slips):
            there: Place = (*place, number)
            if role not in known:
                yield file.finding(there, f"nobody holds the role '{role}'", (*given, *policy.roles), near=role)
            elif not _within(policy, role, given):
                wrong = f"gives the step '{key}' to the {role}, who could not take it by the track"
                yield file.finding(there, wrong, given)
            elif (seen := seen_by(track, use)) and role not in (*seen, ANYONE):
                wrong = f"gives the step '{key}' to the {role}, who may not look into the track"
                yield file.finding(there, wrong, seen)


def _unslipped(roles: Roles, slips: Collection[RoleName]) -> Iterator[tuple[int, RoleName]]:
    """Number roles, without those of which a slip has been told."""
    return ((number, role) for number, role in enumerate(roles) if role not in slips)


def _fewer(use: PolicyTrack) -> Iterator[tuple[Place, ActionName, Roles]]:
    """List where a policy gives a step to fewer people: always, or under a condition."""
    for key, roles in use.by.items():
        yield ("by", key), key, roles
    for key, narrowings in use.only_by.items():
        for number, narrowing in enumerate(narrowings):
            yield ("only_by", key, number, "by"), key, narrowing.by


def _within(policy: PolicyDefinition, role: RoleName, given: Iterable[RoleName]) -> bool:
    """Say whether all who hold a role hold one of those that a track gives a step to: by the role, or by the post."""
    roles = tuple(given)
    if role in roles or ANYONE in roles:
        return True
    posts = {post for each in roles if each in policy.roles for post in policy.roles[each].held_by}
    return role in policy.roles and posts.issuperset(policy.roles[role].held_by)
