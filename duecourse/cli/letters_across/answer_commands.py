"""What becomes of a letter that has gone out: its answer, that it came back, another address, a time to wait."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.commands.letter_answers.received_answers import (
    ReceivedAnswer,
    await_answer,
    record_answer,
    record_return,
    record_sent_again,
)
from duecourse.casework.context.look.written_case import Written
from duecourse.casework.context.services import Caller, Services
from duecourse.cli.call import As, Call, Happened
from duecourse.cli.cases.arguments import Code, Reference
from duecourse.cli.cases.letter_checks.meant_letter import change_letter
from duecourse.cli.typed import moment_of
from engine.ports.letters.dispatch_ways import DispatchWay

Automatic = Annotated[bool, typer.Option("--automatic", help="A machine sent it by itself: it is no answer.")]


def letter_answered(
    call: Call,
    reference: Reference,
    code: Code,
    by: Annotated[str, typer.Option("--by", help="Who answered.")],
    says: Annotated[str, typer.Option("--says", help="What the answer says, in its own words.")],
    how: Annotated[str, typer.Option("--how", help="How it came: by e-mail, by post.")] = "",
    file: Annotated[str, typer.Option("--file", help="The code of a file of the evidence that came with it.")] = "",
    automatic: Automatic = False,
    happened: Happened = "",
    as_: As = "",
) -> None:
    """Record the answer to a letter that has gone out; it takes no step, and is waited for no longer.

    An out-of-office note, or another that a machine sent, is no answer: say --automatic.
    """

    def record(place: Services, who: Caller, letter: int) -> Written:
        came_at = moment_of(place, happened)
        answer = ReceivedAnswer(by=by, how=how, says=says, came_at=came_at, file=file, automatic=automatic)
        return record_answer(place, who, reference, letter, answer)

    change_letter(call, reference, code, as_, record)


def letter_returned(
    call: Call,
    reference: Reference,
    code: Code,
    why: Annotated[str, typer.Option("--why", help="What came back, and what it says.")],
    happened: Happened = "",
    as_: As = "",
) -> None:
    """Record that a letter came back and did not arrive: it waits for another address."""

    def record(place: Services, who: Caller, letter: int) -> Written:
        return record_return(place, who, reference, letter, why, moment_of(place, happened))

    change_letter(call, reference, code, as_, record)


def letter_sent_again(
    call: Call,
    reference: Reference,
    code: Code,
    to: Annotated[str, typer.Option("--to", help="Where it was sent.")],
    proof: Annotated[str, typer.Option(help="Why, how it went out and what shows it.")],
    way: Annotated[str, typer.Option("--way", help=f"How: {', '.join(DispatchWay)}; the proof has to fit it.")] = "",
    happened: Happened = "",
    as_: As = "",
) -> None:
    """Record that a letter went out again as it was sealed, to another address; clocks run on as they did.

    `letter send` sends it by e-mail, with --why.
    """

    def record(place: Services, who: Caller, letter: int) -> Written:
        sent = moment_of(place, happened)
        return record_sent_again(place, who, reference, letter, to=to, proof=proof, sent=sent, way=way)

    change_letter(call, reference, code, as_, record)


def letter_wait(
    call: Call,
    reference: Reference,
    code: Code,
    until: Annotated[str, typer.Option("--until", help="ISO time with its offset; without it, no longer.")] = "",
    as_: As = "",
) -> None:
    """Wait for an answer to a letter until a moment, or no longer: it stands in `letters` with that time."""

    def record(place: Services, who: Caller, letter: int) -> Written:
        return await_answer(place, who, reference, letter, moment_of(place, until))

    change_letter(call, reference, code, as_, record)
