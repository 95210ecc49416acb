"""The list of people as a table for a spreadsheet; that it was taken is written down."""

from __future__ import annotations

from collections.abc import Iterable

from duecourse.casework.administration.holdings import HeldPost
from duecourse.casework.administration.permission import note
from duecourse.casework.comings_and_goings.staff_list import StaffLine, StaffWanted, staff_list
from duecourse.casework.context.services import Caller, Services
from duecourse.spreadsheets.text_tables import written_text

HEAD = ("Short name", "Name", "E-mail", "Telephone", "Posts", "To come", "Signs in as", "Here")


def staff_table(services: Services, caller: Caller, wanted: StaffWanted) -> bytes:
    """Write the people who are asked for. Raises NotPermitted for those who keep nobody."""
    found = staff_list(services, caller, wanted)
    with services.store.writing() as writing:
        note(writing, services, caller, "people taken as a table", str(len(found.lines)))
    return written_text([HEAD, *map(_row, found.lines)])


def _row(line: StaffLine) -> tuple[str, ...]:
    person, here = line.person, "yes" if line.is_there else "left"
    held, coming = _written(line.held), _written(line.coming)
    return (person.key, person.name, person.email, person.telephone, held, coming, line.name, here)


def _written(posts: Iterable[HeldPost]) -> str:
    return "; ".join(f"{each.post}@{each.where}" if each.where else each.post for each in posts)
