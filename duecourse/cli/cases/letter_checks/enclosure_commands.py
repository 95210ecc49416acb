"""What goes with a letter: shown, put with its draft, taken out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from duecourse.casework.commands.letter_checks import enclosure_changes
from duecourse.casework.commands.letter_checks.enclosed_things import Enclosing
from duecourse.casework.commands.letter_checks.enclosed_things import enclosing as what_goes_with
from duecourse.casework.commands.letter_checks.letter_check import LetterCheck, letter_check
from duecourse.casework.commands.letter_texts import letter_text
from duecourse.casework.context.look.case_reader import looking
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Code, Reference
from duecourse.cli.cases.letter_checks.meant_letter import change_letter
from duecourse.cli.typed import caller
from engine.errors import NotFound

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


def letter_check_before(call: Call, reference: Reference, code: Code, as_: As = "") -> None:
    """Show what one looks at before a letter leaves: to whom it goes, what with it, whom it names, and its rules."""
    place = call.looking()
    with looking(place, caller(place, as_), reference, f"letter {code}", given=True) as case:
        found = letter_check(case, letter_text(case, case.letter_named(code), "text"))
    if found is None:
        raise NotFound(f"Case {reference} has no such letter that has still to leave, or none that you work on.")
    document = {
        "to": list(found.to),
        "signed": list(found.signed),
        "with_it": [{"name": each.name, "names": list(each.names)} for each in found.goes_with.things],
        "names": [{"name": each.name, "parts": list(each.parts), "told": list(each.told)} for each in found.named],
        "own_words": list(found.house),
        "checked": list(found.checked),
        "to_answer": list(found.to_answer),
    }
    call.give(document, lambda: typer.echo("\n".join(_checked(found))))


def _checked(found: LetterCheck) -> Iterator[str]:
    yield f"It goes to: {', '.join(found.to) or 'nobody yet'}"
    yield f"It is signed by: {', '.join(found.signed) or 'nobody yet'}"
    yield f"With it: {', '.join(each.name for each in found.goes_with.things) or 'nothing'}"
    for each in found.named:
        yield f"It tells of {each.name} ({', '.join(each.parts)}): {'; '.join(each.told)}"
    if not found.named:
        yield "It names nobody of this case or of the trust."
    yield from (f"In the trust's own words: {each}" for each in found.house)
    yield from (f"Checked by Duecourse: {each}" for each in found.checked)
    yield from (f"For you to check: {each}" for each in found.to_answer)


def letter_enclose(
    call: Call,
    reference: Reference,
    code: Code,
    what: Key,
    name: Annotated[
        str, typer.Option("--name", help="What it is called in the letter; a document of the trust has a name.")
    ] = "",
    meets: Annotated[
        str,
        typer.Option("--meets", help="Which of the things that have to go with the letter it is, such as The policy."),
    ] = "",
    as_: As = "",
) -> None:
    """Put evidence, another letter or a document of the trust with a draft; the letter lists it under its name."""
    put = enclosure_changes.enclose

    change_letter(
        call, reference, code, as_, lambda place, by, letter: put(place, by, reference, letter, what, name, meets=meets)
    )


def letter_take_out(call: Call, reference: Reference, code: Code, what: Key, as_: As = "") -> None:
    """Take something out that goes with a draft."""
    out = enclosure_changes.take_out
    change_letter(call, reference, code, as_, lambda place, by, letter: out(place, by, reference, letter, what))
