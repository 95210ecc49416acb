"""When a question was last asked, by the steps that ask it."""

from __future__ import annotations

from datetime import datetime

from engine.identity import FactName
from engine.language.track_definition import TrackDefinition
from engine.record.values import Done, Instance


def last_asked(definition: TrackDefinition, instance: Instance, name: FactName) -> Done | None:
    """Find the last step that asked a question; None where none did, as for what was handed over."""
    done = (
        instance.done.get(key) for key, action in definition.actions.items() if name in (action.choose, *action.asks)
    )
    return max((each for each in done if each is not None), key=lambda each: each.at, default=None)


def asked_at(definition: TrackDefinition, instance: Instance, name: FactName) -> datetime:
    """Say when an answer was recorded, or else when its instance began."""
    done = last_asked(definition, instance, name)
    return done.at if done else instance.reported_at
