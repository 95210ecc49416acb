"""The schools of the trust, and the terms of each."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from duecourse.casework.administration import schools
from duecourse.casework.administration.schools import NewPlace
from duecourse.casework.calendars.term_files import day_of
from duecourse.cli.call import As, Call
from duecourse.cli.tables import bullets, table
from duecourse.cli.typed import caller
from engine.ports.records import School
from engine.time.calendar import NATIONS
from engine.time.moments import say_date

Key = Annotated[str, typer.Argument(metavar="SCHOOL", help="The school's short name.")]
Address = Annotated[str | None, typer.Option(help="The postal address, as it stands on a letter.")]
JoinsOn = Annotated[str, typer.Option(help="The day from which reports are made there, such as 2027-01-04.")]
Nation = Annotated[str | None, typer.Option(help=f"Whose bank holidays count: {', '.join(NATIONS)}.")]


def school_add(
    call: Call,
    key: Key,
    name: Annotated[str, typer.Option(help="Its full name.")],
    address: Address = "",
    nation: Nation = "",
    joins_on: JoinsOn = "",
    trust_level: Annotated[
        bool, typer.Option("--trust-level", help="The place of the trust itself, beside its schools.")
    ] = False,
    as_: As = "",
) -> None:
    """Add a school to the trust; people and terms follow by commands of their own."""
    place = call.services()
    said = NewPlace(
        key=key, name=name, address=address or "", nation=nation or "", of_trust=trust_level, joins_on=_day(joins_on)
    )
    made = schools.add_school(place, caller(place, as_), said)
    call.give({**_shape(made), "missing": _missing(made)}, lambda: _say_added(made))


def _missing(school: School) -> list[str]:
    """Name what a new school lacks still, with the command that mends it."""
    terms = f"its terms, until which no clock counts school days there: `duecourse calendar load {school.key} FILE`"
    people = f"its people: `duecourse person add`, or `duecourse post give PERSON POST@{school.key}`"
    address = f"its postal address, without which no letter of it goes out: `duecourse school change {school.key}`"
    return [terms, *(() if school.kind == "trust" else (people,)), *(() if school.address else (address,))]


def _say_added(school: School) -> None:
    what = "is where the trust itself is" if school.kind == "trust" else "is a school of the trust"
    typer.echo(f"{school.name} {what} now. It lacks still:")
    bullets(_missing(school))


def school_change(
    call: Call,
    key: Key,
    name: Annotated[str | None, typer.Option(help="Its full name.")] = None,
    address: Address = None,
    nation: Nation = None,
    joins_on: JoinsOn = "",
    back: Annotated[bool, typer.Option("--back", help="It had left, and belongs to the trust again.")] = False,
    as_: As = "",
) -> None:
    """Change what is known of a school; clocks are worked out again where its nation changes."""
    place = call.services()
    changed = schools.change_school(
        place, caller(place, as_), key, name=name, address=address, nation=nation, joins_on=_day(joins_on), back=back
    )
    call.give(_shape(changed), lambda: typer.echo(f"{changed.name} is changed."))


def school_end(call: Call, key: Key, as_: As = "") -> None:
    """Let a school leave the trust: nothing new is reported there, and its cases go on."""
    place = call.services()
    ended = schools.end_school(place, caller(place, as_), key)
    call.give(_shape(ended), lambda: typer.echo(f"{ended.name} has left. Its cases go on to their end."))


def school_list(call: Call, as_: As = "") -> None:
    """List the schools of the trust."""
    place = call.services()
    found = schools.schools(place, caller(place, as_))
    rows = [
        (
            each.key,
            each.name,
            str(each.calendar.get("nation", "")),
            each.address or "no address",
            _standing(each),
            "the trust itself" if each.kind == "trust" else "",
        )
        for each in found
    ]
    headings = ("School", "Name", "Nation", "Address", "", "")
    call.give([_shape(each) for each in found], lambda: table(headings, rows, "There are no schools."))


def _standing(school: School) -> str:
    joins = f"joins on {say_date(school.joins_on)}" if school.joins_on else ""
    return joins if school.active else "has left"


def _day(text: str) -> date | None:
    return day_of(text) if text else None


def _shape(school: School) -> dict[str, object]:
    return {
        "school": school.key,
        "name": school.name,
        "address": school.address,
        "nation": school.calendar.get("nation", ""),
        "active": school.active,
        "kind": school.kind,
        "joins_on": school.joins_on.isoformat() if school.joins_on else "",
    }
