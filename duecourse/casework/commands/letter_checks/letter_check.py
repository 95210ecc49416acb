"""What one looks at before a letter leaves: to whom, whom it names, what was checked and what a person answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from duecourse.casework.commands.letter_checks.enclosed_things import Enclosing, enclosing
from duecourse.casework.commands.letter_texts import LetterText
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from engine.people.visibility import works_on
from engine.plain import is_group
from engine.record.values import Letter


@dataclass(frozen=True, slots=True)
class PersonNamed:
    """Somebody of the case whom a letter names, and what they are to the case."""

    name: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCheck:
    """A letter before it leaves. `to` are the lines of its addressee, `signed` those of its signatory with why it is they
    in a draft, `named` people of the case in its own words, and `goes_with` is what leaves with it.

    `house` are the files in which the trust words blocks of a draft itself. `checked` are rules that a machine holds the words against, `to_answer` those that only a person can.
    """

    letter: Letter
    to: tuple[str, ...]
    signed: tuple[str, ...]
    named: tuple[PersonNamed, ...]
    goes_with: Enclosing
    house: tuple[str, ...]
    checked: tuple[str, ...]
    to_answer: tuple[str, ...]


def letter_check(case: CaseReader, read: LetterText) -> LetterCheck | None:
    """Say what leaves with a letter that has not gone out, as it was read; None for others, and for those who do not
    work on what it belongs to."""
    whole, letter = whole_of(case), read.letter
    instance = whole.case.tracks.get(letter.on)
    works = instance is not None and works_on(whole.policy, whole.case, instance, whole.person)
    if letter.status not in ("draft", "issued") or not works:
        return None
    rules = whole.services.letters.rules(letter.template)
    return LetterCheck(
        letter=letter,
        to=tuple(_lines(read.facts, "addressee", ("name", "role", "organisation", "address", "email"))),
        signed=(*_lines(read.facts, "sender", ("name", "role", "place")), *filter(None, (read.signed_because,))),
        named=tuple(_named(whole, unescape(read.text))),
        goes_with=enclosing(case, letter.number),
        house=whole.services.letters.house_files(letter.template) if letter.status == "draft" else (),
        checked=tuple(dict.fromkeys(says for says, by_machine in rules if by_machine)),
        to_answer=tuple(dict.fromkeys(says for says, by_machine in rules if not by_machine)),
    )


def _lines(facts: str, whose: str, parts: Sequence[str]) -> Iterator[str]:
    """Give how the addressee or the sender is called and reached, as the letter has it."""
    known: object = json.loads(facts or "{}").get(whose)
    if is_group(known):
        for part in parts:
            if known.get(part):
                yield from str(known[part]).splitlines()


def _named(whole: WholeCase, words: str) -> Iterator[PersonNamed]:
    folded = " ".join(words.split()).casefold()
    for person in whole.people(whole.record.people).values():
        if person.name and person.name.casefold() in folded:
            parts = tuple(part.value for part in whole.record.people[person.id])
            yield PersonNamed(person.name, parts)
