"""What every part of a description that says something of one track begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.identity import TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.track_definition import TrackDefinition
from engine.ports.records import LetterKind
from engine.questions.conditions import Conditions


@dataclass(frozen=True, slots=True)
class TrackPart:
    """What says something of one track as a policy has it."""

    policy: CompiledPolicy
    track: TrackName
    letters: Mapping[str, LetterKind]

    @property
    def definition(self) -> TrackDefinition:
        """Give the track as the policy has it."""
        return self.policy.track(self.track).definition

    @property
    def conditions(self) -> Conditions:
        """Give what says the guards of this track."""
        return Conditions(self.policy, self.track)
