"""The schools of a trust: added, changed, and ended without being forgotten; each with a calendar that can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, count

from duecourse.casework.administration.calendars import recalendar
from duecourse.casework.administration.permission import demand_active, demand_administrator, demand_school, note
from duecourse.casework.administration.value_checks import (
    changed,
    refuse_all,
    wrong_address,
    wrong_key,
    wrong_name,
    wrong_nation,
)
from duecourse.casework.context.seen.seen_rows import demand_as_seen
from duecourse.casework.context.services import Caller, Services, school_of, spend
from engine.errors import BadFiles, BadInput
from engine.identity import SchoolId
from engine.plain import is_group, is_list
from engine.ports.records import Organisation, School
from engine.ports.settings import CLOSING_HOUR

DEFAULT_NATION = "England"
PLACE_KEYS = ("trust", "central")
"""Short names for the place of the trust itself, in the order in which they are tried."""
BANK_HOLIDAYS = "bank_holidays.yaml"


def calendar_without_terms(key: str, name: str, nation: str, zone: str) -> Mapping[str, object]:
    """Write the calendar of a school whose terms nobody has entered: working days count at once, school days do not."""
    return {
        "key": key,
        "title": name,
        "nation": nation,
        "zone": zone,
        "source": "not loaded yet",
        "checked_on": "never",
        "confirmed": "no",
        "terms": [],
    }


def wrong_school(key: str, name: str, address: str, nation: str, taken: Sequence[str]) -> tuple[str, ...]:
    """Say everything that is wrong with a school, sentence by sentence."""
    whose = f"The school '{key}'"
    found = (
        wrong_key(key, taken),
        wrong_name(name, whose),
        wrong_address(address, whose[:1].lower() + whose[1:]),
        wrong_nation(nation),
    )
    return tuple(sentence for sentence in found if sentence)


def said_of(school: School) -> Mapping[str, str]:
    """Give what can be changed of a school, by name."""
    joins_on = school.joins_on.isoformat() if school.joins_on else ""
    known = {"name": school.name, "address": school.address, "joins_on": joins_on}
    return {**known, "nation": str(school.calendar.get("nation", ""))}


def place_of_trust(services: Services, trust: Organisation, taken: Iterable[str]) -> School:
    """Make the place of the trust itself beside its schools, under the first short name that is free."""
    used = {each.lower() for each in taken}
    key = next(each for each in chain(PLACE_KEYS, (f"trust-{each}" for each in count(2))) if each not in used)
    settings = trust.settings
    made = make_school(
        services, trust, key, trust.name, settings.get("address", ""), settings.get("nation", "") or DEFAULT_NATION
    )
    return replace(made, kind="trust")


def make_school(services: Services, trust: Organisation, key: str, name: str, address: str, nation: str) -> School:
    """Make a school whose calendar has been read back by what reads it later. Raises BadFiles."""
    hour = trust.settings.get(CLOSING_HOUR, "")
    without = calendar_without_terms(key, name, nation, trust.zone)
    calendar = {**without, **({"close_of_business": hour} if hour else {})}
    school = School(
        id=SchoolId(services.ids.short()),
        organisation=trust.id,
        key=key,
        name=name,
        address=address,
        calendar=calendar,
    )
    services.calendar(school, trust.zone)
    return school


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlace:
    """A school as it is said, or the place of the trust itself beside its schools, where `of_trust` says so.

    Nothing is reported there before `joins_on`; its people, terms and paper may be entered before.
    """

    key: str
    name: str
    address: str = ""
    nation: str = ""
    of_trust: bool = False
    joins_on: date | None = None


def add_school(services: Services, caller: Caller, said: NewPlace) -> School:
    """Add a school, or the place of the trust itself. Raises BadInput with everything that is wrong, NotPermitted."""
    with services.store.writing() as writing:
        spend(writing, caller, said.key, services.clock.now())
        demand_administrator(writing, caller, services.clock.now())
        trust = writing.organisation()
        there = writing.schools(trust.id)
        where = said.nation or trust.settings.get("nation", "") or DEFAULT_NATION
        faults = wrong_school(said.key, said.name, said.address, where, [school.key for school in there])
        refuse_all((*faults, _second_place(there) if said.of_trust else ""))
        school = make_school(services, trust, said.key, said.name.strip(), said.address.strip(), where)
        school = replace(school, kind="trust" if said.of_trust else "school", joins_on=said.joins_on)
        writing.add_school(school)
        note(writing, services, caller, "school added", school.id)
    return school


def _second_place(there: Iterable[School]) -> str:
    found = next((school for school in there if school.kind == "trust"), None)
    if found is None:
        return ""
    return f"The trust has its own place already: {found.name} ({found.key}). `duecourse school change` changes it."


def change_school(
    services: Services,
    caller: Caller,
    key: str,
    *,
    name: str | None = None,
    address: str | None = None,
    nation: str | None = None,
    joins_on: date | None = None,
    back: bool = False,
) -> School:
    """Change what is known of a school; what is None stays. Clocks are worked out again where its nation changes."""
    with services.store.writing() as writing:
        spend(writing, caller, key, services.clock.now())
        trust = writing.organisation()
        before = school_of(writing, trust.id, key)
        person = demand_school(writing, caller, before.id, services.clock.now())
        now = said_of(before)
        demand_as_seen(caller, now)
        day = None if joins_on is None else joins_on.isoformat()
        given = {"name": name, "address": address, "nation": nation, "joins_on": day}
        new = now if back and not any(value is not None for value in given.values()) else changed(now, given)
        where = new["nation"] if nation is not None else DEFAULT_NATION  # what stays is not judged again
        refuse_all(wrong_school(before.key, new["name"], new["address"], where, ()))
        calendar = {**before.calendar, "title": new["name"], "nation": new["nation"]}
        after = replace(
            before,
            name=new["name"],
            address=new["address"],
            calendar=calendar,
            active=before.active or back,
            joins_on=joins_on or before.joins_on,
        )
        services.calendar(after, trust.zone)
        writing.save_school(after)
        note(writing, services, caller, "school changed", after.id)
    if new["nation"] != now["nation"]:
        because = f"{person.name} set the nation of the school to {new['nation']}."
        recalendar(services, after.id, services.clock.now(), because)
    return after


def end_school(services: Services, caller: Caller, key: str) -> School:
    """Let a school leave: nothing new is reported there, and its cases go on to their end."""
    with services.store.writing() as writing:
        spend(writing, caller, key, services.clock.now())
        demand_administrator(writing, caller, services.clock.now())
        before = school_of(writing, writing.organisation().id, key)
        if not before.active:
            raise BadInput(f"{before.name} has left already.")
        after = replace(before, active=False)
        writing.save_school(after)
        note(writing, services, caller, "school ended", after.id)
    return after


def schools(services: Services, caller: Caller) -> Sequence[School]:
    """List the schools by name, those that have left included."""
    with services.store.reading() as reading:
        demand_active(reading, caller)
        return reading.schools(reading.organisation().id)


def one_off_days(calendar: Mapping[str, object]) -> list[Mapping[str, object]]:
    """List the days of a single year that a school's calendar closes."""
    found = calendar.get("one_off")
    return [row for row in found if is_group(row)] if is_list(found) else []


def unreadable(services: Services, trust: Organisation, school: School) -> str:
    """Say why the calendar of a school cannot be read; "" where it can."""
    try:
        services.calendar(school, trust.zone)
    except BadFiles as bad:
        return str(bad)
    return ""
