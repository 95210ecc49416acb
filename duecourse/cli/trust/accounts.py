"""Who can sign in: passwords and sessions, set by those who run this installation."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from duecourse.casework.accounts import sessions, sign_ins
from duecourse.casework.accounts.ways_in.own_factors import take_factor_away
from duecourse.cli.call import As, Call
from duecourse.cli.tables import table
from duecourse.cli.typed import caller
from duecourse.passwords import Argon2Passwords
from engine.time.moments import say_moment

Person = Annotated[str, typer.Argument(metavar="PERSON", help="The person's short name.")]


def set_password(call: Call, person: Person, as_: As = "") -> None:
    """Give somebody an account or a new password, asked for here or read from the first line of a pipe.

    For those who keep people. While none of them can sign in yet, it goes without --as, for the person who sets
    Duecourse up.
    """
    place = call.services()
    by = caller(place, as_) if as_ else None
    # who may not do it is told before a password is typed
    sessions.demand_may_set_password(place, person, by)
    sessions.set_password(place, Argon2Passwords(), person, _asked(), by)
    typer.echo("The password is set. Every session of theirs has ended.")


def _asked() -> str:
    """Ask for a password twice without showing it; never an option, which everybody on this machine could read."""
    if sys.stdin.isatty():
        return str(typer.prompt("New password", hide_input=True, confirmation_prompt="The same again"))
    return sys.stdin.readline().rstrip("\r\n")


def end_sessions(call: Call, person: Person, as_: As = "") -> None:
    """Sign somebody out wherever they are signed in. For those who keep people."""
    place = call.services()
    ended = sessions.end_sessions(place, person, caller(place, as_) if as_ else None)
    call.give({"ended": ended}, lambda: typer.echo(f"Sessions ended: {ended}."))


def let_in(call: Call, person: Person, as_: As = "") -> None:
    """Let somebody sign in for an hour whatever others tried with their name. For those who keep people.

    Make sure first that it is they who ask: by their voice, or by a number that you know.
    """
    place = call.services()
    until = sign_ins.let_in(place, person, caller(place, as_))
    said = say_moment(until, place.zone())
    call.give({"until": until}, lambda: typer.echo(f"Until {said} they are not held up by what others tried."))


def drop_second_factor(call: Call, person: Person, as_: As = "") -> None:
    """Take away the second factor of somebody who lost it; every session of theirs ends, and they are told.

    For those who keep people. Make sure first that it is they who ask: by their voice, or by a number that you know.
    """
    place = call.services()
    take_factor_away(place, person, caller(place, as_))
    typer.echo("The second factor is taken away. Every session of theirs has ended.")


def list_accounts(call: Call) -> None:
    """List who can sign in."""
    place = call.services()
    found = sessions.accounts(place)
    document = [
        {"name": account.name, "person": person.key, "active": person.active, "changed_at": account.changed_at}
        for account, person in found
    ]
    rows = [
        (account.name, person.name, say_moment(account.changed_at, place.zone()), "" if person.active else "has left")
        for account, person in found
    ]
    headings = ("Signs in as", "Person", "Password since", "")
    call.give(document, lambda: table(headings, rows, "Nobody can sign in yet: `duecourse account set-password`."))
