"""The form on which somebody says for themselves what may be done: yes to all of it, to a part, or no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo

from duecourse.web.forms import fields
from duecourse.web.forms.fields import Answers, Field, field_of
from duecourse.web.forms.typed import Typed
from engine.language.vocabulary import Consent
from engine.steps.options import Ask, Option

PART = "part"
"""What the form says of a yes to a part; it is a yes with answers that limit it."""
NO_LIMIT = (
    "Say what may be told, or set a limit in words of your own. If all of it may be told, choose the first answer."
)


def own_fields(option: Option, typed: Typed) -> list[Field]:
    """Make the fields of the form: first the answer, then what limits it."""
    answer, limits = _answer(option), _limits(option)
    made = [field_of(ask, typed, {}) for ask in option.asks]
    if answer is None or not limits:
        return made
    given, *others = answer.options.items()
    wide = {
        given[0]: f"{given[1]}, all of what is shown here",
        PART: f"{given[1]}, but only a part of it",
        **dict(others),
    }
    return [replace(each, options=wide) if each.name == answer.name else each for each in made]


def read_own(option: Option, typed: Typed, zone: tzinfo) -> Answers:
    """Read what was typed; an answer to all of it, or a no, has no limits, whatever stands in their boxes."""
    answer, limits = _answer(option), _limits(option)
    if answer is None:
        return fields.read(option.asks, typed, zone)
    said = typed.get(answer.name)
    if said != PART:
        return fields.read([ask for ask in option.asks if ask not in limits], typed, zone)
    found = fields.read(limits, typed, zone)
    faults: Mapping[str, str] = found.faults
    if not found.facts and not faults and limits:
        faults = {limits[0].name: NO_LIMIT}
    return Answers({**found.facts, answer.name: Consent.GIVEN.value}, faults, found.happened_at)


def _answer(option: Option) -> Ask | None:
    return next((ask for ask in option.asks if ask.type == "consent"), None)


def _limits(option: Option) -> list[Ask]:
    return [ask for ask in option.asks if ask.type != "consent"]
