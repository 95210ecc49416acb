"""A trust set up from its lists, again and again: shown first, then applied in one transaction, or not at all.

Everything is done by the use cases that do it one by one, so that nothing is taken from a list that would be refused
elsewhere; what is shown is that same transaction, taken back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from zoneinfo import ZoneInfo

from duecourse.casework.administration.people import people
from duecourse.casework.administration.permission import demand_administrator, note
from duecourse.casework.context.services import Caller, Services, spend
from duecourse.casework.setting_up.differences import Comparison, ListChange, ListDifference
from duecourse.casework.setting_up.directory_list import apply_helplines, apply_platforms
from duecourse.casework.setting_up.joined_store import joined
from duecourse.casework.setting_up.leavers import let_leave, unnamed
from duecourse.casework.setting_up.lists.list_kinds import (
    HELPLINES_LIST,
    KINDS_OF_LISTS,
    PEOPLE_LIST,
    PLATFORMS_LIST,
    POSTS_LIST,
    SCHOOLS_LIST,
    SETTINGS_LIST,
    TERMS_LIST,
)
from duecourse.casework.setting_up.lists.opened_lists import OpenedLists, packed
from duecourse.casework.setting_up.lists.sheets import ListRow, ReadList, read_sheet
from duecourse.casework.setting_up.people_list import apply_people, with_short_name
from duecourse.casework.setting_up.post_list import apply_posts
from duecourse.casework.setting_up.school_list import apply_schools
from duecourse.casework.setting_up.setting_list import apply_settings
from duecourse.casework.setting_up.term_list import apply_terms
from engine.errors import BadFiles, BadInput

APPLIERS: Mapping[str, Callable[[Comparison, Sequence[ListRow]], None]] = {
    SETTINGS_LIST.name: apply_settings,
    SCHOOLS_LIST.name: apply_schools,
    TERMS_LIST.name: apply_terms,
    PEOPLE_LIST.name: apply_people,
    POSTS_LIST.name: apply_posts,
    HELPLINES_LIST.name: apply_helplines,
    PLATFORMS_LIST.name: apply_platforms,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupWish:
    """How lists are wished to be taken: only shown, or applied; and whether those leave whom none names.

    With `agreed`, what somebody was shown, they are applied only if that is still what they would change.
    """

    apply: bool = False
    missing_leave: bool = False
    agreed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupOutcome:
    """What lists change, or would: then `done` is False.

    `unread` are columns and files that were passed over, `unlisted` the short names of people whom the list of people
    does not name and who stay. `digest` is of all of it and of the lists themselves.
    """

    differences: tuple[ListDifference, ...]
    unread: tuple[str, ...]
    unlisted: tuple[str, ...]
    digest: str
    done: bool

    @property
    def changes(self) -> bool:
        """Say whether anything becomes other than it was."""
        return any(each.change is not ListChange.SAME for each in self.differences)

    def counted(self, kind: str) -> Mapping[ListChange, int]:
        """Count what becomes of the things of a list."""
        return Counter(each.change for each in self.differences if each.list == kind)


class _TakenBack(Exception):
    """Undoes a transaction that only showed."""


def demand_whole_trust(services: Services, caller: Caller) -> None:
    """See that somebody keeps the whole trust, as lists reach all of it. Raises NotPermitted."""
    with services.store.reading() as reading:
        demand_administrator(reading, caller, services.clock.now())


def set_up(services: Services, caller: Caller, lists: OpenedLists, wish: SetupWish) -> SetupOutcome:
    """Hold lists against a trust, and apply them if that is wished.

    Raises:
        BadFiles: with everything that is wrong with any of them; then nothing is kept. BadInput: there is no list, or
        those who are missing cannot be meant to leave. NotPermitted: the caller does not keep the whole trust.
    """
    sheets, unread = _sheets(lists)
    found: SetupOutcome | None = None
    try:
        with services.store.writing() as writing:
            demand_administrator(writing, caller, services.clock.now())
            comparison = Comparison(
                services=joined(services, writing),
                caller=replace(caller, once="", seen=""),  # the form is one, whatever it does
                now=services.clock.now(),
                zone=ZoneInfo(writing.organisation().zone),
            )
            unlisted = _compare(comparison, sheets, wish, lists.labels)
            digest = _digest(lists, comparison.differences, unlisted, wish)
            found = SetupOutcome(
                differences=tuple(comparison.differences),
                unread=unread,
                unlisted=unlisted,
                digest=digest,
                done=wish.apply and wish.agreed in ("", digest),
            )
            if not found.done:
                raise _TakenBack
            spend(writing, caller, "", services.clock.now())
            if found.changes:
                note(writing, services, caller, "lists applied", "")
    except _TakenBack:
        pass
    assert found is not None
    return found


def _digest(lists: OpenedLists, differences: Sequence[ListDifference], unlisted: Sequence[str], wish: SetupWish) -> str:
    """Give a digest of lists and of what they change, by which it is known that neither became another since."""
    changed = [(each.list, each.which, each.change, each.says) for each in differences]
    return sha256(repr((packed(lists), changed, unlisted, wish.missing_leave)).encode()).hexdigest()


def _compare(
    comparison: Comparison, sheets: Mapping[str, ReadList], wish: SetupWish, places: Mapping[str, int]
) -> tuple[str, ...]:
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
        ordered = sorted(dict.fromkeys(faults), key=lambda each: (places.get(each.file, -1), each.file, each.line))
        raise BadFiles(tuple(ordered))
    return tuple(each.key for each in unnamed(comparison, named)) if named else ()


def _sheets(lists: OpenedLists) -> tuple[Mapping[str, ReadList], tuple[str, ...]]:
    """Read each table as the list that it is. Gives also what is not read. Raises BadInput, BadFiles."""
    if not lists.tables and not lists.faults:
        names = ", ".join(each.name for each in KINDS_OF_LISTS)
        others = f" Not read: {'; '.join(lists.unread)}." if lists.unread else ""
        raise BadInput(f"There is none of the lists: {names}. `duecourse setup --template` writes empty ones.{others}")
    sheets = {table.kind.name: read_sheet(table) for table in lists.tables}
    if lists.faults or not all(sheet.is_read for sheet in sheets.values()):
        # what a list that nobody can read would have added is missed by every other
        raise BadFiles((*lists.faults, *(fault for sheet in sheets.values() for fault in sheet.faults)))
    unread = [
        f"{table.label}: the column “{heading}”" for table in lists.tables for heading in sheets[table.kind.name].unread
    ]
    return sheets, (*lists.unread, *unread)
