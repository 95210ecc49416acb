"""What somebody has to do, as the page Work shows it: one line for each case, by the act that is next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Annotated

import typer

from duecourse.casework.queries.agenda.agenda import Agenda, WorkTab, agenda
from duecourse.casework.queries.agenda.agenda_lines import AgendaLine
from duecourse.casework.queries.case_filters import AskedClocks
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import DANGER, Procedure, School
from duecourse.cli.tables import table
from duecourse.cli.typed import caller
from engine.errors import BadInput
from engine.ports.sights import Page
from engine.time.moments import say_date, say_left, say_moment

MOST = 1000
"""So many cases are listed at most."""
Tab = Annotated[str, typer.Option("--tab", help=f"Which list: {', '.join(WorkTab)}; without it, yours.")]
Most = Annotated[int, typer.Option("--limit", min=1, max=MOST, help="At most so many cases.")]


def work(
    call: Call, tab: Tab = "", school: School = "", procedure: Procedure = "", limit: Most = 25, as_: As = ""
) -> None:
    """Say what you have to do: for each case its title, the act that is next, whose it is, and by when."""
    if tab and tab not in tuple(WorkTab):
        raise BadInput(f"There is no list of work called '{tab}'. Lists: {', '.join(WorkTab)}.")
    place = call.looking()
    asked = AskedClocks(school, procedure)
    found = agenda(place, caller(place, as_), WorkTab(tab) if tab else None, Page(limit=limit), asked)
    document = {
        "list": found.tab.value,
        "counts": {name.value: count for name, count in found.counts.items()},
        "cases": [line_shape(line) for line in found.lines],
        "more": bool(found.later),
    }
    call.give(document, lambda: _say(found, place.clock.now(), place.zone()))


def line_shape(line: AgendaLine) -> Mapping[str, object]:
    """Give a line for a program."""
    return {
        "reference": line.reference,
        "title": line.title,
        "school": line.school,
        "act": line.act,
        "mine": line.is_mine,
        "hands": list(line.hands),
        "waits_for": line.outside,
        "on": line.on,
        "action": line.action,
        "letter": line.letter,
        "procedure": line.procedure,
        "state": line.state,
        "clauses": list(line.clauses),
        "due_at": json_shapes.iso(line.due_at),
        "late": line.is_late,
        "from_at": json_shapes.iso(line.from_at),
        "since": json_shapes.iso(line.since),
        "danger": line.danger,
        "shared_with": list(line.shared),
    }


def _say(found: Agenda, now: datetime, zone: tzinfo) -> None:
    if not found.counts[WorkTab.MINE] and found.tab in (WorkTab.MINE, WorkTab.OTHERS):
        typer.echo("There is nothing for you to do now.")
    rows = [_row(line, now, zone) for line in found.lines]
    if rows or found.tab not in (WorkTab.MINE, WorkTab.OTHERS):
        table(("Case", "What it is about", "Next", "Whose", "When"), rows, "Nothing.")
    others = found.counts[WorkTab.OTHERS]
    if found.tab is WorkTab.MINE and others:
        waits = "1 case waits" if others == 1 else f"{others} cases wait"
        typer.echo(f"{waits} for others: `duecourse work --tab others` says for whom.")


def _row(line: AgendaLine, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    whose = "you" if line.is_mine else " or ".join(line.hands) or line.outside
    return (
        line.reference + (f", {DANGER}" if line.danger else ""),
        line.title,
        line.act,
        whose,
        _when(line, now, zone),
    )


def _when(line: AgendaLine, now: datetime, zone: tzinfo) -> str:
    if line.from_at is not None:
        return f"from {say_date(line.from_at.astimezone(zone).date())}"
    if line.due_at is not None:
        return f"{say_left(now, line.due_at)}: {say_moment(line.due_at, zone)}"
    return f"since {say_date(line.since.astimezone(zone).date())}" if line.since is not None else ""
