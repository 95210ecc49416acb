"""The page on who sees and does what: as the engine has it, for every policy."""

from __future__ import annotations

import re

from engine.people.staffing import BY_NAME
from engine.people.visibility import viewers
from scripts.write_roles import FILE, NOTHING, reference
from tests.builders import library

TEXT = FILE.read_text(encoding="utf-8")


def table() -> dict[tuple[str, str], str]:
    """Read the first table of the page back: (role, title of the procedure) → what stands there."""
    lines = [line for line in TEXT.splitlines() if line.startswith("| ")]
    first = lines[: next(place for place, line in enumerate(lines) if line.startswith("| Procedure"))]
    heading, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in first)
    return {
        (row[0].lower(), title): cell
        for row in rows
        if row[0] != "---"
        for title, cell in zip(heading, row, strict=True)
    }


def test_the_committed_page_is_the_one_that_the_engine_gives() -> None:
    assert reference(library().policies) == TEXT, "Run: make roles"


def test_every_cell_of_the_table_says_what_the_engine_enforces() -> None:
    cells = table()
    for policy in library().policies.values():
        for name, track in policy.tracks.items():
            for role in (*policy.definition.roles, *BY_NAME):
                cell = cells[(role.lower(), track.definition.title)]
                # what holds under some policies alone names them
                told = cell != NOTHING and ("(" not in cell or re.search(rf"\b{policy.key}\b", cell) is not None)

                assert told is (role in viewers(policy, name)), f"{policy.key}: {role}, {name}"


def test_the_subject_sees_nothing_in_any_policy() -> None:
    assert {cell for (role, title), cell in table().items() if role == "subject" and title != "Role"} == {NOTHING}
