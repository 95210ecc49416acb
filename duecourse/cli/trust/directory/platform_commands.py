"""Sites and apps: how a complaint is made there, and when somebody of the trust last looked that up."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.administration.kept import directory_rows
from duecourse.casework.administration.kept.directory_rows import Row, stale_first
from duecourse.casework.administration.kept.platforms import PARTS, PLATFORMS
from duecourse.cli.call import As, Call
from duecourse.cli.tables import table
from duecourse.cli.typed import caller

Key = Annotated[str, typer.Argument(metavar="PLATFORM", help="Its short name: see `platform list`.")]
Name = Annotated[str | None, typer.Option(help="What it is called.")]
Provider = Annotated[str | None, typer.Option(help="Who runs it.")]
Hosts = Annotated[str | None, typer.Option(help="Its domains, with blanks between: example.org example.net.")]
Route = Annotated[str | None, typer.Option(help="How a complaint is made there.")]
AsksFor = Annotated[str | None, typer.Option(help="What it asks for.")]
Hears = Annotated[str | None, typer.Option(help="Whom it hears: the school, the person, or both.")]


def platform_add(
    call: Call,
    key: Key,
    name: Name = None,
    provider: Provider = None,
    hosts: Hosts = None,
    route: Route = None,
    asks_for: AsksFor = None,
    hears: Hears = None,
    as_: As = "",
) -> None:
    """Add a platform that is not in the directory; that you add it says that you have looked."""
    place = call.services()
    given = _given(name, provider, hosts, route, asks_for, hears)
    said = {part: text or "" for part, text in given.items()}
    row = directory_rows.add_row(PLATFORMS, place, caller(place, as_), key, said)
    call.give(row, lambda: typer.echo(f"{row['name']} is in the directory, and was looked up today."))


def platform_change(
    call: Call,
    key: Key,
    name: Name = None,
    provider: Provider = None,
    hosts: Hosts = None,
    route: Route = None,
    asks_for: AsksFor = None,
    hears: Hears = None,
    as_: As = "",
) -> None:
    """Change what is said of a platform; whether it is so has to be confirmed again."""
    place = call.services()
    given = _given(name, provider, hosts, route, asks_for, hears)
    row = directory_rows.change_row(PLATFORMS, place, caller(place, as_), key, given)
    said = f"{row['name']} is changed. Once you have looked: duecourse platform confirm {key}"
    call.give(row, lambda: typer.echo(said))


def platform_confirm(call: Call, key: Key, as_: As = "") -> None:
    """Say that you have looked today: a complaint is made there as the list says."""
    place = call.services()
    row = directory_rows.confirm_row(PLATFORMS, place, caller(place, as_), key)
    call.give(row, lambda: typer.echo(f"{row['name']} was looked up today; people who complain there read that."))


def platform_end(call: Call, key: Key, as_: As = "") -> None:
    """Put a platform aside: it is proposed to nobody any more."""
    place = call.services()
    row = directory_rows.end_row(PLATFORMS, place, caller(place, as_), key)
    call.give(row, lambda: typer.echo(f"{row['name']} is put aside."))


def platform_list(call: Call, as_: As = "") -> None:
    """List the platforms, those first that nobody here has looked up or that were looked up longest ago."""
    place = call.services()
    found = stale_first(directory_rows.listed(PLATFORMS, place, caller(place, as_)))
    rows = [(row["key"], row["name"], row.get("hosts", ""), row.get("route", ""), _looked(row)) for row in found]
    headings = ("Platform", "Name", "Domains", "How to complain there", "Looked up")
    call.give(found, lambda: table(headings, rows, "There are no platforms."))


def _looked(row: Row) -> str:
    return f"{row.get('confirmed_on', '')} by {row.get('confirmed_by', '')}" if row.get("confirmed") == "yes" else "no"


def _given(*parts: str | None) -> dict[str, str | None]:
    return dict(zip(PARTS, parts, strict=True))
