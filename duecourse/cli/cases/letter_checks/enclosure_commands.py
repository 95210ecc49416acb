"""What goes with a letter: shown, put with its draft, taken out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from duecourse.casework.commands.letter_checks import enclosing
from duecourse.casework.commands.letter_checks.enclosed_things import Enclosing
from duecourse.casework.commands.letter_checks.enclosed_things import enclosing as what_goes_with
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.queries import named
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Code, Reference
from duecourse.cli.typed import caller
from duecourse.cli.written import wrote

Key = Annotated[str, typer.Argument(metavar="WHAT", help="As `letter goes-with` lists it, such as file-3 or letter-2.")]


def letter_goes_with(call: Call, reference: Reference, code: Code, as_: As = "") -> None:
    """List what goes with a letter, whom it names, what the letter lacks, and what may be put with it."""
    place = call.looking()
    with looking(place, caller(place, as_), reference, f"letter {code}") as case:
        found = what_goes_with(case, case.letter_named(code))
    document = {
        "things": [
            {
                "key": each.key,
                "name": each.name,
                "origin": each.origin,
                "pages": each.pages,
                "size": each.size,
                "is_read": each.is_read,
                "names": list(each.names),
            }
            for each in found.things
        ],
        "choices": [{"key": each.key, "says": each.says} for each in found.choices],
        "lacks": list(found.lacks),
        "usual": list(found.usual),
    }
    call.give(document, lambda: typer.echo("\n".join(_said(found))))


def _said(found: Enclosing) -> Iterator[str]:
    for each in found.things:
        pages = f", {each.pages} page{'' if each.pages == 1 else 's'}" if each.pages else ""
        yield f"{each.key}: {each.name} ({each.origin}{pages})"
        yield f"  names: {', '.join(each.names) or 'nobody of this case'}" if each.is_read else "  look who is in it"
    if not found.things:
        yield "Nothing goes with this letter."
    for name in found.lacks:
        yield f"It has to have with it: “{name}”."
    for choice in found.choices:
        yield f"May be put with it: {choice.key}, {choice.says}"


def letter_enclose(
    call: Call,
    reference: Reference,
    code: Code,
    what: Key,
    name: Annotated[str, typer.Option("--name", help="What it is called in the letter.")],
    as_: As = "",
) -> None:
    """Put evidence or another letter of the case with a draft; the letter lists it under the name that you give."""
    place = call.services()
    by = caller(place, as_)
    number = named.letter(place, by, reference, code)
    wrote(call, place, enclosing.enclose(place, by, reference, number, what, name))


def letter_take_out(call: Call, reference: Reference, code: Code, what: Key, as_: As = "") -> None:
    """Take something out that goes with a draft."""
    place = call.services()
    by = caller(place, as_)
    number = named.letter(place, by, reference, code)
    wrote(call, place, enclosing.take_out(place, by, reference, number, what))
