"""A trust begun from its own lists: made and filled in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from duecourse.casework.administration.beginning import Beginning, Begun, NewPerson, NewSchool, begin, keepers
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.setting_up.joined_store import joined
from duecourse.casework.setting_up.lists.list_kinds import PEOPLE_LIST, SCHOOLS_LIST, SETTINGS_LIST
from duecourse.casework.setting_up.lists.opened_lists import OpenedLists
from duecourse.casework.setting_up.lists.sheets import ListRow, read_sheet
from duecourse.casework.setting_up.people_list import with_short_name
from duecourse.casework.setting_up.trust_setup import SetupWish, set_up
from engine.ports.records import Viewer

OF_THE_TRUST = ("policy", "nation", "web_address", "address")
"""Settings that a trust begins with, where the list of settings has them and nothing else was said."""


def with_lists(said: Beginning, lists: OpenedLists) -> Beginning:
    """Give a beginning with the schools, the people and the first settings that lists name; what was said stays."""
    rows = {table.kind.name: read_sheet(table).rows for table in lists.tables}
    settings = {row.cell("setting").casefold(): row.cell("value") for row in rows.get(SETTINGS_LIST.name, ())}
    schools = [_school(row) for row in rows.get(SCHOOLS_LIST.name, ()) if row.is_whole]
    people = [_person(with_short_name(row)) for row in rows.get(PEOPLE_LIST.name, ()) if row.is_whole]
    given = {name: settings.get(name, "") for name in OF_THE_TRUST}
    return replace(
        said,
        name=said.name or settings.get("name", ""),
        settings={**given, **{name: value for name, value in said.settings.items() if value}},
        schools=(*said.schools, *schools),
        people=(*said.people, *people),
    )


def begin_with_lists(services: Services, said: Beginning, lists: OpenedLists, wrong: Sequence[str] = ()) -> Begun:
    """Make a trust as it is said together with lists, and apply the lists.

    Raises BadInput with everything that is wrong with its beginning, or BadFiles with everything in the lists.
    """
    with services.store.writing() as writing:
        inside = joined(services, writing)
        begun = begin(inside, with_lists(said, lists), wrong)
        keeper = keepers(begun, services.clock.now())[0]
        viewer = Viewer(begun.trust.id, keeper.id, services.clock.now())
        set_up(inside, Caller(viewer=viewer), lists, SetupWish(apply=True))
    return begun


def _school(row: ListRow) -> NewSchool:
    return NewSchool(row.cell("key"), row.cell("name"), row.cell("address"))


def _person(row: ListRow) -> NewPerson:
    name: Mapping[str, str] = {part: row.cell(part) for part in ("given", "family")}
    whole = row.cell("name") or " ".join(each for each in name.values() if each)
    return NewPerson(key=row.cell("key"), name=whole, email=row.cell("email"), telephone=row.cell("telephone"))
