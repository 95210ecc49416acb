"""What changed of a person or a school, as the record of the organisation tells it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import tzinfo
from typing import Annotated

import typer

from duecourse.casework.audit.row_history import RowChange, person_history, school_history
from duecourse.cli.call import As, Call
from duecourse.cli.tables import bullets
from duecourse.cli.typed import caller
from engine.time.moments import say_moment

Person = Annotated[str, typer.Argument(metavar="PERSON", help="The person's short name.")]
School = Annotated[str, typer.Argument(metavar="SCHOOL", help="The short name of the school.")]


def of_person(call: Call, key: Person, as_: As = "") -> None:
    """Tell what changed of somebody and their posts, when and by whom. For those who keep them."""
    place = call.services()
    _give(call, person_history(place, caller(place, as_), key), place.zone())


def of_school(call: Call, key: School, as_: As = "") -> None:
    """Tell what changed of a school, when and by whom. For those who keep it."""
    place = call.services()
    _give(call, school_history(place, caller(place, as_), key), place.zone())


def _give(call: Call, found: list[RowChange], zone: tzinfo) -> None:

    def show() -> None:
        for each in found:
            typer.echo(f"{say_moment(each.at, zone)}: {each.act}, by {each.who or 'nobody who was signed in'}.")
            bullets(each.says)
        if not found:
            typer.echo("The record tells of no change.")

    call.give([{**asdict(each), "says": list(each.says)} for each in found], show)
