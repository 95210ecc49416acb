"""The list of people of a letter: who stands on it and how their letters stand, put on it, put right, taken off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.commands.letter_sets.recipient_list import (
    add_people,
    look_at_rows,
    put_person_right,
    remove_people,
)
from duecourse.casework.commands.letter_sets.recipient_rows import MOST_TOLD, ReadRows
from duecourse.casework.commands.letter_sets.set_dispatch import LetterSet, SetLine, letter_set
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.queries import named
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Code, Reference
from duecourse.cli.cases.letter_checks.meant_letter import change_letter
from duecourse.cli.tables import table
from duecourse.cli.typed import caller
from duecourse.cli.written import wrote
from duecourse.spreadsheets.text_tables import text_of
from engine.errors import BadInput, NotFound
from engine.record.papers.listed_recipients import RecipientWords

Row = Annotated[int, typer.Argument(metavar="ROW", help="The row on the list, as `letter people` numbers it.")]
Rows = Annotated[list[int], typer.Argument(metavar="ROW...", help="Rows on the list.")]
ListFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV as Excel saves it, or lines: name; address; e-mail.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the rows as they are read, and put nobody on the list.")]


def letter_people(call: Call, reference: Reference, code: Code, as_: As = "") -> None:
    """List the people to each of whom a letter goes, and how the letter of each stands."""
    place = call.looking()
    with looking(place, caller(place, as_), reference, f"the list of letter {code}") as case:
        found = letter_set(case, case.letter_named(code))
        codes = {line.letter.number: case.view.case.code(line.letter) for line in found.lines if line.letter}
    call.give([_shape(line, codes) for line in found.lines], lambda: _show(found, codes))


def _show(found: LetterSet, codes: dict[int, str]) -> None:
    rows = [
        (
            str(line.person.number),
            codes[line.letter.number] if line.letter else "",
            line.person.words.name if line.person.words else "[erased]",
            line.person.words.address.replace("\n", ", ") if line.person.words else "",
            line.person.words.email if line.person.words else "",
            line.stands,
        )
        for line in found.lines
    ]
    table(("Row", "Letter", "Name", "Address", "E-mail", "Stands"), rows, "Nobody is on the list yet.")
    if codes:
        typer.echo(", ".join(f"{count} {stands}" for stands, count in found.counts.items()))


def _shape(line: SetLine, codes: dict[int, str]) -> dict[str, object]:
    words = line.person.words
    return {
        "row": line.person.number,
        "letter": codes.get(line.letter.number) if line.letter else None,
        "name": words.name if words else None,
        "salutation": line.dear or None,
        "address": words.address if words else None,
        "email": words.email if words else None,
        "stands": line.stands,
        "at": json_shapes.iso(line.at),
    }


def letter_people_add(
    call: Call,
    reference: Reference,
    code: Code,
    file: ListFile,
    dry_run: DryRun = False,  # typer makes a flag of it
    as_: As = "",
) -> None:
    """Put people on the list of a draft: all rows of a file, or none where one is bad; nobody is put on it twice."""
    place = call.services()
    by = caller(place, as_)
    if not file.is_file():
        raise BadInput(f"There is no file {file}.")
    text = text_of(file.read_bytes())
    if dry_run:
        with looking(place, by, reference, f"the list of letter {code}") as case:
            read = look_at_rows(case, case.letter_named(code), text)
        call.give(_read_shape(read), lambda: typer.echo("\n".join(_said(read))))
        if read.faults:
            raise typer.Exit(1)
        return
    number = named.letter(place, by, reference, code)
    wrote(call, place, add_people(place, by, reference, number, text))


def _read_shape(read: ReadRows) -> dict[str, object]:
    return {
        "rows": [
            {
                "line": each.line,
                "name": each.words.name,
                "salutation": each.dear,
                "address": each.words.address,
                "email": each.words.email,
            }
            for each in read.rows
        ],
        "doubles": [{"line": each.line, "says": each.says} for each in read.doubles],
        "faults": [{"line": each.line, "says": each.says} for each in read.faults],
        "columns_left": list(read.left_alone),
    }


def _said(read: ReadRows) -> Iterator[str]:
    for row in read.rows:
        reached = " · ".join(filter(None, (row.words.address.replace("\n", ", "), row.words.email)))
        concerns = f" · about {row.words.about}" if row.words.about else ""
        yield f"Line {row.line}: {row.words.name} (Dear {row.dear}) · {reached}{concerns}"
    for double in read.doubles:
        yield f"Line {double.line} {double.says}: passed over"
    for bad in read.faults[:MOST_TOLD]:
        yield f"Line {bad.line}: {bad.says}"
    if len(read.faults) > MOST_TOLD:
        yield f"And {len(read.faults) - MOST_TOLD} more to mend (--json says all)"
    if read.left_alone:
        yield f"Columns left alone: {', '.join(read.left_alone)}"
    yield f"{len(read.rows)} to put on the list, {len(read.doubles)} passed over, {len(read.faults)} to mend."


def letter_person_change(
    call: Call,
    reference: Reference,
    code: Code,
    row: Row,
    name: Annotated[str, typer.Option("--name", help="The name, as it stands on the envelope.")] = "",
    salutation: Annotated[str, typer.Option("--salutation", help="What follows “Dear”.")] = "",
    address: Annotated[str, typer.Option("--address", help="The postal address, its lines parted by |.")] = "",
    email: Annotated[str, typer.Option("--email", help="The e-mail address.")] = "",
    about: Annotated[str, typer.Option("--about", help="Whom it concerns, such as their child.")] = "",
    kinds: Annotated[str, typer.Option("--kinds", help="Which information about them, parted by commas.")] = "",
    as_: As = "",
) -> None:
    """Put somebody on the list of a draft right; what is not given stays."""
    place = call.services()
    by = caller(place, as_)
    with looking(place, by, reference, f"the list of letter {code}") as case:
        number = case.letter_named(code)
        lines = {line.person.number: line.person.words for line in letter_set(case, number).lines}
    if row not in lines:
        raise NotFound("There is no such row on the list of this letter.")
    said = {"name": name, "salutation": salutation, "address": address.replace("|", "\n"), "email": email}
    said |= {"about": about, "kinds": kinds}
    words = replace(lines[row] or RecipientWords(name=""), **{part: text for part, text in said.items() if text})
    wrote(call, place, put_person_right(place, by, reference, number, row, words))


def letter_people_off(call: Call, reference: Reference, code: Code, rows: Rows, as_: As = "") -> None:
    """Take people off the list of a draft."""
    change_letter(
        call, reference, code, as_, lambda place, by, letter: remove_people(place, by, reference, letter, rows)
    )
