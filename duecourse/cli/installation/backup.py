"""Keeping a copy of everything."""

from __future__ import annotations

from dataclasses import asdict
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from duecourse.bootstrap import copies
from duecourse.casework.upkeep.backup import Backup, back_up
from duecourse.cli.call import Call


def backup(
    call: Call,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The archive to write, a .zip that is not there yet.")],
) -> None:
    """Copy the store and its evidence to one file while people work, and verify it. Ends with 1 if it is not sound."""
    place = call.services(anyhow=True)
    made = back_up(place, copies(call.settings), file, f"by the system account {getuser()}")
    call.give(asdict(made), lambda: _say(made))
    place.store.close()
    if made.wrong:
        raise typer.Exit(1)


def _say(made: Backup) -> None:
    held = made.holding
    typer.echo(f"The backup is in {made.file}, {made.size:,} bytes. It was opened again and verified:")
    typer.echo(f"  cases: {held.cases}, events: {held.events}, lines of the access log: {held.accesses}")
    typer.echo(f"  files of evidence: {made.evidence}, schema of the database: {held.schema}")
    if not made.wrong:
        return
    typer.echo("It holds everything as it stands in the store, and there these are wrong:", err=True)
    for each in made.wrong:
        typer.echo(f"  {each}", err=True)
