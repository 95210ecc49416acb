"""What the trust has set, of the closed list of what it may set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from duecourse.casework.administration.permission import demand_active, demand_administrator, note
from duecourse.casework.administration.value_checks import refuse_all, wrong_name
from duecourse.casework.context.services import Caller, Services
from duecourse.policies.library import Library
from engine.errors import BadInput, NotFound
from engine.ports.letters.approval_rules import named
from engine.ports.records import Organisation
from engine.ports.settings import PRIVACY_WORDS, SECOND_PERSON, SETTINGS, wrong_setting

LINE_END = "\\n"
"""How a command that takes one line writes the end of one."""


def wrong_value(library: Library, name: str, value: str) -> str:
    """Say what is wrong with a setting, by name and value; "" where nothing is."""
    if name not in SETTINGS:
        return f"There is no setting '{name}'. Settings: {', '.join(SETTINGS)}."
    if name == "policy" and value and value not in library.policies:
        return f"There is no policy '{value}'. Policies: {', '.join(library.policies) or 'none'}."
    if name == "name" and value:
        return wrong_name(value, "The trust")
    wrong = wrong_setting(name, value)
    return f"'{value}' is not taken for '{name}': {wrong}." if wrong else ""


def unknown_letters(services: Services, name: str, value: str) -> Iterator[str]:
    """Say of each letter and policy that a setting names, and that there is not."""
    numbers = {kind.number for kind in services.letters.kinds().values()} if name == SECOND_PERSON else set()
    for policy, number in named(value) if name == SECOND_PERSON else ():
        if number not in numbers:
            yield f"There is no letter {number}. Letters: {', '.join(sorted(numbers))}."
        if policy and policy not in services.library.policies:
            yield f"There is no policy '{policy}'. Policies: {', '.join(services.library.policies) or 'none'}."


def wrong_words(services: Services, name: str, value: str) -> str:
    """Say that a text of the trust holds what the page that it is for does not show."""
    try:
        services.letters.text_parts(value if name == PRIVACY_WORDS else "")
    except BadInput as wrong:
        return str(wrong)
    return ""


def with_setting(trust: Organisation, name: str, value: str) -> Organisation:
    """Give the trust with a setting put in place; an empty value takes it away."""
    if name == "name":
        return replace(trust, name=value)
    kept = {each: text for each, text in trust.settings.items() if each != name}
    return replace(trust, settings={**kept, **({name: value} if value else {})})


def set_setting(services: Services, caller: Caller, name: str, value: str) -> Organisation:
    """Set something for the whole trust. Raises BadInput for an unknown name or a value that is not taken."""
    value = value.replace(LINE_END, "\n").strip()
    with services.store.writing() as writing:
        demand_administrator(writing, caller, services.clock.now())
        trust = writing.organisation()
        wrong = (wrong_value(services.library, name, value), wrong_words(services, name, value))
        refuse_all([*wrong, *unknown_letters(services, name, value)])
        after = with_setting(trust, name, value)
        if after == trust:
            raise BadInput(f"'{name}' is set to that already.")
        writing.save_organisation(after)
        note(writing, services, caller, "setting changed", name)
    return after


def settings(services: Services, caller: Caller) -> Mapping[str, str]:
    """Give every setting that there is, with its value or ""."""
    with services.store.reading() as reading:
        demand_active(reading, caller)
        trust = reading.organisation()
    return {name: value_of(trust, name) for name in SETTINGS}


def value_of(trust: Organisation, name: str) -> str:
    """Give the value of a setting that there is. Raises NotFound for another."""
    if name not in SETTINGS:
        raise NotFound(f"There is no setting '{name}'.")
    return trust.name if name == "name" else trust.settings.get(name, "")
