"""Cases that no sweep takes any more, for the person who looks after the machine."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.commands.sweep import put_back, set_aside
from duecourse.cli.call import Call
from duecourse.cli.tables import table
from engine.identity import CaseReference

References = Annotated[list[str] | None, typer.Argument(metavar="[REF]...", help="Which cases; all of them without.")]


def aside_list(call: Call) -> None:
    """List the cases whose sweep failed too often: their clocks raise no alert until they are swept again."""
    place = call.services()
    found = set_aside(place)
    document = [{"reference": each.reference, "tries": each.tries, "log": each.log} for each in found]
    rows = [(each.reference, str(each.tries), each.log) for each in found]
    call.give(document, lambda: table(("Case", "Tries", "See the log at"), rows, "No case is set aside."))


def aside_restore(call: Call, references: References = None) -> None:
    """Put cases that were set aside back among the others; the next sweep takes them."""
    restored = put_back(call.services(), tuple(map(CaseReference, references or ())))
    said = f"Back: {', '.join(restored)}. The next sweep takes them." if restored else "No case was set aside."
    call.give({"restored": list(restored)}, lambda: typer.echo(said))
