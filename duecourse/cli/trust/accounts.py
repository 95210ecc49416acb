"""Who can sign in: passwords and sessions, set by those who run this installation."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from duecourse.casework.accounts import sessions
from duecourse.cli.app import Json, give, services
from duecourse.cli.tables import table
from duecourse.passwords import Argon2Passwords
from engine.time.moments import say_moment

Person = Annotated[str, typer.Argument(metavar="PERSON", help="The person's short name.")]


def set_password(person: Person) -> None:
    """Give somebody an account or a new password, asked for here or read from the first line of a pipe."""
    place = services()
    sessions.set_password(place, Argon2Passwords(), person, _asked())
    typer.echo("The password is set. Every session of theirs has ended.")


def _asked() -> str:
    """Ask for a password twice without showing it; never an option, which everybody on this machine could read."""
    if sys.stdin.isatty():
        return str(typer.prompt("New password", hide_input=True, confirmation_prompt="The same again"))
    return sys.stdin.readline().rstrip("\r\n")


def end_sessions(person: Person, as_json: Json = False) -> None:
    """Sign somebody out wherever they are signed in."""
    ended = sessions.end_sessions(services(), person)
    give({"ended": ended}, as_json, lambda: typer.echo(f"Sessions ended: {ended}."))


def list_accounts(as_json: Json = False) -> None:
    """List who can sign in."""
    place = services()
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
    give(document, as_json, lambda: table(headings, rows, "Nobody can sign in yet: `duecourse account set-password`."))
