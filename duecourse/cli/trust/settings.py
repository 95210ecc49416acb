"""What is set for the whole trust."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.administration import settings
from duecourse.cli.call import As, Call
from duecourse.cli.tables import table
from duecourse.cli.typed import caller
from engine.ports.settings import SETTINGS


def setting_set(
    call: Call,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to set: see `setting list`.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Its value; \\n ends a line, and '' takes it away.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept with the change.")] = "",
    as_: As = "",
) -> None:
    """Set something for the whole trust."""
    place = call.services()
    trust = settings.set_setting(place, caller(place, as_), name, value, reason)
    now = settings.value_of(trust, name)
    said = f"{name} is set: {SETTINGS[name].says}." if now else f"{name} is taken away."
    call.give({"setting": name, "value": now}, lambda: typer.echo(said))


def setting_list(call: Call, as_: As = "") -> None:
    """List everything that may be set, with what it is for and what it is."""
    place = call.services()
    found = settings.settings(place, caller(place, as_))
    document = [{"setting": name, "value": value, "for": SETTINGS[name].says} for name, value in found.items()]
    rows = [(name, value.replace("\n", " / ") or "-", SETTINGS[name].says) for name, value in found.items()]
    call.give(document, lambda: table(("Setting", "Is", "What for"), rows, "There is nothing to set."))
