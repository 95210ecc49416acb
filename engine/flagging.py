"""Flagging an address as possibly an indecent image of a child, whatever a policy's files say.

Policies have steps for it, with letters and clocks of their own. But the gate is the engine's: under a version of a
policy that has no such step an address can be flagged all the same.
"""

from __future__ import annotations

from engine.case import Case
from engine.chain import Event
from engine.compiled import CompiledPolicy
from engine.effects import AddressFlagged
from engine.housekeeping import Change
from engine.policy import conclude, shut_away
from engine.recording import Recording, Refusal, Step, World

FLAGGED = "address flagged"


def flagging_step(policy: CompiledPolicy, case: Case, on: str) -> str:
    """Name the step by which a policy flags the address of an instance; "" where it has none."""
    actions = policy.track(case.tracks[on].track).definition.actions
    return next((name for name, action in actions.items() if action.flags_address == "yes"), "")


def flag(policy: CompiledPolicy, case: Case, on: str, change: Change, world: World) -> Step | Refusal:
    """Flag the address of an instance, and shut away what was kept of it."""
    event = Event(0, FLAGGED, world.at, change.happened_at, change.by.person, on)
    recording = Recording.begin(policy, world, case, event)
    recording.keep("via", change.via)
    recording.do(AddressFlagged(int(case.tracks[on].about.removeprefix("address/")), flagged=True))
    shut_away(recording, on)
    return conclude(recording, [])
