"""The people of a case, and the roles that they hold in it."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.commands import case_roles, outsiders, steps
from duecourse.casework.context.look.case_reader import looking
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import CATEGORY_HELP, Reference
from duecourse.cli.named_person import (
    AddressForm,
    Email,
    Family,
    Given,
    Name,
    PostalAddress,
    Telephone,
    Title,
    said,
)
from duecourse.cli.tables import table
from duecourse.cli.typed import caller
from duecourse.cli.written import wrote
from engine.errors import BadInput
from engine.identity import RoleName

Role = Annotated[str, typer.Argument(metavar="ROLE", help="For example “senior manager”.")]
Who = Annotated[str, typer.Argument(metavar="PERSON", help="The person's short name.")]
Why = Annotated[str, typer.Option("--reason", help="Why; it is kept with the record.")]
PARTS_HELP = "affected, subject, child, witness or contact."
Relation = Annotated[str, typer.Option(help="What somebody from outside is to it: parent, pupil, agency, site …")]


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


def share(
    call: Call,
    reference: Reference,
    with_: Annotated[str, typer.Option("--with", metavar="SCHOOL", help="The school that deals with it as well.")] = "",
    end: Annotated[str, typer.Option("--end", metavar="SCHOOL", help="The school that does so no longer.")] = "",
    reason: Why = "",
    as_: As = "",
) -> None:
    """Share a case with another school, so that a manager of each deals with it; or end that.

    Those who manage cases at the other school see all of it at once. The clocks, the days and the letters stay those of
    the first school.
    """
    if bool(with_) == bool(end):
        raise BadInput(
            "Say either which school deals with it as well, --with SCHOOL, or which no longer, --end SCHOOL."
        )
    place = call.services()
    change = case_roles.share if with_ else case_roles.end_share
    wrote(call, place, change(place, caller(place, as_), reference, with_ or end, reason))


def person_add(
    call: Call,
    reference: Reference,
    person: Annotated[str, typer.Argument(metavar="[PERSON]", help="The short name of somebody of the trust.")] = "",
    as_what: Annotated[str, typer.Option("--as-what", "--part", help=PARTS_HELP)] = "",
    category: Annotated[str, typer.Option(help=CATEGORY_HELP)] = "",
    relation: Relation = "",
    name: Name = None,
    title: Title = None,
    given: Given = None,
    family: Family = None,
    address_form: AddressForm = None,
    email: Email = None,
    telephone: Telephone = None,
    postal_address: PostalAddress = None,
    as_: As = "",
) -> None:
    """Make somebody part of a case; a person who is in conflict loses their roles in it.

    Somebody from outside, such as a parent, is named with --name, or --title and --family, in the place of PERSON: they
    are known in this case alone, with what letters to them need.
    """
    place, by = call.services(), caller(call.services(), as_)
    part = {"affected": "affected person"}.get(as_what, as_what)
    told = said((name, title, given, family, address_form, email, telephone, postal_address))
    typed = any(value is not None for value in told.values())
    if (person and typed) or not (person or typed):
        raise BadInput("Name somebody of the trust by their short name, or else somebody from outside with --name.")
    if person:
        wrote(call, place, steps.add_person(place, by, reference, person, part, category))
        return
    new = outsiders.Outsider(said=told, relation=relation)
    wrote(call, place, outsiders.add_outsider(place, by, reference, part, new, category))


def person_change(
    call: Call,
    reference: Reference,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Their name, as the case shows it.")],
    relation: Relation = "",
    name: Name = None,
    title: Title = None,
    given: Given = None,
    family: Family = None,
    address_form: AddressForm = None,
    email: Email = None,
    telephone: Telephone = None,
    postal_address: PostalAddress = None,
    as_: As = "",
) -> None:
    """Change what is known of somebody from outside who is part of a case."""
    place = call.services()
    told = said((name, title, given, family, address_form, email, telephone, postal_address))
    new = outsiders.Outsider(said=told, relation=relation)
    after = outsiders.change_outsider(place, caller(place, as_), reference, person, new)
    call.give({"name": after.name, "relation": after.relation}, lambda: typer.echo(f"{after.name} is changed."))


def person_list(call: Call, reference: Reference, as_: As = "") -> None:
    """List the people of a case: what they are to it, and how those from outside are reached."""
    place = call.services()
    with looking(place, caller(place, as_), reference) as case:
        view = case.view
    people = [(view.people[each], parts) for each, parts in view.case.people.items() if each in view.people]
    document = [
        {
            "name": each.name,
            "key": each.key,
            "as": list(parts),
            "relation": each.relation,
            "outsider": bool(each.case),
            "email": each.email,
            "telephone": each.telephone,
            "postal_address": each.postal_address,
        }
        for each, parts in people
    ]
    lines = [
        (each.name, ", ".join(parts), each.relation, each.email or each.telephone or each.postal_address)
        for each, parts in people
    ]
    call.give(
        document, lambda: table(("Name", "To this case", "Relation", "Reached by"), lines, "Nobody is named yet.")
    )
