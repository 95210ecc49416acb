"""Lines of the work list and of the list of cases, as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.identity import CaseReference, InstanceId
from engine.ports.sights import UNREADABLE


class When(StrEnum):
    """When a clock needs somebody."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    WAITING = "waiting"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One running clock. `due_at` is None while it stands still; `waits_for` names who has to answer, or is "".

    `shared` names the other schools that share the case, for those who work on the case itself. `bound` says what the
    clock rests on, the law, a duty or a target; with `not_before` it is a time that has to pass, and nothing is due.
    """

    reference: CaseReference
    school: str
    on: InstanceId
    title: str
    state: str
    clock: str
    due_at: datetime | None
    when: When
    waits_for: str
    shared: tuple[str, ...] = ()
    bound: str = ""
    not_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case of the list of cases, with the soonest clock that the viewer may see; None where none runs.

    `shared` as for a clock. `has_turn` says that an act is next in it, the viewer's or somebody else's. The list of
    cases gives its `title` beside, and `hands`: who has that act.
    """

    reference: CaseReference
    school: str
    status: str
    reported_at: datetime
    soonest: WorkRow | None
    ended: bool
    danger: bool = False
    shared: tuple[str, ...] = ()
    has_turn: bool = False
    title: str = ""
    hands: tuple[str, ...] = ()

    @property
    def is_readable(self) -> bool:
        """Say whether the case could be read when its rows were written; of one that could not, only this is known."""
        return self.status != UNREADABLE
