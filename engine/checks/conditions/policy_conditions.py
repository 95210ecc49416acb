"""What the conditions of a policy say together, of every track as the policy has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.checks.conditions.step_marks import unread_marks
from engine.checks.conditions.ways_round import WaysRound
from engine.errors import Finding
from engine.identity import TrackName
from engine.language.policy_definition import PolicyDefinition
from engine.language.strict_yaml import SourceFile
from engine.language.track_definition import TrackDefinition
from engine.language.variants import effective_track
from engine.language.vocabulary import CASE_TRACK


def check_conditions(
    policy: PolicyDefinition, file: SourceFile, used: Mapping[TrackName, TrackDefinition]
) -> Iterator[Finding]:
    """List the conditions past which a way is left open, and prescribed steps for which nothing waits."""
    tracks = {name: effective_track(track, policy.tracks[name], {}) for name, track in used.items()}
    for name, track in tracks.items():
        yield from WaysRound(policy.tracks[name], track, tracks.get(CASE_TRACK, track), file).findings()
    if policy.said_twice:
        yield from unread_marks(policy, file, tracks)
