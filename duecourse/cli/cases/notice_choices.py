"""How you are told of what is no danger: shown, and chosen for yourself."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.accounts.telling_choices import HowTold, choose_telling, how_told
from duecourse.cli.call import As, Call
from duecourse.cli.typed import caller
from engine.errors import BadInput
from engine.time.quiet_hours import USUAL_HOUR, USUAL_QUIET

TRUST = "trust"


def told_show(call: Call, as_: As = "") -> None:
    """Say how you are told of what is no danger, and what of that you chose."""
    place = call.services()
    _give(call, how_told(place, caller(place, as_)))


def told_choose(
    call: Call,
    how: Annotated[str, typer.Option(help="at once, or once a day.")] = "",
    hour: Annotated[str, typer.Option(help=f"When a day's message comes, such as {USUAL_HOUR}.")] = "",
    quiet: Annotated[str, typer.Option(help=f"When not to be disturbed, such as {USUAL_QUIET}, or never.")] = "",
    days: Annotated[str, typer.Option(help="Whether weekends and bank holidays are quiet as well: yes or no.")] = "",
    as_: As = "",
) -> None:
    """Choose how you are told of what is no danger. `trust` in the place of a value leaves it to the trust.

    Danger reaches you at once, whatever you choose.
    """
    typed = {"notices_come": how, "digest_hour": hour, "quiet_hours": quiet, "quiet_days": days}
    chosen = {name: "" if value == TRUST else value for name, value in typed.items() if value}
    if not chosen:
        raise BadInput("Say what to choose: --how, --hour, --quiet or --days.")
    place = call.services()
    by = caller(place, as_)
    done = choose_telling(place, by, chosen)
    _give(call, how_told(place, by), before="" if done.changed else "Nothing to change: it stands so already.")


def _give(call: Call, told: HowTold, before: str = "") -> None:
    telling = told.telling
    document = {
        "how": telling.how,
        "hour": f"{telling.hour:%H:%M}",
        "quiet_from": f"{telling.quiet_from:%H:%M}" if telling.has_quiet else None,
        "quiet_until": f"{telling.quiet_until:%H:%M}" if telling.has_quiet else None,
        "quiet_days": telling.rests,
        "chosen": dict(told.own),
        "has_mail": told.has_mail,
        "says": told.says,
    }

    def show() -> None:
        if before:
            typer.echo(before)
        typer.echo(told.says)
        if not told.has_mail:
            typer.echo("No e-mail address of yours is known, so nothing can be sent to you.")

    call.give(document, show)
