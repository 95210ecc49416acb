"""Where people find support: the directory of helplines."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.administration import helplines
from duecourse.casework.administration.kept.directory_rows import Row
from duecourse.cli.call import As, Call
from duecourse.cli.tables import table
from duecourse.cli.typed import caller

Key = Annotated[str, typer.Argument(metavar="HELPLINE", help="Its short name: see `helpline list`.")]
Name = Annotated[str | None, typer.Option(help="What it is called.")]
Provider = Annotated[str | None, typer.Option(help="Who runs it.")]
HelpsWith = Annotated[str | None, typer.Option(help="What it helps with.")]
Telephone = Annotated[str | None, typer.Option(help="Its telephone number.")]
Email = Annotated[str | None, typer.Option(help="Its e-mail address.")]
Web = Annotated[str | None, typer.Option(help="Its web address.")]
Hours = Annotated[str | None, typer.Option(help="When it answers.")]
Limits = Annotated[str | None, typer.Option(help="What it does not do, and for whom it is not.")]


def helpline_add(
    call: Call,
    key: Key,
    name: Name = None,
    provider: Provider = None,
    helps_with: HelpsWith = None,
    telephone: Telephone = None,
    email: Email = None,
    web: Web = None,
    hours: Hours = None,
    limits: Limits = None,
    as_: As = "",
) -> None:
    """Add a helpline of your own; that you add it says that you have looked."""
    place = call.services()
    given = _given(
        name=name,
        provider=provider,
        helps_with=helps_with,
        telephone=telephone,
        email=email,
        web=web,
        hours=hours,
        limits=limits,
    )
    row = helplines.add_helpline(place, caller(place, as_), key, {part: text or "" for part, text in given.items()})
    call.give(row, lambda: typer.echo(f"{row['name']} stands in letters from now on."))


def helpline_change(
    call: Call,
    key: Key,
    name: Name = None,
    provider: Provider = None,
    helps_with: HelpsWith = None,
    telephone: Telephone = None,
    email: Email = None,
    web: Web = None,
    hours: Hours = None,
    limits: Limits = None,
    as_: As = "",
) -> None:
    """Change what is said of a helpline; it reaches no letter until somebody confirms it again."""
    place = call.services()
    given = _given(
        name=name,
        provider=provider,
        helps_with=helps_with,
        telephone=telephone,
        email=email,
        web=web,
        hours=hours,
        limits=limits,
    )
    row = helplines.change_helpline(place, caller(place, as_), key, given)
    said = f"{row['name']} is changed. Once it is right: duecourse helpline confirm {key}"
    call.give(row, lambda: typer.echo(said))


def helpline_confirm(call: Call, key: Key, as_: As = "") -> None:
    """Say that you have looked: the helpline is there, and is reached as the list says. It then stands in letters."""
    place = call.services()
    row = helplines.confirm_helpline(place, caller(place, as_), key)
    call.give(row, lambda: typer.echo(f"{row['name']} is confirmed, and stands in letters from now on."))


def helpline_end(call: Call, key: Key, as_: As = "") -> None:
    """Put a helpline aside: it stands in no letter and in no list any more."""
    place = call.services()
    row = helplines.end_helpline(place, caller(place, as_), key)
    call.give(row, lambda: typer.echo(f"{row['name']} is put aside."))


def helpline_list(call: Call, as_: As = "") -> None:
    """List the helplines; those that nobody here has confirmed stand in no letter."""
    place = call.services()
    found = helplines.helplines(place, caller(place, as_))
    rows = [
        (
            row["key"],
            row["name"],
            row.get("telephone") or row.get("web") or row.get("email") or "nobody knows how yet",
            row.get("helps_with", ""),
            _confirmed(row),
            row.get("note", ""),
        )
        for row in found
    ]
    headings = ("Helpline", "Name", "Reached by", "Helps with", "Confirmed", "Note")
    call.give(list(found), lambda: table(headings, rows, "There are no helplines."))


def _confirmed(row: Row) -> str:
    return f"{row.get('confirmed_on', '')} by {row.get('confirmed_by', '')}" if row.get("confirmed") == "yes" else "no"


def _given(**parts: str | None) -> dict[str, str | None]:
    return {part: parts[part] for part in helplines.PARTS}
