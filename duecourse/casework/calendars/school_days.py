"""The days of a school: closed, opened again, or loaded as terms; told first what that would move, then done."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias
from zoneinfo import ZoneInfo

from duecourse.casework.administration.calendars import foresee, recalendar
from duecourse.casework.administration.permission import ADMINISTERING, CALENDARS, demand_school, note
from duecourse.casework.administration.schools import BANK_HOLIDAYS, DEFAULT_NATION, one_off_days
from duecourse.casework.context.moved_clocks import Moves
from duecourse.casework.context.services import Caller, Services, school_of, spend
from engine.errors import BadInput
from engine.identity import PostName
from engine.ports.records import Organisation, School
from engine.time.calendar import NATIONS, Calendar
from engine.time.calendar_rows import calendar_from
from engine.time.moments import say_date, say_day

HOUR = "close_of_business"
"""Under this name stands at what hour a school closes, where that is not the usual one."""
Alter: TypeAlias = Callable[[School, Organisation], School]


class DoubtfulDay(BadInput):
    """A day that is hardly meant: one that has passed, or of a year for which no days are loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedDays:
    """A school with its days changed; `moves` are the clocks that move, or would: then `done` is False."""

    school: School
    moves: Moves
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a change of days is wished: only shown beforehand, or done although the day is doubtful."""

    preview: bool = False
    sure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """One change: its line in the access log, its words in the cases whose clocks move, and who may make it."""

    noted: str
    says: str
    posts: Collection[PostName]
    alter: Alter


def close_day(
    services: Services, caller: Caller, school: str, day: date, reason: str, wish: Wish | None = None
) -> ChangedDays:
    """Declare a day on which a school does not work.

    Raises:
        BadInput: it is no working day there anyway, or there is no reason. DoubtfulDay: unless one is sure.
        NotPermitted, NotFound.
    """
    chosen = wish or Wish()
    if not reason.strip():
        raise BadInput("Say why the day is closed: it is told wherever it moves a time.")

    def alter(before: School, trust: Organisation) -> School:
        calendar = services.calendar(before, trust.zone)
        _refuse_doubtful(calendar, day, calendar.local(services.clock.now()).date(), sure=chosen.sure)
        why = calendar.why_not_working(day) if _is_loaded(calendar, day) else calendar.one_off.get(day)
        if why is not None:
            raise BadInput(f"{say_day(day)} is no working day at {before.name} anyway: {why}.")
        days = [*one_off_days(before.calendar), {"day": day.isoformat(), "name": reason.strip()}]
        return replace(before, calendar={**before.calendar, "one_off": days})

    says = f"closed {say_day(day)}: {reason.strip()}"
    return change_days(
        services, caller, school, Alteration(noted="day closed", says=says, posts=CALENDARS, alter=alter), chosen
    )


def open_day(
    services: Services, caller: Caller, school: str, day: date, reason: str, wish: Wish | None = None
) -> ChangedDays:
    """Take back that a day was declared closed.

    Raises:
        BadInput: nobody declared it closed, or there is no reason. DoubtfulDay: it has passed, unless one is sure.
        NotPermitted, NotFound.
    """
    chosen = wish or Wish()
    if not reason.strip():
        raise BadInput("Say why the day is open after all: it is told wherever it moves a time.")

    def alter(before: School, trust: Organisation) -> School:
        calendar = services.calendar(before, trust.zone)
        if day not in calendar.one_off:
            declared = ", ".join(map(say_date, sorted(calendar.one_off))) or "none"
            raise BadInput(
                f"Nobody declared {say_day(day)} closed at {before.name}, so it cannot be opened. Declared: {declared}."
            )
        if _is_loaded(calendar, day):
            _refuse_doubtful(calendar, day, calendar.local(services.clock.now()).date(), sure=chosen.sure)
        days = [row for row in one_off_days(before.calendar) if str(row.get("day")) != day.isoformat()]
        return replace(before, calendar={**before.calendar, "one_off": days})

    says = f"opened {say_day(day)} again: {reason.strip()}"
    return change_days(
        services, caller, school, Alteration(noted="day opened", says=says, posts=CALENDARS, alter=alter), chosen
    )


def load_calendar(
    services: Services,
    caller: Caller,
    school: str,
    rows: Mapping[str, object],
    file: str = "terms.yaml",
    wish: Wish | None = None,
) -> ChangedDays:
    """Give a school the terms, closures and one-off days of a file.

    Days that were declared before stay, unless the file names them itself. `file` is the name by which to speak of its
    faults. Raises BadFiles, NotPermitted, and BadInput where the file is of another nation than the school.
    """

    def alter(before: School, trust: Organisation) -> School:
        looked = {"source": "the school", "checked_on": services.clock.now().date().isoformat(), "confirmed": "yes"}
        own = {"key": before.key, "title": before.name, "zone": trust.zone, "one_off": _one_off(before.calendar, rows)}
        nation = {"nation": before.calendar.get("nation", DEFAULT_NATION)}
        hour = {HOUR: before.calendar[HOUR]} if HOUR in before.calendar else {}
        after = replace(before, calendar={**nation, **hour, **looked, **rows, **own})
        calendar_from(services.bank_holidays, after.calendar, ZoneInfo(trust.zone), (BANK_HOLIDAYS, file))
        _demand_own_nation(before, rows)
        return after

    loaded = Alteration(
        noted="calendar loaded", says="loaded the terms of the school", posts=ADMINISTERING, alter=alter
    )
    return change_days(services, caller, school, loaded, wish or Wish())


def change_days(services: Services, caller: Caller, school: str, change: Alteration, wish: Wish) -> ChangedDays:
    """Change the days of a school and work its clocks out again, or only tell what would move. Raises as `alter` does.

    Raises NotPermitted, NotFound.
    """
    now = services.clock.now()
    if wish.preview:
        with services.store.reading() as reading:
            before = school_of(reading, reading.organisation().id, school)
            demand_school(reading, caller, before.id, now, change.posts)
            after = change.alter(before, reading.organisation())
            return ChangedDays(school=after, moves=foresee(services, reading, caller, after), done=False)
    with services.store.writing() as writing:
        spend(writing, caller, school, now)
        before = school_of(writing, writing.organisation().id, school)
        person = demand_school(writing, caller, before.id, now, change.posts)
        after = change.alter(before, writing.organisation())
        writing.save_school(after)
        note(writing, services, caller, change.noted, after.id)
    moves = recalendar(services, after.id, now, f"{person.name} {change.says}.", caller)
    return ChangedDays(school=after, moves=moves, done=True)


def _is_loaded(calendar: Calendar, day: date) -> bool:
    first, last = calendar.covered
    return first <= day <= last


def _refuse_doubtful(calendar: Calendar, day: date, today: date, *, sure: bool) -> None:
    if sure:
        return
    if day < today:
        raise DoubtfulDay(f"{say_day(day)} has passed. Clocks that have run out stay as they are, others may move.")
    if not _is_loaded(calendar, day):
        last = say_date(calendar.covered[1])
        raise DoubtfulDay(f"{say_day(day)} lies beyond the years that are loaded, which end on {last}.")


def _demand_own_nation(school: School, rows: Mapping[str, object]) -> None:
    """Raise BadInput where a file would give a school the bank holidays of another nation, unseen among its terms."""
    own, said = (str(each.get("nation", "")) for each in (school.calendar, rows))
    if own and said and NATIONS.get(own, own) != NATIONS.get(said, said):
        raise BadInput(
            f"The file is of another nation, {said}; {school.name} is in {own}. Leave the line `nation` out, or first: "
            f"`duecourse school change {school.key} --nation NATION`."
        )


def _one_off(before: Mapping[str, object], rows: Mapping[str, object]) -> list[object]:
    named = one_off_days(rows)
    days = {row.get("day") for row in named}
    return [*(row for row in one_off_days(before) if row.get("day") not in days), *named]
