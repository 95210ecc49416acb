"""The alerts of a case as people read them: one for each round of a clock, how far it has climbed, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from duecourse.casework.context.look.view import CaseView
from engine.identity import InstanceId
from engine.record.clock_alerts import BEFORE_OVERDUE, BEYOND, AlertEnd, ClockAlert, clock_alerts
from engine.time.moments import say_moment

ENDS = {
    AlertEnd.DONE: "it was done",
    AlertEnd.NOT_NEEDED: "it was no longer needed",
    AlertEnd.CLOSED: "the case was closed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingAlert:
    """One alert: its code, the procedure and the clock that it is about, and in a sentence how it stands."""

    code: str
    on: InstanceId
    is_open: bool
    has_ended: bool
    says: str


def standing_alerts(view: CaseView) -> tuple[StandingAlert, ...]:
    """List the alerts of a case that somebody may know of: those that wait first, then those taken up, then ended."""
    found = sorted(_alerts(view), key=lambda each: (each.has_ended, not each.is_open))
    return tuple(found)


def _alerts(view: CaseView) -> Iterator[StandingAlert]:
    case = view.case
    for alert in clock_alerts(case.alerts.values(), case.deadlines, case.tracks):
        yield StandingAlert(
            code=case.code(alert.first),
            on=alert.on,
            is_open=alert.is_open,
            has_ended=alert.ended is not None,
            says=_says(view, alert),
        )


def _says(view: CaseView, alert: ClockAlert) -> str:
    zone = view.calendar.zone
    title = f"“{view.policy.clock_title(alert.on.track, alert.deadline)}”"
    if alert.ended is not None:
        when = f" on {say_moment(alert.ended_at, zone)}" if alert.ended_at else ""
        return f"{title}: this alert has ended, because {ENDS[alert.ended]}{when}."
    due = say_moment(alert.due_at, zone) if alert.due_at else "no day, as the clock stands still"
    if alert.last.alert.startswith(BEFORE_OVERDUE):
        said = f"{title} is due on {due}."
    else:
        said = f"{title} was due on {due}, and has not been done."
    climbed = [each for each in alert.lines if each.alert.startswith(BEYOND)]
    if climbed:
        said += f" It went on to others on {say_moment(climbed[0].raised_at, zone)}."
    return f"{said} Somebody has taken it up." if alert.is_taken_up else said
