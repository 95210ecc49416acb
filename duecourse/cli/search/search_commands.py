"""Words looked for in everything that somebody may read, and what they are found by written again."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.commands.sight_upkeep import write_pieces_again
from duecourse.casework.search.findings import Findings, search
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call, Limit, Progressing
from duecourse.cli.cases.cases import printable
from duecourse.cli.tables import heading
from duecourse.cli.typed import caller
from engine.errors import BadInput
from engine.ports.sights import Page
from engine.time.moments import say_moment

Words = Annotated[
    list[str],
    typer.Argument(metavar="WORDS", help="A reference, a name, a web address or a part of it, or words; all of them."),
]
USUAL = 25
NOTHING = (
    "Nothing was found in what you may read. Try fewer words, the beginning of a word, or a part of the web address."
)


def search_words(call: Call, words: Words, limit: Limit = 0, as_: As = "") -> None:
    """Find the cases in which words stand in something that you may read, the newest first."""
    if limit < 0:
        raise BadInput("At most how many cases? A number from 1; 25 without it.")
    place = call.looking()
    found = search(place, caller(place, as_), " ".join(words), Page(limit=limit or USUAL))
    if not found.asked:
        raise BadInput("There is no letter and no number in what you look for.")
    call.give(_shape(found), lambda: _print(call, found))


def _shape(found: Findings) -> dict[str, object]:
    cases = [
        {
            "reference": line.reference,
            "title": line.title,
            "school": line.school,
            "stands": line.stands,
            "found": [{"what": hit.what, "text": hit.text, "at": json_shapes.iso(hit.at)} for hit in line.hits],
        }
        for line in found.lines
    ]
    return {"cases": cases, "has_more": bool(found.later)}


def _print(call: Call, found: Findings) -> None:
    zone = call.looking().zone()
    if not found.lines:
        typer.echo(NOTHING)
    for line in found.lines:
        heading(f"{line.reference}: {line.title} ({line.school}, {line.stands})")
        for hit in line.hits:
            text = "".join(f"[{part.text}]" if part.marked else part.text for part in hit.parts)
            typer.echo(f"  {hit.what}, {say_moment(hit.at, zone)}: {printable(text)}")
    if found.later:
        typer.echo("There are more: add a word, or --limit.")


def rebuild_search(call: Call) -> None:
    """Write again what every case is found by, from its record; until it is done, less is found."""
    again = Progressing("Writing again what cases are found by")
    write_pieces_again(call.services(), told=again)
    call.give({"cases": again.done}, lambda: typer.echo(f"{again.done} cases are found again by all their words."))
