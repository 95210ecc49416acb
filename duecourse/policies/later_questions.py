"""Questions that came with a later version of a policy, added to the version that a running case is pinned to.

A letter may come to need what nobody asked when the case began. The steps of the case stay as they were, and none of
them asks what came later: it is answered by a correction, and read by letters alone, as no condition knows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.identity import FactName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.machine import CompiledTrack
from engine.language.track_definition import Fact, TrackDefinition


def with_later_questions(policy: CompiledPolicy, current: CompiledPolicy | None) -> CompiledPolicy:
    """Give a version of a policy with the questions that its procedures ask in the present one and did not ask before.

    Its hash and its files stay what they are.
    """
    if current is None or current.hash == policy.hash:
        return policy
    tracks: dict[TrackName, CompiledTrack] = {}
    for name, track in policy.tracks.items():
        later = _later(track.definition, current.tracks[name].definition) if name in current.tracks else {}
        facts = {**track.definition.facts, **later}
        tracks[name] = (
            replace(track, definition=track.definition.model_copy(update={"facts": facts})) if later else track
        )
    return replace(policy, tracks=tracks)


def _later(before: TrackDefinition, now: TrackDefinition) -> Mapping[FactName, Fact]:
    """List the questions that came later; none that steps set, or by whose answer Duecourse itself decides."""
    return {
        name: fact if fact.leaves not in now.deadlines or fact.leaves in before.deadlines else _without_clock(fact)
        for name, fact in now.facts.items()
        if name not in before.facts and not fact.set and fact.kind is None
    }


def _without_clock(fact: Fact) -> Fact:
    return fact.model_copy(update={"leaves": ""})
