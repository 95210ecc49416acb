"""One pass of the scheduler: what is due, in batches, each case in its own savepoint; a poisoned one is set aside."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.office import Office, write
from engine import sweeping
from engine.case import SCHEDULER
from engine.errors import StaleRevision
from engine.ports import Writing
from engine.records import Organisation, Viewer

log = logging.getLogger("duecourse.sweep")
BATCH = 50
TRIES = 5


@dataclass(frozen=True, slots=True)
class Swept:
    """What a pass did: deadlines fired, alerts raised and superseded, cases set aside, notices queued."""

    now: datetime
    fired: int
    alerts: int
    superseded: int
    set_aside: int
    outbox: int


def sweep(office: Office, now: datetime) -> Swept:
    """Raise every alert whose time has come, each exactly once, however often and wherever this runs."""
    counts: Counter[str] = Counter()
    with office.store.reading() as reading:
        organisation = reading.organisation()
    done: set[str] = set()
    while True:
        with office.store.writing() as writing:
            due = [case for case in writing.due_cases(organisation.id, now, BATCH) if case not in done]
            for case in due:
                counts += _sweep_one(office, writing, organisation, case, now)
            done |= set(due)
            if not due:
                writing.note_sweep(organisation.id, now)
                break
    return Swept(now, counts["fired"], counts["raised"], counts["superseded"], counts["set aside"], counts["outbox"])


def _sweep_one(office: Office, writing: Writing, organisation: Organisation, case: str, now: datetime) -> Counter[str]:
    """Sweep one case; what goes wrong in it is undone, counted, and touches no other."""
    counts: Counter[str] = Counter()
    try:
        with writing.savepoint():
            before = writing.case_by_id(Viewer(organisation.id, SCHEDULER), case)
            world = office.world(writing, organisation, before.school, now)
            policy = office.policy_of(writing, before)
            step = sweeping.sweep(policy, before, world)
            if step is not None:
                written = write(writing, office, policy, before, step)
                new = [alert for key, alert in written.case.alerts.items() if key not in before.alerts]
                counts["raised"] += sum(1 for alert in new if alert.status == "raised")
                counts["superseded"] += sum(1 for alert in new if alert.status == "superseded")
                counts["fired"] += len({(alert.on, alert.deadline, alert.round) for alert in new})
                counts["outbox"] += sum(len(tell.people) for tell in written.tells)
    except StaleRevision:
        log.info("A case changed while it was swept; the next pass takes it.", extra={"action": "sweep"})
    except Exception:
        reference = office.ids.identifier()
        log.exception("A case could not be swept.", extra={"action": "sweep", "reference": reference})
        if writing.note_failure(organisation.id, case, reference, TRIES) >= TRIES:
            counts["set aside"] += 1
    return counts


def recalendar(office: Office, school: str, now: datetime) -> int:
    """Reckon the open clocks of a school afresh after its calendar changed. Gives how many cases moved."""
    moved = 0
    with office.store.writing() as writing:
        organisation = writing.organisation()
        viewer = Viewer(organisation.id, SCHEDULER)
        for row in writing.cases(viewer):
            if row.school != school:
                continue
            before = writing.case_by_id(viewer, row.id)
            world = office.world(writing, organisation, before.school, now)
            policy = office.policy_of(writing, before)
            step = sweeping.recalendar(policy, before, world)
            if step is not None:
                write(writing, office, policy, before, step)
                moved += 1
    return moved
