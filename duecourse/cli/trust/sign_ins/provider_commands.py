"""Accounts of the trust by which people sign in at a provider: unbound where somebody has another one."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.accounts.provided.bound_sign_ins import unbind
from duecourse.cli.call import As, Call
from duecourse.cli.typed import caller

Person = Annotated[str, typer.Argument(metavar="PERSON", help="The person's short name.")]


def account_unbind(call: Call, person: Person, as_: As = "") -> None:
    """Take away the account of the trust by which somebody signs in; the next one with their address is bound.

    Every session of theirs ends, and they are told. For those who keep people.
    """
    place = call.services()
    found = unbind(place, person, caller(place, as_))
    said = f"{found.name} is not bound any more. Every session of theirs has ended."
    call.give({"unbound": found.key}, lambda: typer.echo(said))
