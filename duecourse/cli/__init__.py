"""The command line: plain tables for people, one JSON document for programs."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer

from duecourse.cli.call import Call, Data, DatabaseUrl
from duecourse.cli.ending import end
from duecourse.cli.lazy import LazyGroup, Top
from duecourse.logs.handlers import write_log
from duecourse.logs.log_settings import usual_if_wrong
from duecourse.private_files import keep_private
from engine.errors import BadInput


def build() -> LazyGroup:
    """Put the command line together; its commands are imported when they are asked for."""
    top = typer.Typer(
        cls=Top,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        help="Duecourse sees a report of online abuse in a school through the trust's own policy, on time.",
    )
    top.callback()(_before)
    made = typer.main.get_command(top)
    assert isinstance(made, LazyGroup)
    return made


def _say_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"duecourse {version('duecourse')}")
        raise typer.Exit


def _before(
    context: typer.Context,
    data: Data = "",
    database: DatabaseUrl = "",
    _: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_say_version, help="Say which Duecourse this is.")
    ] = False,
) -> None:
    """Duecourse: due process, on time."""
    call = context.obj if isinstance(context.obj, Call) else Call()
    context.obj = replace(call, data=data, database=database)


def run(words: Sequence[str] | None = None, call: Call | None = None) -> int:
    """Run one call of the command line, that of this process by default. Gives the code to end with."""
    typed = list(sys.argv[1:] if words is None else words)
    ended: Any
    try:
        _demand_text(typed)
        ended = build()(typed, standalone_mode=False, obj=call or Call())
    except Exception as error:
        # nothing of a command was parsed: what was asked for is told by the bare words
        ended = end(error, as_json="--json" in typed)
    return ended if isinstance(ended, int) else 0


def _demand_text(words: Sequence[str]) -> None:
    """Raise BadInput where a word holds bytes that are no text here, as the name of a file from elsewhere may."""
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError as error:
            shown = word.encode("ascii", "backslashreplace").decode()
            says = f"“{shown}” holds bytes that are no text in UTF-8, so nothing was done. Type it again as UTF-8"
            raise BadInput(f"{says}; where it is the name of a file, give the file another name first.") from error


ALLOCATIONS = 50_000
"""So many new objects before rubbish is looked for: a command makes thousands while it starts, few of them rubbish."""


def main(words: Sequence[str] | None = None, call: Call | None = None) -> None:
    """Run the command line and end the process with the right code; nobody else can read what it writes."""
    gc.set_threshold(ALLOCATIONS)
    keep_private()
    # no plugin of another package has a say in our models; looking for one costs as much as reading a policy
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    write_log(usual_if_wrong(os.environ))
    if code := run(words, call):
        sys.exit(code)
