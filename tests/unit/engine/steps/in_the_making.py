"""An event in the making, for tests of what follows from a step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from engine.language.compiled import CompiledPolicy
from engine.record.chain import Event
from engine.record.kinds import EventKind
from engine.record.values import SCHEDULER
from engine.steps.transition import Recording
from tests.builders import MONDAY, Story

LATER = MONDAY + timedelta(hours=5)


def recording(story: Story, policy: CompiledPolicy | None = None) -> Recording:
    """An event in the making, five hours after the report."""
    event = Event(sequence=0, kind=EventKind.SWEPT, at=LATER, happened_at=LATER, by=SCHEDULER)
    return Recording.begin(policy or story.policy, replace(story.world, at=LATER), story.case, event)
