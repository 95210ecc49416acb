"""The people of the trust; with --as-what, of a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import typer

from duecourse.casework.administration import departures, people
from duecourse.casework.administration.trust_facts import schools_by_id
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import CATEGORY_HELP
from duecourse.cli.cases.people import person_add as case_person_add
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
from engine.errors import BadInput
from engine.identity import CaseReference, SchoolId
from engine.people.names import salutation
from engine.ports.records import Person, School, Tenure

Key = Annotated[str, typer.Argument(metavar="PERSON", help="The person's short name.")]


def person_add(
    call: Call,
    key: Annotated[str, typer.Argument(metavar="PERSON", help="A short name for them, or with --as-what a case.")],
    person: Annotated[str, typer.Argument(metavar="[PERSON]", help="With --as-what: whom to add to the case.")] = "",
    name: Name = None,
    title: Title = None,
    given: Given = None,
    family: Family = None,
    address_form: AddressForm = None,
    email: Email = None,
    telephone: Telephone = None,
    postal_address: PostalAddress = None,
    post: Annotated[list[str] | None, typer.Option(help="A post, POST[@SCHOOL]; repeatable.")] = None,
    as_what: Annotated[
        str, typer.Option(help="The same as `case person add`: affected, subject, child, witness.")
    ] = "",
    category: Annotated[str, typer.Option(help=f"With --as-what. {CATEGORY_HELP}")] = "",
    as_: As = "",
) -> None:
    """Add somebody to the trust, with any number of posts."""
    if as_what:
        if not person:
            raise BadInput("Say which case and whom: `duecourse case person add REF PERSON --as-what affected`.")
        case_person_add(call, CaseReference(key), person, as_what, category, as_=as_)
        return
    if person or category:
        raise BadInput("To make somebody part of a case, say as what: --as-what affected, subject, child or witness.")
    place = call.services()
    told = said((name, title, given, family, address_form, email, telephone, postal_address))
    made = people.add_person(place, caller(place, as_), key, told, post or ())
    call.give(
        _shape(made, schools_by_id(place), place.clock.now()),
        lambda: typer.echo(f"{made.name} is known here as {made.key}."),
    )


def person_change(
    call: Call,
    key: Key,
    name: Name = None,
    title: Title = None,
    given: Given = None,
    family: Family = None,
    address_form: AddressForm = None,
    email: Email = None,
    telephone: Telephone = None,
    postal_address: PostalAddress = None,
    back: Annotated[bool, typer.Option("--back", help="They had left, and are here again.")] = False,
    as_: As = "",
) -> None:
    """Change what is known of somebody; an earlier name stays in the record. Posts are given and ended with `post`."""
    place = call.services()
    told = said((name, title, given, family, address_form, email, telephone, postal_address))
    changed = people.change_person(place, caller(place, as_), key, told, back=back)
    call.give(
        _shape(changed, schools_by_id(place), place.clock.now()), lambda: typer.echo(f"{changed.name} is changed.")
    )


def person_end(call: Call, key: Key, as_: As = "") -> None:
    """Let somebody leave: they can no longer sign in or act, and stay named in the cases they had a part in."""
    place = call.services()
    ended = departures.end_person(place, caller(place, as_), key)
    said = f"{ended.name} has left. Roles that they hold in open cases are given to others with `duecourse assign`."
    call.give(_shape(ended, schools_by_id(place), place.clock.now()), lambda: typer.echo(said))


def person_list(
    call: Call, all_: Annotated[bool, typer.Option("--all", help="Also those who have left.")] = False, as_: As = ""
) -> None:
    """List the people of the trust, how each is reached, and their posts."""
    place = call.services()
    by = caller(place, as_)
    found = [each for each in people.people(place, by) if each.active or all_]
    schools, now = schools_by_id(place), place.clock.now()
    shapes = [_shape(each, schools, now) for each in found]
    rows = [
        (
            each.key,
            f"{each.name} (before: {', '.join(each.former_names)})" if each.former_names else each.name,
            each.email or "no e-mail",
            each.telephone or "-",
            ", ".join(_written(held, schools) for held in each.held(now)) or "-",
            "" if each.active else "has left",
        )
        for each in found
    ]
    call.give(shapes, lambda: table(("Person", "Name", "E-mail", "Telephone", "Posts", ""), rows, "Nobody."))


def _written(held: Tenure, schools: Mapping[SchoolId, School]) -> str:
    return f"{held.post}@{schools[held.school].key}" if held.school in schools else held.post


def _shape(person: Person, schools: Mapping[SchoolId, School], now: datetime) -> dict[str, object]:
    posts = [
        {"post": held.post, "school": schools[held.school].key if held.school in schools else ""}
        for held in person.held(now)
    ]
    return {
        "person": person.key,
        "name": person.name,
        "title": person.title,
        "given": person.given,
        "family": person.family,
        "salutation": salutation(person),
        "postal_address": person.postal_address,
        "former_names": list(person.former_names),
        "email": person.email,
        "telephone": person.telephone,
        "active": person.active,
        "posts": posts,
    }
