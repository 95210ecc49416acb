"""What a prescribed step marks is asked for somewhere: a mark that nothing reads makes no difference to anybody.

A policy that prescribes a step, such as an offer or a second permission, makes other steps wait for it. Where the
condition is lost the step can be left out, and nothing else in the files says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.errors import Finding
from engine.identity import FactName, TrackName
from engine.language.field_types import two_of
from engine.language.guards import Guard, comparisons
from engine.language.policy_definition import PolicyDefinition, PolicyTrack
from engine.language.strict_yaml import SourceFile
from engine.language.track_definition import Action, TrackDefinition


def unread_marks(
    policy: PolicyDefinition, file: SourceFile, tracks: Mapping[TrackName, TrackDefinition]
) -> Iterator[Finding]:
    """List the prescribed steps that mark something of which nothing asks; `tracks` are as the policy has them."""
    asked = [guard for name, track in tracks.items() for guard in _guards(track, policy.tracks[name])]
    read = {reference.fact for guard in asked for reference, _ in comparisons(guard)}
    for name, track in tracks.items():
        for step, action in track.actions.items():
            prescribed = [each for each in policy.tracks[name].cites.get(step, ()) if _prescribes(policy, each)]
            for mark in _marks(track, action) if prescribed else ():
                if mark not in read:
                    wrong = f"clause {prescribed[0]} prescribes this step, and nothing asks whether it was taken"
                    allowed = f"let the step that has to wait for it require `{mark}`, here or in another procedure"
                    yield file.finding(("tracks", name, "cites", step), wrong, allowed)


def _marks(track: TrackDefinition, action: Action) -> list[FactName]:
    """Name what a step sets that is there to be read by conditions alone."""
    known = ((name, track.facts.get(name)) for name in action.set)
    return [name for name, fact in known if fact is not None and fact.type == "yesno" and fact.kind is None]


def _prescribes(policy: PolicyDefinition, number: str) -> bool:
    return number in policy.clauses and policy.clauses[number].basis == "prescribed"


def _guards(track: TrackDefinition, used: PolicyTrack) -> Iterator[Guard]:
    """List everything in which a track, as a policy has it, asks for something."""
    for action in track.actions.values():
        yield from (need.that for need in action.requires)
        yield from (opening.when for opening in action.opens if opening.when is not None)
        yield from (each.when for each in action.proposes.answers) if action.proposes else ()
    yield from (guard for rule in track.never for guard in rule.guards)
    yield from (hold.during for hold in track.holds.values() if hold.during is not None)
    yield from (rule.when for rule in track.contradictions)
    yield from (start.when for start in track.starts_instead)
    yield from (opening.when for opening in track.opening if opening.when is not None)
    yield from (two.when for clock in track.deadlines.values() if (two := two_of(clock.length)) is not None)
    yield from (must.when for must in used.must)
    yield from (each.when for narrowings in used.only_by.values() for each in narrowings)
