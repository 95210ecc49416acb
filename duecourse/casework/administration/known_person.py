"""What is known of a person as it is typed, put together with what was known before, and everything wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from duecourse.casework.administration.value_checks import (
    LONGEST_NAME,
    wrong_address,
    wrong_email,
    wrong_name,
    wrong_telephone,
)
from engine.people.names import display_name
from engine.ports.records import Person

KNOWN = ("name", "title", "given", "family", "address_form", "email", "telephone", "postal_address")
"""What is typed about a person, each an option of the command line."""
PARTS = {"title": "title", "given": "given name", "family": "family name", "address_form": "form of address"}
TITLES = ("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "revd", "reverend", "sir", "dame", "lord")
"""Words before a name that belong into the title; others are taken as they are written."""


def wrong_person(key: str, name: str, email: str, telephone: str) -> tuple[str, ...]:
    """Say everything that is wrong with what is said of a person, sentence by sentence."""
    found = (wrong_name(name, f"The person '{key}'"), wrong_email(email), wrong_telephone(telephone))
    return tuple(sentence for sentence in found if sentence)


def with_values(before: Person, given: Mapping[str, str | None]) -> Person:
    """Put what was typed in place of what is known; None leaves a value as it is.

    The name is made of its parts where these are typed and it is not. A name that changes is kept among the former
    ones.
    """
    typed = {name: value.strip() for name, value in given.items() if value is not None}
    made = display_name(typed.get("given", before.given), typed.get("family", before.family))
    if "name" not in typed and made and typed.keys() & {"given", "family"}:
        typed["name"] = made
    former = before.former_names
    if typed.get("name", before.name) != before.name and before.name:
        former = (*(name for name in former if name != typed["name"]), before.name)
    return replace(
        before,
        name=typed.get("name", before.name),
        title=typed.get("title", before.title),
        given=typed.get("given", before.given),
        family=typed.get("family", before.family),
        address_form=typed.get("address_form", before.address_form),
        email=typed.get("email", before.email),
        telephone=typed.get("telephone", before.telephone),
        postal_address=typed.get("postal_address", before.postal_address),
        former_names=former,
    )


def wrong_with(person: Person, before: Person) -> Iterator[str]:
    """Say everything that is wrong with somebody as they would be known, sentence by sentence."""
    return (sentence for _, sentence in wrong_values(person, before))


def wrong_values(person: Person, before: Person) -> Iterator[tuple[str, str]]:
    """Say everything that is wrong with somebody as they would be known, each with the value of KNOWN it is about.

    An e-mail address that was taken before stands in the way of no other change.
    """
    email = person.email if person.email != before.email else ""
    found = [
        ("name", wrong_name(person.name, f"The person '{person.key}'" if person.key else "Everybody")),
        ("email", wrong_email(email)),
        ("telephone", wrong_telephone(person.telephone)),
        ("postal_address", wrong_address(person.postal_address, f"the person '{person.key}'")),
        *((part, _wrong_part(getattr(person, part), says)) for part, says in PARTS.items()),
        *((part, _title_in(part, getattr(person, part))) for part in ("given", "family")),
        ("name", _not_in_name(person)),
        ("address_form", _wrong_address_form(person, before)),
    ]
    return ((value, sentence) for value, sentence in found if sentence)


def _wrong_part(value: str, says: str) -> str:
    if len(value) <= LONGEST_NAME and (not value or value.isprintable()):
        return ""
    return f"The {says} stands on one line and has at most {LONGEST_NAME} characters."


def _title_in(part: str, value: str) -> str:
    """Say that a title was typed into a name, where it would be printed twice or be missed."""
    first, _, rest = value.partition(" ")
    if rest and first.rstrip(".").casefold() in TITLES:
        return f"'{first}' is a title: write it as the title, and leave it out of the {PARTS[part]}."
    return ""


def _not_in_name(person: Person) -> str:
    """Say that a name and its parts speak of different names; a family name may well come first."""
    missing = [part for part in (person.given, person.family) if part and part.casefold() not in person.name.casefold()]
    if not missing:
        return ""
    named = " and ".join(f"'{part}'" for part in missing)
    return (
        f"The name '{person.name}' does not hold {named}. Change given and family name too, or leave the name out: "
        "it is then made of them."
    )


def _wrong_address_form(person: Person, before: Person) -> str:
    form = person.address_form
    if not form:
        return ""
    words = form.casefold().split()
    if words[0] == "dear" or form.endswith((",", ":")):
        return f'\'{form}\' is more than the form of address: write what follows "Dear" alone, such as "Dr Okafor".'
    changed_family = before.family and before.family.casefold() != person.family.casefold()
    if changed_family and form == before.address_form and before.family.casefold() in form.casefold():
        return (
            f'Letters would still say "Dear {form}" after the change. Write another form of address, or leave it empty '
            "to have it made of title and family name."
        )
    return ""
