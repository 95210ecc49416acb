"""What stands in a store after a fault: every alert, every notice of one, and what does not fit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from duecourse.casework.audit import verification
from duecourse.casework.context.services import Caller, Services
from tests.services import scheduler


@dataclass(frozen=True, kw_only=True)
class Raised:
    """Alerts as (case, instance, clock, alert, round), notices as (recipient, dedupe key), each with its number.

    `aside` counts the cases that are set aside; `wrong` are the words about records that do not replay.
    """

    alerts: Counter[tuple[object, ...]]
    notices: Counter[tuple[str, str]]
    aside: int
    wrong: tuple[str, ...]

    @property
    def overdue(self) -> int:
        """Count the deadlines that were passed, each once."""
        return sum(1 for _, _, _, alert, _ in self.alerts if alert == "overdue")

    @property
    def is_exact(self) -> bool:
        """Say that nothing is there twice, that every record replays, and that no case was set aside."""
        once = {*self.alerts.values(), *self.notices.values()} == {1}
        return once and not self.wrong and not self.aside


def raised(place: Services) -> Raised:
    """Count what was raised in all cases of a trust."""
    eyes = scheduler(place)
    with place.store.reading() as reading:
        found = [reading.case_by_id(eyes, row.id) for row in reading.cases(eyes)]
        notices = [each for each in reading.notices(eyes.organisation) if each.kind == "alert"]
        aside = len(reading.set_aside(eyes.organisation))
    verdicts = verification.replay_cases(place, Caller(viewer=eyes))
    return Raised(
        alerts=Counter(
            (case.reference, alert.on, alert.deadline, alert.alert, alert.round)
            for case in found
            for alert in case.alerts.values()
        ),
        notices=Counter((notice.recipient, notice.dedupe) for notice in notices),
        aside=aside,
        wrong=tuple(verdict.wrong for verdict in verdicts if verdict.wrong),
    )
