"""The wording of a draft: shown as text, and put in other words from a text or a Word file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.commands import letter_edits as wordings
from duecourse.casework.commands.letter_drafts.word_drafts import ENDING, brought_back, word_text
from duecourse.casework.commands.letter_edits import Begin
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import named
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Code, Reference
from duecourse.cli.typed import caller
from duecourse.cli.written import wrote
from engine.errors import BadInput
from engine.identity import CaseReference
from engine.ports.letters.letterheads import MOST_BYTES


def letter_wording(
    call: Call,
    reference: Reference,
    code: Code,
    begin: Annotated[
        Begin, typer.Option(help="Where the case changed since an edit: your words, what it says now, or both.")
    ] = Begin.EDIT,
    as_: As = "",
) -> None:
    """Show the wording of a draft as text that can be edited and given to `letter edit`."""
    place = call.looking()
    found = wordings.read_wording(place, caller(place, as_), reference, code)
    document = {
        "text": found.begun(begin),
        "written": found.written,
        "edited": found.is_edited,
        "edited_from": found.edited_from,
        "moved_on": found.has_moved_on,
        "seen": found.seen,
        "sides": [
            {"before": list(each.before), "mine": list(each.mine), "now": list(each.now), "clashes": each.clashes}
            for each in found.sides
            if each.differs
        ],
        "parts": [{"line": line, "says": says} for line, says in found.parts],
        "keeps": [{"words": words, "why": why} for words, why in found.keeps],
        "problems": list(found.problems),
    }
    call.give(document, lambda: typer.echo(found.begun(begin), nl=False))


def letter_edit(
    call: Call,
    reference: Reference,
    code: Code,
    file: Annotated[
        Path | None, typer.Option(help="The text of `letter wording`, or the Word file of `letter get`, edited.")
    ] = None,
    seen: Annotated[str, typer.Option(help="`seen` of `letter wording --json`: refuse if it says else by now.")] = "",
    back: Annotated[bool, typer.Option("--back", help="Drop every edit: what the case says, as it says it.")] = False,
    as_: As = "",
) -> None:
    """Put a draft in other words, or let it say again what the case says."""
    if back == (file is not None):
        raise BadInput("Give the edited text with --file, or --back to drop every edit: one of the two.")
    place = call.services()
    by = caller(place, as_)
    text, brought = (None, "") if file is None else _taken(place, by, reference, code, file)
    number = named.letter(place, by, reference, code)
    wrote(call, place, wordings.edit(place, by, reference, number, text, seen, brought=brought))


def _taken(place: Services, by: Caller, reference: CaseReference, code: str, file: Path) -> tuple[str, str]:
    """Give the text of a file, of Word or not, and for a Word file its digests. Raises BadInput."""
    if file.suffix.lower() != ENDING:
        return _read(file), ""
    content, text = _from_word(place, by, reference, code, file)
    return text, brought_back(content, text)


def _from_word(place: Services, by: Caller, reference: CaseReference, code: str, file: Path) -> tuple[bytes, str]:
    """Give a Word file and its text, and say what is not taken from it. Raises BadInput."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"The file {file} cannot be read: {error.strerror}.") from error
    found = word_text(place, by, reference, code, content)
    for note in found.notes:
        typer.echo(note, err=True)
    return content, found.text


def _read(file: Path) -> str:
    """Read a text from a file, or from standard input for `-`. Raises BadInput."""
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"The file {file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"The file {file} is no text in UTF-8. Save it as UTF-8 and give it again.") from error
