"""Work out a date without a case: any rule, from any moment, explained."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.bootstrap import HOLIDAYS, directory
from duecourse.casework.calendars.worked_dates import Days, days_of_nation, days_of_school
from duecourse.cli.call import Call
from duecourse.cli.json_shapes import iso
from duecourse.cli.tables import bullets, heading
from engine.errors import BadInput
from engine.time.calendar import NATIONS
from engine.time.due_times import Timing
from engine.time.duration import Duration
from engine.time.explanation import Explanation
from engine.time.moments import parse_moment, say_day_and_time


def due_date(
    call: Call,
    start: Annotated[str, typer.Option("--from", metavar="ISO", help="From when: ISO time with its offset.")],
    rule: Annotated[str, typer.Option(metavar="LENGTH", help="“24 hours”, “5 working days”, “1 month”, “same day”.")],
    school: Annotated[str, typer.Option(help="By the days of this school; without it, those of the first.")] = "",
    nation: Annotated[
        str, typer.Option(help=f"By the bank holidays of a nation, without any school: {', '.join(NATIONS)}.")
    ] = "",
    roll: Annotated[
        bool, typer.Option("--roll", help="What comes after hours or on a closed day counts from the next day.")
    ] = False,
) -> None:
    """Work out when a time runs out, and say how: days that do not count, and why."""
    if school and nation:
        raise BadInput("Give a school or a nation, not both: a school is in one already.")
    days = days_of_nation(directory(HOLIDAYS), nation) if nation else days_of_school(call.looking(), school)
    timing = Timing(start=parse_moment(start, days.zone), within=Duration.parse(rule), roll=roll)
    found = days.work_out(timing)
    call.give(_shape(days, found), lambda: _say(days, found))


def _shape(days: Days, found: Explanation) -> dict[str, object]:
    return {
        "from": iso(found.timing.start),
        "rule": str(found.timing.within),
        "roll": found.timing.roll,
        "by_days_of": days.name,
        "due_at": iso(found.due.due_at),
        "counted_from": found.due.counted_from.isoformat(),
        "skipped": [{"day": each.day.isoformat(), "reason": each.reason} for each in found.due.skipped],
        "explanation": list(found.sentences(days.zone)),
    }


def _say(days: Days, found: Explanation) -> None:
    if found.due.due_at is not None:
        heading(say_day_and_time(found.due.due_at, days.zone))
    typer.echo(f"By the days of {days.name}.")
    bullets(found.sentences(days.zone))
