"""Cases that no sweep takes any more, for the person who looks after the machine."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.commands.sweep import put_back
from duecourse.cli.app import Json, give, services
from duecourse.cli.tables import table

References = Annotated[list[str] | None, typer.Argument(metavar="[REF]...", help="Which cases; all of them without.")]


def aside_list(as_json: Json = False) -> None:
    """List the cases whose sweep failed too often: their clocks raise no alert until they are swept again."""
    place = services()
    with place.store.reading() as reading:
        found = reading.set_aside(reading.organisation().id).values()
    document = [{"reference": each.reference, "tries": each.tries, "log": each.log} for each in found]
    rows = [(each.reference, str(each.tries), each.log) for each in found]
    give(document, as_json, lambda: table(("Case", "Tries", "See the log at"), rows, "No case is set aside."))


def aside_restore(references: References = None, as_json: Json = False) -> None:
    """Put cases that were set aside back among the others; the next sweep takes them."""
    restored = put_back(services(), references or ())
    said = f"Back: {', '.join(restored)}. The next sweep takes them." if restored else "No case was set aside."
    give({"restored": list(restored)}, as_json, lambda: typer.echo(said))
