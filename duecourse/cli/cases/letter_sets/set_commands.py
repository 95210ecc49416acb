"""The letters of a list of people: each sent by e-mail, several recorded at once, all of them printed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.commands.letter_sets.set_dispatch import letter_set, record_gone, send_each
from duecourse.casework.commands.letter_sets.set_prints import PrintRun, print_set
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.queries import named
from duecourse.cli.call import As, Call, Happened
from duecourse.cli.cases.arguments import Code, Reference
from duecourse.cli.cases.letter_checks.meant_letter import change_letter
from duecourse.cli.typed import caller, moment_of
from duecourse.cli.written import wrote
from duecourse.private_files import write_file
from engine.errors import BadInput
from engine.ports.letters.dispatch_ways import DispatchWay

OfRows = Annotated[list[int] | None, typer.Option("--row", help="A row on the list; repeatable.")]
Which = Annotated[str, typer.Option("--which", help="all, to-go, or post: those to go without an e-mail address.")]
Rest = Annotated[bool, typer.Option("--rest", help="All that still wait and have no e-mail address.")]
Every = Annotated[bool, typer.Option("--all", help="All that still wait.")]


def letter_send_each(call: Call, reference: Reference, code: Code, as_: As = "") -> None:
    """Send the letters of a list by e-mail, each to its own reader, to all who have an address and are left."""
    change_letter(call, reference, code, as_, lambda place, by, letter: send_each(place, by, reference, letter))


def letter_dispatch_each(
    call: Call,
    reference: Reference,
    code: Code,
    proof: Annotated[str, typer.Option(help="What shows that these went out.")],
    way: Annotated[str, typer.Option("--way", help="post, portal, hand or mailbox.")],
    row: OfRows = None,
    rest: Rest = False,  # typer makes flags of both
    all_: Every = False,
    happened: Happened = "",
    as_: As = "",
) -> None:
    """Record that letters of a list went out, with one proof for these; the step comes with the last."""
    if way not in tuple(DispatchWay):
        raise BadInput(f"A letter goes out by one of: {', '.join(DispatchWay)}.")
    if sum((bool(row), rest, all_)) != 1:
        raise BadInput("Say which letters went out: --row for each, --rest, or --all.")
    place = call.services()
    by = caller(place, as_)
    with looking(place, by, reference, f"the list of letter {code}") as case:
        number = case.letter_named(code)
        found = letter_set(case, number)
    lines = [line for line in found.lines if line.person.number in row] if row else list(found.to_go)
    if rest:
        lines = [line for line in lines if not line.by_mail]
    copies = [line.letter.number for line in lines if line.letter is not None]
    at = moment_of(place, happened)
    wrote(call, place, record_gone(place, by, reference, number, copies, proof, way=way, happened_at=at))


def letter_print_each(
    call: Call,
    reference: Reference,
    code: Code,
    output: Annotated[Path | None, typer.Option("-o", help="The file to write.")] = None,
    which: Which = "all",
    as_: As = "",
) -> None:
    """Write the letters of a list as one PDF to print, each beginning on a sheet of its own."""
    if which not in tuple(PrintRun):
        raise BadInput(f"Print one of: {', '.join(PrintRun)}.")
    place = call.services()
    by = caller(place, as_)
    named.letter(place, by, reference, code)
    printed = print_set(place, by, reference, code, PrintRun(which))
    target = output or Path(printed.name)
    write_file(target, printed.content)
    typer.echo(f"Written to {target}.", err=True)
