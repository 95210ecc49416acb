"""Letters about an earlier letter: to its reader, under its mark, signed as it was, and approved as it had to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from engine.ports.records import LetterKind
from engine.record.values import Letter

EARLIER = "earlier letter"
"""Whom such a letter is declared to go to: the reader of the letter that it is about."""


def kind_for(kind_of: Callable[[str], LetterKind], letters: Mapping[str, Letter], letter: Letter) -> LetterKind:
    """Give what is known of a letter; of one about an earlier letter, with whom that goes to and what it needs.

    What goes to a person who got a letter by mistake goes to nobody whom the case knows.
    """
    kind, earlier = kind_of(letter.template), letters.get(str(letter.about))
    if not letter.about or earlier is None:
        return kind
    first = kind_for(kind_of, letters, earlier)
    signs = (*first.signs, *kind.signs)
    if letter.about_as == "wrong person":
        return replace(kind, signs=signs, approval=first.approval or kind.approval)
    return replace(
        kind,
        signs=signs,
        approval=first.approval or kind.approval,
        to=first.to,
        also_to=first.also_to,
        addressee=first.addressee,
        is_to_organisation=first.is_to_organisation,
        desk=first.desk,
        nobody=first.nobody,
        one_each=first.one_each and bool(earlier.recipients),
        pupils=first.pupils,
        names_nobody=first.names_nobody,
        mark=first.mark,
        withdrawn=first.withdrawn,
        instead=first.instead,
    )
