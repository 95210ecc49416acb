"""A case that is kept on after its time, for a reason and until a day: one event, which stops its disposal."""

from __future__ import annotations

from datetime import date

from engine.changes.change import Change, begin, unexplained
from engine.errors import BadInput
from engine.identity import CASE
from engine.language.compiled import CompiledPolicy
from engine.record.case import Case
from engine.record.kinds import EventKind
from engine.steps.take import conclude
from engine.steps.transition import Refusal, Step, World

KEPT_UNTIL = "kept_until"
"""Under which the event keeps the day."""


def keep_on(policy: CompiledPolicy, case: Case, until: date, change: Change, world: World) -> Step | Refusal:
    """Keep a case on until the end of a day; the day said last counts, so that one of today ends it.

    Raises BadInput for a day that is over.
    """
    if until < world.at.astimezone(world.calendar.zone).date():
        raise BadInput("That day is over. Write the last day on which the case has to be kept.")
    reasons = unexplained(
        change, "A case is kept on for a reason.", "Say who needs it: the police, a court, an inquiry."
    )
    if reasons:
        return Refusal(tuple(reasons))
    recording = begin(policy, case, EventKind.KEPT_ON, change, world, on=CASE)
    recording.keep(KEPT_UNTIL, until.isoformat())
    return conclude(recording, [])
