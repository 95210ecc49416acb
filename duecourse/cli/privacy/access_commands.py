"""What is kept about somebody, collected for their request."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.privacy.subject_access.access_pack import DataRequest, collect
from duecourse.cli.call import As, Call
from duecourse.cli.typed import caller
from duecourse.private_files import write_file
from engine.identity import NO_REFERENCE, CaseReference
from engine.time.moments import parse_beginning, say_date


def subject_access(
    call: Call,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Whose request it is, by short name.")],
    file: Annotated[Path, typer.Option("--output", "-o", help="Where to write it: a new ZIP file.")],
    asked: Annotated[
        str, typer.Option("--asked", metavar="DAY", help="On which day they asked, such as 2026-11-24; today if empty.")
    ] = "",
    case: Annotated[
        CaseReference,
        typer.Option(
            "--case",
            parser=CaseReference,
            metavar="REF",
            help="Of somebody from outside, in which case they are known.",
        ),
    ] = NO_REFERENCE,
    as_: As = "",
) -> None:
    """Collect what is kept about somebody from every case that you see: an index in Word, letters and evidence.

    Names of others are marked, and what may be exempt; a person decides about each before it is given. That it was
    collected is written down.
    """
    place = call.services()
    zone = place.zone()
    day = parse_beginning(asked, zone).astimezone(zone).date() if asked else None
    pack = collect(place, caller(place, as_), DataRequest(person, case, day))
    write_file(file, pack.content, new=True)
    document = {"file": str(file), "cases": pack.cases, "others": pack.others, "due": pack.due}

    def say() -> None:
        typer.echo(f"{file} is written. Cases with something about them: {pack.cases}. Marks of others: {pack.others}.")
        typer.echo(f"An answer is due by {say_date(pack.due)}. Read index.docx, and decide about every mark first.")

    call.give(document, say)
