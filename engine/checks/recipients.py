"""Reference checks of who looks into a track and is told of it because a policy says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.errors import Finding
from engine.identity import RoleName, TrackName
from engine.language.machine import viewers_of
from engine.language.policy_definition import PolicyDefinition, PolicyTrack
from engine.language.strict_yaml import Place, SourceFile
from engine.language.track_definition import TrackDefinition
from engine.language.variants import effective_track, seen_by
from engine.language.vocabulary import ANYONE, CASE_TRACK, RECEIVER


def check_recipients(
    policy: PolicyDefinition,
    use: PolicyTrack,
    file: SourceFile,
    tracks: Mapping[TrackName, TrackDefinition],
    track: TrackDefinition,
) -> Iterator[Finding]:
    """List every recipient that there is not, and every role that would see what is kept from it, or not what it does.

    Nobody is a recipient of the shell, which shows the whole of a case, nor of anything by a role that is kept apart
    from others, such as a panel that must come to a case fresh.
    """
    place: Place = ("tracks", track.track)
    apart = {role for other in tracks.values() for group in other.apart for role in group}
    for role, recipient in use.recipients.items():
        there: Place = (*place, "recipients", role)
        if role == RECEIVER and policy.receives is not None and policy.receives.of == "register":
            pass
        elif role not in policy.roles:
            yield file.finding(there, f"nobody holds the role '{role}'", policy.roles, near=role)
        elif role in apart:
            allowed = "a role that may see everything of a case"
            yield file.finding(there, f"the {role} is kept apart from others, and comes to a case fresh", allowed)
        for number, step in enumerate(recipient.does):
            if step not in track.actions or step in use.without:
                yield file.finding(
                    (*there, "does"), f"'{step}' is not an action", track.actions, near=step, item=number
                )
    if track.track == CASE_TRACK and use.recipients:
        allowed = "name the procedure that it is about"
        yield file.finding((*place, "recipients"), "would show the whole of every case", allowed)
    yield from _told(policy, use, file, track)
    yield from _seen(use, file, track)


def _told(policy: PolicyDefinition, use: PolicyTrack, file: SourceFile, track: TrackDefinition) -> Iterator[Finding]:
    """Who is told of a beginning may look at what has begun."""
    seen = seen_by(track, use) or viewers_of(track)
    for number, role in enumerate(use.told):
        there: Place = ("tracks", track.track, "told")
        if role not in policy.roles:
            yield file.finding(there, f"nobody holds the role '{role}'", policy.roles, near=role, item=number)
        elif role not in seen:
            wrong = f"the {role} would be told of what it may not look into"
            yield file.finding(there, wrong, "name it under `recipients`, with the clause", item=number)


def _seen(use: PolicyTrack, file: SourceFile, track: TrackDefinition) -> Iterator[Finding]:
    """A policy shows a track to fewer than the track does, and to all who act in it."""
    if not use.seen_by:
        return
    there: Place = ("tracks", track.track, "seen_by")
    known = viewers_of(track)
    for number, role in enumerate(use.seen_by):
        if role not in known:
            wrong = f"shows it to the {role}, who may not look into it by the track"
            yield file.finding(there, wrong, "name it under `recipients`, with the clause", item=number)
    left = effective_track(track, use, {})
    acting: dict[RoleName, None] = {role: None for action in left.actions.values() for role in action.by}
    for role in acting:
        if role not in (*left.seen_by, ANYONE):
            steps = ", ".join(name for name, action in left.actions.items() if role in action.by)
            wrong = f"the {role} acts here and may not look into it"
            yield file.finding(there, wrong, f"list the role, or give its steps to fewer by `by`: {steps}")
