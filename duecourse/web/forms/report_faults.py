"""What is wrong with an answer of a report, in words, before the engine sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from duecourse.casework.administration.value_checks import wrong_email, wrong_name
from duecourse.web.forms import fields
from duecourse.web.forms.report_texts import MOST_ADDRESSES
from engine.addresses.reported import check_address
from engine.errors import BadInput
from engine.steps.options import Ask

SAID_OF_OUTSIDERS: Mapping[str, Callable[[str], str]] = {
    "told_name": lambda name: wrong_name(name, "The person"),
    "told_email": wrong_email,
}
"""What is said of somebody from outside, each with what says that it cannot be taken."""


def lines_of(text: str) -> tuple[str, ...]:
    """Give the lines of a text that hold anything."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def wrong(ask: Ask, text: str) -> str:
    """Say what is wrong with an answer; "" where nothing is."""
    if not text:
        return "" if ask.optional else fields.asked_for(ask)
    if ask.name in SAID_OF_OUTSIDERS:
        return SAID_OF_OUTSIDERS[ask.name](text)
    if ask.name == "addresses":
        return _wrong_addresses(text)
    if ask.options and any(part not in ask.options for part in text.split(",")):
        return f"Choose one of the answers: {ask.ask}"
    return ""


def _wrong_addresses(text: str) -> str:
    lines = lines_of(text)
    if len(lines) > MOST_ADDRESSES:
        return f"Give at most {MOST_ADDRESSES} addresses here; more can be added to the case afterwards."
    for number, line in enumerate(lines, 1):
        try:
            check_address(line)
        except BadInput as bad:
            return f"Line {number}: {bad}"
    return ""
