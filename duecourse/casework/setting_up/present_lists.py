"""The trust as it stands, as the lists that would make it so: taken away, changed, and applied again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from duecourse.casework.administration.helplines import HELPLINES
from duecourse.casework.administration.kept.directory_rows import Directory, listed
from duecourse.casework.administration.kept.platforms import PLATFORMS
from duecourse.casework.administration.known_person import KNOWN
from duecourse.casework.administration.paper.letterheads import paper
from duecourse.casework.administration.people import people
from duecourse.casework.administration.permission import demand_administrator, note
from duecourse.casework.administration.schools import one_off_days, schools
from duecourse.casework.administration.settings import settings
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.setting_up.lists.list_kinds import (
    HELPLINES_LIST,
    PEOPLE_LIST,
    PLATFORMS_LIST,
    POSTS_LIST,
    SCHOOLS_LIST,
    SETTINGS_LIST,
    TERMS_LIST,
)
from duecourse.casework.setting_up.lists.written_lists import Rows
from duecourse.casework.setting_up.post_list import first_day, last_day
from duecourse.casework.setting_up.school_list import ON_PAPER
from engine.identity import SchoolId
from engine.people.tenures import running
from engine.plain import is_group, is_list
from engine.ports.records import Person, School
from engine.time.moments import say_date

Row = Mapping[str, str]


def present_lists(services: Services, caller: Caller) -> Rows:
    """Give everything that lists can say of a trust, as it stands now; that they were taken is noted. Raises
    NotPermitted.

    Applied again as they are, they change nothing. People and schools that have left stand in none of them.
    """
    now = services.clock.now()
    with services.store.writing() as writing:
        demand_administrator(writing, caller, now)
        zone = ZoneInfo(writing.organisation().zone)
        note(writing, services, caller, "lists taken away", "")
    there = [each for each in schools(services, caller) if each.active]
    everybody = [each for each in people(services, caller) if each.is_there(now)]
    keys = {each.id: each.key for each in there}
    return {
        SETTINGS_LIST.name: [{"setting": name, "value": value} for name, value in settings(services, caller).items()],
        SCHOOLS_LIST.name: [_school(services, caller, each) for each in there],
        TERMS_LIST.name: [row for each in there for row in _days(each)],
        PEOPLE_LIST.name: [{"key": each.key, **_known(each)} for each in everybody],
        POSTS_LIST.name: [row for each in everybody for row in _posts(each, keys, now, zone)],
        HELPLINES_LIST.name: _directory(HELPLINES, services, caller),
        PLATFORMS_LIST.name: _directory(PLATFORMS, services, caller),
    }


def _school(services: Services, caller: Caller, school: School) -> Row:
    said = paper(services, caller, school.key).said
    return {
        "key": school.key,
        "name": school.name,
        "address": school.address,
        "nation": str(school.calendar.get("nation", "")),
        **{name: said[name] for name in ON_PAPER},
    }


def _days(school: School) -> Iterator[Row]:
    """Give the days of a school; where it has no term yet there is nothing that could be loaded again."""
    terms = _spans(school.calendar.get("terms"))
    if not terms:
        return
    closed = [{"name": str(day.get("name", "")), "first": str(day["day"])} for day in one_off_days(school.calendar)]
    kinds = {"term": terms, "closure": _spans(school.calendar.get("closures")), "closed": closed}
    for kind, spans in kinds.items():
        for span in spans:
            days = {name: said_day(date.fromisoformat(span[name])) for name in ("first", "last") if name in span}
            yield {"school": school.key, "kind": kind, "name": span["name"], **days}


def _spans(found: object) -> Sequence[Row]:
    rows = [row for row in found if is_group(row)] if is_list(found) else []
    return [{name: str(row.get(name, "")) for name in ("name", "first", "last")} for row in rows]


def _known(person: Person) -> Row:
    return {name: str(getattr(person, name)) for name in KNOWN}


def _posts(person: Person, keys: Mapping[SchoolId, str], now: datetime, zone: ZoneInfo) -> Iterator[Row]:
    """Give the posts that somebody holds or will hold.

    One of a school that has left stands in no list, nor does one in which they stand in for somebody.
    """
    for each in running(person.posts, now):
        if each.kind != "held" or (each.school and each.school not in keys):
            continue
        yield {
            "person": person.key,
            "post": each.post,
            "school": keys[each.school] if each.school else "",
            "since": said_day(first_day(each.since, zone)),
            "until": said_day(last_day(each.until, zone)),
        }


def said_day(day: date | None) -> str:
    """Give a day as lists have it; "" for none."""
    return say_date(day) if day else ""


def _directory(directory: Directory, services: Services, caller: Caller) -> Sequence[Row]:
    return [
        {"key": row["key"], **directory.said_of(row), "confirmed": row.get("confirmed") or "no"}
        for row in listed(directory, services, caller)
    ]
