"""Commands on the trust's own words for blocks of letters. They need no store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from duecourse.cli.call import Call
from duecourse.cli.tables import table
from duecourse.letter_writer import Letters
from duecourse.policies.house_folder import read_house
from duecourse.private_files import write_file
from engine.errors import BadInput, NotFound
from engine.nearest_name import nearest
from engine.ports.letters.rendered_letters import LetterSheet

if TYPE_CHECKING:
    from engine.ports.letters.house_blocks import BlockRow

LetterName = Annotated[
    str, typer.Argument(metavar="LETTER", help="Its number or name, as L14 or L14-hearing, or every-letter.")
]
Block = Annotated[str, typer.Argument(metavar="BLOCK", help="The block, as `house-words list` names it.")]
EXAMPLE = "an example"


def house_words_list(
    call: Call,
    letter: Annotated[str, typer.Argument(metavar="[LETTER]", help="One letter; all of them without.")] = "",
) -> None:
    """List the letters, or the blocks of one that a trust may word itself, and the facts that it may say."""
    letters = _letters(call)
    if not letter:
        _list_letters(call, letters)
        return
    book, id_ = letters.house, letters.house.named(letter)
    rows = book.rows(id_)
    facts = book.facts_of(id_) if id_ in letters.kinds() else ()
    document = {
        "letter": id_,
        "blocks": [
            {"block": row.name, "place": row.says, "file": row.file, "own_words": bool(row.theirs)} for row in rows
        ],
        "facts": [{"written": written, "what": what} for written, what in facts],
    }

    def show() -> None:
        lines = [(row.name, row.says, "your own" if row.theirs else "ours", row.file) for row in rows]
        table(("Block", "What it is", "Words", "File below your folder"), lines, "No blocks.")
        if facts:
            typer.echo("")
            table(("Write", "for"), facts, "Nothing.")

    call.give(document, show)


def _list_letters(call: Call, letters: Letters) -> None:
    rows = [(kind.number, id_, kind.title) for id_, kind in sorted(letters.kinds().items())]
    own = {id_: len(letters.house_files(id_)) for _, id_, _ in rows}
    document = [{"number": number, "letter": id_, "title": title, "own_words": own[id_]} for number, id_, title in rows]
    lines = [(number, id_, title, str(own[id_] or "none")) for number, id_, title in rows]
    call.give(document, lambda: table(("Number", "Letter", "Title", "Blocks of your own"), lines, "No letters."))


def house_words_show(
    call: Call,
    letter: LetterName,
    block: Block,
    ours: Annotated[bool, typer.Option("--ours", help="The words that come with Duecourse, not your own.")] = False,
) -> None:
    """Show the words of a block: your own where you have some, or ours."""
    row = _row(_letters(call), letter, block)
    text = row.ours if ours or not row.theirs else row.theirs
    document = {"letter": row.letter, "block": row.name, "file": row.file, "own": bool(row.theirs), "text": text}
    call.give(document, lambda: typer.echo(text))


def house_words_copy(
    call: Call,
    letter: LetterName,
    block: Block,
    into: Annotated[Path, typer.Option("--into", help="Your folder; `letters` is made in it where there is none.")],
) -> None:
    """Copy our words of a block into its file in your folder, to be changed there; a file that is there stays."""
    row = _row(_letters(call), letter, block)
    if not row.ours:
        raise BadInput(f"The block {block} is empty as it comes. Write your words into {into / row.file}.")
    target = into / row.file
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_file(target, f"{row.ours}\n".encode(), new=True)
    except FileExistsError as error:
        raise BadInput(f"{target} is there already and stays as it is.") from error
    except OSError as error:
        raise BadInput(f"{target} cannot be written: {error.strerror}.") from error
    call.give(
        {"file": str(target)}, lambda: typer.echo(f"Written to {target}. Change it, then: duecourse check {into}")
    )


def house_words_preview(
    call: Call,
    letter: LetterName,
    output: Annotated[Path | None, typer.Option("-o", help="A PDF to write; words on the screen without it.")] = None,
) -> None:
    """Write a letter of nobody in your own words, with brackets where facts of a case would stand."""
    letters = call.build().housed_letters(call.settings)
    id_ = letters.house.named(letter)
    if id_ not in letters.kinds():
        raise BadInput("Name one letter, such as L14: what stands in every letter is seen in each.")
    now = call.clock.now()
    title, blocks = letters.house.example(id_, now, ZoneInfo("Europe/London"))
    words = letters.show(blocks, "text", title, draft=True)
    if output is not None:
        write_file(output, letters.print_sheets(blocks, LetterSheet(title, EXAMPLE), now))
        typer.echo(f"Written to {output}.", err=True)
        return
    call.give({"letter": id_, "files": list(letters.house_files(id_)), "text": words}, lambda: typer.echo(words))


def _row(letters: Letters, letter: str, block: str) -> BlockRow:
    rows = {row.name: row for row in letters.house.rows(letters.house.named(letter))}
    if block not in rows:
        meant = nearest(block, rows)
        others = f"Nearest: {meant}." if meant else f"There are: {', '.join(rows)}."
        raise NotFound(f"There is no block “{block}” in {letter}. {others}")
    return rows[block]


def _letters(call: Call) -> Letters:
    """Give the letters with the words of the trust's folder, faulty ones too: somebody may be looking for the fault."""
    letters = call.build().letters()
    letters.use_house(read_house(call.settings.workflows).texts)
    return letters
