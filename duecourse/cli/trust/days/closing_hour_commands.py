"""At what hour the day ends at a school: shown, and set for one school or for all of them."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.calendars.closing_hours import closing_hours, set_closing_hour, set_every_closing_hour
from duecourse.casework.calendars.school_days import ChangedDays, Wish
from duecourse.cli.call import As, Call
from duecourse.cli.tables import table
from duecourse.cli.trust.calendars import Preview, Sure, surely, tell
from duecourse.cli.typed import caller
from engine.errors import BadInput

Reason = Annotated[str, typer.Option("--reason", help="Why; it is told in each case whose times move.")]


def calendar_hours(call: Call, as_: As = "") -> None:
    """Show at what hour the day ends at each school."""
    place = call.looking()
    found = closing_hours(place, caller(place, as_))
    document = [{"school": each.key, "closing_hour": each.hour} for each in found]
    call.give(document, lambda: table(("School", "Closes at"), [(each.key, each.hour) for each in found], "None."))


def calendar_closes_at(
    call: Call,
    hour: Annotated[str, typer.Argument(metavar="HOUR", help="As the clock shows it, from midday on: 16:30")],
    school: Annotated[str, typer.Option("--school", help="The school's short name.")] = "",
    every_school: Annotated[bool, typer.Option("--every-school", help="At every school of the trust.")] = False,
    reason: Reason = "",
    preview: Preview = False,
    yes: Sure = False,
    as_: As = "",
) -> None:
    """Set at what hour the day ends; clocks of days that are open are worked out again from their start."""
    if bool(school) == every_school:
        raise BadInput("Name one school with --school, or say --every-school.")
    place = call.services()
    by, wish = caller(place, as_), Wish(preview=preview, sure=yes)
    zone = place.zone()

    def do(wished: Wish) -> list[ChangedDays]:
        if every_school:
            return list(set_every_closing_hour(place, by, hour, reason, wished))
        return [set_closing_hour(place, by, school, hour, reason, wished)]

    changed = surely(call, do, wish, zone)
    told = [f"{each.school.name} {'closes' if each.done else 'would close'} at {hour.strip()}" for each in changed]
    tell(call, changed, {"closing_hour": hour.strip()}, told, zone)
