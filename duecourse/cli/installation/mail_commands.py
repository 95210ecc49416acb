"""Mail, for the person who looks after the machine: whether it leaves, and what only a person can decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from duecourse.casework.mail.desk_work import (
    DECISIONS,
    Decision,
    MailLine,
    MailStanding,
    decide,
    mail_standing,
    release,
    resume,
)
from duecourse.casework.mail.trial import try_out
from duecourse.cli.call import As, Call
from duecourse.cli.tables import table
from duecourse.cli.typed import caller
from engine.errors import BadInput
from engine.ports.mail.relay import Fate
from engine.time.moments import say_moment

Message = Annotated[str, typer.Argument(metavar="MESSAGE", help="Which message: see `mail list`.")]
Decided = Annotated[
    str,
    typer.Argument(
        metavar="DECISION", help="sent or again; of one that was refused again, told (otherwise) or needless."
    ),
]
Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="To whom: one e-mail address.")]
DONE: Mapping[Decision, str] = {
    "sent": "It counts as sent.",
    "again": "It leaves again with the next pass.",
    "told": "It is listed no more: its recipient was told in another way.",
    "needless": "It is listed no more: nobody needs it.",
}
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


def mail_list(call: Call, as_: As = "") -> None:
    """List what waits, what failed, and of what nobody knows whether it left; by reference alone."""
    place = call.services()
    mail, waiting = mail_standing(place, caller(place, as_))
    lines = [*mail.lines, *waiting]
    document = {"relay": mail.is_set, "says": says_of(mail), "waiting": mail.waiting, "messages": [*map(_shape, lines)]}
    zone = place.zone()
    rows = [
        (
            each.id,
            each.reference,
            each.kind,
            each.state,
            say_moment(each.not_before, zone) if each.not_before else "",
            str(each.tries),
            each.error,
        )
        for each in lines
    ]

    def show() -> None:
        typer.echo(says_of(mail))
        table(("Message", "Case", "Kind", "State", "Not before", "Tries", "Refused with"), rows, "Nothing waits.")

    call.give(document, show)


def says_of(mail: MailStanding) -> str:
    """Say in one sentence whether mail leaves."""
    if not mail.is_set:
        return "No mail relay is set, so nothing is sent: what waits here is found in `alert list` and on the pages."
    if mail.is_paused:
        return "Sending is paused since a backup was put back: `duecourse mail resume` once you have looked."
    if mail.desk.refused_since:
        return f"The relay takes nothing ({mail.desk.refused}); `duecourse mail test` says more."
    if mail.is_held:
        return "So many notices wait at once that they need a word: `duecourse mail release`."
    return "Mail leaves."


def _shape(line: MailLine) -> dict[str, object]:
    return {
        "message": line.id,
        "reference": line.reference,
        "kind": line.kind,
        "state": line.state,
        "since": line.since.isoformat(),
        "tries": line.tries,
        "refused_with": line.error,
        "not_before": line.not_before.isoformat() if line.not_before else None,
    }


def mail_decide(call: Call, message: Message, decision: Decided, as_: As = "") -> None:
    """Decide about a message: it was sent, is to be sent again under the same Message-ID, or is let go of."""
    place = call.services()
    known = next((each for each in DECISIONS if each == decision), None)
    if known is None:
        raise BadInput(f"Say one of: {', '.join(DECISIONS)}.")
    line = decide(place, caller(place, as_), message, known)
    call.give(_shape(line), lambda: typer.echo(DONE[known]))


def mail_release(call: Call, as_: As = "") -> None:
    """Let so many notices leave as wait for a word."""
    place = call.services()
    count = release(place, caller(place, as_))
    call.give({"released": count}, lambda: typer.echo(f"{count} notices may leave."))


def mail_resume(call: Call, as_: As = "") -> None:
    """Let mail leave again after a backup was put back: what it holds as unsent may have been sent since."""
    place = call.services()
    resume(place, caller(place, as_))
    call.give({"paused": False}, lambda: typer.echo("Mail leaves again."))
