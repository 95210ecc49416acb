"""Helplines by their list: added, changed, and confirmed where a row says that somebody has tried them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from duecourse.casework.administration.helplines import (
    PARTS,
    add_helpline,
    change_helpline,
    confirm_helpline,
    helplines,
)
from duecourse.casework.setting_up.differences import Comparison, ListChange, told_change, value_in
from duecourse.casework.setting_up.lists.sheets import ListRow

YES = "yes"


def apply_helplines(comparison: Comparison, rows: Sequence[ListRow]) -> None:
    """Add the helplines that are not there; change and confirm the others as their rows say."""
    there = {each["key"].casefold(): each for each in helplines(comparison.services, comparison.caller)}
    for row in comparison.single(rows, "key"):
        given = {name: value for name in PARTS if (value := value_in(row, name)) is not None}
        before = there.get(row.cell("key").casefold())
        if before is None:
            _add(comparison, row, given)
        else:
            _change(comparison, row, before, given)


def _add(comparison: Comparison, row: ListRow, given: Mapping[str, str]) -> None:
    key = row.cell("key")
    if row.cell("confirmed") != YES:
        wrong = f"'{key}' is new: write yes once somebody has tried it; until then it is not added"
        comparison.fault(row, "confirmed", wrong)
    elif comparison.does(row, partial(add_helpline, comparison.services, comparison.caller, key, given)):
        comparison.tell(row, key, ListChange.ADDED, (given.get("name", ""),))


def _change(comparison: Comparison, row: ListRow, before: Mapping[str, str], given: Mapping[str, str]) -> None:
    key, services, caller = before["key"], comparison.services, comparison.caller
    new = {name: text for name, text in given.items() if text != before.get(name, "")}
    says = [told_change(row.kind.column(name).heading, before.get(name, ""), text) for name, text in new.items()]
    if new and not comparison.does(row, partial(change_helpline, services, caller, key, new)):
        return
    confirms = row.cell("confirmed") == YES and (bool(new) or before.get("confirmed") != YES)
    if confirms and not comparison.does(row, partial(confirm_helpline, services, caller, key)):
        return
    if confirms:
        says.append("confirmed, so that letters name it")
    elif new:
        says.append("to be confirmed again before a letter names it")
    comparison.tell(row, key, ListChange.CHANGED if says else ListChange.SAME, says)
