"""Adopting a policy: a skeleton that somebody fills in without touching code. It needs no store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.policies.adoption import Plan, skeleton
from duecourse.casework.policies.numbers import Printed, listed_numbers, mentioned_numbers, printed_numbers
from duecourse.cli.call import Call
from duecourse.policies.library import read_workflows
from duecourse.private_files import write_file
from engine.errors import BadInput
from engine.identity import TrackName

NOT_TEXT = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How PDF, new and old Word files begin."""


def new_policy(
    call: Call,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The key of the policy: one word in small letters.")],
    text: Annotated[
        Path | None, typer.Option("--from", help="The policy's text, saved as plain text: its numbers are listed.")
    ] = None,
    numbers: Annotated[Path | None, typer.Option("--numbers", help="A list of the numbers, one a line.")] = None,
    tracks: Annotated[str, typer.Option("--tracks", help="The procedures, by comma; all of `--like` without.")] = "",
    like: Annotated[str, typer.Option("--like", help="The policy whose roles and posts to begin with.")] = "lumen",
    output: Annotated[Path | None, typer.Option("-o", help="The file to write; the screen without it.")] = None,
) -> None:
    """Write a skeleton of a trust's own policy, to be filled in by hand and proved with `check`."""
    found, mentioned = _found(text, numbers)
    wanted = tuple(map(TrackName, tracks.replace(",", " ").split()))
    plan = Plan(name=name, numbers=found, tracks=wanted, like=like, mentioned=mentioned)
    written = skeleton(plan, read_workflows(call.settings.workflows))
    if output is None:
        typer.echo(written, nl=False)
        return
    _write(output, written)
    typer.echo(f"Written to {output}, with {len(found)} numbers to sort. Go on with: duecourse check {output}")


def _found(text: Path | None, numbers: Path | None) -> tuple[tuple[Printed, ...], tuple[str, ...]]:
    """Find the numbers to sort, and those that the text mentions in the middle of its lines only."""
    if text is not None and numbers is not None:
        raise BadInput("Give the text with --from or the list with --numbers, not both.")
    if numbers is not None:
        return listed_numbers(_read(numbers)), ()
    if text is None:
        return (), ()
    words = _read(text)
    found = printed_numbers(words)
    if not found:
        raise BadInput(f"No line of {text} begins with a number such as 1.1. List them by hand and use --numbers.")
    return found, mentioned_numbers(words)


def _read(path: Path) -> str:
    """Read a text as a word processor saves it: in UTF-8, or in the older code of Windows."""
    if not path.is_file():
        raise BadInput(f"There is no file {path}.")
    content = path.read_bytes()
    if content.startswith(NOT_TEXT) or b"\0" in content:
        raise BadInput(f"{path} is not plain text. Open it and save it as plain text (.txt) first.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _write(output: Path, text: str) -> None:
    """Write a new file; what is there already is somebody's work and stays."""
    try:
        write_file(output, text.encode(), new=True)
    except FileExistsError as error:
        raise BadInput(f"{output} is there already and stays as it is. Choose another name.") from error
    except OSError as error:
        raise BadInput(f"{output} cannot be written: {error.strerror}.") from error
