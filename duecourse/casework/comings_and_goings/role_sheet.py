"""Who holds which role at each school, as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from duecourse.casework.queries.role_table import HeldRole, RoleAtSchool
from duecourse.spreadsheets.text_tables import written_text
from engine.time.moments import say_beginning

HEAD = ("School", "Role", "Held by", "Missing", "Soon", "Where a holder is part of the case", "Report about the top")


def role_sheet(lines: Sequence[RoleAtSchool], zone: tzinfo) -> bytes:
    """Write the table."""
    return written_text([HEAD, *(_row(line, zone) for line in lines)])


def _row(line: RoleAtSchool, zone: tzinfo) -> tuple[str, ...]:
    routes = "; ".join(f"{route.name} ({', '.join(route.parts)}): {_names(route.holders)}" for route in line.routes)
    about = "; ".join(f"{post}: {_names(holders)}" for post, holders in line.instead)
    missing = f"{line.lacks} of {line.needs}" if line.lacks else ""
    return (line.school.name, line.title, _names(line.holders), missing, _soon(line, zone), routes, about)


def _soon(line: RoleAtSchool, zone: tzinfo) -> str:
    if line.coming is None:
        return ""
    then = f"{line.coming.lacks} missing" if line.coming.lacks else _names(line.coming.holders)
    return f"From {say_beginning(line.coming.at, zone)}: {then}"


def _names(holders: Iterable[HeldRole]) -> str:
    return ", ".join(f"{each.name} ({each.post})" for each in holders) or "nobody"
