"""Large print: kept with the person whom a letter goes to."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.commands.letter_checks.large_print import keep_large_print
from duecourse.casework.queries import named
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Code, Reference
from duecourse.cli.typed import caller


def letter_large_print(
    call: Call,
    reference: Reference,
    code: Code,
    off: Annotated[bool, typer.Option("--off", help="They want it no longer.")] = False,
    as_: As = "",
) -> None:
    """Keep with the reader of a letter that letters to them are in large print, from the next one on."""
    place = call.services()
    by = caller(place, as_)
    found = keep_large_print(place, by, reference, named.letter(place, by, reference, code), large=not off)
    says = "are in large print" if found.large_print else "are in ordinary print"
    document = {"name": found.name, "large_print": found.large_print}
    call.give(document, lambda: typer.echo(f"Letters to {found.name} {says} from now on."))
