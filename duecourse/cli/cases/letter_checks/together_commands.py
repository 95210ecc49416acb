"""One letter for the addresses of one site: shown, put together, taken apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from duecourse.casework.commands.letter_checks import letters_together
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.written_case import Written
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import named
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Code, Reference
from duecourse.cli.cases.cases import printable
from duecourse.cli.cases.letter_checks.meant_letter import change_letter
from duecourse.cli.typed import caller

With = Annotated[list[str] | None, typer.Option("--with", help="Another draft, by its code; repeatable.")]


def letter_addresses(call: Call, reference: Reference, code: Code, as_: As = "") -> None:
    """List the addresses of which a letter speaks, and those of which it could speak as well."""
    place = call.looking()
    with looking(place, caller(place, as_), reference, f"letter {code}", given=True) as case:
        found = letters_together.letters_together(case, case.letter_named(code))
        codes = {each.draft: case.view.case.code(case.view.case.letters[str(each.draft)]) for each in found.others}
    document = {
        "speaks_of": [{"code": each.code, "url": each.url} for each in found.speaks_of],
        "others": [
            {"code": each.code, "url": each.url, "letter": codes[each.draft], "differs": list(each.differs)}
            for each in found.others
        ],
    }
    call.give(document, lambda: typer.echo("\n".join(_said(found, codes))))


def _said(found: letters_together.LettersTogether, codes: dict[int, str]) -> Iterator[str]:
    for each in found.speaks_of:
        yield f"Speaks of address {each.code}: {printable(each.url)}"
    for each in found.may_join:
        yield f"Could speak of address {each.code} as well (letter {codes[each.draft]}): {printable(each.url)}"
    for each in found.may_not:
        yield f"Not of address {each.code} (letter {codes[each.draft]}): {'; '.join(each.differs)}"
    if not found.speaks_of:
        yield "This letter is not sent for addresses."


def letter_together(call: Call, reference: Reference, code: Code, with_: With = None, as_: As = "") -> None:
    """Let a draft speak also of the addresses of like drafts to the same site: of these, or of all that fit."""

    def put(place: Services, by: Caller, letter: int) -> Written:
        drafts = [named.letter(place, by, reference, each) for each in with_ or ()]
        return letters_together.put_together(place, by, reference, letter, drafts)

    change_letter(call, reference, code, as_, put)


def letter_apart(
    call: Call,
    reference: Reference,
    code: Code,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="The code of the address.")],
    as_: As = "",
) -> None:
    """Give an address of which a draft speaks a draft of its own again."""
    apart = letters_together.take_apart
    change_letter(call, reference, code, as_, lambda place, by, letter: apart(place, by, reference, letter, address))
