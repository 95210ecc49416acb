"""Changes to a case: steps, corrections, addresses, holds, clocks and alerts."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from duecourse.casework.commands import addresses, steps
from duecourse.casework.queries import case_lists, named
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call, Happened, Told
from duecourse.cli.cases.arguments import AsGiven, Code, Facts, On, Reference
from duecourse.cli.cases.reports import say_read
from duecourse.cli.tables import table
from duecourse.cli.typed import caller, moment_of, pairs
from duecourse.cli.written import wrote
from engine.identity import ActionName
from engine.time.moments import say_moment

Why = Annotated[str, typer.Option("--reason", help="Why; it is kept with the record.")]
Name = Annotated[str, typer.Argument(metavar="NAME")]


def act(
    call: Call,
    reference: Reference,
    on: On,
    action: Annotated[ActionName, typer.Argument(metavar="ACTION", help="The step: see `options`.")],
    fact: Facts = None,
    happened: Happened = "",
    proof: Annotated[str, typer.Option(help="For a sending: how it went out and what shows it.")] = "",
    revision: Annotated[
        int | None, typer.Option(help="The revision that you looked at, where you see the whole case.")
    ] = None,
    seen: Annotated[str, typer.Option(help="What `show --json` called seen when you looked.")] = "",
    then: Annotated[
        str, typer.Option(metavar="ACTION", help="The next step, whose answers follow by themselves: both or neither.")
    ] = "",
    as_: As = "",
) -> None:
    """Take one step."""
    place = call.services()
    by = replace(caller(place, as_), seen=seen)
    step = steps.take_step(
        place,
        by,
        reference,
        named.procedure(place, by, reference, on),
        action,
        facts=pairs(fact),
        happened_at=moment_of(place, happened),
        proof=proof,
        revision=revision,
        further=ActionName(then),
    )
    wrote(call, place, step)


def correct(
    call: Call,
    reference: Reference,
    on: On,
    answers: Annotated[list[str], typer.Argument(metavar="NAME=VALUE")],
    reason: Why = "",
    as_: As = "",
) -> None:
    """Correct a recorded answer; the old one stays in the record."""
    place = call.services()
    by = caller(place, as_)
    step = steps.correct(place, by, reference, named.procedure(place, by, reference, on), pairs(answers), reason)
    wrote(call, place, step)


def address_add(
    call: Call,
    reference: Reference,
    url: Annotated[str, typer.Argument(metavar="URL")],
    happened: Told = "",
    as_given: AsGiven = False,
    as_: As = "",
) -> None:
    """Add a web address, with a clock of its own."""
    place = call.services()
    by = caller(place, as_)
    step = addresses.add_address(place, by, reference, url, moment_of(place, happened), as_given=as_given)
    say_read([url], as_given=as_given)
    wrote(call, place, step)


def address_flag(
    call: Call,
    reference: Reference,
    code: Code,
    illegal_image: Annotated[
        bool, typer.Option("--illegal-image", help="It may be an indecent image of a child.")
    ] = False,
    as_: As = "",
) -> None:
    """Flag an address: nobody opens, copies or sends it, and the safeguarding lead is to be told at once."""
    if not illegal_image:
        raise typer.BadParameter("say what it is: --illegal-image")
    place = call.services()
    by = caller(place, as_)
    wrote(call, place, addresses.flag_address(place, by, reference, named.address(place, by, reference, code)))


def hold_set(call: Call, reference: Reference, on: On, name: Name, reason: Why = "", as_: As = "") -> None:
    """Set a hold by hand."""
    place = call.services()
    by = caller(place, as_)
    instance = named.procedure(place, by, reference, on)
    wrote(call, place, steps.set_hold(place, by, reference, instance, name, active=True, reason=reason))


def hold_lift(call: Call, reference: Reference, on: On, name: Name, reason: Why = "", as_: As = "") -> None:
    """Lift a hold that was set by hand."""
    place = call.services()
    by = caller(place, as_)
    instance = named.procedure(place, by, reference, on)
    wrote(call, place, steps.set_hold(place, by, reference, instance, name, active=False, reason=reason))


def alert_list(call: Call, as_: As = "") -> None:
    """List the alerts that nobody has taken up, of every case that you may see."""
    place = call.looking()
    by = caller(place, as_)
    zone = place.zone()
    found = case_lists.alerts(place, by)
    rows = [
        (
            line.reference,
            line.code,
            line.names.called(line.alert.on),
            line.alert.deadline.replace("_", " "),
            line.alert.alert,
            say_moment(line.alert.breached_at, zone),
        )
        for line in found
    ]
    call.give(
        [json_shapes.alert_line(line) for line in found],
        lambda: table(("Case", "Code", "On", "Clock", "Alert", "Since"), rows, "No alert waits for you."),
    )


def alert_acknowledge(
    call: Call,
    reference: Reference,
    code: Code,
    reason: Why = "",
    as_: As = "",
) -> None:
    """Note what is being done about an alert."""
    place = call.services()
    by = caller(place, as_)
    number = named.alert(place, by, reference, code)
    wrote(call, place, steps.acknowledge_alert(place, by, reference, number, reason))
