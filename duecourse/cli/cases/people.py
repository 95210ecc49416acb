"""The people of a case, and the roles that they hold in it."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.commands import case_roles, steps
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import CATEGORY_HELP, Reference
from duecourse.cli.typed import caller
from duecourse.cli.written import wrote
from engine.identity import RoleName

Role = Annotated[str, typer.Argument(metavar="ROLE", help="For example “senior manager”.")]
Who = Annotated[str, typer.Argument(metavar="PERSON", help="The person's short name.")]
Why = Annotated[str, typer.Option("--reason", help="Why; it is kept with the record.")]


def assign(
    call: Call,
    reference: Reference,
    role: Role,
    person: Who,
    as_: As = "",
) -> None:
    """Give a role of a case to somebody, after the conflict check."""
    place = call.services()
    wrote(call, place, steps.assign(place, caller(place, as_), reference, RoleName(role), person))


def role_take(
    call: Call,
    reference: Reference,
    role: Role,
    person: Who,
    reason: Why = "",
    as_: As = "",
) -> None:
    """Take a role of a case from somebody; it does not come back to them by itself."""
    place = call.services()
    wrote(call, place, case_roles.take_away(place, caller(place, as_), reference, RoleName(role), person, reason))


def person_add(
    call: Call,
    reference: Reference,
    person: Who,
    as_what: Annotated[str, typer.Option(help="affected, subject, child or witness.")],
    category: Annotated[str, typer.Option(help=CATEGORY_HELP)] = "",
    as_: As = "",
) -> None:
    """Make somebody part of a case; a person who is in conflict loses their roles in it."""
    place = call.services()
    part = {"affected": "affected person"}.get(as_what, as_what)
    wrote(call, place, steps.add_person(place, caller(place, as_), reference, person, part, category))
