"""Setting up an organisation of one's own."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.administration.beginning import Begun, begin, is_empty, keepers
from duecourse.casework.setting_up.first_lists import begin_with_lists
from duecourse.casework.setting_up.lists.opened_lists import opened
from duecourse.casework.upkeep.checkup import check_up_now
from duecourse.casework.upkeep.ward import Trouble
from duecourse.cli.call import Call
from duecourse.cli.setup.setup_command import files_in
from duecourse.cli.tables import bullets
from duecourse.cli.trust.typed_trust import TypedTrust, ask_for_the_rest
from engine.errors import BadInput
from engine.ports.records import Person
from engine.time.calendar import NATIONS

FEW = 3

SchoolLines = Annotated[
    list[str] | None, typer.Option(help="A school, KEY=NAME=ADDRESS, the address as on a letter; repeatable.")
]
PersonLines = Annotated[
    list[str] | None,
    typer.Option(help="A person, KEY=NAME=POST[@SCHOOL]; repeatable, also for another post of the same person."),
]
ListsPlace = Annotated[
    str,
    typer.Option(metavar="PLACE", help="Everything from a workbook or a folder of lists, as `setup` takes."),
]


def init(
    call: Call,
    key: Annotated[str, typer.Option(help="Short name of the trust.")] = "",
    name: Annotated[str, typer.Option(help="Full name of the trust.")] = "",
    policy: Annotated[str, typer.Option(help="The policy of the trust: see `policies`.")] = "",
    nation: Annotated[str, typer.Option(help=f"Where its schools are: {', '.join(NATIONS)}.")] = "",
    web_address: Annotated[str, typer.Option(help="Where people find the site in a browser: https://…")] = "",
    address: Annotated[str, typer.Option(help="The postal address of the trust.")] = "",
    lists: ListsPlace = "",
    school: SchoolLines = None,
    person: PersonLines = None,
    email: Annotated[list[str] | None, typer.Option(help="KEY=E-MAIL of a person; repeatable.")] = None,
    telephone: Annotated[list[str] | None, typer.Option(help="KEY=NUMBER of a person; repeatable.")] = None,
    administrator: Annotated[
        list[str] | None, typer.Option(help="KEY of a person who keeps people, schools and settings; repeatable.")
    ] = None,
) -> None:
    """Make an organisation of your own, without any case; what is missing is asked for at a terminal."""
    place = call.services(begins=True)
    if not is_empty(place):
        raise BadInput("This store holds an organisation already. Choose another folder with --data.")
    files = opened(files_in(Path(lists))) if lists else None
    settings = {"policy": policy, "nation": nation, "web_address": web_address, "address": address}
    typed = TypedTrust(
        key=key,
        name=name,
        settings=settings,
        schools=tuple(school or ()),
        people=tuple(person or ()),
        emails=tuple(email or ()),
        telephones=tuple(telephone or ()),
        administrators=tuple(administrator or ()),
    )
    if sys.stdin.isatty():
        typed = ask_for_the_rest(place, typed, files)
    said, wrong = typed.said()
    begun = begin(place, said, wrong) if files is None else begin_with_lists(place, said, files, wrong)
    left = check_up_now(place)
    keep = keepers(begun, place.clock.now())
    call.give(_document(begun, keep, left), lambda: _say(begun, keep, left))


def _document(begun: Begun, keep: Iterable[Person], left: Iterable[Trouble]) -> dict[str, object]:
    return {
        "organisation": begun.trust.key,
        "policy": begun.trust.settings.get("policy", ""),
        "schools": [each.key for each in begun.schools],
        "trust_level": begun.place.key if begun.place else "",
        "people": [each.key for each in begun.people],
        "administrators": [each.key for each in keep],
        "to_do": [{"check": each.check, "says": each.says, "remedy": each.remedy} for each in left if each.stops],
    }


def _say(begun: Begun, keep: Iterable[Person], left: Iterable[Trouble]) -> None:
    schools, people = len(begun.schools), len(begun.people)
    count = f"{schools} {'school' if schools == 1 else 'schools'} and {people} {'person' if people == 1 else 'people'}"
    typer.echo(f"{begun.trust.name} is ready, with {count}.")
    typer.echo(f"People, schools and settings are kept by: {', '.join(each.name for each in keep)}.")
    if begun.place:
        typer.echo(f"What concerns the trust itself is filed at {begun.place.key}, beside the schools.")
    to_do = [f"{each.says} {each.remedy}".strip() for each in left if each.stops]
    if to_do:
        typer.echo("What stands in the way still:")
        bullets(to_do[:FEW])
        typer.echo(f"`duecourse doctor` tells all {len(to_do)}, with what mends each.")
