"""How an event on letters to a list of people is told: by how many, and never by who they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from engine.record.effects import LetterChanged
from engine.record.papers.listed_recipients import RECIPIENT

EACH_ONE = (RECIPIENT, "to")
"""Names of words of which there are several beside one event, each with a number."""


def is_of_many(effect: object, effects: Sequence[object]) -> bool:
    """Say whether an effect is one of several on letters to a list of people: they are told as one."""
    return isinstance(effect, LetterChanged) and bool(effect.letter.copy_of) and len(effects) > 1


def said_of_many(effects: Sequence[object]) -> Iterator[str]:
    """Tell those as one."""
    many = [each for each in effects if isinstance(each, LetterChanged) and is_of_many(each, effects)]
    for status, count in Counter(each.letter.status for each in many).items():
        yield f"{count} {'letter' if count == 1 else 'letters'}, one to each of the people on its list: {status}."


def said_of_list(keys: Sequence[str]) -> Iterator[str]:
    """Say how many people were put on a list by an event, or put right on it, by the names of its words."""
    count = sum(key.partition(" ")[0] == RECIPIENT and key != RECIPIENT for key in keys)
    if count:
        yield f"{count} {'person' if count == 1 else 'people'} on its list, entered or put right."


def is_of_a_list(key: str) -> bool:
    """Say whether words beside an event are those of one of several people, and told on the page of the list alone."""
    name, _, number = key.partition(" ")
    return name in EACH_ONE and number.isdecimal()
