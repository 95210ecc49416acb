"""Taking steps back, and moving cases to another version of their policy."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Annotated

import typer

from duecourse.casework.commands import undo as taking_back
from duecourse.casework.commands.undo import Move
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Reference
from duecourse.cli.cases.changes import Why
from duecourse.cli.tables import bullets, table
from duecourse.cli.typed import caller
from duecourse.cli.written import wrote
from engine.errors import BadInput, Refused
from engine.history.migration import Difference
from engine.identity import CaseReference
from engine.time.moments import say_moment

SAID = {"date": "Deadline", "exit": "Step", "letter": "Letter", "question": "Question"}


def undo(
    call: Call,
    reference: Reference,
    reason: Why = "",
    event: Annotated[
        str, typer.Option(metavar="CODE", help="What the history calls it; without it, the last step.")
    ] = "",
    as_: As = "",
) -> None:
    """Take a mistaken step back, with its deadlines and letters that have not gone out; the history keeps both."""
    place = call.services()
    wrote(call, place, taking_back.take_back_step(place, caller(place, as_), reference, reason, event))


def migrate(
    call: Call,
    reference: Annotated[str, typer.Argument(metavar="[REF]", help="The case; or --all.")] = "",
    to: Annotated[str, typer.Option("--to", metavar="HASH", help="The version, or how it begins.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Every case of that policy that you manage.")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Only tell what would change.")] = False,
    reason: Why = "",
    as_: As = "",
) -> None:
    """Move cases to another version of their policy; refused where what was done in them would be otherwise."""
    if bool(reference) == every or not to:
        raise BadInput("Say which case, or --all, and the version with --to. `duecourse policies` lists versions.")
    place = call.services()
    by = caller(place, as_)
    chosen = taking_back.movable(place, by, to) if every else [CaseReference(reference)]
    found = [taking_back.foresee_migration(place, by, each, to) for each in chosen]
    if not preview:
        if not every and found[0].migration.refused:
            raise Refused(found[0].migration.refused)
        for each in found:
            if not each.migration.refused:
                taking_back.move(place, by, each.migration.reference, to, reason)
    call.give(
        [_shape(each, moved=not preview) for each in found],
        lambda: _print(found, place.zone(), moved=not preview),
    )


def _shape(move: Move, *, moved: bool) -> json_shapes.Shape:
    found = move.migration
    return {
        "reference": found.reference,
        "moved": moved and not found.refused,
        "refused": json_shapes.reasons(found.refused),
        "differences": [
            {
                "what": each.what,
                "on": move.names.place(each.on),
                "name": each.name,
                "now": each.now or None,
                "then": each.then or None,
            }
            for each in found.differences
        ],
    }


def _print(moves: list[Move], zone: tzinfo, *, moved: bool) -> None:
    if not moves:
        typer.echo("No case of that policy that you manage is under another version.")
    for move in moves:
        each = move.migration
        if each.refused:
            typer.echo(f"{each.reference} stays as it is:")
            bullets(reason.says for reason in each.refused)
            continue
        typer.echo(f"{each.reference} {'is moved.' if moved else 'could be moved.'}")
        rows = [
            (
                SAID[row.what],
                move.names.called(row.on),
                row.name.replace("_", " "),
                _said(row, row.now, zone),
                _said(row, row.then, zone),
            )
            for row in each.differences
        ]
        table(("What", "Of", "Which", "Now", "Then"), rows, "No date, step or letter changes.")


def _said(row: Difference, side: str, zone: tzinfo) -> str:
    """Say one side of a difference: a date, or whether a step or letter is there."""
    if not side:
        return "no"
    return say_moment(datetime.fromisoformat(side), zone) if row.what == "date" else "yes"
