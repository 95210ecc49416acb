"""Keeping a copy of everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from duecourse.bootstrap import copies
from duecourse.casework.upkeep.backup import Backup, back_up, name_by_time, rotate
from duecourse.cli.call import Call
from engine.errors import BadInput


def backup(
    call: Call,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="The archive to write, or a folder, where its name is its time."),
    ],
    keep: Annotated[int, typer.Option(min=0, help="Of a folder: how many backups stay; the oldest go. 0: all.")] = 0,
    encrypt_for: Annotated[
        str, typer.Option("--encrypt-for", metavar="KEYS", help="Public keys of age, of those who may open it.")
    ] = "",
) -> None:
    """Copy the store and its evidence to one file while people work, and verify it. Ends with 1 if it is not sound."""
    settings = call.settings
    keys, kept = encrypt_for or settings.backup_recipients, keep or settings.backup_keep
    encrypt = None
    if keys:
        from duecourse.encryption import encrypt as encrypted
        from duecourse.encryption import recipients_of

        encrypt = partial(encrypted, recipients=recipients_of(keys))
    if keep and not file.is_dir():
        raise BadInput("--keep goes with a folder of backups, and that is none. Name a folder that is there.")
    place = call.services(anyhow=True)
    target = file / name_by_time(place.clock.now(), encrypted=bool(keys)) if file.is_dir() else file
    made = back_up(place, copies(settings), target, f"by the system account {getuser()}", encrypt)
    # one that is not sound takes the place of no older one
    gone = rotate(file, kept) if kept and file.is_dir() and not made.wrong else ()
    document = {**asdict(made), "encrypted": bool(keys), "removed": list(gone)}
    call.give(document, lambda: _say(made, gone, encrypted=bool(keys)))
    place.store.close()
    if made.wrong:
        raise typer.Exit(1)


def _say(made: Backup, gone: Sequence[str], *, encrypted: bool) -> None:
    held = made.holding
    typer.echo(f"The backup is in {made.file}, {made.size:,} bytes. It was opened again and verified:")
    typer.echo(f"  cases: {held.cases}, events: {held.events}, lines of the access log: {held.accesses}")
    typer.echo(f"  files of evidence: {made.evidence}, schema of the database: {held.schema}")
    if encrypted:
        typer.echo("Then it was encrypted. Only who has the secret key can open it: keep that elsewhere, and twice.")
    for each in gone:
        typer.echo(f"Removed, as it was the oldest: {each}")
    if not made.wrong:
        return
    typer.echo("It holds everything as it stands in the store, and there these are wrong:", err=True)
    for each in made.wrong:
        typer.echo(f"  {each}", err=True)
