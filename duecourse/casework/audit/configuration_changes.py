"""What was changed of how a trust is set up, when and by whom: settings, schools, people, posts, directories, paper.

It is read from the chain of the organisation. What belongs to a case stands in it too, and is left out here: those who
administer see no case.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from duecourse.casework.administration.permission import demand_administrator
from duecourse.casework.audit.row_history import otherwise, who_did
from duecourse.casework.context.access_log import commit_read
from duecourse.casework.context.services import Caller, Services
from engine.errors import NotFound
from engine.identity import NO_REFERENCE, OrganisationId, PersonId, SchoolId
from engine.ports.records import Organisation
from engine.ports.store import Reading
from engine.record.organisation_events import OrganisationRecord, walk

TRUST = "organisations"
NOTHING = "[]"


class KeptKind(StrEnum):
    """What a change is of."""

    SETTINGS = "settings"
    SCHOOLS = "schools"
    PEOPLE = "people and posts"
    HELPLINES = "helplines"
    PLATFORMS = "sites and apps"
    PAPER = "paper and documents"


TABLES: Mapping[str, KeptKind] = {
    TRUST: KeptKind.SETTINGS,
    "schools": KeptKind.SCHOOLS,
    "people": KeptKind.PEOPLE,
    "posts": KeptKind.PEOPLE,
    "helplines": KeptKind.HELPLINES,
    "platforms": KeptKind.PLATFORMS,
    "letterheads": KeptKind.PAPER,
    "logos": KeptKind.PAPER,
    "trust_documents": KeptKind.PAPER,
}
"""The tables of which changes are told here; sign-in has the security log, and a case its own history."""
LONG = ("letterheads", "logos", "trust_documents")
"""Tables of which it is told that something was changed, and not what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationChange:
    """One change: who made it (a name, or "" where nobody was signed in), of what, and what is otherwise since."""

    at: datetime
    by: PersonId
    who: str
    act: str
    kind: KeptKind
    of: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    people: Mapping[PersonId, str]
    schools: Mapping[SchoolId, str]
    keys: Mapping[SchoolId, str]

    def of(self, table: str, which: str, text: str | None) -> str:
        """Name what a row is about."""
        if table in ("people", "posts"):
            return self.people.get(PersonId(which), "somebody who is not kept any more")
        if table == "schools":
            return self.schools.get(SchoolId(which), which)
        if table in ("helplines", "platforms"):
            return str(_body(text).get("name", which))
        return ""


def configuration_changes(
    services: Services, caller: Caller, kind: str = "", person: str = ""
) -> Sequence[ConfigurationChange]:
    """Tell what was changed, the newest first, of one kind or by one person; that it was read is written down.

    Raises NotPermitted, NotFound for nobody of that short name, BrokenRecord.
    """
    with services.store.reading() as reading:
        demand_administrator(reading, caller, services.clock.now())
        trust = reading.organisation()
        by = _identifier(reading, trust.id, person)
        found = [
            each
            for each in _changes(reading, trust)
            if (not kind or each.kind == kind) and (by is None or each.by == by)
        ]
    commit_read(services, caller, NO_REFERENCE, "the changes of the configuration")
    return found[::-1]


def setting_sources(reading: Reading, trust: Organisation) -> Mapping[str, ConfigurationChange]:
    """Give for each setting that was ever set the change that set it last. Raises BrokenRecord."""
    found: dict[str, ConfigurationChange] = {}
    for each in _changes(reading, trust, {TRUST}):
        found |= dict.fromkeys((says.partition(":")[0] for says in each.says), each)
    return found


def _identifier(reading: Reading, organisation: OrganisationId, key: str) -> PersonId | None:
    if not key:
        return None
    found = reading.find_person(organisation, key)
    if found is None:
        raise NotFound(f"There is nobody called '{key}' here.")
    return found.id


def _changes(
    reading: Reading, trust: Organisation, tables: Mapping[str, KeptKind] | set[str] = TABLES
) -> Iterator[ConfigurationChange]:
    record = reading.organisation_record(trust.id)
    schools = reading.schools(trust.id)
    names = _Names(
        people={each.id: each.name for each in reading.people(trust.id)},
        schools={each.id: each.name for each in schools},
        keys={each.id: each.key for each in schools},
    )
    yield from _told(record, names, tables)


def _told(
    record: OrganisationRecord, names: _Names, tables: Mapping[str, KeptKind] | set[str]
) -> Iterator[ConfigurationChange]:
    last: dict[str, str | None] = {}
    for change in walk(record):
        for name in change.rows:
            table = next((each for each in TABLES if name == each or name.startswith(f"{each}/")), "")
            which = name.removeprefix(f"{table}/")
            text = record.kept[change.sequence, name].text
            before, last[name] = last.get(name, NOTHING), text
            if table not in tables or _of_case(table, text, before):
                continue
            says = tuple(_otherwise(table, before, text, names))
            if says:
                yield ConfigurationChange(
                    at=change.at,
                    by=change.by,
                    who=who_did(change.by, names.people),
                    act=change.what,
                    kind=TABLES[table],
                    of=names.of(table, which, text or before),
                    says=says,
                )


def _of_case(table: str, *texts: str | None) -> bool:
    """Say whether somebody is known to a case alone; of a row that was erased nothing is known."""
    if table != "people":
        return False
    return any(text is None or any(row.get("case_id") for row in _rows(text)) for text in texts)


def _otherwise(table: str, before: str | None, after: str | None, names: _Names) -> Iterator[str]:
    if table in LONG:
        yield "changed"
    elif table == TRUST:
        yield from _settings(_body(before), _body(after))
    elif table in ("helplines", "platforms"):
        had, has = _words(before), _words(after)
        yield from _parts(had, has) if had else (f"kept here; confirmed: {has.get('confirmed', 'no')}",)
    else:
        yield from otherwise(before, after, names.keys)


def _settings(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Say which settings are otherwise; the name of the trust is one."""
    had, has = (
        {**json.loads(row.get("settings") or "{}"), **({"name": row["name"]} if "name" in row else {})}
        for row in (before, after)
    )
    yield from _parts(had, has)


def _parts(had: Mapping[str, Any], has: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted({*had, *has}):
        old, new = str(had.get(name, "")), str(has.get(name, ""))
        if old != new and name not in ("key", "ended"):
            yield f"{name}: {new or 'nothing'}" + (f", before: {old}" if old else "")
    if has.get("ended") and not had.get("ended"):
        yield "put aside"


def _words(text: str | None) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(_body(text).get("body") or "{}")
    return found


def _body(text: str | None) -> Mapping[str, Any]:
    return next(iter(_rows(text)), {})


def _rows(text: str | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text or NOTHING)
    return found
