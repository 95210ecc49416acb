"""Schools by their list, with what stands on their paper; a school that no list names is left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from duecourse.casework.administration.paper.letterheads import change_paper, paper
from duecourse.casework.administration.schools import NewPlace, add_school, change_school, schools
from duecourse.casework.setting_up.differences import Comparison, ListChange, told_change, value_in
from duecourse.casework.setting_up.lists.cells import alike, meant
from duecourse.casework.setting_up.lists.sheets import ListRow
from engine.ports.records import School
from engine.time.calendar import NATIONS

KNOWN = ("name", "address", "nation")
ON_PAPER = ("email", "telephone", "web")
NO_PLACE = ""


def apply_schools(comparison: Comparison, rows: Sequence[ListRow]) -> None:
    """Add the schools that are not there, and change what differs of the others."""
    there = {each.key.casefold(): each for each in schools(comparison.services, comparison.caller)}
    for row in comparison.single(rows, "key"):
        nation = row.cell("nation")
        if nation:
            nation = comparison.chosen(row, "nation", NATIONS, "nation")
        given = {name: value for name in KNOWN if (value := value_in(row, name)) is not None}
        given |= {"nation": nation} if nation else {}
        before = there.get(row.cell("key").casefold())
        fits = bool(nation) == bool(row.cell("nation"))
        if not fits or not (
            _add(comparison, row, given) if before is None else _change(comparison, row, before, given)
        ):
            comparison.spoilt.add(row.cell("key").casefold())


def _add(comparison: Comparison, row: ListRow, given: Mapping[str, str]) -> bool:
    key = row.cell("key")
    if not row.cell("name"):
        comparison.fault(row, "name", f"is empty, and '{key}' is no school yet: a new one needs its name")
        return False
    place = NewPlace(key=key, name=given["name"], address=given.get("address", ""), nation=given.get("nation", ""))
    added = comparison.does(row, partial(add_school, comparison.services, comparison.caller, place))
    if added and _put_on_paper(comparison, row, key) is not None:
        comparison.tell(row, key, ListChange.ADDED, (place.name,))
        return True
    return False


def _change(comparison: Comparison, row: ListRow, before: School, given: Mapping[str, str]) -> bool:
    if not before.active:
        back = f"it has left the trust; take the row out, or: `duecourse school change {before.key} --back`"
        comparison.tell(row, before.key, ListChange.SAME, (back,))
        return True
    now = {"name": before.name, "address": before.address, "nation": str(before.calendar.get("nation", ""))}
    new = {name: text for name, text in given.items() if text != now[name]}
    says = [told_change(row.kind.column(name).heading, now[name], text) for name, text in new.items()]
    work = partial(
        change_school,
        comparison.services,
        comparison.caller,
        before.key,
        name=new.get("name"),
        address=new.get("address"),
        nation=new.get("nation"),
    )
    if new and not comparison.does(row, work):
        return False
    printed = _put_on_paper(comparison, row, before.key)
    if printed is None:
        return False
    says += printed
    comparison.tell(row, before.key, ListChange.CHANGED if says else ListChange.SAME, says)
    return True


def _put_on_paper(comparison: Comparison, row: ListRow, key: str) -> Sequence[str] | None:
    """Put what is said of a school on its paper. Tells what changes; None where something is wrong with it."""
    given = {name: value for name in ON_PAPER if (value := value_in(row, name)) is not None}
    if not given:
        return ()
    now = paper(comparison.services, comparison.caller, key).said
    new = {name: text for name, text in given.items() if text != now[name]}
    if new and not comparison.does(row, partial(change_paper, comparison.services, comparison.caller, key, new)):
        return None
    return [told_change(row.kind.column(name).heading, now[name], text) for name, text in new.items()]


def school_in(comparison: Comparison, row: ListRow, there: Sequence[School]) -> School | None:
    """Find the school that a row names, by its short name or its full one; None where none is, which is told.

    Of a school whose own row is wrong nothing more is told.
    """
    text = alike(row.cell("school"))
    for each in there:
        if text in (alike(each.key), alike(each.name)):
            return each
    if row.cell("school").casefold() not in comparison.spoilt:
        known = [name for each in there for name in (each.key, each.name)]
        near = meant(row.cell("school"), known)
        comparison.fault(row, "school", f"'{row.cell('school')}' is no school here.{near}")
    return None
