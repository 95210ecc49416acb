"""Putting right a letter that has gone out: corrected, withdrawn, asked back from a wrong person, or chased."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.commands.letter_answers.put_right import (
    CONSIDER_A_BREACH,
    WrongRecipient,
    chase,
    correct_letter,
    went_to_the_wrong_person,
    withdraw_sent,
    write_in_its_place,
)
from duecourse.casework.context.look.written_case import Written
from duecourse.casework.context.services import Services
from duecourse.casework.queries import named
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Code, Reference
from duecourse.cli.typed import caller
from duecourse.cli.written import wrote


def letter_correct(
    call: Call,
    reference: Reference,
    code: Code,
    wrong: Annotated[str, typer.Option("--wrong", help="What was wrong, as its reader should read it.")],
    instead: Annotated[str, typer.Option("--instead", help="What holds instead.")],
    as_: As = "",
) -> None:
    """Draft a correction to a letter that has gone out; the rest of that letter stands."""
    place = call.services()
    by = caller(place, as_)
    number = named.letter(place, by, reference, code)
    _drafted(call, place, correct_letter(place, by, reference, number, wrong=wrong, instead=instead))


def letter_again(
    call: Call,
    reference: Reference,
    code: Code,
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = "",
    wrong: Annotated[str, typer.Option("--wrong", help="What was wrong: drafts a correction for its reader too.")] = "",
    as_: As = "",
) -> None:
    """Write a letter again that was withdrawn or has gone out: a draft in its place; both stay."""
    place = call.services()
    by = caller(place, as_)
    number = named.letter(place, by, reference, code)
    wrote(call, place, write_in_its_place(place, by, reference, number, reason=reason, wrong=wrong))


def letter_recall(
    call: Call,
    reference: Reference,
    code: Code,
    because: Annotated[str, typer.Option("--because", help="Why it is withdrawn, as its reader should read it.")],
    as_: As = "",
) -> None:
    """Draft a letter that withdraws one that has gone out; one that is still here takes `letter withdraw`."""
    place = call.services()
    by = caller(place, as_)
    number = named.letter(place, by, reference, code)
    _drafted(call, place, withdraw_sent(place, by, reference, number, because=because))


def letter_astray(
    call: Call,
    reference: Reference,
    code: Code,
    what: Annotated[str, typer.Option("--what", help="What happened and how you know; for the record.")],
    name: Annotated[str, typer.Option("--name", help="Who has it, where that is known.")] = "",
    address: Annotated[str, typer.Option("--address", help="The postal address it went to.")] = "",
    email: Annotated[str, typer.Option("--email", help="The e-mail address it went to.")] = "",
    as_: As = "",
) -> None:
    """Draft a letter to somebody who got another by mistake; it says nothing of what that is about."""
    place = call.services()
    by = caller(place, as_)
    number = named.letter(place, by, reference, code)
    to = WrongRecipient(name=name, address=address, email=email)
    _drafted(call, place, went_to_the_wrong_person(place, by, reference, number, to, what=what), CONSIDER_A_BREACH)


def letter_chase(call: Call, reference: Reference, code: Code, as_: As = "") -> None:
    """Draft a reminder of a letter whose answer is awaited."""
    place = call.services()
    by = caller(place, as_)
    _drafted(call, place, chase(place, by, reference, named.letter(place, by, reference, code)))


def _drafted(call: Call, place: Services, step: Written, beside: str = "") -> None:
    """Name the draft, and say what should be thought of beside it."""
    new = max(step.case.letters.values(), key=lambda letter: letter.number)
    said = f"Letter {step.case.code(new)} is drafted. Read it, issue it and send it like any other."
    wrote(call, place, step, lambda: typer.echo(f"{said}\n{beside}" if beside else said))
