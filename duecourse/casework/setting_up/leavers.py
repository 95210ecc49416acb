"""People whom no list names: told always, and let go only where that was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from duecourse.casework.administration.departures import leave
from duecourse.casework.administration.people import people
from duecourse.casework.setting_up.differences import Comparison, ListChange
from duecourse.casework.setting_up.lists.list_kinds import PEOPLE_LIST
from duecourse.casework.setting_up.lists.sheets import ListRow
from engine.errors import BadInput, Finding, Mistake
from engine.ports.records import Person

MANY = 10
"""So many may leave by one list, and more only while most stay: half a list is read as easily as a whole one."""


def unnamed(comparison: Comparison, rows: Sequence[ListRow]) -> Sequence[Person]:
    """List those who are there and in no row."""
    named = {row.cell("key").casefold() for row in rows}
    everybody = people(comparison.services, comparison.caller)
    return [each for each in everybody if each.is_there(comparison.now) and each.key.casefold() not in named]


def let_leave(comparison: Comparison, rows: Sequence[ListRow], before: int) -> None:
    """Let those leave at once who are in no row; `before` is how many were there. Raises BadInput."""
    going = unnamed(comparison, rows)
    if not rows:
        raise BadInput(f"Who is missing is known by the list of people: add {PEOPLE_LIST.file}, or that sheet.")
    if any(each.id == comparison.caller.viewer.person for each in going):
        raise BadInput("You are in no row of the list of people yourself, and would leave. Add yourself.")
    if len(going) > MANY and len(going) * 2 > before:
        raise BadInput(
            f"{len(going)} of {before} people are in no row of the list of people; that is hardly meant, so nobody "
            "leaves. Is the list whole? Somebody leaves by themselves with `duecourse person leave`."
        )
    for person in going:
        try:
            left = leave(comparison.services, comparison.caller, person.key)
        except Mistake as refused:
            wrong = f"{person.key} cannot leave: {refused}"
            comparison.faults.append(Finding(file=rows[0].file, line=0, where="leavers", wrong=wrong))
            continue
        alone = [f"{each.held.post}@{each.held.where}".rstrip("@") for each in left.ends if not each.others]
        says = f"nobody else holds: {', '.join(alone)}" if alone else ""
        comparison.tell(PEOPLE_LIST.name, person.key, ListChange.ENDED, (person.name, says))
