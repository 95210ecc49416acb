"""What changed of a person or a school, when and by whom: read from the chain of the organisation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from duecourse.casework.administration.permission import demand_keeper, demand_person, demand_reach, note
from duecourse.casework.context.services import Caller, Services, person_of, school_of
from engine.identity import NO_PERSON, OrganisationId, PersonId, SchoolId
from engine.ports.store import Reading
from engine.record.organisation_events import walk
from engine.record.values import SCHEDULER

ERASED = "what it said was erased"
OPAQUE = ("calendar", "password_hash", "changed_at")
"""What is told of only as changed: it is long, or nobody's business."""
LEFT_OUT = ("id", "person_id", "school_id", "instead_of")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """One change: who made it (a name, or "" where nobody was signed in), by which act, and what is otherwise since."""

    at: datetime
    who: str
    act: str
    says: tuple[str, ...]


def person_history(services: Services, caller: Caller, key: str) -> list[RowChange]:
    """Tell what changed of somebody, their posts and how they sign in, oldest first; that it was read is logged.

    Raises NotFound, NotPermitted, BrokenRecord.
    """
    now = services.clock.now()
    with services.store.reading() as reading:
        keeper = demand_keeper(reading, caller, now)
        person = person_of(reading, caller.viewer.organisation, key)
        demand_person(reading, keeper, person, now)
        names = tuple(f"{table}/{person.id}" for table in ("people", "posts", "accounts"))
        found = _told(reading, person.organisation, names)
    _log(services, caller, "history of a person read", person.id)
    return found


def school_history(services: Services, caller: Caller, key: str) -> list[RowChange]:
    """Tell what changed of a school, oldest first; that it was read is logged. Raises as for a person."""
    now = services.clock.now()
    with services.store.reading() as reading:
        keeper = demand_keeper(reading, caller, now)
        school = school_of(reading, caller.viewer.organisation, key)
        demand_reach(reading, keeper, (school.id,), now)
        found = _told(reading, school.organisation, (f"schools/{school.id}",))
    _log(services, caller, "history of a school read", school.id)
    return found


def _log(services: Services, caller: Caller, what: str, which: str) -> None:
    with services.store.writing() as writing:
        note(writing, services, caller, what, which)


def _told(reading: Reading, organisation: OrganisationId, names: Sequence[str]) -> list[RowChange]:
    record = reading.organisation_record(organisation)
    people = {each.id: each.name for each in reading.people(organisation)}
    schools = {each.id: each.key for each in reading.schools(organisation)}
    last: dict[str, str | None] = {}
    found: list[RowChange] = []
    for change in walk(record):
        after = {name: record.kept[change.sequence, name].text for name in names if name in change.rows}
        says = tuple(says for name, text in after.items() for says in otherwise(last.get(name, "[]"), text, schools))
        last.update(after)
        if says:
            found.append(RowChange(at=change.at, who=who_did(change.by, people), act=change.what, says=says))
    return found


def who_did(by: PersonId, people: Mapping[PersonId, str]) -> str:
    """Give the name of the person who made a change; "" where nobody was signed in."""
    return {NO_PERSON: "", SCHEDULER: "Duecourse"}.get(by) or people.get(by, by)


def otherwise(before: str | None, after: str | None, schools: Mapping[SchoolId, str]) -> Iterator[str]:
    """Say what is otherwise between two texts of the same rows."""
    if after is None or before is None:
        yield ERASED
        return
    had, has = _rows(before, schools), _rows(after, schools)
    yield from (f"{name}: no longer {value}" for name, value in had.items() if name not in has)
    for name, value in has.items():
        if had.get(name) != value:
            yield _said(name, had.get(name), value)


def _said(name: str, before: str | None, after: str) -> str:
    called = name.replace("_", " ")
    if name in OPAQUE:
        return f"{called}: changed"
    return f"{called}: {after}" if before is None else f"{called}: {after}, before {before}"


def _rows(text: str, schools: Mapping[Any, str]) -> dict[str, str]:
    """Read rows as fields with what stands in them; those of a post are one, named by the post and its school."""
    found: dict[str, str] = {}
    rows: list[dict[str, Any]] = json.loads(text)
    for row in rows:
        if "post" in row:
            place = schools.get(row["school_id"], "the whole trust")
            begins = f" from {row['since']}" if row["since"] else ""
            ends = f" until {row['until']}" if row["until"] else ""
            found[f"{row['post']} at {place}"] = f"{row['kind']}{begins}{ends}"
            continue
        filled = ((name, value) for name, value in row.items() if value not in ("", None, "[]"))
        found |= {name: _normal(name, str(value)) for name, value in filled if name not in LEFT_OUT}
    return found


def _normal(name: str, value: str) -> str:
    """Write a calendar so that the order of its parts makes no difference."""
    return json.dumps(json.loads(value), sort_keys=True) if name == "calendar" else value
