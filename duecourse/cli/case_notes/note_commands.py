"""Notes on a case: read, written, and put right by a further one."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.commands.case_notes.written_notes import notes_of, places_of, write_note
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.queries import named
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Reference
from duecourse.cli.json_shapes import iso
from duecourse.cli.typed import caller
from duecourse.cli.written import wrote
from engine.identity import CASE
from engine.time.moments import say_moment

About = Annotated[str, typer.Option("--on", metavar="PROCEDURE", help="What it is about; without it, the case.")]
Right = Annotated[str, typer.Option("--corrects", metavar="CODE", help="The note that it puts right.")]


def note_add(
    call: Call,
    reference: Reference,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The note.")],
    on: About = "",
    corrects: Right = "",
    as_: As = "",
) -> None:
    """Write a note about the case or a part of it; nobody changes it, and a further one puts it right."""
    place = call.services()
    by = caller(place, as_)
    about = named.procedure(place, by, reference, on) if on else CASE
    wrote(call, place, write_note(place, by, reference, about, text, corrects))


def note_list(call: Call, reference: Reference, as_: As = "") -> None:
    """List the notes on a case that you may read, the newest first."""
    place = call.looking()
    with looking(place, caller(place, as_), reference, "the notes") as case:
        view, found, titles = case.view, notes_of(case), places_of(case)
    document = [
        {
            "code": each.code,
            "on": view.case.place(each.on),
            "by": view.name(each.by),
            "at": iso(each.at),
            "text": each.text,
            "corrects": each.corrects or None,
            "corrected_by": list(each.corrected_by),
        }
        for each in found
    ]

    def say() -> None:
        for each in found:
            right = f", puts right {each.corrects}" if each.corrects else ""
            typer.echo(
                f"{each.code} {titles.get(each.on, '')}, {view.name(each.by)}, {say_moment(each.at, case.zone)}{right}:"
            )
            typer.echo(f"  {each.text}")
        if not found:
            typer.echo("There is no note that you may read.")

    call.give(document, say)
