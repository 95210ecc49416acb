"""People by their list; a short name that is left out is the e-mail address up to its @."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from duecourse.casework.administration.known_person import KNOWN
from duecourse.casework.administration.people import add_person, change_person, people
from duecourse.casework.setting_up.differences import Comparison, ListChange, told_change, value_in
from duecourse.casework.setting_up.lists.sheets import ListRow
from engine.ports.records import Person


def with_short_name(row: ListRow) -> ListRow:
    """Give a row with the short name that it leaves out, from the e-mail address where there is one."""
    local, mark, _ = row.cell("email").partition("@")
    if row.cell("key") or not mark or not local:
        return row
    return replace(row, cells={**row.cells, "key": local.casefold()})


def apply_people(comparison: Comparison, rows: Sequence[ListRow]) -> None:
    """Add the people who are not there, and change what differs of the others; nobody comes back by a list."""
    there = {each.key.casefold(): each for each in people(comparison.services, comparison.caller)}
    comparison.spoilt |= {row.cell("email").casefold() for row in rows if not row.is_whole}
    for row in comparison.single(rows, "key"):
        if not row.cell("key"):
            comparison.fault(row, "key", "is empty, and there is no e-mail address to make one from")
            continue
        given = {name: value for name in KNOWN if (value := value_in(row, name)) is not None}
        before = there.get(row.cell("key").casefold())
        if not (_add(comparison, row, given) if before is None else _change(comparison, row, before, given)):
            comparison.spoilt |= {row.cell("key").casefold(), row.cell("email").casefold()}


def _add(comparison: Comparison, row: ListRow, given: Mapping[str, str]) -> bool:
    key = row.cell("key")
    if not comparison.does(row, partial(add_person, comparison.services, comparison.caller, key, given)):
        return False
    comparison.tell(row, key, ListChange.ADDED, (given.get("name") or f"{given.get('given')} {given.get('family')}",))
    return True


def _change(comparison: Comparison, row: ListRow, before: Person, given: Mapping[str, str]) -> bool:
    if not before.is_there(comparison.now):
        back = f"they have left; take the row out, or: `duecourse person change {before.key} --back`"
        comparison.tell(row, before.key, ListChange.SAME, (back,))
        return True
    now = {name: str(getattr(before, name)) for name in given}
    new = {name: text for name, text in given.items() if text != now[name]}
    work = partial(change_person, comparison.services, comparison.caller, before.key, new)
    if new and not comparison.does(row, work):
        return False
    says = [told_change(row.kind.column(name).heading, now[name], text) for name, text in new.items()]
    comparison.tell(row, before.key, ListChange.CHANGED if says else ListChange.SAME, says)
    return True
