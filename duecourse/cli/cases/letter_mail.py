"""Letters by e-mail: what would be sent, sending, stopping, and saying what became of one that was never answered."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.commands.letter_mail import requests
from duecourse.casework.commands.letter_mail.addressee import Addressee
from duecourse.casework.commands.letter_mail.mail_state import LetterMail
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from duecourse.casework.queries import named
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Code, Reference
from duecourse.cli.typed import caller
from duecourse.cli.written import wrote
from engine.errors import BadInput
from engine.ports.mail.relay import Outbound
from engine.time.moments import say_moment

To = Annotated[str, typer.Option("--to", help="The e-mail address; --preview shows the one that is known.")]
Form = Annotated[str, typer.Option("--form", help="As what it is sent: pdf or text.")]
Preview = Annotated[bool, typer.Option("--preview", help="Show what would be sent, and send nothing.")]
Decided = Annotated[str, typer.Argument(metavar="DECISION", help="sent, again or unsent.")]


def letter_send(
    call: Call,
    reference: Reference,
    code: Code,
    to: To = "",
    form: Form = "pdf",
    why: Annotated[str, typer.Option("--why", help="Of one that has gone out already: why it goes once more.")] = "",
    preview: Preview = False,  # typer makes a flag of it
    as_: As = "",
) -> None:
    """Send an issued letter by e-mail; where its sending is a step, it counts from when the relay takes it."""
    place = call.services()
    by = caller(place, as_)
    if preview:
        with looking(place, by, reference, f"letter {code}") as case:
            number = case.letter_named(code)
            known = requests.sending_form(case, number).addressee
            _show(call, requests.message_ahead(case, number, to or known.email, form), known)
        return
    number = named.letter(place, by, reference, code)
    step = requests.send(place, by, reference, number, to, form, why=why)
    wrote(
        call,
        place,
        step,
        lambda: typer.echo(f"It waits to be sent to {to}. `duecourse letter list` says when it left."),
    )


def _show(call: Call, message: Outbound, known: Addressee) -> None:
    attached = message.attached
    document = {
        "to": message.to,
        "known": known.email,
        "addressee": known.name,
        "subject": message.subject,
        "text": message.text,
        "attached": {"name": attached.name, "bytes": len(attached.content)} if attached else None,
    }

    def show() -> None:
        typer.echo(f"To: {message.to} ({known.name})\nSubject: {message.subject}")
        typer.echo(f"Attached: {attached.name} ({len(attached.content):,} bytes)" if attached else "Attached: nothing")
        typer.echo(f"\n{message.text}")

    call.give(document, show)


def letter_stop(call: Call, reference: Reference, code: Code, as_: As = "") -> None:
    """Stop a letter that waits to be sent by e-mail."""
    place = call.services()
    by = caller(place, as_)
    step = requests.stop(place, by, reference, named.letter(place, by, reference, code))
    wrote(call, place, step, lambda: typer.echo("It is stopped: it does not leave by e-mail."))


def letter_decide(call: Call, reference: Reference, code: Code, decision: Decided, as_: As = "") -> None:
    """Say of a letter that was handed over and never answered: it was sent, it was not, or send it again."""
    place = call.services()
    by = caller(place, as_)
    known = next((each for each in requests.DECISIONS if each == decision), None)
    if known is None:
        raise BadInput(f"Say one of: {', '.join(requests.DECISIONS)}.")
    wrote(call, place, requests.decide_unknown(place, by, reference, named.letter(place, by, reference, code), known))


def mail_shape(mail: LetterMail) -> dict[str, object] | None:
    """Give the shape of how a letter stands as mail; None where it was never given to be sent."""
    if not mail.state:
        return None
    return {
        "state": mail.state,
        "to": mail.to,
        "form": mail.form,
        "given_at": json_shapes.iso(mail.given_at),
        "at": json_shapes.iso(mail.at),
        "again_at": json_shapes.iso(mail.again_at),
        "tries": mail.tries,
        "why": mail.why,
    }


def mail_said(place: Services, mail: LetterMail) -> str:
    """Say in a few words how a letter stands as mail; "" where it was never given to be sent."""
    at = say_moment(mail.at, place.zone()) if mail.at else ""
    return {
        "queued": "waits to be sent",
        "sending": "is being handed over",
        "done": f"sent {at}",
        "failed": f"could not be sent: {mail.why}".strip(": "),
        "unknown": "nobody knows whether it left",
    }.get(mail.state, "")
