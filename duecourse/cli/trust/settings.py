"""What is set for the whole trust."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.administration import settings
from duecourse.cli.app import As, Json, caller, give, services
from duecourse.cli.tables import table
from engine.ports.settings import SETTINGS


def setting_set(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to set: see `setting list`.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Its value; \\n ends a line, and '' takes it away.")],
    as_: As = "",
    as_json: Json = False,
) -> None:
    """Set something for the whole trust."""
    place = services()
    trust = settings.set_setting(place, caller(place, as_), name, value)
    now = settings.value_of(trust, name)
    said = f"{name} is set: {SETTINGS[name].says}." if now else f"{name} is taken away."
    give({"setting": name, "value": now}, as_json, lambda: typer.echo(said))


def setting_list(as_: As = "", as_json: Json = False) -> None:
    """List everything that may be set, with what it is for and what it is."""
    place = services()
    found = settings.settings(place, caller(place, as_))
    document = [{"setting": name, "value": value, "for": SETTINGS[name].says} for name, value in found.items()]
    rows = [(name, value.replace("\n", " / ") or "-", SETTINGS[name].says) for name, value in found.items()]
    give(document, as_json, lambda: table(("Setting", "Is", "What for"), rows, "There is nothing to set."))
