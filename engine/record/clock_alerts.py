"""The alert about a clock: everything that was raised of one round of it is one alert, which climbs, is taken up, ends.

That it has ended, and why, follows from the clock: the deed was done, the clock was no longer needed, or the case was
closed. So an alert cannot outlive what it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.identity import CASE, ClockId, InstanceId
from engine.record.values import Alert, Deadline, Instance

BEFORE_OVERDUE = ("remind", "due")
BEYOND = "after"
"""What an alert is called by that went on to others: `after 4 hours`."""


class AlertEnd(StrEnum):
    """Why an alert has ended."""

    DONE = "done"
    NOT_NEEDED = "not needed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockAlert:
    """The alert about one round of a clock: its lines in the ledger, oldest first, without those that came too late.

    `due_at` is None where the round is over. `ended` says why nobody need act on it, None while somebody has to;
    `ended_at` is when that came about, where it is known.
    """

    on: InstanceId
    deadline: str
    round: int
    lines: tuple[Alert, ...]
    due_at: datetime | None
    ended: AlertEnd | None
    ended_at: datetime | None

    @property
    def first(self) -> Alert:
        """Give the line by which the alert is called."""
        return self.lines[0]

    @property
    def last(self) -> Alert:
        """Give how far it has climbed."""
        return self.lines[-1]

    @property
    def is_taken_up(self) -> bool:
        """Say whether somebody has said of all of it what is being done."""
        return all(line.status == "acknowledged" for line in self.lines)

    @property
    def is_open(self) -> bool:
        """Say whether it waits for somebody."""
        return self.ended is None and not self.is_taken_up


def clock_alerts(
    alerts: Iterable[Alert], deadlines: Mapping[ClockId, Deadline], tracks: Mapping[InstanceId, Instance]
) -> tuple[ClockAlert, ...]:
    """Gather the lines of the ledger into alerts, in the order in which they were raised."""
    found: dict[tuple[InstanceId, str, int], list[Alert]] = {}
    for line in alerts:
        if line.status != "superseded":
            found.setdefault((line.on, line.deadline, line.round), []).append(line)
    shell = tracks.get(CASE)
    return tuple(_alert(lines, deadlines.get(ClockId.of(on, name)), shell) for (on, name, _), lines in found.items())


def _alert(lines: list[Alert], clock: Deadline | None, shell: Instance | None) -> ClockAlert:
    first = lines[0]
    mine = clock if clock is not None and clock.round == first.round else None
    return ClockAlert(
        on=first.on,
        deadline=first.deadline,
        round=first.round,
        lines=tuple(lines),
        due_at=mine.due_at if mine is not None else None,
        ended=_end(mine, shell),
        ended_at=mine.ended_at if mine is not None else None,
    )


def _end(clock: Deadline | None, shell: Instance | None) -> AlertEnd | None:
    """Say why the alert of a clock has ended; a round that another one has followed was done."""
    if clock is None:
        return AlertEnd.DONE
    if clock.state == "open":
        return None
    if clock.state == "met":
        return AlertEnd.DONE
    closed = shell is not None and shell.ended and clock.ended_at is not None and clock.ended_at >= shell.since
    return AlertEnd.CLOSED if closed else AlertEnd.NOT_NEEDED


def of_same_round(alerts: Iterable[Alert], alert: Alert) -> tuple[Alert, ...]:
    """Give the lines that are one alert with this one, and wait for somebody."""
    same = (alert.on, alert.deadline, alert.round)
    return tuple(each for each in alerts if (each.on, each.deadline, each.round) == same and each.status == "raised")


def is_settled(alerts: Iterable[Alert], clock: Deadline) -> bool:
    """Say whether somebody has said what is being done about a clock that is overdue: then it climbs no further."""
    return any(
        each.status == "acknowledged" and not each.alert.startswith(BEFORE_OVERDUE)
        for each in alerts
        if (each.on, each.deadline, each.round) == (clock.on, clock.name, clock.round)
    )
