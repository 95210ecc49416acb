"""Getting back: a backup put back where nothing is, and a store moved to another database."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import partial
from getpass import getuser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from duecourse import data_folder
from duecourse.bootstrap import build_services, restoration, transfer_between
from duecourse.casework.upkeep.restoration import RestoredBackup, Target
from duecourse.casework.upkeep.restoration import restore as put_back
from duecourse.casework.upkeep.transfer import MovedStore
from duecourse.casework.upkeep.transfer import move_store as move
from duecourse.cli.call import Call, Progressing, demand_store
from duecourse.cli.json_shapes import iso
from duecourse.cli.tables import bullets
from duecourse.files import EvidenceFiles
from engine.errors import BadInput
from engine.time.moments import say_left


def restore(
    call: Call,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `duecourse backup` wrote.")],
    identity: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Secret keys of age, for a backup that was encrypted.")
    ] = None,
) -> None:
    """Put a backup back into an empty folder, and verify it. Nothing is sent until sending is set to go on again."""
    settings = call.settings
    if not file.is_file():
        raise BadInput(f"There is no file {file}.")
    if not data_folder.is_unused(settings.data):
        raise BadInput(
            f"{settings.data} is in use and stays as it is. Name an empty folder with --data, look at what was put "
            "back there, and serve that."
        )
    data_folder.prepare(settings.data)
    target = Target(
        folder=settings.data,
        files=EvidenceFiles(settings.data / data_folder.EVIDENCE),
        restoration=restoration(settings),
        opens=partial(build_services, settings, call.clock, anyhow=True),
    )
    try:
        with _opened(file, identity, settings.data) as archive:
            found = put_back(archive, target, f"by the system account {getuser()}")
    finally:
        target.restoration.close()
    document = {**asdict(found), "made_at": iso(found.made_at), "data": str(settings.data)}
    call.give(document, lambda: _say_restored(call, settings.data, found))
    if found.wrong:
        raise typer.Exit(1)


@contextmanager
def _opened(file: Path, identity: Path | None, folder: Path) -> Generator[Path]:
    """Give an archive as it can be read: decrypted for as long as it is needed, where it was encrypted."""
    from duecourse.encryption import decrypt, identities_in, is_encrypted

    if not is_encrypted(file):
        yield file
        return
    if identity is None:
        raise BadInput(f"{file} is encrypted. Name the file with the secret key: --identity FILE.")
    with TemporaryDirectory(prefix=".duecourse-restore-", dir=folder) as name:
        archive = Path(name) / "archive"
        decrypt(file, archive, identities_in(identity))
        yield archive


def _say_restored(call: Call, data: Path, found: RestoredBackup) -> None:
    typer.echo(f"The backup stands in {data}. It was made {say_left(call.clock.now(), found.made_at)} and verified:")
    typer.echo(f"  cases: {found.cases}, events: {found.events}, lines of the access log: {found.accesses}")
    typer.echo(f"  files of evidence: {found.evidence}")
    for each in found.missing:
        typer.echo(f"  missing when the backup was made: {each}")
    if found.wrong:
        typer.echo("These are wrong in it:", err=True)
        for each in found.wrong:
            typer.echo(f"  {each}", err=True)
    typer.echo("\nBefore anybody works with it:")
    bullets(
        (
            "What happened since then is not in it. Letters and e-mails that went out since did go out.",
            "Nothing is sent now. Compare what waits with your sent post; then `duecourse setting set sending ''`.",
            "Erase again what was erased since: `duecourse erasure apply FILE` with the list that you keep elsewhere.",
            "`duecourse audit anchor --check FILE` with your last anchor says what came after the backup.",
        )
    )


def move_store(
    call: Call,
    source: Annotated[str, typer.Argument(metavar="FROM", help="The database: sqlite:///FILE or postgresql://…")],
    target: Annotated[str, typer.Argument(metavar="TO", help="An empty one of the other kind, or of the same.")],
) -> None:
    """Move a trust to another database, row by row, and verify it there. Evidence stays where it is."""
    if source == target:
        raise BadInput("That is the same database twice. Name the one to move to.")
    demand_store(replace(call.settings, database=source))
    here = build_services(replace(call.settings, database=source), call.clock, anyhow=True)
    there = build_services(replace(call.settings, database=target), call.clock, anyhow=True)
    told = Progressing("Moving", "rows")
    try:
        done = move(here, there, transfer_between(source, target, told), f"by the system account {getuser()}")
    finally:
        here.store.close()
        there.store.close()
    call.give(asdict(done), lambda: _say_moved(done))
    if done.wrong:
        raise typer.Exit(1)


def _say_moved(done: MovedStore) -> None:
    typer.echo(f"Moved and verified: {done.cases} cases, {done.events} events, {sum(done.rows.values())} rows in all.")
    for each in done.wrong:
        typer.echo(f"  wrong: {each}", err=True)
    if not done.wrong:
        typer.echo("Name the new database from now on (DUECOURSE_DATABASE), and put the old one aside.")
