"""Sending somebody a link of their own, by which they answer for themselves without signing in."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.commands.consents.link_requests import send_link
from duecourse.casework.queries import named
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import On, Reference
from duecourse.cli.typed import caller
from duecourse.cli.written import wrote
from engine.identity import ActionName

SENT = "The link leaves with the next mail. It works once, for six days; nobody but its person sees it."


def send_private_link(
    call: Call,
    reference: Reference,
    on: On,
    action: Annotated[ActionName, typer.Argument(metavar="ACTION", help="What they answer: see `options`.")],
    as_: As = "",
) -> None:
    """Send the person whose consent it is a private link to the page on which they answer."""
    place = call.services()
    by = caller(place, as_)
    written = send_link(place, by, reference, named.procedure(place, by, reference, on), action)
    wrote(call, place, written, lambda: typer.echo(SENT))
