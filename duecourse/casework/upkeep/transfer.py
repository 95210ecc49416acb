"""A store moved to another database: every row, then counts, chains and rows compared on the other side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from duecourse.casework.audit.verification import verify_accesses, verify_cases
from duecourse.casework.context.access_log import take_reads
from duecourse.casework.context.services import Caller, Services
from engine.errors import BadInput, BrokenRecord, NotFound
from engine.identity import NO_PERSON, NO_REFERENCE
from engine.ports.records import Viewer
from engine.record.access import Access
from engine.record.values import SCHEDULER

STILL = timedelta(minutes=1)
"""A store that was swept so long ago is one that nothing serves any more."""
Transfer = Callable[[], Mapping[str, int]]
"""Copies every row, and counts what the other database then holds, by table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedStore:
    """What was moved: rows by table, cases and events; `wrong` says in sentences what does not fit there."""

    rows: Mapping[str, int]
    cases: int
    events: int
    wrong: tuple[str, ...]


def move_store(source: Services, target: Services, copy_rows: Transfer, by: str) -> MovedStore:
    """Move a store into an empty one of another database; `by` is for the access log of both.

    Raises:
        BadInput: something still works in the store, or the other one holds a trust. Unavailable or BrokenRecord: what
        was written is undone.
    """
    now = source.clock.now()
    with target.store.reading() as reading:
        try:
            trust = reading.organisation()
        except NotFound:
            pass
        else:
            raise BadInput(f"The database to move to holds a trust already, {trust.name}. Name an empty one.")
    with source.store.reading() as reading:
        organisation = reading.organisation()
        swept = reading.last_sweep(organisation.id)
    if swept is not None and timedelta(0) <= now - swept < STILL:
        raise BadInput("Something still works in this store. Stop `serve` and `worker`, wait a minute, and try again.")
    take_reads(source)
    with source.store.writing() as writing:
        line = Access(at=now, person=NO_PERSON, case=NO_REFERENCE, what="moved to another database", detail=by)
        writing.log_access(organisation.id, (line,))
    rows = copy_rows()
    found = verify_cases(target, Caller(viewer=Viewer(organisation.id, SCHEDULER)))
    wrong = [f"{each.reference}: {each.wrong}" if each.reference else each.wrong for each in found if each.wrong]
    try:
        verify_accesses(target, organisation.id)
    except BrokenRecord as error:
        wrong.append(str(error))
    return MovedStore(
        rows=rows,
        cases=sum(1 for each in found if each.reference),
        events=sum(each.events for each in found),
        wrong=tuple(wrong),
    )
