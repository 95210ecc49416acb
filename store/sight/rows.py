"""Rows of sight, written: what differs between how a case stood before everybody and how it stands now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeAlias

from engine.identity import CaseId, ClockId, InstanceId, OrganisationId, PersonId, PostName
from engine.ports.sights import ClockSight, Sight, SightKind, Sights
from store.connection.cursor import Cursor, Named, Values, inserting
from store.mapping import maybe_when, moment
from store.sight.agenda_columns import AGENDA_COLUMNS, NEVER, act_of, agenda_values, heading_of

DIFFERING = (PostName("?"),)
"""Stands for what a case relies on where its clocks rely on something else: that is never so, and written again."""
CASE_COLUMNS = (
    "organisation_id",
    "case_id",
    "person_id",
    "reference",
    "school_id",
    "kind",
    "ended",
    "due_at",
    "clock",
    "state",
    "everything",
    "danger_at",
    "works",
    "sees",
    "unseen",
    "posts",
    "relied",
    *AGENDA_COLUMNS,
)
CLOCK_COLUMNS = (
    "organisation_id",
    "case_id",
    "person_id",
    "instance",
    "name",
    "reference",
    "school_id",
    "state",
    "due_at",
    "overdue_at",
    "waits",
    "relied",
)
_Differing: TypeAlias = tuple[Sequence[ClockSight], Sequence[ClockSight]]
WAITING, TO_PASS = 1, 2
"""How `waits` is written of a clock that waits for others or stands still, and of a time that only has to pass."""
UNSEEN = Sight(kind=SightKind.NONE)
"""Stands for how a case stood before somebody who did not see it."""
CASE_KEY, CLOCK_KEY = CASE_COLUMNS[:3], CLOCK_COLUMNS[:5]


OF_PERSON = "organisation_id = ? AND case_id = ? AND person_id = ?"
KEEP_CASE = (
    f"{inserting('case_sights', CASE_COLUMNS)} ON CONFLICT ({', '.join(CASE_KEY)}) DO UPDATE SET "
    f"{', '.join(f'{column} = excluded.{column}' for column in CASE_COLUMNS if column not in CASE_KEY)}"
)
KEEP_CLOCK = (
    f"{inserting('clock_sights', CLOCK_COLUMNS)} ON CONFLICT ({', '.join(CLOCK_KEY)}) DO UPDATE SET "
    f"{', '.join(f'{column} = excluded.{column}' for column in CLOCK_COLUMNS if column not in CLOCK_KEY)}"
)
DROP_CASE = f"DELETE FROM case_sights WHERE {OF_PERSON}"
DROP_CLOCKS = f"DELETE FROM clock_sights WHERE {OF_PERSON}"
DROP_CLOCK = f"DELETE FROM clock_sights WHERE {OF_PERSON} AND instance = ? AND name = ?"
OF_CASE = "organisation_id = ? AND case_id = ?"
CASE_ROWS = f"SELECT * FROM case_sights WHERE {OF_CASE}"
CLOCK_ROWS = f"SELECT * FROM clock_sights WHERE {OF_CASE} ORDER BY due_at, instance, name"


def packed(names: Iterable[str]) -> str:
    """Write several names as one text, in which each can be looked for."""
    return "".join(f"<{name}>" for name in names)


def unpacked(text: str) -> tuple[str, ...]:
    """Read them back."""
    return tuple(text[1:-1].split("><")) if text else ()


def write(cursor: Cursor, about: Values, before: Sights, after: Sights) -> None:
    """Write what differs; `about` is organisation, case, reference and school."""
    key = about[:2]
    cases: list[Values] = []
    clocks: list[Values] = []
    gone: list[Values] = []
    compared: dict[tuple[int, int], _Differing] = {}
    for person, sight in after.items():
        old = before.get(person, UNSEEN)
        is_new = old is UNSEEN
        if old is sight or (old == sight and not is_new):
            continue
        if is_new or _shown(old) != _shown(sight):
            cases.append(case_row(about, person, sight))
        # several people mostly see the very same clocks
        pair = id(old.clocks), id(sight.clocks)
        if pair not in compared:
            compared[pair] = _differing(old.clocks, sight.clocks)
        changed, ended = compared[pair]
        clocks += [
            clock_row(about, person, sight, each) for each in (changed if old.relied == sight.relied else sight.clocks)
        ]
        gone += [(*key, person, each.on, each.name) for each in ended]
    left = [person for person in before if person not in after]
    cursor.run_each(DROP_CLOCK, gone)
    # all of them: what stood there by a post that has ended since is in no `before` that was worked out now
    cursor.run_each(DROP_CLOCKS, [(*key, person) for person in left])
    cursor.run_each(DROP_CASE, [(*key, person) for person in left])
    cursor.run_each(KEEP_CASE, cases)
    cursor.run_each(KEEP_CLOCK, clocks)


def _differing(was: Sequence[ClockSight], now: Sequence[ClockSight]) -> _Differing:
    """Give the clocks that are not as they were, and those that are gone."""
    before = {(each.on, each.name): each for each in was}
    changed = []
    for each in now:
        old = before.pop((each.on, each.name), None)
        if old is not each and old != each:
            changed.append(each)
    return changed, tuple(before.values())


def _shown(sight: Sight) -> tuple[object, ...]:
    """Give what stands of a sight in the row of the case: all but the clocks after the first."""
    first = sight.soonest
    case = (sight.kind, sight.ended, sight.everything, sight.state, sight.danger_at)
    seen = (sight.works, sight.sees, sight.unseen, sight.posts, sight.relied)
    return (*case, *seen, first, sight.heading, sight.act)


def case_row(about: Values, person: PersonId, sight: Sight) -> Values:
    """Write how a case stands before somebody, in the order of CASE_COLUMNS."""
    soonest = sight.soonest
    return (
        *about[:2],
        person,
        *about[2:],
        str(sight.kind),
        int(sight.ended),
        _or_never(soonest.due_at if soonest else None),
        soonest.key if soonest else "",
        sight.state,
        int(sight.everything),
        moment(sight.danger_at) if sight.danger_at else "",
        packed(sight.works),
        packed(sight.sees),
        packed(sight.unseen),
        packed(sight.posts),
        packed(sight.relied),
        *agenda_values(sight.heading, sight.act),
    )


def clock_row(about: Values, person: PersonId, sight: Sight, clock: ClockSight) -> Values:
    """Write how a clock stands before somebody, in the order of CLOCK_COLUMNS."""
    return (
        *about[:2],
        person,
        clock.on,
        clock.name,
        *about[2:],
        clock.state,
        _or_never(clock.due_at),
        _or_never(clock.overdue_at) if clock.overdue_at != clock.due_at else "",
        TO_PASS if clock.not_before else int(clock.waits),
        packed(sight.relied),
    )


def _or_never(at: datetime | None) -> str:
    return moment(at) if at else NEVER


def read(cursor: Cursor, organisation: OrganisationId, case: CaseId) -> Sights:
    """Read how a case is kept to stand before everybody."""
    clocks: dict[PersonId, list[Named]] = {}
    for row in cursor.fetch_named(CLOCK_ROWS, (organisation, case)):
        clocks.setdefault(row["person_id"], []).append(row)
    rows = cursor.fetch_named(CASE_ROWS, (organisation, case))
    return {row["person_id"]: _sight(row, clocks.get(row["person_id"], ())) for row in rows}


def _sight(row: Named, clocks: Sequence[Named]) -> Sight:
    relied = tuple(map(PostName, unpacked(row["relied"])))
    return Sight(
        posts=tuple(map(PostName, unpacked(row["posts"]))),
        relied=relied if all(each["relied"] == row["relied"] for each in clocks) else DIFFERING,
        kind=SightKind(row["kind"]),
        ended=bool(row["ended"]),
        everything=bool(row["everything"]),
        state=row["state"],
        danger_at=maybe_when(row["danger_at"]),
        works=tuple(map(InstanceId, unpacked(row["works"]))),
        sees=tuple(map(InstanceId, unpacked(row["sees"]))),
        unseen=tuple(map(ClockId, unpacked(row["unseen"]))),
        clocks=tuple(map(clock_sight, clocks)),
        heading=heading_of(row),
        act=act_of(row),
    )


def clock_sight(row: Named) -> ClockSight:
    """Read a clock as it stands before somebody."""
    return ClockSight(
        on=InstanceId(row["instance"]),
        name=row["name"],
        state=row["state"],
        due_at=_unless_never(row["due_at"]),
        overdue_at=_unless_never(row["overdue_at"] or row["due_at"]),
        waits=row["waits"] == WAITING,
        not_before=row["waits"] == TO_PASS,
    )


def _unless_never(text: str) -> datetime | None:
    return None if text == NEVER else maybe_when(text)
