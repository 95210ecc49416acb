"""What stands beside an event is found by those who surely know of the event."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.identity import CASE, NOWHERE, FactName, InstanceId, PersonId, RoleName
from engine.record.chain import Event
from engine.record.effects import (
    AddressFlagged,
    Alerted,
    Answered,
    Clocked,
    Effect,
    Held,
    PersonAdded,
    RoleChanged,
)
from engine.record.kinds import EventKind
from engine.record.values import Alert, Answer, Deadline, Part
from engine.search.known_events import is_known

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SOMEBODY, REMOVAL = PersonId("somebody"), InstanceId("removal/1")
ROLE = RoleChanged(role=RoleName("HR"), person=SOMEBODY, active=False)
HOLD = Held(on=REMOVAL, name="police", active=True, by_hand=True)


def clock(name: str) -> Deadline:
    return Deadline(
        on=REMOVAL,
        name=name,
        round=1,
        state="open",
        started_at=AT,
        started_by="decide",
        due_at=AT,
        overdue_at=AT,
        calendar="1",
    )


def alert(name: str) -> Alert:
    return Alert(
        number=1, on=REMOVAL, deadline=name, alert="overdue", round=1, status="raised", breached_at=AT, raised_at=AT
    )


def answer(value: str | tuple[str, ...]) -> Answered:
    return Answered(on=REMOVAL, name=FactName("routes"), answer=Answer("value", value))


def known(kind: EventKind, on: InstanceId, *effects: Effect, asked: InstanceId = NOWHERE) -> bool:
    event = Event(sequence=3, kind=kind, at=AT, happened_at=AT, by=SOMEBODY, on=on, effects=effects)
    return is_known(event, asked or on or CASE)


@pytest.mark.parametrize(
    ("kind", "on", "effect"),
    [
        (EventKind.ASSIGNED, NOWHERE, ROLE),
        (EventKind.ROLE_TAKEN, NOWHERE, ROLE),
        (EventKind.ROLES_PASSED_ON, NOWHERE, ROLE),
        (EventKind.HOLD_SET, REMOVAL, HOLD),
        (EventKind.HOLD_LIFTED, REMOVAL, HOLD),
        (EventKind.HOLD_SET, REMOVAL, Clocked(clock("decide"))),
        (EventKind.ALERT_ACKNOWLEDGED, REMOVAL, Alerted(alert("review police"))),
        (EventKind.CLOCK_EXTENDED, REMOVAL, Clocked(clock("review police"))),
        (EventKind.ADDRESS_FLAGGED, NOWHERE, AddressFlagged(1, flagged=True)),
        (EventKind.CORRECTED, REMOVAL, answer(("discipline",))),
        (EventKind.CALENDAR_CHANGED, NOWHERE, Clocked(clock("decide"))),
        (EventKind.ERASURE_ASKED, NOWHERE, ROLE),
    ],
)
def test_of_what_hangs_on_a_role_a_hold_or_another_instance_not_all_surely_know(
    kind: EventKind, on: InstanceId, effect: Effect
) -> None:
    assert not known(kind, on, effect)


@pytest.mark.parametrize(
    ("kind", "on", "effect"),
    [
        (EventKind.ACTED, REMOVAL, HOLD),
        (EventKind.CORRECTED, REMOVAL, answer("ours")),
        (EventKind.CLOCK_EXTENDED, REMOVAL, Clocked(clock("decide"))),
        (EventKind.ALERT_ACKNOWLEDGED, REMOVAL, Alerted(alert("decide"))),
        (EventKind.PERSON_ADDED, NOWHERE, PersonAdded(SOMEBODY, Part.WITNESS)),
    ],
)
def test_of_what_was_done_to_an_instance_all_know_who_work_on_it_and_others_need_not(
    kind: EventKind, on: InstanceId, effect: Effect
) -> None:
    assert known(kind, on, effect)
    assert not known(kind, on, effect, asked=InstanceId("discipline/1"))
