"""Reference checks of duties that arise in a case: where, after which step, for whom, and within what time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.checks.guards import GuardChecks
from engine.errors import Finding
from engine.identity import RoleName, TrackName
from engine.language.duties.steps import step_of
from engine.language.field_types import Arising, ByHand
from engine.language.machine import viewers_of
from engine.language.policy_definition import PolicyDefinition
from engine.language.strict_yaml import Place, SourceFile
from engine.language.track_definition import TrackDefinition
from engine.language.variants import effective_track
from engine.language.vocabulary import ANYONE


def check_arising(
    policy: PolicyDefinition, file: SourceFile, number: str, tracks: Mapping[TrackName, TrackDefinition]
) -> Iterator[Finding]:
    """List what is wrong with where and when a number is done by hand in a case."""
    duty, place = policy.by_hand[number], ("by_hand", number)
    if duty.arises is None:
        if duty.within is not None or duty.title:
            said = "within" if duty.within is not None else "title"
            yield file.finding((*place, said), "is for a duty that arises in a case", "say where under `arises`")
        return
    yield from _words(policy, file, place, duty, number)
    track = tracks.get(duty.arises.track)
    if track is None:
        wrong = f"'{duty.arises.track}' is no track that this policy uses"
        yield file.finding((*place, "arises", "track"), wrong, tracks, near=duty.arises.track)
        return
    yield from _place(policy, file, (*place, "arises"), duty.arises, tracks)
    yield from _who(policy, file, (*place, "who"), duty, track)


def _words(policy: PolicyDefinition, file: SourceFile, place: Place, duty: ByHand, number: str) -> Iterator[Finding]:
    if not duty.title or duty.within is None:
        missing = "title" if not duty.title else "within"
        yield file.finding(
            place, f"arises in a case and gives no `{missing}`", "give a `title` for its button, and `within`"
        )
    if duty.every is not None:
        allowed = "say `when` with the occasion: it arises again each time the step is taken"
        yield file.finding((*place, "every"), "arises in a case and comes again and again", allowed)
    alike = [other for other in policy.by_hand if step_of(other) == step_of(number) and other != number]
    if alike:
        yield file.finding(place, f"would be called as {alike[0]} is", "let only one of them arise in a case")


def _place(
    policy: PolicyDefinition,
    file: SourceFile,
    place: Place,
    arises: Arising,
    tracks: Mapping[TrackName, TrackDefinition],
) -> Iterator[Finding]:
    track = effective_track(tracks[arises.track], policy.tracks[arises.track], {})
    if arises.after not in track.actions:
        wrong = f"'{arises.after}' is no step that this policy has"
        yield file.finding((*place, "after"), wrong, track.actions, near=arises.after)
    if arises.given is not None:
        yield from GuardChecks(tracks[arises.track], file, tracks).guard((*place, "given"), arises.given)


def _who(
    policy: PolicyDefinition, file: SourceFile, place: Place, duty: ByHand, track: TrackDefinition
) -> Iterator[Finding]:
    """Who ticks something off in a case looks into the procedure that it arises in: nobody comes to see it by that."""
    seen = viewers_of(effective_track(track, policy.tracks[track.track], {}))
    for index, who in enumerate(duty.who):
        if who == ANYONE or RoleName(who) not in seen:
            wrong = f"the {who} would tick off what they may not look into"
            yield file.finding(place, wrong, seen, item=index)
