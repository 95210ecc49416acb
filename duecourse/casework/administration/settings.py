"""What the trust has set, of the closed list of what it may set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from duecourse.casework.administration.permission import demand_active, demand_administrator, note
from duecourse.casework.administration.value_checks import refuse_all, wrong_name
from duecourse.casework.context.seen.seen_rows import demand_as_seen
from duecourse.casework.context.services import Caller, Services, spend
from duecourse.policies.library import Library
from engine.errors import BadInput, NotFound
from engine.ports.letters.approval_rules import named
from engine.ports.records import Organisation
from engine.ports.settings import (
    POLICY_ADOPTED,
    PRIVACY_WORDS,
    SECOND_FACTOR_POSTS,
    SECOND_PERSON,
    SECURITY_LOG_DAYS,
    SENDING,
    SETTINGS,
    wrong_setting,
)

WEIGHTY = ("policy", POLICY_ADOPTED, SECOND_PERSON, SECOND_FACTOR_POSTS, SECURITY_LOG_DAYS, SENDING)
"""Settings whose change weakens or moves what protects people: a page asks why."""
LONGEST_REASON = 200
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


def faults_of(services: Services, name: str, value: str) -> tuple[str, ...]:
    """Say everything that is wrong with a value; nothing where it is taken."""
    own = (wrong_value(services.library, name, value), wrong_words(services, name, value))
    found = (*own, *unknown_letters(services, name, value))
    return tuple(sentence for sentence in found if sentence)


def set_setting(services: Services, caller: Caller, name: str, value: str, reason: str = "") -> Organisation:
    """Set something for the whole trust; a reason is kept with the change.

    Raises BadInput for an unknown name or a value that is not taken.
    """
    value, reason = value.replace(LINE_END, "\n").strip(), reason.strip()
    with services.store.writing() as writing:
        spend(writing, caller, name, services.clock.now())
        demand_administrator(writing, caller, services.clock.now())
        trust = writing.organisation()
        refuse_all([*faults_of(services, name, value), _wrong_reason(reason)])
        demand_as_seen(caller, {name: value_of(trust, name)})
        after = with_setting(trust, name, value)
        if after == trust:
            raise BadInput(f"'{name}' is set to that already.")
        writing.save_organisation(after)
        note(writing, services, caller, "setting changed", f"{name}: {reason}" if reason else name)
    return after


def _wrong_reason(reason: str) -> str:
    fits = len(reason) <= LONGEST_REASON and reason.isprintable()
    return "" if fits else f"A reason stands on one line of at most {LONGEST_REASON} characters."


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
