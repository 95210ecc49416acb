"""What the policy asks people to do outside Duecourse: what is due, and ticking it off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from duecourse.casework.duties.by_hand import HandDuty, HandStanding, hand_duties
from duecourse.casework.duties.ticks import NewTick, tick_off
from duecourse.cli.call import As, Call
from duecourse.cli.json_shapes import iso
from duecourse.cli.tables import bullets, heading
from duecourse.cli.typed import caller
from engine.errors import BadInput
from engine.time.moments import say_date, say_moment


def by_hand_list(
    call: Call,
    due: Annotated[bool, typer.Option("--due", help="Only yours, and only what is due.")] = False,
    as_: As = "",
) -> None:
    """List what you do by hand, and what others do where you look after a school; when it was done last, by whom."""
    place = call.services()
    found = [each for each in hand_duties(place, caller(place, as_)) if not due or (each.mine and each.is_due)]
    nothing = "Nothing is due of what you do by hand." if due else "The policy asks nothing of this kind of your posts."
    call.give([_shape(each) for each in found], lambda: _say(found, place.zone(), nothing))


def _say(found: Sequence[HandDuty], zone: ZoneInfo, nothing: str) -> None:
    for each in found:
        heading(f"{each.number} · {each.place} · {', '.join(each.posts)}")
        often = f"Every {each.every}. Next: {_next(each, zone)}" if each.every else f"When: {each.when}"
        bullets((each.says, often, f"Last done: {_last(each)}"))
    if not found:
        typer.echo(nothing)


def by_hand_done(
    call: Call,
    number: Annotated[str, typer.Argument(metavar="CLAUSE", help="The number of the policy: see `by-hand list`.")],
    note: Annotated[str, typer.Option(help="What was done, in a few words.")],
    on: Annotated[str, typer.Option(metavar="DAY", help="The day, such as 2026-11-27; without it, today.")] = "",
    school: Annotated[str, typer.Option(help="The school’s short name; without it, for the whole trust.")] = "",
    as_: As = "",
) -> None:
    """Tick off what was done by hand. Ticked off again, the later one counts; the earlier stays in the record."""
    place = call.services()
    found = tick_off(place, caller(place, as_), NewTick(number=number, school=school, done_on=_day(on), note=note))
    again = f" Next: {_next(found, place.zone())}." if found.every else ""
    call.give(_shape(found), lambda: typer.echo(f"Clause {number} is ticked off for {found.place}.{again}"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"'{text}' is no day. Write year, month and day, as in 2026-11-27.") from None


def _next(duty: HandDuty, zone: ZoneInfo) -> str:
    if duty.standing == HandStanding.NEVER:
        return "not ticked off yet"
    late = "late: " if duty.standing == HandStanding.LATE else ""
    return f"{late}{say_moment(duty.due_at, zone)}" if duty.due_at else "–"


def _last(duty: HandDuty) -> str:
    return f"{say_date(duty.done[0].done_on)}, {duty.done[0].by}: {duty.done[0].note}" if duty.done else "–"


def _shape(duty: HandDuty) -> dict[str, object]:
    return {
        "number": duty.number,
        "says": duty.says,
        "posts": list(duty.posts),
        "school": duty.school,
        "every": duty.every,
        "when": duty.when,
        "due_at": iso(duty.due_at),
        "standing": duty.standing.value,
        "mine": duty.mine,
        "done": [
            {
                "done_on": each.done_on.isoformat(),
                "by": each.by,
                "noted_at": iso(each.noted_at),
                "note": each.note,
            }
            for each in duty.done
        ],
    }
