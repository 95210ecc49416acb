"""Invitations and resets, by e-mail or as printed letters; nobody here ever sees a password."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.accounts.invitations import link_letters, new_links
from duecourse.casework.accounts.invitations.link_letters import PrintedLetters
from duecourse.casework.accounts.invitations.new_links import AskedLinks
from duecourse.casework.administration.trust_facts import trust
from duecourse.casework.context.services import Services
from duecourse.cli.call import As, Call
from duecourse.cli.typed import caller
from duecourse.private_files import write_file
from engine.errors import BadInput

Person = Annotated[str, typer.Argument(metavar="PERSON", help="The person's short name.")]
Letters = Annotated[
    Path | None, typer.Option("--letters", help="Send no e-mail, and write a PDF with a letter for each to this file.")
]
Letter = Annotated[
    Path | None, typer.Option("--letter", help="Send no e-mail, and write a letter as PDF to this file.")
]
NO_ADDRESS = (
    "Where people find this site is not known, and a letter has to say it. Set it: `duecourse setting set web_address "
    "https://… --as PERSON`."
)


def account_invite(
    call: Call,
    people: Annotated[list[str] | None, typer.Argument(metavar="[PERSON…]", help="Short names.")] = None,
    all_: Annotated[bool, typer.Option("--all-without-account", help="Everybody who has no account yet.")] = False,
    again: Annotated[bool, typer.Option("--again", help="With it also those whose invitation still counts.")] = False,
    letters: Letters = None,
    as_: As = "",
) -> None:
    """Invite people: each chooses a password by a link of their own, that works once. For those who keep people.

    By e-mail it counts for 14 days, and leaves when `duecourse worker` or the site runs; by letter for 28 days.
    """
    if all_ == bool(people):
        raise BadInput("Say whom to invite: short names, or --all-without-account.")
    if again and not all_:
        raise BadInput("--again goes with --all-without-account; a person who is named is invited again anyhow.")
    place = call.services()
    by = caller(place, as_) if as_ else None
    if letters is not None:
        site = _site(place)
        found = (
            link_letters.print_all_invitations(place, by, site, again=again)
            if all_
            else link_letters.print_invitations(place, people or (), by, site)
        )
        _write(call, letters, found)
        return
    asked = new_links.invite_all(place, by, again=again) if all_ else new_links.invite(place, people or (), by)
    call.give(_shape(asked), lambda: _say(asked))


def account_reset(call: Call, person: Person, letter: Letter = None, as_: As = "") -> None:
    """Let somebody choose another password, by a link that works once: an hour by e-mail, seven days by letter.

    The password that they have counts until then. Make sure first that it is they who ask. For those who keep people.
    """
    place = call.services()
    by = caller(place, as_) if as_ else None
    if letter is not None:
        _write(call, letter, link_letters.print_reset(place, person, by, _site(place)))
        return
    found = new_links.reset(place, person, by)
    call.give({"sent_to": [found.key]}, lambda: typer.echo(f"A link leaves for {found.name} by e-mail. It works once."))


def account_withdraw(call: Call, person: Person, as_: As = "") -> None:
    """End an invitation or a link to choose a password that went astray. For those who keep people."""
    place = call.services()
    found = new_links.withdraw(place, person, caller(place, as_) if as_ else None)
    call.give({"withdrawn": found.key}, lambda: typer.echo(f"The link of {found.name} opens nothing any more."))


def _write(call: Call, target: Path, found: PrintedLetters) -> None:
    write_file(target, found.pdf)
    people = found.asked.people
    letters = "1 letter" if len(people) == 1 else f"{len(people)} letters"
    said = f"{letters} written to {target}. Hand them over in closed envelopes, and delete the file."
    call.give({"file": str(target), "people": [each.key for each in people]}, lambda: typer.echo(said))


def _shape(asked: AskedLinks) -> dict[str, object]:
    left_out = [{"person": each.person.key, "why": each.why} for each in asked.left_out]
    return {"sent_to": [each.key for each in asked.people], "left_out": left_out}


def _say(asked: AskedLinks) -> None:
    number = len(asked.people)
    typer.echo(f"{number} invitation{'' if number == 1 else 's'} will leave by e-mail.")
    for each in asked.left_out:
        typer.echo(f"Not invited: {each.why}")


def _site(place: Services) -> str:
    """Give where people find the site. Raises BadInput where nobody knows."""
    site = trust(place).settings.get("web_address", "").rstrip("/") or (place.postroom.site if place.postroom else "")
    if not site:
        raise BadInput(NO_ADDRESS)
    return site
