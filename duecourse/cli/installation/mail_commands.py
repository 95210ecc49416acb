"""Mail, for the person who looks after the machine: whether it leaves, and what only a person can decide."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.mail.trial import try_out
from duecourse.cli.call import As, Call
from duecourse.cli.typed import caller
from engine.ports.mail.relay import Fate

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="To whom: one e-mail address.")]
SAID = {
    Fate.TAKEN: "The relay took the message.",
    Fate.LATER: "The relay does not take the message now; it may later.",
    Fate.NEVER: "The relay refuses the message for good.",
    Fate.UNKNOWN: "The connection broke off before the relay answered: the message may have been taken, or not.",
}


def mail_test(call: Call, address: Address, as_: As = "") -> None:
    """Send one test message, and say what the relay answered. Ends with 1 where it did not take it."""
    place = call.services()
    answer = try_out(place, caller(place, as_), address)
    document = {"taken": answer.fate is Fate.TAKEN, "fate": answer.fate, "code": answer.code, "says": answer.words}
    said = f" It said: {answer.code} {answer.words}" if answer.code else ""
    call.give(document, lambda: typer.echo(f"{SAID[answer.fate]}{said}"))
    if answer.fate is not Fate.TAKEN:
        raise typer.Exit(1)
