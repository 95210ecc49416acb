"""The work list by time, how a date was worked out, calendars, and one pass of the scheduler."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, tzinfo
from threading import Event
from typing import Annotated

import typer

from duecourse.casework.administration.departures import depart
from duecourse.casework.administration.trust_facts import calendar_at, trust
from duecourse.casework.case_handovers.role_returns import return_roles
from duecourse.casework.commands.sight_upkeep import catch_up
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.danger import marks
from duecourse.casework.context.services import Services
from duecourse.casework.queries import case_lists, case_view, named
from duecourse.casework.queries.case_filters import AskedClocks
from duecourse.casework.queries.case_lists import DueLine
from duecourse.casework.queries.next_steps import MOST, NextSteps, next_steps
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call, Limit, PageOf
from duecourse.cli.cases.arguments import DANGER, On, Procedure, Reference, School
from duecourse.cli.cases.cases import called
from duecourse.cli.tables import bullets, heading, table
from duecourse.cli.typed import caller, moment_of, part_of
from duecourse.clock import SetClock
from duecourse.outbox import run_outbox
from engine.errors import NotPermitted
from engine.language.vocabulary import is_answer
from engine.ports.sights import ClocksWanted
from engine.reasons import printed
from engine.time.due_times import after
from engine.time.duration import Duration
from engine.time.moments import say_clock, say_left, say_moment


def due(
    call: Call,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is overdue.")] = False,
    within: Annotated[
        str, typer.Option("--within", help="Only what is due within: 7d, 12h, or “2 working days”.")
    ] = "",
    school: School = "",
    procedure: Procedure = "",
    limit: Limit = 0,
    page: PageOf = 1,
    as_: As = "",
) -> None:
    """The work list: the open clocks of every case that you may see, soonest first, dangers to act on marked."""
    place = call.looking()
    by = caller(place, as_)
    marked = {(mark.reference, on) for mark in marks(place, by) for on in mark.on}
    now, zone = place.clock.now(), place.zone()
    clocks = ClocksWanted(overdue_by=now if overdue else None, due_by=_limit(place, within, school))
    asked = AskedClocks(school, procedure)
    rows = [
        (line, (line.clock.reference, line.clock.sight.on) in marked)
        for line in case_lists.due(place, by, clocks, part_of(limit, page), asked)
    ]
    document = [json_shapes.due_line(line, danger=danger) for line, danger in rows]
    lines = [_due_row(line, danger, now, zone) for line, danger in rows]
    headings = ("Case", "On", "Clock", "Due", "Kind", "For")
    call.give(document, lambda: table(headings, lines, "Nothing is due."))


def _due_row(line: DueLine, danger: bool, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    clock = line.clock.sight
    return (
        line.clock.reference + "".join(f", shared with {each.name}" for each in line.shared),
        line.names.called(clock.on) + (f", {DANGER}" if danger else ""),
        clock.name.replace("_", " "),
        say_clock(clock, now, zone),
        line.bound,
        ", ".join(line.clock.roles),
    )


def next_step(
    call: Call,
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST, help="So many steps, each of another case.")] = 1,
    as_: As = "",
) -> None:
    """Say what you do next: the step, by when, by which clause, and the command that takes it."""
    place = call.looking()
    found = next_steps(place, caller(place, as_), limit)
    given = {"steps": [asdict(each) for each in found.steps], "every_case": found.whole}
    call.give(given, lambda: _say_next(found, place.clock.now(), place.zone()))


def _say_next(found: NextSteps, now: datetime, zone: tzinfo) -> None:
    if not found.steps and found.whole:
        typer.echo("There is nothing that you have to do now. `duecourse due` lists the clocks that run.")
    for each in found.steps:
        heading(f"{each.case}: {each.title}")
        typer.echo(f"{each.about}.")
        due_by = (
            f"by {say_moment(each.due_at, zone)} ({say_left(now, each.due_at)})" if each.due_at else "no time is set"
        )
        typer.echo(f"{each.procedure}: {due_by}.")
        typer.echo(f"Clause {', '.join(each.clauses)}." if each.clauses else "The policy is silent on it.")
        read = f"duecourse letter get {each.case} {each.letter}"
        typer.echo(f"{read if each.letter else f'duecourse act {each.case} {each.on} {each.action}'}\n")
    if not found.whole:
        typer.echo("Not all of your cases were looked at: `duecourse due` lists every clock that runs.")


def _limit(place: Services, within: str, school: str) -> datetime | None:
    """Work out up to when the work list is wanted, in the days of a school; None for no limit."""
    if not within:
        return None
    calendar, _ = calendar_at(place, school)
    return after(place.clock.now(), Duration.parse(_long(within)), calendar)


def _long(text: str) -> str:
    """Read 7d and 12h as well as the words."""
    short = text.strip().lower()
    if short[:-1].isdigit() and short[-1] in "dh":
        return f"{short[:-1]} {'days' if short[-1] == 'd' else 'hours'}"
    return text


def explain_deadline(
    call: Call,
    reference: Reference,
    on: On,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The clock: see `show`.")],
    as_: As = "",
) -> None:
    """Say how a time was worked out: start, rule, clause, what was skipped and why."""
    place = call.looking()
    by = caller(place, as_)
    with looking(place, by, reference, "a clock") as case:
        view = case.view
        clock = case_view.deadline_of(view, named.procedure_of(view.case, on), name)
        moves = case.moves(clock.key)
    track = clock.on.track
    shape = {**json_shapes.deadline(view, clock), "moves": [json_shapes.sentence(each) for each in moves]}

    def show() -> None:
        heading(f"{clock.name.replace('_', ' ')} of {called(view, clock.on)}, round {clock.round}: {shape['state']}")
        clauses = view.policy.clock_cites(track, clock.name)
        for number in clauses:
            typer.echo(f"Clause {printed(number)}: {view.policy.definition.says(number)}.")
        if not clauses and not is_answer(clock.name):
            typer.echo("The policy is silent.")
        typer.echo(shape["rests_on"])
        for sentence in view.explain(clock).sentences(view.calendar.zone):
            typer.echo(sentence)
        for each in moves:
            typer.echo(f"Moved {say_moment(each.at, view.calendar.zone)} by {each.who}. {each.says}.")
            bullets(each.details)

    call.give(shape, show)


def run_sweep(
    call: Call,
    at: Annotated[str, typer.Option("--at", help="As if it were this time; on invented data only.")] = "",
    retry: Annotated[bool, typer.Option("--retry", help="Try the cases that were set aside as well.")] = False,
) -> None:
    """One pass of the scheduler: raise every alert whose time has come, once.

    A case whose sweep fails five times is set aside, and administrators are told: see `aside list`. It comes back with
    the next step on it, or when a pass that tries it again goes well: one an hour does so, and --retry does at once.
    """
    place = call.services()
    moment = moment_of(place, at)
    if moment is not None and not trust(place).demo:
        raise NotPermitted("--at works on a demo or rehearsal store only: real alerts come at real times.")
    if moment is not None:
        place = replace(place, clock=SetClock(moment))
    swept = sweep(place, place.clock.now(), retry=retry, rest=Event().wait)
    depart(place, place.clock.now())
    return_roles(place, place.clock.now())
    catch_up(place, place.clock.now())
    run_outbox(place)
    document = {
        "now": json_shapes.iso(swept.now),
        "fired": swept.fired,
        "alerts": swept.alerts,
        "superseded": swept.superseded,
        "set_aside": swept.set_aside,
        "outbox": swept.outbox,
    }
    said = f"{swept.fired} clocks fired: {swept.alerts} alerts, {swept.superseded} no longer needed."
    said += f" {swept.set_aside} cases set aside." if swept.set_aside else ""
    call.give(document, lambda: typer.echo(said))
