"""A witness is somebody else: neither the person who records what was said or signed, nor the one who said it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from unicodedata import category, normalize

from engine.identity import FactName
from engine.language.track_definition import TrackDefinition
from engine.language.vocabulary import FactKind
from engine.reasons import INPUT, Reason, ReasonCode

SOMEBODY_ELSE = (
    "The witness is somebody else than you, and than the person who answered. Name who else was there; if nobody was, "
    "ask the person again with somebody beside you."
)
INVISIBLE = "Cf"
"""The category of signs that nobody sees, such as one that joins letters."""


def asks_witness(definition: TrackDefinition, facts: Mapping[str, str]) -> bool:
    """Say whether any of some answers names a witness."""
    return any(_is_witness(definition, name) for name in facts)


def named_themselves(definition: TrackDefinition, facts: Mapping[str, str], names: Collection[str]) -> Iterator[Reason]:
    """List the questions for a witness whose answer holds all words of one of the names of those who cannot be it.

    It stops a slip and no lie: somebody who invents a witness writes another name.
    """
    theirs = [words for name in names if (words := _words(name))]
    for name, text in facts.items():
        if _is_witness(definition, name) and any(words <= _words(text) for words in theirs):
            yield Reason(code=ReasonCode.ANSWER_CONTRADICTS, source=INPUT, says=SOMEBODY_ELSE, field=name)


def _is_witness(definition: TrackDefinition, name: str) -> bool:
    fact = definition.facts.get(FactName(name))
    return fact is not None and fact.kind is FactKind.WITNESS


def _words(name: str) -> frozenset[str]:
    shown = (each for each in normalize("NFKC", name).casefold() if category(each) != INVISIBLE)
    return frozenset("".join(each if each.isalnum() else " " for each in shown).split())
