"""Lists over all the cases that somebody may see: cases, running clocks, open alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from duecourse.casework.context.caseload import UNREADABLE, load, load_each
from duecourse.casework.context.look.redaction import redacted, standing
from duecourse.casework.context.look.visible_case import VisibleCase
from duecourse.casework.context.services import Caller, Services
from engine.identity import ClockId
from engine.ports.records import CaseSummary, DueRow
from engine.record.values import Alert


def cases(services: Services, caller: Caller) -> Sequence[CaseSummary]:
    """List the cases that the viewer may see, broken ones by name only; requests stand in the registers instead."""
    with services.store.reading() as reading:
        rows = []
        for row in reading.cases(caller.viewer):
            loaded = load(services, reading, caller.viewer, row)
            if loaded is None:
                rows.append(replace(row, status=UNREADABLE, next_due_at=None, revision=0))
            elif not loaded.is_request:
                redaction = redacted(loaded.policy, loaded.case, caller.viewer.person)
                seen, revision = redaction.case, row.revision if redaction.everything else 0
                rows.append(replace(row, status=standing(seen), next_due_at=_soonest(seen), revision=revision))
    return sorted(rows, key=lambda row: (row.next_due_at is None, row.next_due_at, row.reference))


def _soonest(seen: VisibleCase) -> datetime | None:
    open_ones = (clock.due_at for clock in seen.deadlines.values() if clock.state == "open" and clock.due_at)
    return min(open_ones, default=None)


def due(services: Services, caller: Caller) -> list[DueRow]:
    """List the open clocks of the work list, soonest first, on what the viewer may see."""
    with services.store.reading() as reading:
        rows = reading.due(caller.viewer)
        seen = {
            each.case.id: redacted(each.policy, each.case, caller.viewer.person).case.deadlines
            for each in load_each(services, reading, caller.viewer, {row.case for row in rows})
        }
    return [row for row in rows if ClockId.of(row.on, row.name) in seen.get(row.case, {})]


def alerts(services: Services, caller: Caller) -> list[tuple[str, Alert]]:
    """List the alerts that nobody has taken up, with the reference of their case, of what the viewer works on."""
    with services.store.reading() as reading:
        found = load_each(services, reading, caller.viewer)
        seen = [redacted(each.policy, each.case, caller.viewer.person).case for each in found]
    return [(case.reference, alert) for case in seen for alert in case.alerts.values() if alert.status == "raised"]
