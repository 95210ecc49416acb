"""A trust set up from its lists, again and again: shown first, then applied in one transaction, or not at all.

Everything is done by the use cases that do it one by one, so that nothing is taken from a list that would be refused
elsewhere; what is shown is that same transaction, taken back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from duecourse.casework.administration.people import people
from duecourse.casework.administration.permission import demand_administrator, note
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.setting_up.cells import slip_for
from duecourse.casework.setting_up.differences import Comparison, ListChange, ListDifference
from duecourse.casework.setting_up.helpline_list import apply_helplines
from duecourse.casework.setting_up.joined_store import joined
from duecourse.casework.setting_up.leavers import let_leave, unnamed
from duecourse.casework.setting_up.list_kinds import (
    HELPLINES_LIST,
    KINDS_OF_LISTS,
    PEOPLE_LIST,
    POSTS_LIST,
    SCHOOLS_LIST,
    SETTINGS_LIST,
    TERMS_LIST,
    ListKind,
    plain_heading,
)
from duecourse.casework.setting_up.people_list import apply_people, with_short_name
from duecourse.casework.setting_up.post_list import apply_posts
from duecourse.casework.setting_up.school_list import apply_schools
from duecourse.casework.setting_up.setting_list import apply_settings
from duecourse.casework.setting_up.sheets import ListRow, ReadList, read_sheet
from duecourse.casework.setting_up.term_list import apply_terms
from engine.errors import BadFiles, BadInput, Finding

APPLIERS: Mapping[str, Callable[[Comparison, Sequence[ListRow]], None]] = {
    SETTINGS_LIST.name: apply_settings,
    SCHOOLS_LIST.name: apply_schools,
    TERMS_LIST.name: apply_terms,
    PEOPLE_LIST.name: apply_people,
    POSTS_LIST.name: apply_posts,
    HELPLINES_LIST.name: apply_helplines,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupWish:
    """How lists are wished to be taken: only shown, or applied; and whether those leave whom none names."""

    apply: bool = False
    missing_leave: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupOutcome:
    """What lists change, or would: then `done` is False.

    `unread` are columns and files that were passed over, `unlisted` the short names of people whom the list of people
    does not name and who stay.
    """

    differences: tuple[ListDifference, ...]
    unread: tuple[str, ...]
    unlisted: tuple[str, ...]
    done: bool

    def counted(self, kind: str) -> Mapping[ListChange, int]:
        """Count what becomes of the things of a list."""
        return Counter(each.change for each in self.differences if each.list == kind)


class _TakenBack(Exception):
    """Undoes a transaction that only showed."""


def set_up(services: Services, caller: Caller, files: Mapping[str, bytes], wish: SetupWish) -> SetupOutcome:
    """Hold lists, by the names of their files, against a trust, and apply them if that is wished.

    Raises:
        BadFiles: with everything that is wrong with any of them; then nothing is kept. BadInput: there is no list, or
        those who are missing cannot be meant to leave. NotPermitted: the caller does not keep the whole trust.
    """
    sheets, unread = _sheets(files)
    found: SetupOutcome | None = None
    try:
        with services.store.writing() as writing:
            demand_administrator(writing, caller, services.clock.now())
            comparison = Comparison(
                services=joined(services, writing),
                caller=caller,
                now=services.clock.now(),
                zone=ZoneInfo(writing.organisation().zone),
            )
            unlisted = _compare(comparison, sheets, wish)
            changes = any(each.change is not ListChange.SAME for each in comparison.differences)
            found = SetupOutcome(
                differences=tuple(comparison.differences),
                unread=unread,
                unlisted=unlisted,
                done=wish.apply,
            )
            if not wish.apply:
                raise _TakenBack
            if changes:
                note(writing, services, caller, "lists applied", "")
    except _TakenBack:
        pass
    assert found is not None
    return found


def _compare(comparison: Comparison, sheets: Mapping[str, ReadList], wish: SetupWish) -> tuple[str, ...]:
    """Apply every list inside the transaction. Gives whom no row names; raises BadFiles with every fault."""
    before = sum(each.is_there(comparison.now) for each in people(comparison.services, comparison.caller))
    rows = {name: sheet.rows for name, sheet in sheets.items()}
    named = rows[PEOPLE_LIST.name] = [with_short_name(row) for row in rows.get(PEOPLE_LIST.name, [])]
    for kind in KINDS_OF_LISTS:
        APPLIERS[kind.name](comparison, rows.get(kind.name, []))
    faults = [*(fault for sheet in sheets.values() for fault in sheet.faults), *comparison.faults]
    if not faults and wish.missing_leave:
        let_leave(comparison, named, before)
        faults = comparison.faults
    if faults:
        raise BadFiles(tuple(sorted(dict.fromkeys(faults), key=_place)))
    return tuple(each.key for each in unnamed(comparison, named)) if named else ()


def _place(fault: Finding) -> tuple[int, str, int]:
    order = [kind.file for kind in KINDS_OF_LISTS]
    at = order.index(fault.file.casefold()) if fault.file.casefold() in order else len(order)
    return at, fault.file, fault.line


def _sheets(files: Mapping[str, bytes]) -> tuple[Mapping[str, ReadList], tuple[str, ...]]:
    """Read each file as the list that its name tells. Gives also what is not read. Raises BadInput, BadFiles."""
    sheets, unread, faults = dict[str, ReadList](), list[str](), list[Finding]()
    for file, content in sorted(files.items()):
        kind = _kind_of(file)
        if kind is None:
            near = slip_for(_stem(file), [each.name for each in KINDS_OF_LISTS])
            wrong = f"is none of the lists; did you mean {near}.csv?"
            faults += [Finding(file=file, line=0, where="file", wrong=wrong)] if near else []
            unread += [] if near else [f"{file} is none of the lists"]
            continue
        sheet = sheets[kind.name] = read_sheet(content, file, kind)
        unread += [f"{file}: the column “{heading}”" for heading in sheet.unread]
    if faults or not all(sheet.is_read for sheet in sheets.values()):
        # what a list that nobody can read would have added is missed by every other
        raise BadFiles((*faults, *(fault for sheet in sheets.values() for fault in sheet.faults)))
    if not sheets:
        names = ", ".join(each.file for each in KINDS_OF_LISTS)
        raise BadInput(f"There is none of the lists: {names}. `duecourse setup --template FOLDER` writes empty ones.")
    return sheets, tuple(unread)


def _stem(file: str) -> str:
    return plain_heading(file.rpartition(".")[0] or file)


def _kind_of(file: str) -> ListKind | None:
    return next((each for each in KINDS_OF_LISTS if each.name == _stem(file)), None)
