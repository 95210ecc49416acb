"""The correspondence of a case, and the pack for a hearing, written to one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.commands.letter_packs.correspondence import PackKind, pack
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Reference
from duecourse.cli.typed import caller
from duecourse.private_files import write_file
from engine.errors import BadInput

FORMS = ("pdf", "zip")


def letter_pack(
    call: Call,
    reference: Reference,
    hearing: Annotated[bool, typer.Option("--hearing", help="With the evidence, for a hearing.")] = False,
    form: Annotated[str, typer.Option("--format", help="pdf or zip.")] = "pdf",
    output: Annotated[Path | None, typer.Option("-o", help="The file to write.")] = None,
    as_: As = "",
) -> None:
    """Write all letters of a case that you may read to one PDF with an index and numbered sheets, or to a ZIP."""
    if form not in FORMS:
        raise BadInput(f"A pack can be had as: {', '.join(FORMS)}.")
    place = call.services()
    kind = PackKind.HEARING if hearing else PackKind.LETTERS
    found = pack(place, caller(place, as_), reference, kind, form)
    target = output or Path(found.name)
    write_file(target, found.content)
    call.give({"file": str(target), "bytes": len(found.content)}, lambda: typer.echo(f"Written to {target}."))
