"""Changes to a case: steps, corrections, people, roles, addresses, holds, clocks and alerts."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.commands import steps
from duecourse.casework.queries import case_view
from duecourse.cli import shapes
from duecourse.cli.app import As, Happened, Json, Told, caller, give, moment_of, pairs, services, wrote
from duecourse.cli.cases.cases import CATEGORY_HELP, AsGiven, Facts, On, Reference, instance, say_read
from duecourse.cli.tables import table
from engine.time.moments import say_moment

Why = Annotated[str, typer.Option("--reason", help="Why; it is kept with the record.")]
Name = Annotated[str, typer.Argument(metavar="NAME")]


def act(
    reference: Reference,
    on: On,
    action: Annotated[str, typer.Argument(metavar="ACTION", help="The step: see `options`.")],
    fact: Facts = None,
    happened: Happened = "",
    proof: Annotated[str, typer.Option(help="For a sending: how it went out and what shows it.")] = "",
    revision: Annotated[int | None, typer.Option(help="The revision that you looked at.")] = None,
    as_: As = "",
    as_json: Json = False,
) -> None:
    """Take one step."""
    place = services()
    step = steps.take_step(
        place,
        caller(place, as_),
        reference,
        instance(on),
        action,
        facts=pairs(fact),
        happened_at=moment_of(place, happened),
        proof=proof,
        revision=revision,
    )
    wrote(place, step, as_json)


def correct(
    reference: Reference,
    on: On,
    answers: Annotated[list[str], typer.Argument(metavar="NAME=VALUE")],
    reason: Why = "",
    as_: As = "",
    as_json: Json = False,
) -> None:
    """Correct a recorded answer; the old one stays in the record."""
    place = services()
    step = steps.correct(place, caller(place, as_), reference, instance(on), pairs(answers), reason)
    wrote(place, step, as_json)


def assign(
    reference: Reference,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="For example “senior manager”.")],
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The person's short name.")],
    as_: As = "",
    as_json: Json = False,
) -> None:
    """Give a role of a case to somebody, after the conflict check."""
    place = services()
    wrote(place, steps.assign(place, caller(place, as_), reference, role, person), as_json)


def person_add(
    reference: Reference,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The person's short name.")],
    as_what: Annotated[str, typer.Option(help="affected, subject, child or witness.")],
    category: Annotated[str, typer.Option(help=CATEGORY_HELP)] = "",
    as_: As = "",
    as_json: Json = False,
) -> None:
    """Make somebody part of a case; a person who is in conflict loses their roles in it."""
    place = services()
    part = {"affected": "affected person"}.get(as_what, as_what)
    wrote(place, steps.add_person(place, caller(place, as_), reference, person, part, category), as_json)


def address_add(
    reference: Reference,
    url: Annotated[str, typer.Argument(metavar="URL")],
    happened: Told = "",
    as_given: AsGiven = False,
    as_: As = "",
    as_json: Json = False,
) -> None:
    """Add a web address, with a clock of its own."""
    place = services()
    by = caller(place, as_)
    step = steps.add_address(place, by, reference, url, moment_of(place, happened), as_given=as_given)
    say_read([url], as_given=as_given)
    wrote(place, step, as_json)


def address_flag(
    reference: Reference,
    number: Annotated[int, typer.Argument(metavar="N")],
    illegal_image: Annotated[
        bool, typer.Option("--illegal-image", help="It may be an indecent image of a child.")
    ] = False,
    as_: As = "",
    as_json: Json = False,
) -> None:
    """Flag an address: nobody opens, copies or sends it, and the safeguarding lead is to be told at once."""
    if not illegal_image:
        raise typer.BadParameter("say what it is: --illegal-image")
    place = services()
    wrote(place, steps.flag_address(place, caller(place, as_), reference, number), as_json)


def hold_set(reference: Reference, on: On, name: Name, reason: Why = "", as_: As = "", as_json: Json = False) -> None:
    """Set a hold by hand."""
    place = services()
    by = caller(place, as_)
    wrote(place, steps.set_hold(place, by, reference, instance(on), name, active=True, reason=reason), as_json)


def hold_lift(reference: Reference, on: On, name: Name, reason: Why = "", as_: As = "", as_json: Json = False) -> None:
    """Lift a hold that was set by hand."""
    place = services()
    by = caller(place, as_)
    wrote(place, steps.set_hold(place, by, reference, instance(on), name, active=False, reason=reason), as_json)


def deadline_pause(
    reference: Reference, on: On, name: Name, reason: Why = "", as_: As = "", as_json: Json = False
) -> None:
    """Stop a clock."""
    _clock(reference, on, name, "pause", reason, "", as_, as_json)


def deadline_resume(
    reference: Reference, on: On, name: Name, reason: Why = "", as_: As = "", as_json: Json = False
) -> None:
    """Let a paused clock run on."""
    _clock(reference, on, name, "resume", reason, "", as_, as_json)


def deadline_extend(
    reference: Reference,
    on: On,
    name: Name,
    by: Annotated[str, typer.Option(metavar="DURATION", help="For example “2 working days”.")],
    reason: Why = "",
    as_: As = "",
    as_json: Json = False,
) -> None:
    """Give a clock more time."""
    _clock(reference, on, name, "extend", reason, by, as_, as_json)


def _clock(reference: str, on: str, name: str, what: str, reason: str, by: str, as_: str, as_json: bool) -> None:
    place = services()
    step = steps.change_clock(place, caller(place, as_), reference, instance(on), name, what, reason, by)
    wrote(place, step, as_json)


def alert_list(as_: As = "", as_json: Json = False) -> None:
    """List the alerts that nobody has taken up, of every case that you may see."""
    place = services()
    by = caller(place, as_)
    zone = place.zone()
    found = case_view.alerts(place, by)
    document = [
        {
            "reference": reference,
            "number": each.number,
            "on": each.on,
            "deadline": each.deadline,
            "alert": each.alert,
            "round": each.round,
            "breached_at": shapes.iso(each.breached_at),
            "raised_at": shapes.iso(each.raised_at),
        }
        for reference, each in found
    ]
    rows = [
        (
            reference,
            str(each.number),
            each.on,
            each.deadline.replace("_", " "),
            each.alert,
            say_moment(each.breached_at, zone),
        )
        for reference, each in found
    ]
    give(
        document,
        as_json,
        lambda: table(("Case", "No", "On", "Clock", "Alert", "Since"), rows, "No alert waits for you."),
    )


def alert_acknowledge(
    reference: Reference,
    number: Annotated[int, typer.Argument(metavar="N")],
    reason: Why = "",
    as_: As = "",
    as_json: Json = False,
) -> None:
    """Note what is being done about an alert."""
    place = services()
    wrote(place, steps.acknowledge_alert(place, caller(place, as_), reference, number, reason), as_json)
