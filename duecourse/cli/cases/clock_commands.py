"""Clocks changed by hand: what a pause, its end or more time would cost is told first, then it is done."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from duecourse.casework.commands import steps
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.queries import named
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import On, Reference
from duecourse.cli.json_shapes import iso
from duecourse.cli.typed import caller
from duecourse.cli.written import wrote
from engine.changes.clock_costs import ClockCost
from engine.errors import BadInput
from engine.identity import CaseReference, ClockId
from engine.time.duration import Duration

Why = Annotated[str, typer.Option("--reason", help="Why; it is kept with the record.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The clock: see `show`.")]
Preview = Annotated[bool, typer.Option("--preview", help="Only tell what it would do to the time.")]
Sure = Annotated[bool, typer.Option("--yes", help="Do it without asking, although it moves the time.")]


def deadline_pause(
    call: Call,
    reference: Reference,
    on: On,
    name: Name,
    reason: Why = "",
    preview: Preview = False,
    yes: Sure = False,
    as_: As = "",
) -> None:
    """Stop a clock; what that may cost is told first."""
    _change(call, (reference, on, name), "pause", as_, reason=reason, preview=preview, yes=yes)


def deadline_resume(
    call: Call,
    reference: Reference,
    on: On,
    name: Name,
    reason: Why = "",
    preview: Preview = False,
    yes: Sure = False,
    as_: As = "",
) -> None:
    """Let a paused clock run on; what the pause has cost is told first."""
    _change(call, (reference, on, name), "resume", as_, reason=reason, preview=preview, yes=yes)


def deadline_extend(
    call: Call,
    reference: Reference,
    on: On,
    name: Name,
    by: Annotated[str, typer.Option(metavar="DURATION", help="For example “2 working days”.")],
    reason: Why = "",
    preview: Preview = False,
    yes: Sure = False,
    as_: As = "",
) -> None:
    """Give a clock more time; when it is due then is told first."""
    _change(call, (reference, on, name), "extend", as_, reason=reason, preview=preview, yes=yes, by=by)


def _change(
    call: Call,
    clock: tuple[CaseReference, str, str],
    what: str,
    as_: str,
    *,
    reason: str,
    preview: bool,
    yes: bool,
    by: str = "",
) -> None:
    """Change a clock: `clock` is case, procedure and name as they were typed."""
    reference, on, name = clock
    place = call.services()
    who = caller(place, as_)
    more = Duration.parse(by) if by else None
    with looking(place, who, reference, "a clock") as case:
        key = ClockId.of(named.procedure_of(case.view.case, on), name)
        cost, zone = case.clock_cost(key, what, reason, more), case.zone
    told = cost.sentences(zone)
    if preview:
        call.give(_shape(cost, told), lambda: typer.echo("\n".join(told)))
        return
    if cost.is_felt and not yes:
        _ask(call, told)
    wrote(call, place, steps.change_clock(place, who, reference, key, what=what, reason=reason, by=by))


def _ask(call: Call, told: tuple[str, ...]) -> None:
    """Ask at a terminal whether it is meant; elsewhere nobody can answer, so nothing is done."""
    said = " ".join(told)
    if call.as_json or not sys.stdin.isatty():
        raise BadInput(f"{said} Nothing was changed. The same with --yes does it.")
    typer.echo(said, err=True)
    if not typer.confirm("Go on?", err=True):
        raise BadInput("Nothing was changed.")


def _shape(cost: ClockCost, told: tuple[str, ...]) -> dict[str, object]:
    return {
        "done": False,
        "before": iso(cost.before),
        "after": iso(cost.after),
        "next_close": iso(cost.closes),
        "says": list(told),
    }
