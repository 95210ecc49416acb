"""A trust as it is typed: options and answers at a terminal, line by line, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import typer

from duecourse.casework.administration.beginning import Beginning, NewPerson, NewSchool, faults_of
from duecourse.casework.context.services import Services
from duecourse.casework.setting_up.first_lists import with_lists
from duecourse.casework.setting_up.lists.opened_lists import OpenedLists
from engine.time.calendar import NATIONS

SCHOOL_FORM = "KEY=NAME or KEY=NAME=ADDRESS"
PERSON_FORM = "KEY=NAME, KEY=NAME=POST or KEY=NAME=POST@SCHOOL"
NEEDED = ("key", "name")
EMAIL_OF, KEEPER = "email of ", "keeper"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedTrust:
    """What was typed so far, as it was typed."""

    key: str = ""
    name: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    schools: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    telephones: tuple[str, ...] = ()
    administrators: tuple[str, ...] = ()

    def said(self) -> tuple[Beginning, list[str]]:
        """Give the trust that the lines describe, and what is wrong with their form."""
        wrong: list[str] = []
        schools, people = tuple(_schools(self.schools, wrong)), _people(self.people, wrong)
        for part, lines in (("email", self.emails), ("telephone", self.telephones)):
            _reached(people, part, lines, wrong)
        beginning = Beginning(
            key=self.key,
            name=self.name,
            schools=schools,
            people=tuple(people.values()),
            settings=self.settings,
            administrators=self.administrators,
        )
        return beginning, wrong

    def answered(self, name: str, text: str) -> TypedTrust:
        """Put one answer in its place; a school, a person or an e-mail address is one line more."""
        if name == "key":
            return replace(self, key=text)
        if name == "name":
            return replace(self, name=text)
        if name == "schools":
            return replace(self, schools=(*self.schools, text) if text else self.schools)
        if name == "people":
            return replace(self, people=(*self.people, text) if text else self.people)
        if name == KEEPER:
            return replace(self, administrators=(*self.administrators, text) if text else self.administrators)
        if name.startswith(EMAIL_OF):
            line = f"{name.removeprefix(EMAIL_OF)}={text}"
            return replace(self, emails=(*self.emails, line) if text else self.emails)
        return replace(self, settings={**self.settings, name: text})

    def faults(self, services: Services) -> tuple[str, ...]:
        """Say everything that is wrong with it so far."""
        said, wrong = self.said()
        return faults_of(services, said, wrong)


def _schools(texts: tuple[str, ...], wrong: list[str]) -> Iterator[NewSchool]:
    for text in texts:
        parts = [part.strip() for part in text.split("=", 2)]
        if len(parts) == 1:
            wrong.append(f"'{text}' is not of the form {SCHOOL_FORM}.")
        else:
            yield NewSchool(*parts)


def _people(texts: tuple[str, ...], wrong: list[str]) -> dict[str, NewPerson]:
    """Put people together from their lines; the same short name with the same name is one person with more posts."""
    found: dict[str, NewPerson] = {}
    for text in texts:
        key, *rest = (part.strip() for part in text.split("=", 2))
        if not rest:
            wrong.append(f"'{text}' is not of the form {PERSON_FORM}.")
            continue
        known = found.setdefault(key, NewPerson(key=key, name=rest[0]))
        if known.name != rest[0]:
            wrong.append(f"Two people have the short name '{key}': {known.name} and {rest[0]}.")
        found[key] = replace(known, posts=tuple(dict.fromkeys((*known.posts, *(post for post in rest[1:] if post)))))
    return found


def _reached(people: dict[str, NewPerson], part: str, lines: tuple[str, ...], wrong: list[str]) -> None:
    for text in lines:
        key, mark, value = (each.strip() for each in text.partition("="))
        if not mark or key not in people:
            wrong.append(f"'{text}' is not of the form KEY=VALUE with the short name of one of the people.")
            continue
        known = people[key]
        people[key] = replace(known, email=value) if part == "email" else replace(known, telephone=value)


def ask_for_the_rest(services: Services, typed: TypedTrust, lists: OpenedLists | None = None) -> TypedTrust:
    """Ask at a terminal for what was left out; an answer that cannot be taken is asked for again, none is lost.

    What stands in lists is not asked for.
    """
    policies, said = tuple(services.library.policies), typed.people
    known = with_lists(Beginning(key="", name="", schools=(), people=()), lists) if lists else None
    questions = (
        ("key", "A short name for the trust", ""),
        ("name", "Its full name", ""),
        ("policy", f"Its policy: {', '.join(policies)}", policies[0] if len(policies) == 1 else ""),
        ("nation", f"The nation of its schools: {', '.join(NATIONS)}", next(iter(NATIONS))),
        ("web_address", "Where people find the site in a browser, https://… (leave empty if not known)", ""),
        ("address", "The postal address of the trust (leave empty for none)", ""),
    )
    for name, question, usual in questions:
        there = known and (known.name if name == "name" else known.settings.get(name))
        if not there and not (getattr(typed, name) if name in NEEDED else typed.settings.get(name)):
            typed = _asked(services, typed, name, question, usual)
    for name, form in (("schools", f"A school, {SCHOOL_FORM}"), ("people", f"A person, {PERSON_FORM}")):
        before = typed if not getattr(typed, name) and not (known and getattr(known, name)) else None
        while before is not None:
            typed = _asked(services, typed, name, f"{form} (leave empty when that is all)")
            before = typed if typed != before else None
    if known and known.people:
        return typed
    typed = typed if said else _ask_how_each_is_reached(services, typed)
    question = "The short name of who keeps people, schools and settings (leave empty for the first person)"
    return typed if said or typed.administrators else _asked(services, typed, KEEPER, question)


def _ask_how_each_is_reached(services: Services, typed: TypedTrust) -> TypedTrust:
    """Ask for the e-mail address of people who were typed line by line: without one, nobody signs a letter."""
    for person in typed.said()[0].people:
        if not person.email:
            question = f"The e-mail address of {person.name} (leave empty if not known)"
            typed = _asked(services, typed, f"{EMAIL_OF}{person.key}", question)
    return typed


def _asked(services: Services, typed: TypedTrust, name: str, question: str, usual: str = "") -> TypedTrust:
    """Ask until an answer makes nothing wrong that was not wrong before."""
    known = typed.faults(services)
    while True:
        text = str(typer.prompt(question, default=usual, show_default=bool(usual), err=True)).strip()
        after = typed.answered(name, text)
        fresh = [says for says in after.faults(services) if says not in known]
        if not fresh and (text or name not in NEEDED):
            return after
        typer.echo("\n".join(fresh) or "This is needed.", err=True)
