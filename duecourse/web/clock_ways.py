"""What somebody who works on a procedure may do to a clock of it that runs, by hand: links beside it."""

from __future__ import annotations

from collections.abc import Sequence

from duecourse.casework.context.look.view import CaseView
from duecourse.casework.queries.task_list import step_place
from engine.changes.clock_limits import why_fixed
from engine.language.vocabulary import AN_ANSWER, is_answer
from engine.record.values import Deadline


def clock_ways(view: CaseView, clock: Deadline) -> Sequence[tuple[str, str]]:
    """Give the pages, each with its words, on which a clock is stopped, let run on or given more time."""
    if clock.state != "open" or clock.on not in view.works:
        return ()
    if is_answer(clock.name):
        letter = f"/cases/{view.case.reference}/letters/{clock.name.removeprefix(AN_ANSWER)}/after"
        return ((letter, "Record the answer, remind them, or say until when you wait"),)
    place = f"/cases/{view.case.reference}/clocks/{step_place(view, view.case.tracks[clock.on])}/{clock.name}"
    if clock.paused:
        return ((f"{place}/resume", "Let this clock run on"),)
    if why_fixed(view.policy, clock) is not None:
        return ()
    return ((f"{place}/extend", "Give this clock more time"), (f"{place}/pause", "Stop this clock"))
