"""All lists brought up to date at once, for the person who looks after the machine."""

from __future__ import annotations

import typer

from duecourse.casework.commands.sight_upkeep import catch_up
from duecourse.cli.call import Call, Progressing


def catch_up_lists(call: Call) -> None:
    """Bring all lists up to date now: of a store of an earlier version, and of people whose posts changed.

    It says how far it is. It may be stopped at any time, and goes on where it was the next time.
    """
    filled = Progressing("Bringing the lists of an earlier version up to date")
    followed = Progressing("Letting lists follow posts")
    place = call.services(told=filled)
    catch_up(place, place.clock.now(), told=followed)
    said = f"All lists are up to date: {filled.done} cases of an earlier version, {followed.done} that follow posts."
    call.give({"filled": filled.done, "followed": followed.done}, lambda: typer.echo(said))
