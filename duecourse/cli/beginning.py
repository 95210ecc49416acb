"""Setting up an organisation of one's own."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.office import Office
from duecourse.cli.app import Json, give, is_empty, office
from engine.errors import BadInput
from engine.records import Organisation, Person, School


def init(
    key: Annotated[str, typer.Option(prompt="A short name for the trust", help="Short name of the trust.")],
    name: Annotated[str, typer.Option(prompt="Its full name", help="Full name of the trust.")],
    school: Annotated[list[str], typer.Option(help="A school, KEY=NAME; repeatable.")],
    person: Annotated[list[str], typer.Option(help="A person, KEY=NAME=POST[@SCHOOL]; repeatable.")],
    as_json: Json = False,
) -> None:
    """Make an organisation of your own, without any case."""
    place = office()
    if not is_empty(place):
        raise BadInput("This store holds an organisation already. Choose another folder with --data.")
    trust = Organisation(place.ids.identifier(), key, name, "Europe/London", False)
    schools = [_school(place, trust, text) for text in school]
    people = [_person(place, trust, schools, text) for text in person]
    with place.store.writing() as writing:
        writing.add_organisation(trust)
        for each in schools:
            writing.add_school(each)
        for known in people:
            writing.save_person(known)
    document = {
        "organisation": key,
        "schools": [each.key for each in schools],
        "people": [each.key for each in people],
    }
    give(
        document,
        as_json,
        lambda: typer.echo(f"{name} is ready, with {len(schools)} schools and {len(people)} people."),
    )


def _school(place: Office, trust: Organisation, text: str) -> School:
    key, mark, name = text.partition("=")
    if not mark:
        raise BadInput(f"'{text}' is not of the form KEY=NAME.")
    # no terms yet: working days count at once, school days only once the school's own terms are loaded
    calendar = {
        "key": key, "title": name, "nation": "England and Wales", "zone": trust.zone, "source": "not loaded yet",
        "checked_on": "never", "confirmed": "no", "terms": [],
    }  # fmt: skip
    return School(place.ids.identifier(), trust.id, key, name, "", calendar)


def _person(place: Office, trust: Organisation, schools: list[School], text: str) -> Person:
    parts = text.split("=")
    if len(parts) != 3:  # noqa: PLR2004
        raise BadInput(f"'{text}' is not of the form KEY=NAME=POST or KEY=NAME=POST@SCHOOL.")
    post, _, where = parts[2].partition("@")
    found = next((each.id for each in schools if each.key == where), "")
    if where and not found:
        raise BadInput(f"There is no school '{where}' in this call.")
    return Person(place.ids.identifier(), trust.id, parts[0], parts[1], "", True, ((post, found),))
