"""Setting up an organisation of one's own."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Annotated

import typer

from duecourse.casework.administration.beginning import Beginning, Begun, NewPerson, NewSchool, begin, keepers
from duecourse.casework.checkup import Trouble, check_up
from duecourse.casework.office import Office
from duecourse.cli.app import Json, give, is_empty, office
from duecourse.cli.printing import bullets
from engine.calendar import NATIONS
from engine.errors import BadInput

SCHOOL_FORM, PERSON_FORM = "KEY=NAME or KEY=NAME=ADDRESS", "KEY=NAME, KEY=NAME=POST or KEY=NAME=POST@SCHOOL"
FEW = 3
ASKED: Mapping[str, str] = {
    "policy": "The policy under which reports are opened", "nation": "The nation of its schools",
    "web_address": "Where people find the site in a browser, https://… (leave empty if not known)",
    "address": "The postal address of the trust (leave empty for none)",
}  # fmt: skip


def init(
    key: Annotated[str, typer.Option(help="Short name of the trust.")] = "",
    name: Annotated[str, typer.Option(help="Full name of the trust.")] = "",
    policy: Annotated[str, typer.Option(help="The policy of the trust: see `policies`.")] = "",
    nation: Annotated[str, typer.Option(help=f"Where its schools are: {', '.join(NATIONS)}.")] = "",
    web_address: Annotated[str, typer.Option(help="Where people find the site in a browser: https://…")] = "",
    address: Annotated[str, typer.Option(help="The postal address of the trust.")] = "",
    school: Annotated[
        list[str] | None, typer.Option(help="A school, KEY=NAME=ADDRESS, the address as on a letter; repeatable.")
    ] = None,
    person: Annotated[
        list[str] | None,
        typer.Option(help="A person, KEY=NAME=POST[@SCHOOL]; repeatable, also for another post of the same person."),
    ] = None,
    email: Annotated[list[str] | None, typer.Option(help="KEY=E-MAIL of a person; repeatable.")] = None,
    telephone: Annotated[list[str] | None, typer.Option(help="KEY=NUMBER of a person; repeatable.")] = None,
    administrator: Annotated[
        list[str] | None, typer.Option(help="KEY of a person who keeps people, schools and settings; repeatable.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make an organisation of your own, without any case; what is missing is asked for at a terminal."""
    place = office()
    if not is_empty(place):
        raise BadInput("This store holds an organisation already. Choose another folder with --data.")
    settings = {"policy": policy, "nation": nation, "web_address": web_address, "address": address}
    schools, people = school or [], person or []
    if sys.stdin.isatty():
        key, name = key or _asked("A short name for the trust"), name or _asked("Its full name")
        settings = {each: text or _asked(ASKED[each], _usual(place, each)) for each, text in settings.items()}
        schools = schools or _listed(f"A school, {SCHOOL_FORM}")
        people = people or _listed(f"A person, {PERSON_FORM}")
    wrong: list[str] = []
    said = Beginning(
        key, name, tuple(_schools(schools, wrong)), _people(people, email or (), telephone or (), wrong), settings,
        administrator or (),
    )  # fmt: skip
    begun = begin(place, said, wrong)
    with place.store.reading() as reading:
        left = check_up(place, reading)
    give(_document(begun, left), as_json, lambda: _say(begun, left))


def _asked(question: str, usual: str = "") -> str:
    return str(typer.prompt(question, default=usual, show_default=bool(usual), err=True)).strip()


def _usual(place: Office, setting: str) -> str:
    policies = place.library.policies
    return {"policy": next(iter(policies)) if len(policies) == 1 else "", "nation": next(iter(NATIONS))}.get(
        setting, ""
    )


def _listed(question: str) -> list[str]:
    found: list[str] = []
    while text := _asked(f"{question} (leave empty when that is all)"):
        found.append(text)
    return found


def _schools(texts: Iterable[str], wrong: list[str]) -> Iterable[NewSchool]:
    for text in texts:
        parts = [part.strip() for part in text.split("=", 2)]
        if len(parts) == 1:
            wrong.append(f"'{text}' is not of the form {SCHOOL_FORM}.")
        else:
            yield NewSchool(*parts)


def _people(
    texts: Iterable[str], emails: Iterable[str], telephones: Iterable[str], wrong: list[str]
) -> tuple[NewPerson, ...]:
    """Put people together from their lines; the same short name with the same name is one person with more posts."""
    found: dict[str, NewPerson] = {}
    for text in texts:
        key, *rest = (part.strip() for part in text.split("=", 2))
        if not rest:
            wrong.append(f"'{text}' is not of the form {PERSON_FORM}.")
            continue
        known = found.setdefault(key, NewPerson(key, rest[0]))
        if known.name != rest[0]:
            wrong.append(f"Two people have the short name '{key}': {known.name} and {rest[0]}.")
        found[key] = replace(known, posts=tuple(dict.fromkeys((*known.posts, *(post for post in rest[1:] if post)))))
    for part, lines in (("email", emails), ("telephone", telephones)):
        for text in lines:
            key, mark, value = (each.strip() for each in text.partition("="))
            if not mark or key not in found:
                wrong.append(f"'{text}' is not of the form KEY=VALUE with the short name of one of the people.")
                continue
            known = found[key]
            found[key] = replace(known, email=value) if part == "email" else replace(known, telephone=value)
    return tuple(found.values())


def _document(begun: Begun, left: Iterable[Trouble]) -> dict[str, object]:
    return {
        "organisation": begun.trust.key, "policy": begun.trust.settings.get("policy", ""),
        "schools": [each.key for each in begun.schools], "people": [each.key for each in begun.people],
        "administrators": [each.key for each in keepers(begun)],
        "to_do": [{"check": each.check, "says": each.says, "remedy": each.remedy} for each in left if each.stops],
    }  # fmt: skip


def _say(begun: Begun, left: Iterable[Trouble]) -> None:
    count = f"{len(begun.schools)} schools and {len(begun.people)} people"
    typer.echo(f"{begun.trust.name} is ready, with {count}.")
    typer.echo(f"People, schools and settings are kept by: {', '.join(each.name for each in keepers(begun))}.")
    to_do = [f"{each.says} {each.remedy}".strip() for each in left if each.stops]
    if to_do:
        typer.echo("What stands in the way still:")
        bullets(to_do[:FEW])
        typer.echo(f"`duecourse doctor` tells all {len(to_do)}, with what mends each.")
