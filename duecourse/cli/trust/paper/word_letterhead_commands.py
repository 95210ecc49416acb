"""The Word letterhead of a school or of the trust: looked at, put up, taken down."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.administration.paper import word_letterheads
from duecourse.casework.administration.paper.word_letterheads import LEFT, WordLetterhead
from duecourse.cli.call import As, Call
from duecourse.cli.tables import table
from duecourse.cli.typed import caller
from engine.errors import BadInput

MOST_BYTES = 5 * 1024 * 1024


def letterhead_word(
    call: Call,
    key: Annotated[
        str, typer.Argument(metavar="[SCHOOL]", help="The school's short name; the trust's without it.")
    ] = "",
    file: Annotated[Path | None, typer.Option(help="A Word document or template: .docx or .dotx.")] = None,
    off: Annotated[bool, typer.Option("--off", help="Take it down.")] = False,
    as_: As = "",
) -> None:
    """Say what the Word letterhead brings, or put one up; drafts opened in Word stand on it, sealed PDFs do not."""
    if off and file is not None:
        raise BadInput("Give a file with --file, or --off to take the letterhead down: one of the two.")
    place = call.services()
    by = caller(place, as_)
    left: tuple[str, ...] = ()
    if off:
        word_letterheads.drop_word_letterhead(place, by, key)
    elif file is not None:
        left = word_letterheads.set_word_letterhead(place, by, key, _read(file))
    found = word_letterheads.word_letterhead(place, by, key)

    def show() -> None:
        for code in left:
            typer.echo(LEFT[code])
        table(("It brings", ""), found.brings, f"{found.title} has no Word letterhead: Word files are plain sheets.")

    call.give({**_shape(found), "left_out": [LEFT[code] for code in left]}, show)


def _read(file: Path) -> bytes:
    """Read a file, and of one that is too large no more than it takes to say so. Raises BadInput."""
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"The file {file} cannot be read: {error.strerror}.") from error


def _shape(found: WordLetterhead) -> dict[str, object]:
    return {"school": found.key, "own": found.own, "brings": dict(found.brings), "changes": len(found.versions)}
