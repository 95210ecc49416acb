"""Helplines and platforms by their lists: added, changed, and confirmed where a row says that somebody has looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from duecourse.casework.administration.helplines import HELPLINES
from duecourse.casework.administration.kept.directory_rows import (
    Directory,
    add_row,
    change_row,
    confirm_row,
    listed,
)
from duecourse.casework.administration.kept.platforms import PLATFORMS
from duecourse.casework.setting_up.differences import Comparison, ListChange, told_change, value_in
from duecourse.casework.setting_up.lists.sheets import ListRow

YES = "yes"


def apply_helplines(comparison: Comparison, rows: Sequence[ListRow]) -> None:
    """Add, change and confirm helplines."""
    _apply(HELPLINES, comparison, rows)


def apply_platforms(comparison: Comparison, rows: Sequence[ListRow]) -> None:
    """Add, change and confirm sites and apps."""
    _apply(PLATFORMS, comparison, rows)


def _apply(directory: Directory, comparison: Comparison, rows: Sequence[ListRow]) -> None:
    there = {each["key"].casefold(): each for each in listed(directory, comparison.services, comparison.caller)}
    for row in comparison.single(rows, "key"):
        given = {name: value for name in directory.parts if (value := value_in(row, name)) is not None}
        before = there.get(row.cell("key").casefold())
        if before is None:
            _add(directory, comparison, row, given)
        else:
            _change(directory, comparison, row, before, given)


def _add(directory: Directory, comparison: Comparison, row: ListRow, given: Mapping[str, str]) -> None:
    key = row.cell("key")
    if row.cell("confirmed") != YES:
        wrong = f"'{key}' is new: write yes once somebody has tried it; until then it is not added"
        comparison.fault(row, "confirmed", wrong)
    elif comparison.does(row, partial(add_row, directory, comparison.services, comparison.caller, key, given)):
        comparison.tell(row, key, ListChange.ADDED, (given.get("name", ""),))


def _change(
    directory: Directory, comparison: Comparison, row: ListRow, before: Mapping[str, str], given: Mapping[str, str]
) -> None:
    key, services, caller = before["key"], comparison.services, comparison.caller
    new = {name: text for name, text in given.items() if text != before.get(name, "")}
    says = [told_change(row.kind.column(name).heading, before.get(name, ""), text) for name, text in new.items()]
    if new and not comparison.does(row, partial(change_row, directory, services, caller, key, new)):
        return
    confirms = row.cell("confirmed") == YES and (bool(new) or before.get("confirmed") != YES)
    if confirms and not comparison.does(row, partial(confirm_row, directory, services, caller, key)):
        return
    if confirms:
        says.append("confirmed")
    elif new:
        says.append("to be confirmed again")
    comparison.tell(row, key, ListChange.CHANGED if says else ListChange.SAME, says)
