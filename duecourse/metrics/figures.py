"""The figures of an installation as they stand in its store, read when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from duecourse.casework.context.services import Services
from duecourse.casework.upkeep.health import checks
from engine.errors import NotFound, Unavailable
from engine.ports.store import Reading

MOST = 2000
"""So many cases with a clock that is due are counted, and so many messages that were not taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What stands in the store at one moment; ages in seconds, by kind and state of a notice, sizes in bytes."""

    well: Mapping[str, bool]
    sweep_age: float | None = None
    due_cases: int = 0
    set_aside: int = 0
    notices: Mapping[tuple[str, str], int] = field(default_factory=dict)
    oldest: Mapping[str, float] = field(default_factory=dict)
    relay_refuses: bool = False
    database: int | None = None
    disk: int | None = None


def figures(services: Services) -> Figures:
    """Read them; of a database that is away only that."""
    well = {check.name: check.well for check in checks(services)}
    try:
        disk: int | None = services.files.room()
    except OSError:
        disk = None
    try:
        with services.store.reading() as reading:
            return _read(services, reading, well, disk)
    except (Unavailable, NotFound):
        return Figures(well=well, disk=disk)


def _read(services: Services, reading: Reading, well: Mapping[str, bool], disk: int | None) -> Figures:
    now, trust = services.clock.now(), reading.organisation().id
    last, queued = reading.last_sweep(trust), reading.count_queued(trust)
    notices = {(kind, "queued"): number for kind, number in queued.items()}
    for each in reading.mail_left(trust, MOST):
        notices[each.kind, each.state] = notices.get((each.kind, each.state), 0) + 1
    since = {kind: reading.waiting_since(trust, kind) for kind in queued}
    return Figures(
        well=well,
        sweep_age=_age(now, last),
        due_cases=len(reading.due_cases(trust, now, MOST)),
        set_aside=len(reading.set_aside(trust)),
        notices=notices,
        oldest={kind: _age(now, at) or 0.0 for kind, at in since.items()},
        relay_refuses=reading.mail_desk(trust).refused_since is not None,
        database=reading.database_size(),
        disk=disk,
    )


def _age(now: datetime, since: datetime | None) -> float | None:
    return None if since is None else max((now - since).total_seconds(), 0.0)
